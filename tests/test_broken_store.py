"""Bad machines: full and read-only disks, databases that are locked, torn, damaged, gone or from the future.

Whatever it is, the user gets a sentence that says what to do, the data stay as they were, and once the cause is gone
the next run carries on and nothing is missing.
"""

from __future__ import annotations

import os
import re
import shutil
import struct
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

import pytest

from openbeat.digest import make_digest
from openbeat.errors import DamagedError, DigestError, OpenbeatError, StoreError
from openbeat.ingest import Ingest, utc_now
from openbeat.maintenance import maintain
from openbeat.sample.content import Newsroom, load_newsroom
from openbeat.sample.server import SampleNewsroom
from openbeat.settings import Settings
from openbeat.store import database as database_module
from openbeat.store.database import LEAST_FREE_BYTES, Database, Row, log_of
from openbeat.store.working import working_database
from tests.killable import follow, killable_settings
from tests.newsroom import ingest
from tests.test_cli import openbeat
from tests.test_nothing_lost import assert_consistent, content, differences, litter

PUBLISHERS = ("netzkurier", "oppna-bladet", "commons-dispatch")
CONFIG = """\
data = "data"
feeds = "none"
[fetch]
allow_networks = ["127.0.0.0/8"]
per_host_spacing_seconds = 0
per_host_concurrency = 1
[read]
workers = 1
"""
MEGABYTE = 1024 * 1024


@dataclass(frozen=True)
class Day:
    """A newsroom, the data folder after a run, and what a run after its corrections makes of it."""

    newsroom: SampleNewsroom
    data: Path
    after_corrections: dict[str, list[Row]]

    @property
    def subscriptions(self) -> list[str]:
        return [feed.url for feed in self.newsroom.feeds]


@pytest.fixture(scope="module")
def day(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Day]:
    whole = load_newsroom()
    articles = {key: article for key, article in whole.articles.items() if article.publisher in PUBLISHERS}
    part = Newsroom({key: whole.publishers[key] for key in PUBLISHERS}, articles)
    with SampleNewsroom(0, newsroom=part) as newsroom:
        settings = killable_settings(tmp_path_factory.mktemp("day") / "data")
        follow(settings, [feed.url for feed in newsroom.feeds])
        ingest(settings)
        later = killable_settings(tmp_path_factory.mktemp("later") / "data")
        shutil.copytree(settings.data, later.data)
        newsroom.evening = True
        ingest(later)
        yield Day(newsroom, settings.data, content(later))


@pytest.fixture
def settings(day: Day, tmp_path: Path) -> Settings:
    """A configuration whose data folder holds the day, in a folder with a configuration file."""
    (tmp_path / "openbeat.toml").write_text(CONFIG, encoding="utf-8")
    shutil.copytree(day.data, tmp_path / "data")
    return killable_settings(tmp_path / "data")


def assert_the_next_run_completes(day: Day, settings: Settings) -> None:
    ingest(settings)
    assert_consistent(settings)
    assert differences(content(settings), day.after_corrections) == {}


def contents(folder: Path) -> dict[str, str]:
    """Every file and folder, with what is in it; but not who had the database last."""
    return {
        str(path.relative_to(folder)): sha256(path.read_bytes()).hexdigest() if path.is_file() else "folder"
        for path in sorted(folder.rglob("*"))
        if path.name not in {"lock", "holder.json"}
    }


def truncated(length: int) -> Callable[[Path], None]:
    return lambda path: os.truncate(path, length)


