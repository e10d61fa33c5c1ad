"""What a visit means for the next one. Pure decisions: a feed and its poll in, its new state out."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from openbeat.records import FeedStatus, Poll, PollOutcome
from openbeat.retrying import MAX_DOUBLINGS, asked_wait
from openbeat.settings import PollSettings


@dataclass(frozen=True, slots=True)
class FeedState:
    """What changes about a feed with a poll."""

    url: str
    status: FeedStatus
    status_reason: str | None
    etag: str | None
    last_modified: str | None
    moved_to: str | None
    failures_in_a_row: int
    next_poll_at: datetime


def after_poll(poll: Poll, settings: PollSettings) -> FeedState:
    """The state of a feed after a poll.

    - A 410 retires it (RFC 9110 section 15.5.11).
    - A failure doubles the wait, bounded, never below what Retry-After asks; too many in a row pause the feed.
    - A permanent redirect seen twice in a row becomes its address; once may be a mistake of the publisher's.
    """
    feed = poll.feed
    if poll.outcome in {PollOutcome.GONE, PollOutcome.FAILED}:
        return _after_failure(poll, settings)
    fetched = poll.fetched
    moved_to = fetched.permanent_url if fetched else None
    confirmed = moved_to is not None and moved_to == feed.moved_to
    return FeedState(
        url=moved_to if confirmed and moved_to else feed.url,
        status=feed.status,
        status_reason=None,
        # A 304 may leave the validators out; what we have still holds then.
        etag=(fetched.etag if fetched else None) or (feed.etag if poll.outcome is PollOutcome.NOT_MODIFIED else None),
        last_modified=(fetched.last_modified if fetched else None)
        or (feed.last_modified if poll.outcome is PollOutcome.NOT_MODIFIED else None),
        moved_to=None if confirmed else moved_to,
        failures_in_a_row=0,
        next_poll_at=poll.polled_at + timedelta(minutes=settings.interval_minutes),
    )


def _after_failure(poll: Poll, settings: PollSettings) -> FeedState:
    feed, failure = poll.feed, poll.failure
    failures = feed.failures_in_a_row + 1
    doubled = timedelta(minutes=settings.interval_minutes) * 2 ** min(failures, MAX_DOUBLINGS)
    wait = max(min(doubled, timedelta(hours=settings.max_backoff_hours)), asked_wait(failure))
    status, reason = feed.status, None
    if poll.outcome is PollOutcome.GONE:
        status, reason = FeedStatus.GONE, "the publisher says it is gone for good (410)"
    elif failures >= settings.pause_after_failures:
        status, reason = (
            FeedStatus.PAUSED,
            f"{failures} failures in a row, the last: {failure.reason if failure else 'unknown'}",
        )
    return FeedState(
        url=feed.url,
        status=status,
        status_reason=reason,
        etag=feed.etag,
        last_modified=feed.last_modified,
        moved_to=feed.moved_to,
        failures_in_a_row=failures,
        next_poll_at=poll.polled_at + wait,
    )
