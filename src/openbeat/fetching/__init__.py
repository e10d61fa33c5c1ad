"""One guarded, bounded, polite HTTP GET: :class:`Fetcher`.

Its parts, each with one reason to change:

client    the GET itself: redirects, conditions, what comes back
targets   which addresses may be asked for at all
hosts     how often one host is asked, and whether it may be asked at all just now
robots    what sites let programs read
guard     which machines may be connected to
budget    how long one answer may take
freshness how long an answer stays fresh
body      how many bytes of it are taken, before and after decompression
failures  what went wrong, as a FetchError with a reason code
"""

from openbeat.fetching.client import FEED_ACCEPT, PAGE_ACCEPT, Fetcher
from openbeat.fetching.hosts import HostGate

__all__ = ["FEED_ACCEPT", "PAGE_ACCEPT", "Fetcher", "HostGate"]
