"""``openbeat init`` and ``openbeat demo``."""

from __future__ import annotations

import json
import time
from datetime import UTC, date, datetime
from importlib.resources import files
from pathlib import Path
from typing import Annotated

import typer
import tzlocal
from rich.markup import escape

from openbeat.cli.asking import published
from openbeat.cli.flows import run_flow
from openbeat.cli.output import command, console, table, writing
from openbeat.errors import ConfigurationError
from openbeat.feedlist import default_feeds, make_feed
from openbeat.ingest import utc_now
from openbeat.sample.server import SampleNewsroom
from openbeat.settings import CONFIG_NAME, Settings, load_settings
from openbeat.store import feeds
from openbeat.store.working import working_database

DEMO_PORT = 8765
DEMO_CONFIG = """\
# Made by `openbeat demo`: the sample newsroom on this machine instead of the web.
data = "data"
feeds = "none"

[fetch]
allow_networks = ["127.0.0.0/8"]
per_host_spacing_seconds = 0

[poll]
max_entries = 500
"""
DEMO_QUERIES = (
    ("What happened?", "SELECT title, publishers, languages, articles FROM top_stories(days := 28, most := 5)"),
    (
        "Who and what rises?",
        "SELECT entity, kind, articles, expected, score FROM trending_entities(days := 10) LIMIT 5",
    ),
    (
        "How did the largest story spread?",
        "SELECT hours_later, publisher, language, link FROM story_spread(days := 28)",
    ),
)


def init(
    folder: Annotated[Path, typer.Argument(help="Where to set up.")] = Path(),
    empty: Annotated[bool, typer.Option("--empty", help="Follow no feeds yet.")] = False,
    force: Annotated[bool, typer.Option("--force", help="Overwrite a configuration that is there.")] = False,
) -> None:
    """Set up a folder: a commented configuration, and the database with the feeds to follow."""
    path = folder / CONFIG_NAME
    if path.exists() and not force:
        raise ConfigurationError(f"{path} is there already. Edit it, or overwrite it with --force.")
    template = (files("openbeat") / "data" / CONFIG_NAME).read_text(encoding="utf-8")
    zone = tzlocal.get_localzone_name() or "UTC"
    with writing(path):
        folder.mkdir(parents=True, exist_ok=True)
        path.write_text(template.format(timezone=zone, feeds="none" if empty else "default"), encoding="utf-8")
    settings = load_settings(path)
    with working_database(settings, "init") as database:
        if not empty:
            feeds.follow_default_feeds(database, default_feeds(), utc_now())
        followed = len(feeds.all_feeds(database))
    console.print(f"[bold]{escape(str(path))}[/] is written, in the time zone {zone}; {followed} feeds are followed.")
    console.print("Put an address where publishers can reach you under [bold]contact[/], then:")
    console.print("  openbeat run      read the news once")
    console.print("  openbeat serve    keep reading it")
    console.print("  openbeat feeds    change what is followed")


def demo(
    folder: Annotated[Path, typer.Option("--folder", help="Where the demo lives.")] = Path("demo"),
    port: Annotated[
        int | None, typer.Option(help=f"Port of the sample newsroom, {DEMO_PORT} at first; kept for later runs.")
    ] = None,
    keep_serving: Annotated[
        bool, typer.Option("--serve", help="Keep the newsroom up afterwards, so that the digest's links open.")
    ] = False,
) -> None:
    """Run the whole pipeline on a made-up press, without internet.

    A newsroom of invented publishers is served on this machine. The ingest flow reads it; one publisher then corrects
    an article, and a second run reads that one page again; the digest flow writes the day's digest. Run it twice:
    nothing is fetched or stored twice.
    """
    started = time.monotonic()
    newsroom, settings = _open_newsroom(folder, port)
    config = str((folder / CONFIG_NAME).resolve())
    today = utc_now().astimezone(settings.zone).date()
    with newsroom:
        with working_database(settings, "demo") as database:
            wanted = [
                make_feed(
                    feed.url, title=feed.title, language=feed.language or None, country=feed.country, kind=feed.kind
                )
                for feed in newsroom.feeds
            ]
            known = {row["feed_id"] for row in feeds.all_feeds(database)}
            feeds.add_feeds(database, [feed for feed in wanted if feed.feed_id not in known], utc_now())
        console.print(
            f"The sample newsroom is up: {len(newsroom.feeds)} publishers at http://*.localhost:{newsroom.port}"
        )
        console.print("[bold]1[/] " + escape(run_flow("ingest", config=config, poll_all=True)))
        newsroom.evening = True
        console.print("[bold]2[/] " + escape(run_flow("ingest", config=config, poll_all=True)))
        _remember(folder, newsroom)
        console.print("[bold]3[/] " + escape(run_flow("digest", config=config, day=today.isoformat())))
        _show(settings, folder, today)
        seconds = time.monotonic() - started
        console.print(f"It took {seconds:.1f} s. To follow the digest's links: [bold]{command()} demo --serve[/]")
        if keep_serving:
            console.print("The newsroom stays up until you press Ctrl+C.")
            while True:
                time.sleep(3600)


def _open_newsroom(folder: Path, port: int | None) -> tuple[SampleNewsroom, Settings]:
    """The newsroom as the last demo in this folder left it, so that nothing in it is new."""
    folder.mkdir(parents=True, exist_ok=True)
    config = folder / CONFIG_NAME
    if not config.exists():
        config.write_text(DEMO_CONFIG, encoding="utf-8")
    memory = folder / "newsroom.json"
    if memory.exists():
        state = json.loads(memory.read_text(encoding="utf-8"))
        newsroom = SampleNewsroom(port or state["port"], date.fromisoformat(state["today"]), evening=state["evening"])
    else:
        newsroom = SampleNewsroom(DEMO_PORT if port is None else port, datetime.now(UTC).date())
    return newsroom, load_settings(config)


def _remember(folder: Path, newsroom: SampleNewsroom) -> None:
    state = {"port": newsroom.port, "today": newsroom.edition.today.isoformat(), "evening": newsroom.evening}
    (folder / "newsroom.json").write_text(json.dumps(state) + "\n", encoding="utf-8")


def _show(settings: Settings, folder: Path, today: date) -> None:
    with published(settings) as database:
        for question, query in DEMO_QUERIES:
            console.print(f"\n[bold]{question}[/]  [cyan]{escape(query)}[/]")
            console.print(table(database.table(query)))
    page = settings.digests / today.isoformat() / "digest.html"
    console.print(f"Digest:   [bold]{escape(str(page))}[/] (also digest.md, digest.json)")
    console.print(f"Database: [bold]{escape(str(settings.published_database))}[/]")
    console.print(f"Query it with any DuckDB client, or: [bold]{escape(command(folder / CONFIG_NAME))} trends[/]")
