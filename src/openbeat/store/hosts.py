"""What was learned of hosts, kept from run to run: their robots.txt files, and which of them rest."""

from __future__ import annotations

from datetime import datetime

import httpx

from openbeat.records import HostRest, RobotsFile
from openbeat.store.database import Database
from openbeat.store.times import from_store, to_store


def robots_file(database: Database, origin: str) -> RobotsFile | None:
    """A site's robots.txt as it was fetched last, an expired one too: it holds while the site can't be reached."""
    for row in database.query("robots_file", origin=origin):
        return RobotsFile(
            row["origin"],
            row["text"],
            from_store(row["fetched_at"]),
            from_store(row["expires_at"]),
            from_store(row["unreachable_since"]),
        )
    return None


def keep_robots_file(database: Database, file: RobotsFile) -> None:
    """Keep a robots.txt in place of the one the site had before."""
    row = {
        "origin": file.origin,
        "text": file.text,
        "fetched_at": to_store(file.fetched_at),
        "expires_at": to_store(file.expires_at),
        "unreachable_since": to_store(file.unreachable_since),
    }
    with database.transaction():
        database.execute("forget_robots_file", origin=file.origin)
        database.insert("robots_files", [row])


def expire_robots(database: Database, now: datetime, reason: str | None = None, host: str | None = None) -> None:
    """Have the robots.txt files asked for anew that kept pages from being read: all, or for this reason and host."""
    database.execute("expire_robots_files", now=to_store(now), reason=reason, host=host)


def host_rests(database: Database, now: datetime) -> list[HostRest]:
    """The hosts that are to be left alone."""
    rows = database.query("host_rests", now=to_store(now))
    return [HostRest(row["host"], from_store(row["until"]), row["why"]) for row in rows]


def keep_host_rest(database: Database, rest: HostRest, now: datetime) -> None:
    """Keep that a host begins to rest, and forget rests that are over."""
    with database.transaction():
        database.execute("end_host_rests", host=rest.host, now=to_store(now))
        database.insert("host_rests", [{"host": rest.host, "until": to_store(rest.until), "why": rest.why}])


def wake(database: Database, host: str) -> None:
    """End a host's rest: a person wants it asked. The host may be given with its port."""
    database.execute("wake_host", host=httpx.URL(f"http://{host}").raw_host.decode("ascii").rstrip(".").lower())
