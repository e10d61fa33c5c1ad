"""Visiting feeds: what their bytes say, and what a visit means for the next one."""

from openbeat.polling.parsing import parse_feed
from openbeat.polling.schedule import FeedState, after_poll
from openbeat.polling.visit import poll_feed

__all__ = ["FeedState", "after_poll", "parse_feed", "poll_feed"]
