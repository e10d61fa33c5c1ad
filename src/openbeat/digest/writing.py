"""The files of a digest: written beside their place and renamed into it, so that nobody reads half a digest."""

from __future__ import annotations

import json
import shutil
import tempfile
from datetime import date, datetime, timedelta
from hashlib import sha256
from pathlib import Path

from openbeat import __version__
from openbeat.digest.content import Digest, collect
from openbeat.digest.rendering import render_html, render_json, render_markdown
from openbeat.digest.window import Window, window_of
from openbeat.errors import DigestError
from openbeat.settings import Settings
from openbeat.store.database import Database
from openbeat.store.times import from_store, to_store

MANIFEST = "manifest.json"


def make_digest(settings: Settings, day: date, now: datetime) -> Path:
    """Write the digest of a day and return its folder. The same data give the same bytes.

    Args:
        settings: where the database is, where digests go, and how many stories are told.
        day: the day, in the configured zone; one that is not over gives a digest of what arrived so far.
        now: tells whether the day is over.

    Raises:
        DigestError: there is no database or no completed run yet, the day has not begun, or the files can't be written.
    """
    with _published(settings) as database:
        last = database.query("last_ingest")[0]
        if last["run_id"] is None:
            raise DigestError(
                "No run has been completed yet, so there is nothing to tell. Read the news once with: openbeat run"
            )
        window = window_of(day, settings.zone, now=now, last_run_at=from_store(last["finished_at"]))
        if window.since > now:
            raise DigestError(f"{day} has not begun yet in {settings.timezone}.")
        digest = collect(database, window, last["run_id"], settings.digest.top_stories)
    files = {
        "digest.html": render_html(digest),
        "digest.md": render_markdown(digest),
        "digest.json": render_json(digest),
    }
    files[MANIFEST] = _manifest(digest, files)
    folder = settings.digests / day.isoformat()
    try:
        _put(folder, files)
    except OSError as error:
        raise DigestError(
            f"The digest can't be written to {folder}: {error.strerror}. What was there is untouched."
        ) from error
    return folder


def missing_days(settings: Settings, now: datetime) -> list[date]:
    """The days that are over and have no finished digest yet, oldest first, at most ``catch_up_days`` back.

    A digest is finished if it was written after its day and tells all that is known to have arrived then: an article
    first seen on that day whose page could be read only after the digest was written makes it unfinished again.

    Raises:
        DigestError: there is no database yet.
    """
    with _published(settings) as database:
        first = database.query("first_run_day")[0]["day"]
        if first is None:
            return []
        today = now.astimezone(settings.zone).date()
        earliest = max(first, today - timedelta(days=settings.digest.catch_up_days))
        days = [earliest + timedelta(days=number) for number in range((today - earliest).days)]
        return [day for day in days if not _is_finished(settings.digests / day.isoformat(), database)]


def _published(settings: Settings) -> Database:
    if not settings.published_database.exists():
        raise DigestError(
            f"There is no database at {settings.published_database} yet. Read the news once with: openbeat run"
        )
    return Database(settings.published_database, read_only=True)


def _manifest(digest: Digest, files: dict[str, str]) -> str:
    window: Window = digest.window
    content = {
        "edition": digest.edition,
        "day": window.day.isoformat(),
        "timezone": window.timezone,
        "since": window.since.isoformat(),
        "until": window.until.isoformat(),
        "complete": window.complete,
        "openbeat": __version__,
        "beats": {beat.beat: beat.version for beat in digest.beats},
        "last_run_id": str(digest.last_run_id),
        "articles": {beat.beat: beat.arrivals.articles for beat in digest.beats},
        "stories": {beat.beat: beat.stories_total for beat in digest.beats},
        "sha256": {name: sha256(text.encode()).hexdigest() for name, text in sorted(files.items())},
    }
    return json.dumps(content, ensure_ascii=False, indent=2) + "\n"


def _is_finished(folder: Path, database: Database) -> bool:
    try:
        manifest = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
        bounds = {name: to_store(datetime.fromisoformat(manifest[name])) for name in ("since", "until")}
        told: dict[str, int] = manifest["articles"]
        complete = bool(manifest["complete"])
    except (OSError, ValueError, KeyError):
        return False
    return complete and all(
        database.query("arrived_count", beat=beat, **bounds)[0]["articles"] == count for beat, count in told.items()
    )


def _put(folder: Path, files: dict[str, str]) -> None:
    """Write all files beside the folder, then move them in, the manifest last: it says that the others are whole."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    temporary = Path(tempfile.mkdtemp(prefix=f".{folder.name}.", dir=folder.parent))
    try:
        for name, text in files.items():
            (temporary / name).write_text(text, encoding="utf-8")
        folder.mkdir(exist_ok=True)
        for name in files:
            (temporary / name).replace(folder / name)
    finally:
        shutil.rmtree(temporary, ignore_errors=True)
