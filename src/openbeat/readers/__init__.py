"""Processes of their own in which untrusted bytes are read, each call with a deadline and a memory limit.

trafilatura has crashed whole processes under threads, and a page can keep a parser busy for minutes. So feeds and
pages are parsed in a few child processes: whatever a page does to its reader costs that page alone.
"""

from openbeat.readers.pool import ReaderPool

__all__ = ["ReaderPool"]
