"""The configuration: one TOML file plus environment variables, validated, every threshold with its unit in its name.

Read in this order, the first that speaks wins: environment (``OPENBEAT_FETCH__TOTAL_SECONDS=20``), the TOML file, the
defaults below. The file is the one given, else ``$OPENBEAT_CONFIG``, else ``openbeat.toml`` in the current folder.
Relative paths in it are relative to the file.
"""

from __future__ import annotations

import ipaddress
import os
import tomllib
from pathlib import Path
from typing import Annotated, Any, Literal
from zoneinfo import ZoneInfo, available_timezones

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict, SettingsError

from openbeat.errors import ConfigurationError

CONFIG_VARIABLE = "OPENBEAT_CONFIG"
CONFIG_NAME = "openbeat.toml"


def _network(value: str) -> str:
    ipaddress.ip_network(value)
    return value


def _zone(value: str) -> str:
    if value not in available_timezones():
        message = f"{value!r} is not an IANA time zone such as 'Europe/Berlin'"
        raise ValueError(message)
    return value


def _each_once(values: list[str]) -> list[str]:
    paths = [os.path.normpath(value) for value in values]
    if double := next((value for value, path in zip(values, paths, strict=True) if paths.count(path) > 1), None):
        message = f"{double!r} is there twice"
        raise ValueError(message)
    return values


