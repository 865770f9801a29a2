"""`python -m portal backup`: a copy of one moment, made while the portal serves, that a portal can go on with."""

from __future__ import annotations

import os
import re
import shutil
import sqlite3
import stat
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from types import SimpleNamespace

import httpx
import pytest

from fixtures.waiting import until
from portal import backup
from portal.store.database import HEAD
from tests import core, serving


def made(*options: str, **environment: str) -> tuple[int, str, str]:
    """Exit code and what was said, to standard output and to standard error."""
    command = [sys.executable, "-m", "portal", "backup", *options]
    plain = {name: value for name, value in os.environ.items() if not name.startswith("PORTAL_")}
    done = subprocess.run(
        command, cwd=serving.ROOT, env=plain | environment, capture_output=True, text=True, timeout=30
    )
    return done.returncode, done.stdout, done.stderr


@contextmanager
def accounts_issued(backstage: httpx.Client) -> Iterator[list[str]]:
    """Accounts, issued one after another until the end of the block."""
    issued: list[str] = []
    enough = threading.Event()

    def issue() -> None:
        while not enough.is_set():
            issued.append(backstage.post("/accounts", json={}).json()["login"])

    thread = threading.Thread(target=issue)
    thread.start()
    try:
        yield issued
    finally:
        enough.set()
        thread.join()


def logins(file: Path) -> list[str]:
    with closing(sqlite3.connect(file)) as database:
        return [row[0] for row in database.execute("SELECT login FROM accounts ORDER BY id")]


def test_a_copy_is_made_while_the_portal_writes(tmp_path: Path) -> None:
    """It holds everything up to one moment, for its owner alone; a portal serves it, the first one goes on as ever."""
    copies = tmp_path / "copies"
    copies.mkdir()
    copy = copies / "portal.sqlite3"
    with serving.served(tmp_path) as process, serving.backstage(process) as backstage:
        with accounts_issued(backstage) as issued:
            until(lambda: len(issued) > 3, who="the test", what="some accounts")
            before = len(issued)
            code, told, error = made("--database", str(tmp_path / "portal.sqlite3"), "--to", str(copy))
            until(lambda: len(issued) > before, who="the test", what="more accounts")
        assert (code, error) == (0, "")
        assert re.fullmatch(
            rf"The copy {copy} is whole: \d\.\d MB, schema {HEAD}, as of \d{{4}}-.* UTC, in \d+\.\d s\.\n", told
        )
        kept = logins(copy)
        assert kept == issued[: len(kept)]
        assert len(kept) >= before
        assert stat.S_IMODE(copy.stat().st_mode) == 0o600
        assert [file.name for file in copies.iterdir()] == ["portal.sqlite3"]
        assert backstage.post("/accounts", json={}).status_code == 201
    with serving.served(copies) as process, serving.backstage(process) as backstage:
        assert backstage.post("/accounts", json={}).json()["login"] == str(int(kept[-1]) + 1)


def test_a_copy_of_a_killed_portal(tmp_path: Path) -> None:
    """What was only in the write-ahead log is in the copy. The database may be told by the environment."""
    with serving.served(tmp_path) as process, serving.backstage(process) as backstage:
        login = backstage.post("/accounts", json={}).json()["login"]
        process.kill()
    assert (tmp_path / "portal.sqlite3-wal").stat().st_size
    code, _, error = made("--to", str(tmp_path / "copy"), PORTAL_DATABASE=str(tmp_path / "portal.sqlite3"))
    assert (code, error) == (0, "")
    assert logins(tmp_path / "copy") == [login]


@pytest.fixture
def database(tmp_path: Path) -> Path:
    core.begin(tmp_path / "portal.sqlite3").database.close()
    return tmp_path / "portal.sqlite3"


def refused(database: Path, to: Path) -> str:
    """Why there is no copy; nothing of one is left behind."""
    before = sorted(to.parent.iterdir()) if to.parent.is_dir() else []
    with pytest.raises(backup.NoBackup) as refusal:
        backup.make(database, to)
    assert (sorted(to.parent.iterdir()) if to.parent.is_dir() else []) == before
    return str(refusal.value)


def test_what_cannot_be_copied_is_told_in_a_sentence(database: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = database.parent
    to = folder / "copy"
    assert "There is no database" in refused(folder / "none", to)
    assert "the folder" in refused(database, folder / "none" / "copy").lower()
    assert "never replaces anything" in refused(database, database)
    (folder / "letter").write_text("Dear all, this is a letter and no database." * 99)
    assert "is no database of a portal" in refused(folder / "letter", to)
    with closing(sqlite3.connect(folder / "other")) as other:
        other.execute("CREATE TABLE recipes (name)")
    assert "is no database of a portal" in refused(folder / "other", to)
    shutil.copy(database, folder / "newer")
    with closing(sqlite3.connect(folder / "newer", isolation_level=None)) as newer:
        newer.execute("UPDATE alembic_version SET version_num = '9999'")
    assert "from a newer version" in refused(folder / "newer", to)
    with monkeypatch.context() as small:
        small.setattr(shutil, "disk_usage", lambda folder: SimpleNamespace(free=1000))
        assert "has no room for the copy" in refused(database, to)
    assert "cannot be written" in refused(database, Path("/proc/copy"))


def test_a_disk_that_fills_up_leaves_nothing_behind(database: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(source: sqlite3.Connection, new: Path) -> None:
        new.write_bytes(b"half of it")
        raise sqlite3.OperationalError("database or disk is full")

    monkeypatch.setattr(backup, "_copy", full)
    assert "(database or disk is full): make room" in refused(database, database.parent / "copy")


def test_a_damaged_copy_is_none(database: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is looked through before it gets its name."""
    copy = backup._copy

    def damaged(source: sqlite3.Connection, new: Path) -> None:
        copy(source, new)
        with new.open("r+b") as file:
            file.seek(4096 * 3)
            file.write(b"\xff" * 4096)

    monkeypatch.setattr(backup, "_copy", damaged)
    assert "The copy is not whole" in refused(database, database.parent / "copy")


def test_exit_codes(tmp_path: Path) -> None:
    """1 with one sentence when there is no copy, 2 when an option is wrong."""
    code, told, error = made("--database", str(tmp_path / "none"), "--to", str(tmp_path / "copy"))
    assert (code, told, error) == (
        1,
        "",
        f"portal: There is no database {tmp_path / 'none'}: name the portal's own with --database.\n",
    )
    assert made("--database", "postgresql://x/y", "--to", "copy")[0] == 2
    assert made()[0] == 2
