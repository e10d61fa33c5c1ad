"""``openbeat explain``: what the pipeline makes of one page, each step's result with its evidence."""

from __future__ import annotations

import sys
from collections import Counter
from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.markup import escape
from rich.panel import Panel
from rich.text import Text

from openbeat import __version__
from openbeat.addresses import web_url
from openbeat.articles import occurred_at
from openbeat.cli.output import console, to_json
from openbeat.errors import OpenbeatError, StepError
from openbeat.fetching import Fetcher
from openbeat.ingest import utc_now
from openbeat.pages import read_page
from openbeat.readers import ReaderPool
from openbeat.records import BlockKind, Completeness, Extracted, Page, Reading, Verdict
from openbeat.settings import Settings, load_settings
from openbeat.text import count_words

COMPLETENESS = {
    Completeness.FULL: "full",
    Completeness.TEASER: "teaser: the page shows only the beginning",
    Completeness.VIDEO: "video: the page is a player, its text a description",
    Completeness.LIST: "list: the page lists articles and is none itself; no beat, story or digest sees it",
}
COLOURS = {"core": "bold green", "mention": "yellow", "off": "dim"}


def explain(
    context: typer.Context,
    page: Annotated[str, typer.Argument(help="Address of a page, or an HTML file.")],
    url: Annotated[str | None, typer.Option(help="The address a file came from, for its links and dates.")] = None,
    language: Annotated[str | None, typer.Option(help="What its feed would declare, ISO 639-1.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="As JSON.")] = False,
) -> None:
    """Show what openbeat makes of one page: fetched, read, its language, and its verdict with the evidence marked.

    Nothing is stored. Exits with 1 if no article can be read from the page.
    """
    settings = load_settings(context.obj)
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
    if as_json:
        steps["article"] = asdict(reading.extracted)
        steps["language"] = asdict(reading.language)
        steps["verdicts"] = [asdict(verdict) for verdict in reading.verdicts]
        sys.stdout.write(to_json(steps))
        return
    _show(steps, reading)


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
        _line(
            "fetched",
            f"{fetched['final_url']} ({fetched['status']}, {fetched['bytes']:,} bytes, {fetched['seconds']} s)",
        )
    _line("title", extracted.title)
    _line("authors", ", ".join(extracted.authors))
    _line("site", extracted.site_name)
    _line("address", extracted.canonical_url)
    for name, claim in (("published", extracted.published), ("modified", extracted.modified)):
        _line(name, f"{claim.at:%Y-%m-%d %H:%M} UTC, from {claim.source}: {claim.raw}" if claim else None)
    _line(
        "counts for",
        f"{occurred_at(extracted.published.at if extracted.published else None, utc_now()):%Y-%m-%d %H:%M} UTC",
    )
    _line("origin", extracted.declared_origin)
    _line("licence", extracted.licence)
    _line("complete", COMPLETENESS[extracted.completeness])
    _line("text", _measure(extracted))
    _line("read by", extracted.extractor)
    said = extracted.declared_language or "nothing"
    _line("language", f"{language.code} ({language.confidence:.3f}, by {language.source}; the page says {said})")
    _line("also in", ", ".join(f"{other.code} {other.share:.0%}" for other in language.secondary))
    if not reading.verdicts:
        _line("verdict", "none: it covers nothing itself")
    for verdict in reading.verdicts:
        _show_verdict(verdict, extracted.title, extracted.text)


def _measure(extracted: Extracted) -> str:
    """How long the text is, and what it is made of."""
    kinds = Counter(extracted.layout)
    blocks = ", ".join(f"{kind} {kinds[kind]}" for kind in BlockKind if kinds[kind])
    return f"{count_words(extracted.text):,} words" + (
        f" in {len(extracted.layout)} blocks ({blocks})" if blocks else ""
    )


def _show_verdict(verdict: Verdict, title: str, text: str) -> None:
    console.print()
    odds = ", ".join(f"{name} {value:.2f}" for name, value in verdict.probability.items())
    _line("verdict", f"[{COLOURS[verdict.relevance]}]{verdict.relevance}[/] for {verdict.beat} ({odds})", markup=True)
    _line("topics", ", ".join(f"{topic} {score:.2f}" for topic, score in verdict.topics.items()))
    _line("stance", verdict.stance)
    _line("entities", ", ".join(_mention(mention.entity, mention.label, mention.count) for mention in verdict.mentions))
    _line("versions", f"beat {verdict.beat_version}, classifier {verdict.classifier_version}")
    for item in sorted(verdict.evidence, key=lambda item: -abs(item.weight))[:25]:
        _line("evidence", f"{item.weight:+.2f}  {item.where:<5} {item.start:>5}  {item.text!r}  {item.rule}")
    marked_title, marked = Text(title, style="bold"), Text(text)
    for item in verdict.evidence:
        target = marked_title if item.where == "title" else marked
        target.stylize("reverse", item.start, item.start + len(item.text))
    console.print(Panel(marked_title + Text("\n\n") + marked, title="what it rests on, marked", border_style="dim"))


def _mention(entity: str, label: str, count: int) -> str:
    return f"{entity if label == entity else f'{entity} ({label})'} ×{count}"


def _line(name: str, value: str | None, *, markup: bool = False) -> None:
    shown = value or "–"
    console.print(f"[cyan]{name:>10}[/]  {shown if markup else escape(shown)}", highlight=False, soft_wrap=True)
