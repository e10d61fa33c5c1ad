"""All that happens to one page: its text and metadata, its language, and its verdict for each beat.

This is what runs in the reading processes; ``openbeat explain`` shows the same, step by step.
"""

from __future__ import annotations

from functools import cache

from openbeat.classify import Classifier, load_beat
from openbeat.reading import detect_language, extract
from openbeat.records import Page, Reading


def read_page(page: Page, beats: tuple[str, ...], min_words: int) -> Reading:
    """Read an article from a page and judge it for each beat.

    A page that is no article (a list of some) is not judged: it covers nothing, and so beats, stories and digests never
    see it.

    Args:
        page: the bytes, and what the feed said of them.
        beats: names of shipped beats or paths of beat files.
        min_words: fewer words are not an article.

    Raises:
        ReadingError: there is no article in it; the reason says why.
    """
    extracted = extract(page, min_words)
    language = detect_language(
        extracted.text, extracted.title, _declared(extracted.declared_language, page.declared_language)
    )
    judges = map(classifier, beats if extracted.completeness.is_article else ())
    verdicts = tuple(judge.judge(extracted.title, extracted.text, language.code) for judge in judges)
    return Reading(extracted, language, verdicts)


def _declared(by_page: str | None, by_feed: str | None) -> str | None:
    """The declaration to go by: the page's own, unless it is English, as templates say of pages in any language."""
    return by_page if by_page not in {None, "en"} else by_feed or by_page


@cache
def classifier(beat: str) -> Classifier:
    """The classifier of a beat, built once in each process."""
    return Classifier(load_beat(beat))


def warm_up(beats: tuple[str, ...]) -> None:
    """Build what every page needs, so that no page's deadline pays for it."""
    for beat in beats:
        classifier(beat)
    detect_language("Some words in English, long enough to be worth asking about.", "", None)