def cut_short(path: Path) -> None:
    """Leave so little that tables are lost; of a longer piece what is lost may be free blocks alone."""
    os.truncate(path, path.stat().st_size // 8)


def garbled(path: Path) -> None:
    path.write_bytes(b"\x00not a database\xff" * 50_000)


def made_a_folder(path: Path) -> None:
    path.unlink()
    path.mkdir()


def bad_block(path: Path) -> None:
    """A block of data whose checksum is wrong, in a file that opens."""
    content = bytearray(path.read_bytes())
    block = 262144
    for start in range(12288 + 8, len(content), block):
        content[start] ^= 0xFF
    path.write_bytes(content)


def with_a_damaged_log(path: Path) -> None:
    """Committed rows that are in the log only, as a process that was killed leaves them; then a byte of it flips."""
    script = (
        "import os, sys, duckdb; c = duckdb.connect(sys.argv[1]);"
        "[c.execute('INSERT INTO beats SELECT range, range, range, range, range FROM range(1000)') for _ in range(20)];"
        "os.kill(os.getpid(), 9)"
    )
    subprocess.run([sys.executable, "-c", script, str(path)], check=False)
    log = bytearray(log_of(path).read_bytes())
    log[len(log) // 2] ^= 0xFF
    log_of(path).write_bytes(log)


def removed(path: Path) -> None:
    path.unlink()


DAMAGES = {
    "empty": truncated(0),
    "one byte": truncated(1),
    "one header": truncated(4096),
    "headers alone": truncated(12288),
    "cut short": cut_short,
    "garbage": garbled,
    "a folder": made_a_folder,
    "bad blocks": bad_block,
}


@pytest.mark.parametrize("damage", [*DAMAGES.values(), with_a_damaged_log, removed], ids=[*DAMAGES, "log", "gone"])
def test_a_damaged_working_database_is_refused_with_the_way_to_restore_it(
    day: Day, settings: Settings, damage: Callable[[Path], None]
) -> None:
    damage(settings.working_database)
    before = contents(settings.data)
    told = openbeat("retry", cwd=settings.data.parent, code=1).stderr
    assert told.startswith("error: ")
    assert str(settings.working_database) in told
    assert contents(settings.data) == before
    commands = told[told.index("mv ") :]
    assert f"cp {settings.published_database} {settings.working_database}" in commands
    subprocess.run(["sh", "-ec", commands], check=True)
    assert_the_next_run_completes(day, settings)


def test_the_way_to_restore_names_the_newest_copy_that_is_whole(day: Day, settings: Settings) -> None:
    maintain(settings)
    (backup,) = settings.backups.iterdir()
    for path in (settings.working_database, settings.published_database):
        cut_short(path)
    shutil.copyfile(settings.published_database, settings.backups / "openbeat-2999-01-01.duckdb")
    with pytest.raises(DamagedError, match=re.escape(f"cp {backup} {settings.working_database}")) as caught:
        ingest(settings)
    subprocess.run(["sh", "-ec", str(caught.value).partition("run): ")[2]], check=True)
    assert_the_next_run_completes(day, settings)


def test_without_any_copy_the_way_to_begin_anew_is_told(day: Day, settings: Settings) -> None:
    settings.published_database.unlink()
    cut_short(settings.working_database)
    with pytest.raises(DamagedError, match="no copy") as caught:
        ingest(settings)
    subprocess.run(["sh", "-ec", str(caught.value).partition("anew: ")[2]], check=True)
    follow(settings, day.subscriptions)
    ingest(settings)
    assert_consistent(settings)


@pytest.mark.parametrize("damage", DAMAGES.values(), ids=list(DAMAGES))
def test_a_damaged_published_database_is_said_and_replaced_by_the_next_run(
    day: Day, settings: Settings, damage: Callable[[Path], None]
) -> None:
    damage(settings.published_database)
    before = contents(settings.data)
    told = openbeat("sql", "SELECT text FROM articles", cwd=settings.data.parent, code=1).stderr
    assert f"{settings.published_database} is damaged" in told
    assert "openbeat run" in told
    with pytest.raises(StoreError, match="is damaged"):
        make_digest(settings, utc_now().date(), utc_now())
    assert contents(settings.data) == before
    if settings.published_database.is_dir():
        with pytest.raises(StoreError, match=r"can't be published to .* Is a directory"):
            ingest(settings)
        settings.published_database.rmdir()
    assert_the_next_run_completes(day, settings)


def from_a_newer_openbeat(path: Path) -> None:
    with Database(path) as database:
        database.execute("record_migration", name="0999_from_the_future", checksum="x")


def from_a_newer_duckdb(path: Path) -> None:
    """The file's version raised, and the checksum of its first header made right again."""
    content = bytearray(path.read_bytes())
    content[12:20] = struct.pack("<Q", 200)
    checksum = 5381
    for (word,) in struct.iter_unpack("<Q", content[8:4096]):
        checksum ^= word * 0xBF58476D1CE4E5B9 % 2**64
    content[:8] = struct.pack("<Q", checksum)
    path.write_bytes(content)


@pytest.mark.parametrize("raise_version", [from_a_newer_openbeat, from_a_newer_duckdb])
def test_a_database_of_a_newer_version_is_refused_and_kept(
    day: Day, settings: Settings, raise_version: Callable[[Path], None]
) -> None:
    whole = settings.working_database.read_bytes()
    raise_version(settings.working_database)
    before = contents(settings.data)
    told = openbeat("retry", cwd=settings.data.parent, code=1).stderr
    assert "written by a newer" in told
    assert "Install" in told
    assert contents(settings.data) == before
    settings.working_database.write_bytes(whole)
    assert_the_next_run_completes(day, settings)


@contextmanager
def opened_by_another(path: Path) -> Iterator[None]:
    """Another process has a database open for writing, as a desktop client would."""
    script = "import sys, duckdb; c = duckdb.connect(sys.argv[1]); print('open', flush=True); sys.stdin.read()"
    command = [sys.executable, "-c", script, str(path)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout
        assert process.stdout.readline() == "open\n"
        yield
        process.kill()


def test_a_working_database_opened_by_another_is_said_with_its_process(day: Day, settings: Settings) -> None:
    with opened_by_another(settings.working_database):
        before = contents(settings.data)
        told = openbeat("retry", cwd=settings.data.parent, code=4).stderr
        assert re.search(r"Another process \(PID \d+\) has .* open\. Close it there", told)
        assert contents(settings.data) == before
    assert_the_next_run_completes(day, settings)


def test_a_client_that_writes_to_the_published_database_is_in_nobodys_way(day: Day, settings: Settings) -> None:
    today = utc_now().date()
    undisturbed = (make_digest(settings, today, utc_now()) / "digest.md").read_bytes()
    with opened_by_another(settings.published_database):
        counted = openbeat("sql", "SELECT count(*) AS n FROM articles", "-f", "csv", cwd=settings.data.parent).stdout
        assert counted.split() == ["n", str(len(day.after_corrections["articles"]))]
        assert (make_digest(settings, today, utc_now()) / "digest.md").read_bytes() == undisturbed
        assert_the_next_run_completes(day, settings)


@contextmanager
def disk(folder: Path, size: int) -> Iterator[Callable[..., None]]:
    """A disk of so many bytes mounted on a folder; what is yielded mounts it anew with other options."""
    if os.geteuid() != 0 or shutil.which("mount") is None:
        pytest.skip("mounting a small disk takes the superuser")
    folder.mkdir(parents=True, exist_ok=True)
    command = ["mount", "-t", "tmpfs", "-o", f"size={size}", "tmpfs", str(folder)]
    mounted = subprocess.run(command, capture_output=True, text=True, check=False)
    if mounted.returncode:
        pytest.skip(f"this machine lets nobody mount a small disk: {mounted.stderr.strip()}")

    def mount_anew(options: str) -> None:
        subprocess.run(["mount", "-o", f"remount,{options}", str(folder)], check=True)

    try:
        yield mount_anew
    finally:
        subprocess.run(["umount", str(folder)], check=True)


def fill(folder: Path) -> Path:
    """Leave no room on a folder's disk."""
    ballast = folder / "ballast"
    with ballast.open("wb", buffering=0) as file, suppress(OSError):
        while True:
            file.write(b"x" * 65536)
    assert shutil.disk_usage(folder).free == 0
    return ballast


@pytest.mark.parametrize("least_free_bytes", [0, LEAST_FREE_BYTES], ids=["to the last byte", "with some left"])
@pytest.mark.parametrize("kilobytes", [16, 256, 1024, 2048])
def test_a_disk_too_small_for_a_database(
    day: Day, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kilobytes: int, least_free_bytes: int
) -> None:
    monkeypatch.setattr(database_module, "LEAST_FREE_BYTES", least_free_bytes)
    settings = killable_settings(tmp_path / "data")
    with disk(settings.data, kilobytes * 1024) as mount_anew:
        with pytest.raises(StoreError, match=r"is full|No space left"):
            follow(settings, day.subscriptions)
        assert not settings.published_database.exists()
        mount_anew("size=64m")
        follow(settings, day.subscriptions)
        ingest(settings)
        assert_consistent(settings)
        assert content(settings)["articles"] != []
        assert litter(settings) == []


@pytest.fixture
def on_a_small_disk(day: Day, tmp_path: Path) -> Iterator[tuple[Settings, Callable[..., None]]]:
    """The day's data on a disk with room for a run, and what gives the disk another size."""
    settings = killable_settings(tmp_path / "data")
    with disk(settings.data, 64 * MEGABYTE) as mount_anew:
        shutil.copytree(day.data, settings.data, dirs_exist_ok=True)
        yield settings, mount_anew


@pytest.mark.parametrize("hosts_read", [0, 1, None], ids=["before reading", "while reading", "before the end"])
def test_a_disk_that_fills_up_in_mid_run_ends_the_run_and_costs_no_page_a_failure(
    day: Day, on_a_small_disk: tuple[Settings, Callable[..., None]], hosts_read: int | None
) -> None:
    settings, _ = on_a_small_disk
    published = settings.published_database.read_bytes()
    with pytest.raises(StoreError, match=r"is full\. Make room there: what was committed is safe"):
        run_until_full(settings, hosts_read)
    assert settings.published_database.read_bytes() == published
    (settings.data / "ballast").unlink()
    with working_database(settings, "test") as database:
        assert database.query_text("FROM failures") == []
        read = database.query_text("SELECT count(*) AS n FROM article_versions")[0]["n"]
        assert (read == 0) == (hosts_read == 0)
    assert_the_next_run_completes(day, settings)
    with Database(settings.published_database, read_only=True) as database:
        statuses = [row["status"] for row in database.query_text("SELECT status FROM runs ORDER BY started_at")]
    assert statuses == ["completed", "interrupted", "completed"]
    maintain(settings)
    assert litter(settings) == []


def run_until_full(settings: Settings, hosts_read: int | None) -> None:
    with Ingest(settings, poll_all=True) as run:
        for host in run.hosts_to_poll():
            run.poll_host(host)
        hosts = run.hosts_to_read()
        for host in hosts[:hosts_read]:
            run.read_host(host)
        fill(settings.data)
        for host in hosts[hosts_read:] if hosts_read is not None else []:
            run.read_host(host)


def test_the_command_line_says_that_the_disk_is_full(
    day: Day, on_a_small_disk: tuple[Settings, Callable[..., None]]
) -> None:
    settings, _ = on_a_small_disk
    (settings.data.parent / "openbeat.toml").write_text(CONFIG, encoding="utf-8")
    ballast = fill(settings.data)
    os.truncate(ballast, ballast.stat().st_size - MEGABYTE)
    before = contents(settings.data)
    told = openbeat("run", cwd=settings.data.parent, code=1).stderr
    assert told.startswith(f"error: The disk of {settings.working_database.parent} is full. Make room there")
    assert contents(settings.data) == before
    ballast.unlink()
    assert_the_next_run_completes(day, settings)


BULK = (
    "CREATE TABLE bulk AS SELECT range AS number, md5(range::VARCHAR) || md5((-range)::VARCHAR) AS text FROM range({})"
)
"""About 50 bytes a row in the file."""


def test_a_commit_that_does_not_fit_is_undone_and_those_before_it_stay(
    day: Day, on_a_small_disk: tuple[Settings, Callable[..., None]]
) -> None:
    settings, mount_anew = on_a_small_disk
    published = settings.published_database.read_bytes()
    with pytest.raises(StoreError, match="is full"):
        write_little_and_much(settings)
    assert settings.published_database.read_bytes() == published
    mount_anew("size=256m")
    with working_database(settings, "test") as database:
        assert database.query_text("FROM small") == [{"number": 1}]
        assert database.query_text("SELECT table_name FROM duckdb_tables() WHERE table_name = 'bulk'") == []
        database.script("DROP TABLE small")
    assert_the_next_run_completes(day, settings)


def write_little_and_much(settings: Settings) -> None:
    with working_database(settings, "test") as database:
        database.script("CREATE TABLE small AS SELECT 1 AS number")
        with database.transaction():
            database.script(BULK.format(2_000_000))


@pytest.mark.parametrize("compacted", [False, True], ids=["publishing", "compacting"])
def test_a_copy_that_does_not_fit_leaves_the_old_one(
    day: Day, on_a_small_disk: tuple[Settings, Callable[..., None]], compacted: bool
) -> None:
    settings, mount_anew = on_a_small_disk
    mount_anew("size=256m")
    with working_database(settings, "test") as database:
        database.script(BULK.format(500_000))
    published = settings.published_database.read_bytes()
    assert len(published) > LEAST_FREE_BYTES + 4 * MEGABYTE
    mount_anew(f"size={shutil.disk_usage(settings.data).used + LEAST_FREE_BYTES + 2 * MEGABYTE}")
    with (
        pytest.raises(StoreError, match=r"can't be (compacted|published).*(is full|No space left)"),
        working_database(settings, "test", compacted=compacted) as database,
    ):
        database.script("CREATE TABLE small AS SELECT 1 AS number")
    assert settings.published_database.read_bytes() == published
    assert litter(settings) == []
    mount_anew("size=256m")
    with working_database(settings, "test", compacted=compacted) as database:
        assert database.query_text("FROM small") == [{"number": 1}]
        database.script("DROP TABLE small; DROP TABLE bulk")
    assert_the_next_run_completes(day, settings)


def test_a_digest_that_does_not_fit_leaves_what_was_there(settings: Settings) -> None:
    today, now = utc_now().date(), utc_now()
    with disk(settings.digests, 2 * MEGABYTE):
        whole = contents(make_digest(settings, today, now))
        ballast = fill(settings.digests)
        with pytest.raises(DigestError, match=r"can't be written to .* No space left .* What was there is untouched"):
            make_digest(settings, today, now)
        assert contents(settings.digests / today.isoformat()) == whole
        ballast.unlink()
        assert contents(make_digest(settings, today, now)) == whole
        assert sorted(path.name for path in settings.digests.iterdir()) == [today.isoformat()]


def test_a_backup_that_does_not_fit_fails_the_maintenance_after_publishing(day: Day, settings: Settings) -> None:
    with disk(settings.backups, 2 * MEGABYTE) as mount_anew:
        with pytest.raises((OpenbeatError, OSError), match="No space left"):
            maintain(settings)
        assert_consistent(settings)
        mount_anew("size=64m")
        (copy,) = [settings.backups / name for name in maintain(settings).backups]
        assert copy.read_bytes() == settings.published_database.read_bytes()
        assert litter(settings) == []
    assert_the_next_run_completes(day, settings)


def test_a_read_only_data_folder_can_be_asked_but_not_written(
    day: Day, on_a_small_disk: tuple[Settings, Callable[..., None]]
) -> None:
    settings, mount_anew = on_a_small_disk
    project = settings.data.parent
    (project / "openbeat.toml").write_text(CONFIG, encoding="utf-8")
    before = contents(settings.data)
    mount_anew("ro")
    assert "Read-only file system" in openbeat("retry", cwd=project, code=1).stderr
    assert openbeat("sql", "SELECT count(*) AS n FROM articles", cwd=project).stdout
    with pytest.raises(DigestError, match=r"can't be written to .* Read-only file system"):
        make_digest(settings, utc_now().date(), utc_now())
    mount_anew("rw")
    assert contents(settings.data) == before
    assert_the_next_run_completes(day, settings)


def test_after_a_fatal_error_everything_is_told_as_an_error_of_ours(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(database_module, "LEAST_FREE_BYTES", 0)
    with disk(tmp_path / "small", 4 * MEGABYTE), Database(tmp_path / "small" / "a.duckdb") as database:
        database.script("CREATE TABLE t AS SELECT range AS number FROM range(1000)")
        fill(tmp_path / "small")
        for _ in range(3):  # the first ends DuckDB, the others are told so
            with pytest.raises(StoreError, match="is full"):
                database.execute("checkpoint")
            with pytest.raises(StoreError, match="is full"), database.transaction():
                database.insert("t", [{"number": 1}])
            with pytest.raises(StoreError, match="is full"):
                database.query_text("FROM t")
