"""Every error openbeat raises on purpose.

    OpenbeatError
    ├── ConfigurationError          a key of the configuration is wrong or missing
    ├── BeatError                   a beat file is wrong
    ├── FeedListError               a feed list or OPML file is wrong
    ├── StoreError                  the database can't be used as it is
    │   ├── StoreBusyError          another process holds the working database
    │   │   └── AlreadyRunningError another run of the same flow does
    │   ├── DamagedError            it is not whole, or not there although it once was
    │   ├── SchemaTooNewError       written by a newer openbeat
    │   └── MigrationError          a migration was changed after it was applied, or failed
    ├── DigestError                 a digest can't be made
    ├── SampleError                 the sample newsroom can't be read or served
    └── StepError                   one feed, page or article could not be handled
        ├── FetchError              nothing usable came back
        ├── FeedError               what came back is not a feed
        └── ReadingError            no article could be read from the page

A StepError never leaves its step: it becomes a Failure record, which keeps its reason code, and the run goes on.
"""

from __future__ import annotations


class OpenbeatError(Exception):
    """Base of them all; the message says what went wrong, where, and what to do next."""


class ConfigurationError(OpenbeatError):
    """A key of the configuration is wrong or missing."""


class BeatError(OpenbeatError):
    """A beat file is wrong."""


class LabelError(OpenbeatError):
    """A file of labelled texts is wrong, or can't be read or written."""


class FeedListError(OpenbeatError):
    """A feed list or OPML file is wrong."""


class StoreError(OpenbeatError):
    """The database can't be used as it is."""


class StoreBusyError(StoreError):
    """Another process holds the working database."""


class AlreadyRunningError(StoreBusyError):
    """Another run of the same flow holds the working database: this one has nothing to add."""


class DamagedError(StoreError):
    """The database is not whole, or not there although it once was: a copy has to be put in its place."""


class SchemaTooNewError(StoreError):
    """The database was written by a newer openbeat."""


class MigrationError(StoreError):
    """A migration was changed after it was applied, or failed."""


class DigestError(OpenbeatError):
    """A digest can't be made."""


class SampleError(OpenbeatError):
    """The sample newsroom can't be read or served."""


class StepError(OpenbeatError):
    """One feed, page or article could not be handled.

    Attributes:
        reason: a short code that failures are counted by, such as ``timeout`` or ``http_404``.
        transient: whether the same try may succeed later.
        retry_after_seconds: how long the other side asked us to wait, if it did.
    """

    def __init__(self, reason: str, message: str, *, transient: bool, retry_after_seconds: float | None = None) -> None:
        super().__init__(message)
        self.reason = reason
        self.transient = transient
        self.retry_after_seconds = retry_after_seconds

    def __reduce__(self) -> tuple[object, ...]:
        """Errors cross process borders, so they must pickle with their fields."""
        return _rebuild, (type(self), self.reason, str(self), self.transient, self.retry_after_seconds)


class FetchError(StepError):
    """Nothing usable came back."""


class FeedError(StepError):
    """What came back is not a feed."""


class ReadingError(StepError):
    """No article could be read from the page."""


def _rebuild(
    kind: type[StepError], reason: str, message: str, transient: bool, retry_after_seconds: float | None
) -> StepError:
    return kind(reason, message, transient=transient, retry_after_seconds=retry_after_seconds)
