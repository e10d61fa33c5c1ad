"""``openbeat feeds``: what is followed."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer
from rich.markup import escape

from openbeat import __version__
from openbeat.addresses import address_key
from openbeat.cli.asking import published
from openbeat.cli.output import Format, console, show, writing
from openbeat.cli.running import WAIT_SECONDS
from openbeat.errors import FeedListError, StepError
from openbeat.feedlist import default_feeds, make_feed, read_opml, write_opml
from openbeat.fetching import Fetcher
from openbeat.ingest import utc_now
from openbeat.polling import parse_feed
from openbeat.polling.discovery import FoundFeed, discover, page_links
from openbeat.readers import ReaderPool
from openbeat.records import Feed, FeedStatus, ParsedFeed
from openbeat.settings import Settings, load_settings
from openbeat.store import feeds
from openbeat.store.database import Database
from openbeat.store.sqlfiles import statements
from openbeat.store.working import working_database

app = typer.Typer(help="List, add, remove, import and export the feeds that are followed.", no_args_is_help=True)


@app.command("list")
def list_feeds(
    context: typer.Context,
    everything: Annotated[bool, typer.Option("--all", help="Removed ones too.")] = False,
    form: Annotated[Format, typer.Option("--format", "-f", help="How to write the list.")] = Format.TABLE,
    as_json: Annotated[bool, typer.Option("--json", help="As JSON.")] = False,
) -> None:
    """List feeds with their health."""
    with published(load_settings(context.obj)) as database:
        result = database.table(statements()["feeds_and_health"], {"everything": everything})
    show(result, Format.JSON if as_json else form)


@app.command()
def add(
    context: typer.Context,
    url: Annotated[str, typer.Argument(help="Address of the feed, or of a page of its site.")],
    title: Annotated[str, typer.Option(help="Name to show; else the feed's own.")] = "",
    language: Annotated[str | None, typer.Option(help="ISO 639-1 code, such as fr.")] = None,
    country: Annotated[str | None, typer.Option(help="ISO 3166-1 code, such as FR.")] = None,
    kind: Annotated[
        str | None, typer.Option(help="press, community, vendor, research, foundation or aggregator.")
    ] = None,
    unchecked: Annotated[
        bool, typer.Option("--unchecked", help="Follow the address as it stands, without asking it first.")
    ] = False,
) -> None:
    """Follow a feed. Of a web page, its feed is looked for. One that was removed or paused is followed again."""
    settings = load_settings(context.obj)
    feed = make_feed(url, title=title, language=language, country=country, kind=kind)
    others: tuple[FoundFeed, ...] = ()
    name = title
    if not unchecked:
        found, *others_found = _discovered(feed.url, settings)
        others = tuple(others_found)
        feed, name = make_feed(found.url, title=title, language=language, country=country, kind=kind), found.title
    with _working(settings) as database:
        added = feeds.add_feeds(database, [feed], utc_now())
    told = escape(f"{name}, {feed.url}" if name else feed.url)
    console.print(f"Following {told}." if added else f"{told} is followed already.", soft_wrap=True)
    for other in others:
        console.print(f"[dim]It has another feed:[/] {escape(other.title)} {escape(other.url)}", soft_wrap=True)


@app.command()
def remove(
    context: typer.Context,
    feed: Annotated[str, typer.Argument(help="Its address, or its title as listed.")],
) -> None:
    """Stop following a feed. Its articles stay, and no later version of openbeat brings it back."""
    with _working(load_settings(context.obj)) as database:
        rows = [
            row for row in feeds.all_feeds(database) if feed in {row["url"], row["title"]} or _same(feed, row["url"])
        ]
        if not rows:
            raise FeedListError(f"No feed has the address or title {feed!r}. See: openbeat feeds list")
        if len(rows) > 1:
            raise FeedListError(
                f"{len(rows)} feeds are titled {feed!r}. Give the address: {', '.join(row['url'] for row in rows)}"
            )
        feeds.set_status(database, rows[0]["feed_id"], FeedStatus.REMOVED, "removed by the user", utc_now())
    console.print(f"No longer following {escape(rows[0]['title'] or rows[0]['url'])}.")


@app.command("import")
def import_feeds(
    context: typer.Context, file: Annotated[Path, typer.Argument(help="OPML file of another feed reader.")]
) -> None:
    """Follow all feeds of an OPML file."""
    wanted, problems = read_opml(file)
    with _working(load_settings(context.obj)) as database:
        added = feeds.add_feeds(database, wanted, utc_now())
    for problem in problems:
        console.print(f"[yellow]skipped:[/] {escape(problem)}")
    known = len(wanted) - len(added)
    console.print(f"{len(wanted)} feeds in {escape(str(file))}: {len(added)} are new, {known} were followed already.")
    if problems and not wanted:
        raise typer.Exit(1)


@app.command("export")
def export_feeds(
    context: typer.Context,
    file: Annotated[Path | None, typer.Argument(help="File to write; else standard output.")] = None,
) -> None:
    """Write the feeds that are followed as OPML."""
    with published(load_settings(context.obj)) as database:
        rows = [row for row in feeds.all_feeds(database) if row["status"] != FeedStatus.REMOVED]
    content = write_opml(rows)
    if file is None:
        sys.stdout.write(content.decode())
    else:
        with writing(file):
            file.write_bytes(content)


def _discovered(url: str, settings: Settings) -> tuple[FoundFeed, ...]:
    """The feeds at an address; untrusted bytes are read in a process of their own here too."""
    limits, reading = settings.fetch, settings.read
    with (
        Fetcher(limits, version=__version__) as fetcher,
        ReaderPool(1, deadline_seconds=reading.deadline_seconds, memory_megabytes=reading.memory_megabytes) as readers,
    ):

        def parse(*arguments: *tuple[bytes, str, Feed, int, str | None]) -> ParsedFeed:
            return readers.call(parse_feed, *arguments)

        def links(body: bytes, page: str) -> list[str]:
            return readers.call(page_links, body, page)

        try:
            found = discover(url, fetcher, parse, links, max_bytes=limits.max_feed_bytes)
        except StepError as error:
            unchecked = " To follow it all the same, add --unchecked." if error.transient else ""
            raise FeedListError(f"{error}{unchecked}") from error
    if not found:
        raise FeedListError(
            f"{url} is no feed, and no feed was found on it. Give the feed's own address, or add --unchecked."
        )
    return found


@contextmanager
def _working(settings: Settings) -> Iterator[Database]:
    """The working database with the default feeds in it, so that removing one before the first run is remembered."""
    with working_database(settings, "feeds", wait_seconds=WAIT_SECONDS) as database:
        if settings.feeds == "default":
            feeds.follow_default_feeds(database, default_feeds(), utc_now())
        yield database


def _same(text: str, url: str) -> bool:
    return address_key(text) is not None and address_key(text) == address_key(url)
