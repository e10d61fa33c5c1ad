"""What a visit means for the next one. Pure decisions: a feed and its poll in, its new state out."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from openbeat.polling.interval import jittered, next_poll, said
from openbeat.records import FeedStatus, Poll, PollHints, PollOutcome
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
    interval_seconds: int | None
    hints: PollHints
    next_poll_at: datetime
    next_poll_reason: str


def after_poll(poll: Poll, settings: PollSettings) -> FeedState:
    """The state of a feed after a poll.

    - A 410 retires it (RFC 9110 section 15.5.11).
    - A failure doubles the wait, bounded, never below what Retry-After asks; too many in a row pause the feed.
    - A permanent redirect seen twice in a row becomes its address; once may be a mistake of the publisher's.
    - Where its host rests, nothing changes but the time.
    """
    feed = poll.feed
    if poll.outcome is PollOutcome.POSTPONED:
        why = poll.failure.detail if poll.failure else ""
        return _unchanged(poll, poll.polled_at + asked_wait(poll.failure), why)
    if poll.outcome in {PollOutcome.GONE, PollOutcome.FAILED}:
        return _after_failure(poll, settings)
    fetched = poll.fetched
    moved_to = fetched.permanent_url if fetched else None
    confirmed = moved_to is not None and moved_to == feed.moved_to
    following = next_poll(poll, settings)
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
        interval_seconds=round(following.interval.total_seconds()),
        hints=said(poll),
        next_poll_at=following.at,
        next_poll_reason=following.reason,
    )


def _after_failure(poll: Poll, settings: PollSettings) -> FeedState:
    feed, failure = poll.feed, poll.failure
    failures = feed.failures_in_a_row + 1
    doubled = timedelta(minutes=settings.interval_minutes) * 2 ** min(failures, MAX_DOUBLINGS)
    wait = jittered(min(doubled, timedelta(hours=settings.max_backoff_hours)), feed.feed_id, poll.polled_at)
    why = f"failed {failures} times in a row"
    if (asked := asked_wait(failure)) > wait:
        wait, why = asked, "its server's Retry-After"
    status, reason = feed.status, None
    if poll.outcome is PollOutcome.GONE:
        status, reason = FeedStatus.GONE, "the publisher says it is gone for good (410)"
    elif failures >= settings.pause_after_failures:
        status, reason = (
            FeedStatus.PAUSED,
            f"{failures} failures in a row, the last: {failure.reason if failure else 'unknown'}",
        )
    return replace(
        _unchanged(poll, poll.polled_at + wait, why), status=status, status_reason=reason, failures_in_a_row=failures
    )


def _unchanged(poll: Poll, next_poll_at: datetime, why: str) -> FeedState:
    feed = poll.feed
    return FeedState(
        url=feed.url,
        status=feed.status,
        status_reason=None,
        etag=feed.etag,
        last_modified=feed.last_modified,
        moved_to=feed.moved_to,
        failures_in_a_row=feed.failures_in_a_row,
        interval_seconds=feed.interval_seconds,
        hints=feed.hints,
        next_poll_at=next_poll_at,
        next_poll_reason=why,
    )
