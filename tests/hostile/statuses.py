"""Statuses other than 200, and challenges to prove that one is no program."""

from __future__ import annotations

from tests.hostile import wire
from tests.hostile.case import Case, Kind

_STATUSES = (
    ("status-401", "401 Unauthorized", "http_401"),
    ("status-403", "403 Forbidden", "http_403"),
    ("status-404", "404 Not Found", "http_404"),
    ("status-410", "410 Gone", "http_410"),
    ("status-429", "429 Too Many Requests", "rate_limited"),
    ("status-451", "451 Unavailable For Legal Reasons", "http_451"),
    ("status-500", "500 Internal Server Error", "http_500"),
    ("status-503", "503 Service Unavailable", "http_503"),
    ("status-999", "999 Request denied", "http_999"),
)
_CLOUD = "<html><head><title>Just a moment...</title></head><body><script>window._cf_chl_opt={}</script></body></html>"
_PLAIN = wire.document("Busy", "<p>Come back later.</p>").encode()

CASES = (
    *(
        Case(
            name=name,
            kind=Kind.PAGE,
            served=f"HTTP {status}, with an article in its body",
            answer=wire.answer(wire.document("Error", wire.story(name)).encode(), status, Content_Type="text/html"),
            reason=reason,
        )
        for name, status, reason in _STATUSES
    ),
    Case(
        name="status-204",
        kind=Kind.PAGE,
        served="HTTP 204 No Content",
        answer=wire.head("204 No Content"),
        reason="empty_page",
    ),
    Case(
        name="status-304",
        kind=Kind.PAGE,
        served="HTTP 304 for a page that was never fetched",
        answer=wire.head("304 Not Modified"),
        reason="bad_response",
    ),
    Case(
        name="come-back-in-seconds",
        kind=Kind.PAGE,
        served="HTTP 429 with `Retry-After: 7200`",
        answer=wire.answer(_PLAIN, "429 Too Many Requests", Retry_After=7200),
        reason="rate_limited",
    ),
    Case(
        name="come-back-on-date",
        kind=Kind.PAGE,
        served="HTTP 503 with a date in Retry-After",
        answer=wire.answer(_PLAIN, "503 Service Unavailable", Retry_After="Fri, 31 Dec 2099 23:59:59 GMT"),
        reason="rate_limited",
    ),
    Case(
        name="come-back-never",
        kind=Kind.PAGE,
        served="HTTP 503 with `Retry-After: whenever`",
        answer=wire.answer(_PLAIN, "503 Service Unavailable", Retry_After="whenever"),
        reason="http_503",
    ),
    Case(
        name="challenge-by-header",
        kind=Kind.PAGE,
        served="a bot challenge that its header gives away",
        answer=wire.answer(_PLAIN, "403 Forbidden", cf_mitigated="challenge"),
        reason="blocked",
    ),
    Case(
        name="challenge-by-body",
        kind=Kind.PAGE,
        served="a bot challenge that only its body gives away",
        answer=wire.answer(_CLOUD.encode(), "503 Service Unavailable", Content_Type="text/html"),
        reason="blocked",
    ),
    Case(
        name="challenge-with-200",
        kind=Kind.PAGE,
        served="a bot challenge that calls itself HTTP 200",
        answer=wire.html(_CLOUD),
        reason="blocked",
    ),
)
