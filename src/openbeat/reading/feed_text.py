"""Whether the text that a feed carries is better than its page's."""

from __future__ import annotations

from collections.abc import Sequence

from openbeat.reading.teasers import ends_in_invitation, is_cut
from openbeat.records import Completeness
from openbeat.text import count_words

GAIN = 1.5
"""How many times longer the feed's text must be than a page's that is no mere beginning: below that the page, which has
headings and lists in order, is the better one."""
MIN_ARTICLE_WORDS = 120
"""What a feed says of a film is an article from here on, and else the film's description again."""


def is_summary(feed_lines: Sequence[str]) -> bool:
    """Whether a feed's text is only the beginning of its article: it ends with an ellipsis or an invitation to read on.

    "The post … appeared first on …" tells nothing: feeds with whole texts end so as well.

    Args:
        feed_lines: the text before its tail is trimmed.
    """
    return bool(feed_lines) and (is_cut(feed_lines) or ends_in_invitation(feed_lines))


def feed_is_better(
    feed_lines: Sequence[str], lines: Sequence[str], shown: Completeness | None, *, summary: bool, min_words: int
) -> bool:
    """Whether the feed's text is to be taken instead of the page's.

    Args:
        feed_lines: the feed's text, cleaned.
        lines: the page's text, cleaned.
        shown: what the page shows; None for a page without an article, such as a wall.
        summary: whether the feed's text is a summary (:func:`is_summary`).
        min_words: least words of an article.
    """
    feed_words = count_words(" ".join(feed_lines))
    if feed_words < min_words:
        return False
    words = count_words(" ".join(lines))
    match shown:
        case None | Completeness.LIST:
            return True
        case Completeness.TEASER:
            return feed_words > words
        case Completeness.VIDEO:
            return feed_words > max(GAIN * words, MIN_ARTICLE_WORDS) and not summary
        case _:
            return feed_words > GAIN * words and not summary
