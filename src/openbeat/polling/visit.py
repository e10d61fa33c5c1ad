"""One visit to one feed: ask, and read the answer. Whatever goes wrong comes back as a record."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from openbeat.errors import StepError
from openbeat.fetching import FEED_ACCEPT, Fetcher
from openbeat.records import Failure, Feed, ParsedFeed, Poll, PollOutcome
from openbeat.retrying import UNTRIED

ParseFeed = Callable[[bytes, str, Feed, int, str | None], ParsedFeed]


def poll_feed(
    feed: Feed, fetcher: Fetcher, parse: ParseFeed, *, now: datetime, max_bytes: int, max_entries: int
) -> Poll:
    """Visit a feed with a conditional request (RFC 9110 section 13) and read its entries.

    Never raises a :class:`StepError`: a failure is part of the poll.
    """
    try:
        fetched = fetcher.get(
            feed.url, max_bytes=max_bytes, etag=feed.etag, last_modified=feed.last_modified, accept=FEED_ACCEPT
        )
    except StepError as error:
        return Poll(feed, now, _outcome(error), failure=Failure.of("poll", error))
    if fetched.not_modified:
        return Poll(feed, now, PollOutcome.NOT_MODIFIED, fetched=fetched)
    try:
        parsed = parse(fetched.body, fetched.final_url, feed, max_entries, fetched.content_type)
    except StepError as error:
        return Poll(feed, now, _outcome(error), fetched=fetched, failure=Failure.of("poll", error))
    return Poll(feed, now, PollOutcome.OK, parsed.entries, fetched, parsed=parsed)


def _outcome(error: StepError) -> PollOutcome:
    if error.reason in UNTRIED:
        return PollOutcome.POSTPONED
    return PollOutcome.GONE if error.reason == "http_410" else PollOutcome.FAILED
