"""``openbeat explain``: what the pipeline makes of one page or stored article, each step's result with its evidence."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.markup import escape

from openbeat import __version__
from openbeat.addresses import address_key, web_url
from openbeat.articles import address_hash, occurred_at
from openbeat.classify import Beat
from openbeat.classify.reasons import Reasons
from openbeat.cli.asking import published
from openbeat.cli.output import console, to_json
from openbeat.cli.verdicts import line, marked, show_verdict
from openbeat.errors import OpenbeatError, StepError
from openbeat.fetching import Fetcher
from openbeat.ingest import utc_now
from openbeat.pages import classifier, read_page
from openbeat.readers import ReaderPool
from openbeat.records import BlockKind, Completeness, Extracted, Page, Reading, Relevance, Verdict
from openbeat.settings import Settings, load_settings
from openbeat.text import count_words

COMPLETENESS = {
    Completeness.FULL: "full",
    Completeness.TEASER: "teaser: the page shows only the beginning",
    Completeness.VIDEO: "video: the page is a player, its text a description",
    Completeness.LIST: "list: the page lists articles and is none itself; no beat, story or digest sees it",
}
LARGEST_ID = 2**63 - 1


def explain(
    context: typer.Context,
    page: Annotated[str, typer.Argument(help="Address of a page, or an HTML file; with --stored, also an article id.")],
    url: Annotated[str | None, typer.Option(help="The address a file came from, for its links and dates.")] = None,
    language: Annotated[str | None, typer.Option(help="What its feed would declare, ISO 639-1.")] = None,
    stored: Annotated[
        bool, typer.Option("--stored", help="Take the text as it is stored; nothing is fetched.")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="As JSON.")] = False,
) -> None:
    """Show what openbeat makes of one page: fetched, read, its language, and its verdict with the evidence marked.

    Says of the verdict what decided: which words of which topic, which cues, and the measures that said most, in
    log-odds (0.7 doubles the odds). With `--stored`, an article of the database is judged by the beats as they are now.

    Nothing is stored. Exits with 1 if no article can be read from the page.
    """
    settings = load_settings(context.obj)
    if stored:
        _explain_stored(page, settings, as_json=as_json)
        return
    steps: dict[str, Any] = {"page": page}
    try:
        found = _page(page, url, language, settings, steps)
        with ReaderPool(
            1, deadline_seconds=settings.read.deadline_seconds, memory_megabytes=settings.read.memory_megabytes
        ) as readers:
            reading = readers.call(read_page, found, tuple(settings.beats), settings.read.min_words)
    except StepError as error:
        steps["failure"] = {"reason": error.reason, "detail": str(error), "transient": error.transient}
        if as_json:
            sys.stdout.write(to_json(steps))
        else:
            console.print(f"[bold red]No article:[/] {error.reason}. {escape(str(error))}")
        raise typer.Exit(1) from None
    extracted = reading.extracted
    judged = _accounted(reading.verdicts, settings.beats, extracted.title, extracted.text, reading.language.code)
    if as_json:
        steps["article"] = asdict(extracted)
        steps["language"] = asdict(reading.language)
        steps["verdicts"] = [_as_data(verdict, reasons) for _, verdict, reasons in judged]
        sys.stdout.write(to_json(steps))
        return
    _show(steps, reading)
    if not judged:
        line("verdict", "none: it covers nothing itself")
    _show_judged(judged, extracted.title, extracted.text)


def _explain_stored(page: str, settings: Settings, *, as_json: bool) -> None:
    """Judge the text of a stored article, and show that beside the verdict that is stored."""
    with published(settings) as database:
        rows = database.query(
            "article_as_stored",
            article_id=int(page) if page.isdecimal() and int(page) <= LARGEST_ID else None,
            url=page,
            key_hash=address_hash(address_key(page) or ""),
        )
        if not rows:
            raise OpenbeatError(f"No article is stored under {page}. Without --stored, the page is fetched.")
        article = rows[0]
        before = database.query("verdicts_as_stored", article_id=article["article_id"])
    title, text, language = article["title"], article["text"], article["language"]
    judges = map(classifier, settings.beats if Completeness(article["completeness"]).is_article else ())
    verdicts = [judge.judge(title, text, language) for judge in judges]
    judged = _accounted(verdicts, settings.beats, title, text, language)
    if as_json:
        now = [_as_data(verdict, reasons) for _, verdict, reasons in judged]
        sys.stdout.write(to_json({"article": article, "verdicts_stored": before, "verdicts": now}))
        return
    line("title", title)
    line("article", f"{article['article_id']}, {article['url']}")
    published_at = article["published_at"]
    line("published", f"{published_at:%Y-%m-%d %H:%M} UTC by {article['publisher']}" if published_at else None)
    line("complete", COMPLETENESS[Completeness(article["completeness"])])
    line("language", language)
    for row in before:
        made = f"beat {row['beat_version']}, classifier {row['classifier_version']}, {row['judged_at']:%Y-%m-%d}"
        line("stored as", f"{row['relevance']} for {row['beat']} ({row['score']:.2f} within; {made})")
    _show_judged(judged, title, text)


def _accounted(
    verdicts: Iterable[Verdict], beats: Sequence[str], title: str, text: str, language: str
) -> list[tuple[Beat, Verdict, Reasons]]:
    """Verdicts on a text with their beats, and with what they come from."""
    return [
        (judge.beat, verdict, judge.reasons(title, text, language))
        for judge, verdict in zip(map(classifier, beats), verdicts, strict=False)
    ]


def _as_data(verdict: Verdict, reasons: Reasons) -> dict[str, Any]:
    return asdict(verdict) | {"reasons": asdict(reasons)}


def _show_judged(judged: Iterable[tuple[Beat, Verdict, Reasons]], title: str, text: str) -> None:
    for beat, verdict, reasons in judged:
        console.print()
        show_verdict(beat, verdict, reasons)
        names = reasons.names if verdict.relevance is not Relevance.OFF else ()
        console.print(marked(title, text, verdict, names))


def _page(page: str, url: str | None, language: str | None, settings: Settings, steps: dict[str, Any]) -> Page:
    address = web_url(page)
    if address is None:
        file = Path(page)
        if not file.is_file():
            raise OpenbeatError(f"{page} is neither an address of the web nor a file.")
        return Page(url=url or file.resolve().as_uri(), body=file.read_bytes(), declared_language=language)
    with Fetcher(settings.fetch, version=__version__) as fetcher:
        fetched = fetcher.get(address, max_bytes=settings.fetch.max_page_bytes)
    steps["fetched"] = {
        "final_url": fetched.final_url,
        "status": fetched.status,
        "content_type": fetched.content_type,
        "bytes": len(fetched.body),
        "seconds": round(fetched.seconds, 3),
    }
    return Page(
        url=fetched.final_url,
        body=fetched.body,
        asked_url=address,
        content_type=fetched.content_type,
        declared_language=language,
    )


def _show(steps: dict[str, Any], reading: Reading) -> None:
    extracted, language = reading.extracted, reading.language
    if "fetched" in steps:
        fetched = steps["fetched"]
        line(
            "fetched",
            f"{fetched['final_url']} ({fetched['status']}, {fetched['bytes']:,} bytes, {fetched['seconds']} s)",
        )
    line("title", extracted.title)
    line("authors", ", ".join(extracted.authors))
    line("site", extracted.site_name)
    line("address", extracted.canonical_url)
    for name, claim in (("published", extracted.published), ("modified", extracted.modified)):
        line(name, f"{claim.at:%Y-%m-%d %H:%M} UTC, from {claim.source}: {claim.raw}" if claim else None)
    line(
        "counts for",
        f"{occurred_at(extracted.published.at if extracted.published else None, utc_now()):%Y-%m-%d %H:%M} UTC",
    )
    line("origin", extracted.declared_origin)
    line("licence", extracted.licence)
    line("complete", COMPLETENESS[extracted.completeness])
    line("text", _measure(extracted))
    line("read by", extracted.extractor)
    said = extracted.declared_language or "nothing"
    line("language", f"{language.code} ({language.confidence:.3f}, by {language.source}; the page says {said})")
    line("also in", ", ".join(f"{other.code} {other.share:.0%}" for other in language.secondary))


def _measure(extracted: Extracted) -> str:
    """How long the text is, and what it is made of."""
    kinds = Counter(extracted.layout)
    blocks = ", ".join(f"{kind} {kinds[kind]}" for kind in BlockKind if kinds[kind])
    return f"{count_words(extracted.text):,} words" + (
        f" in {len(extracted.layout)} blocks ({blocks})" if blocks else ""
    )