class _Section(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class FetchSettings(_Section):
    """How the web is asked, and how much of an answer is taken."""

    contact: str = Field("", description="e-mail or address of who runs this, put into the User-Agent")
    concurrency: int = Field(16, ge=1, le=32, description="hosts visited at once")
    per_host_concurrency: int = Field(2, ge=1, le=16, description="requests under way to one host at once")
    per_host_spacing_seconds: float = Field(1.0, ge=0, description="least time between two requests to one host")
    connect_seconds: float = Field(10.0, gt=0, description="longest wait for a connection")
    read_seconds: float = Field(20.0, gt=0, description="longest wait for the next bytes")
    total_seconds: float = Field(45.0, gt=0, description="longest time one answer may take as a whole")
    max_redirects: int = Field(5, ge=0, le=20, description="redirects followed for one address")
    host_minutes: float = Field(
        20.0, gt=0, description="longest time one run reads pages of one host; the rest wait for the next run"
    )
    max_feed_bytes: int = Field(10_000_000, gt=0, description="largest feed, after decompression")
    max_page_bytes: int = Field(5_000_000, gt=0, description="largest page, after decompression")
    allow_networks: list[Annotated[str, AfterValidator(_network)]] = Field(
        default_factory=list, description="networks that may be visited although they are not public, as CIDR"
    )


class PollSettings(_Section):
    """When feeds are asked."""

    # A little under the schedule's half hour, so that every run finds every feed due.
    interval_minutes: float = Field(25.0, gt=0, description="least time between two polls of a feed")
    max_interval_hours: float = Field(12.0, gt=0, description="longest time between two polls of a quiet feed")
    max_hint_hours: float = Field(
        24.0, ge=0, description="longest time between two polls that a feed's ttl or Cache-Control can ask for"
    )
    max_backoff_hours: float = Field(24.0, gt=0, description="longest time between two polls of a failing feed")
    pause_after_failures: int = Field(20, ge=1, description="failures in a row after which a feed is paused")
    max_entries: int = Field(500, ge=1, description="newest entries taken from one poll of a feed")
    max_revisions: int = Field(10, ge=0, description="times an entry's page is read again because the entry changed")


class ReadSettings(_Section):
    """How pages are turned into articles, in processes of their own."""

    workers: int = Field(0, ge=0, le=64, description="reading processes; 0 for one per processor")
    deadline_seconds: float = Field(20.0, gt=0, description="longest time one page may take to read")
    pages_per_worker: int = Field(500, ge=1, description="pages after which a process is replaced, since memory grows")
    memory_megabytes: int = Field(2048, ge=256, description="address space a reading process may grow by")
    min_words: int = Field(25, ge=1, description="least words of an article; fewer is not an article")


class RetryPolicy(_Section):
    """What happens to a page that failed."""

    attempts: int = Field(6, ge=1, description="tries before a page is given up")
    first_wait_minutes: float = Field(20.0, gt=0, description="wait after the first failure; doubles from there")
    max_wait_hours: float = Field(24.0, gt=0, description="longest wait between two tries")


class DigestSettings(_Section):
    """What a digest holds."""

    top_stories: int = Field(8, ge=1, le=50, description="stories told in full")
    catch_up_days: int = Field(7, ge=1, le=60, description="days back for which a missing digest is still made")


class StorySettings(_Section):
    """When articles are one story."""

    window_days: float = Field(4.0, gt=0, description="how far apart two articles of one happening may be published")
    copy_similarity: float = Field(0.8, gt=0, le=1, description="share of text in common that makes a copy")


class RetentionSettings(_Section):
    """What maintenance clears away."""

    raw_page_days: int = Field(180, ge=1, description="days a raw page is kept")
    poll_days: int = Field(90, ge=1, description="days a poll record is kept")
    backups: int = Field(7, ge=0, description="nightly copies of the database kept")


class Settings(BaseSettings):
    """The whole configuration."""

    model_config = SettingsConfigDict(
        env_prefix="OPENBEAT_", env_nested_delimiter="__", extra="forbid", frozen=True, env_ignore_empty=True
    )

    data: Path = Field(Path("data"), description="folder of the database, the raw pages and the digests")
    timezone: Annotated[str, AfterValidator(_zone)] = Field(
        "UTC", description="IANA zone in which days begin and times are shown"
    )
    beats: Annotated[list[str], AfterValidator(_each_once)] = Field(
        ["open_source_ai"], min_length=1, description="beats covered: names of shipped ones, or paths to TOML files"
    )
    feeds: Literal["default", "none"] = Field(
        "default", description="'default' to follow the feeds that ship with openbeat, 'none' to start empty"
    )
    fetch: FetchSettings = FetchSettings()
    poll: PollSettings = PollSettings()
    read: ReadSettings = ReadSettings()
    retry: RetryPolicy = RetryPolicy()
    stories: StorySettings = StorySettings()
    digest: DigestSettings = DigestSettings()
    retention: RetentionSettings = RetentionSettings()

    @property
    def zone(self) -> ZoneInfo:
        """The zone in which days begin."""
        return ZoneInfo(self.timezone)

    @property
    def published_database(self) -> Path:
        """The database for people: replaced whole after each run, never written in place."""
        return self.data / "openbeat.duckdb"

    @property
    def working_database(self) -> Path:
        """The pipeline's own database; nobody else opens it."""
        return self.data / "working" / "openbeat.duckdb"

    @property
    def raw_pages(self) -> Path:
        """The folder of raw pages, by content hash."""
        return self.data / "raw"

    @property
    def digests(self) -> Path:
        """The folder of digests, one folder a day."""
        return self.data / "digests"

    @property
    def reclassified(self) -> Path:
        """The folder of verdicts that were made again and are not adopted yet."""
        return self.data / "reclassify"

    @property
    def backups(self) -> Path:
        """The folder of nightly copies."""
        return self.data / "backups"

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Let the environment overrule the file, whose content arrives as the constructor's arguments."""
        return env_settings, init_settings


def config_file(given: Path | str | None = None) -> Path | None:
    """The configuration file in force, or None where there is none and the defaults hold.

    Raises:
        ConfigurationError: the file asked for does not exist.
    """
    asked = given or os.environ.get(CONFIG_VARIABLE)
    if asked:
        path = Path(asked)
        if not path.is_file():
            raise ConfigurationError(f"There is no configuration file {path}. Make one with: openbeat init")
        return path
    return Path(CONFIG_NAME) if Path(CONFIG_NAME).is_file() else None


def load_settings(given: Path | str | None = None) -> Settings:
    """Read and validate the configuration.

    Raises:
        ConfigurationError: names the file and every key that is wrong.
    """
    path = config_file(given)
    content: dict[str, Any] = {}
    if path is not None:
        try:
            content = tomllib.loads(path.read_text(encoding="utf-8"))
        except OSError as error:
            raise ConfigurationError(f"{path} can't be read: {error.strerror}.") from error
        except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
            raise ConfigurationError(f"{path} is not valid TOML: {error}") from error
    try:
        settings = Settings(**content)
    except SettingsError as error:
        raise ConfigurationError(
            f"The environment is wrong: {error}. Lists are written as JSON, such as OPENBEAT_BEATS='[\"a.toml\"]'."
        ) from error
    except ValidationError as error:
        problems = "\n".join(f"  {'.'.join(map(str, item['loc']))}: {item['msg']}" for item in error.errors())
        raise ConfigurationError(f"The configuration ({path or 'environment'}) is wrong:\n{problems}") from error
    base = path.parent if path is not None else Path()
    beats = [
        str(base / beat) if beat.endswith(".toml") and not Path(beat).is_absolute() else beat for beat in settings.beats
    ]
    return settings.model_copy(update={"data": (base / settings.data).resolve(), "beats": beats})
