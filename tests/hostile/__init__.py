"""The hostile newsroom: a real server on loopback with one host for each thing that the web does to its readers."""

from __future__ import annotations

from tests.hostile import claims, costly, encodings, feeds, markup, redirects, robots, statuses, transport, walls
from tests.hostile.case import Case

CASES: tuple[Case, ...] = (
    *transport.CASES,
    *redirects.CASES,
    *statuses.CASES,
    *encodings.CASES,
    *walls.CASES,
    *markup.CASES,
    *costly.CASES,
    *claims.CASES,
    *robots.CASES,
    *feeds.CASES,
)
