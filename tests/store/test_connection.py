from __future__ import annotations

import socket
import sqlite3
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa

from callsight.errors import CallError, ConfigurationError
from callsight.store import Store, open_store
from callsight.store.connection import parse_url, shown
from tests.services import MYSQL, POSTGRESQL, fresh_database, unavailable
from tests.store.examples import a_call


def test_a_sqlite_file_is_made_with_its_folder_and_safe_settings(tmp_path: Path) -> None:
    path = tmp_path / "new" / "folder" / "calls.db"
    with open_store(str(path)) as store, store.reading() as session:
        pragmas = {
            name: session.scalar(sa.text(f"PRAGMA {name}"))
            for name in ("journal_mode", "foreign_keys", "busy_timeout")
        }
    assert pragmas == {"journal_mode": "wal", "foreign_keys": 1, "busy_timeout": 30_000}
    with open_store(f"sqlite:///{path}", create=False) as store:
        assert store.counts()["calls"] == 0


def test_a_file_that_should_be_there(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match=r"There is no database `.*typo\.db`: check"):
        open_store(str(tmp_path / "typo.db"), create=False)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("data/calls.db", "sqlite:///data/calls.db"),
        ("sqlite:////data/calls.db", "sqlite:////data/calls.db"),
        ("postgres://me:pw@host/db", "postgresql+psycopg://me:***@host/db"),
        ("postgresql+psycopg://host/db", "postgresql+psycopg://host/db"),
        ("mysql://me:p%40w@host/db", "mysql+pymysql://me:***@host/db?charset=utf8mb4"),
        ("mariadb://host/db?charset=latin1", "mariadb+pymysql://host/db?charset=utf8mb4"),
        ("postgresql://host/db?password=pw", "postgresql+psycopg://host/db"),
    ],
)
def test_urls(url: str, expected: str) -> None:
    assert shown(parse_url(url)) == expected


@pytest.mark.parametrize(
    ("url", "message"),
    [
        ("oracle://me:secret@host/db", "Unknown kind of database `oracle`"),
        ("postgresql://me:secret@host:port/db", "begins with `postgresql://` cannot be read"),
        ("postgresql+nothing://me:secret@host/db", "Unknown database driver `postgresql.nothing`"),
    ],
)
def test_urls_that_cannot_work(url: str, message: str) -> None:
    with pytest.raises(ConfigurationError, match=message) as caught:
        open_store(url)
    assert "secret" not in str(caught.value)


@pytest.mark.parametrize(
    ("url", "driver", "extra"),
    [
        ("postgresql://me:secret@host/db", "psycopg", "postgresql"),
        ("mysql://me:secret@host/db", "pymysql", "mysql"),
        ("mariadb://me:secret@host/db", "pymysql", "mysql"),
    ],
)
def test_a_missing_driver_names_the_command_that_installs_it(
    url: str, driver: str, extra: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, driver, None)
    with pytest.raises(ConfigurationError, match=rf"`pip install 'callsight\[{extra}\]'`"):
        open_store(url)


@pytest.fixture
def silent_port() -> Iterator[int]:
    """A server that takes connections and never says a word."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield server.getsockname()[1]


@pytest.fixture
def closed_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as server:
        return server.getsockname()[1]


@pytest.mark.parametrize("dialect", ["postgresql", "mysql"])
def test_a_server_that_is_not_there(dialect: str, closed_port: int) -> None:
    _refuses(f"{dialect}://me:secret@127.0.0.1:{closed_port}/db", seconds=3)


@pytest.mark.parametrize("dialect", ["postgresql", "mysql"])
def test_a_server_that_does_not_answer(
    dialect: str, silent_port: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("callsight.store.connection.CONNECT_SECONDS", 2)
    _refuses(f"{dialect}://me:secret@127.0.0.1:{silent_port}/db", seconds=20)


@pytest.mark.service
def test_an_unknown_database_and_a_wrong_password() -> None:
    if not unavailable("postgresql"):
        _refuses(POSTGRESQL.replace("/test", "/secret_db_that_is_not"), seconds=20, secret="pw")
    if reason := unavailable("mysql"):
        pytest.skip(reason)
    _refuses(MYSQL.replace("root@", "root:secret@"), seconds=20)


def _refuses(url: str, seconds: float, secret: str = "secret") -> None:
    started = time.monotonic()
    with pytest.raises(ConfigurationError, match="Cannot open database") as caught:
        open_store(url)
    assert time.monotonic() - started < seconds
    assert secret not in str(caught.value)
    assert "check host, port, user, password and database" in str(caught.value)
    assert caught.value.__cause__ is None and caught.value.__suppress_context__


def test_files_that_cannot_be_a_database(tmp_path: Path) -> None:
    text = tmp_path / "notes.db"
    text.write_text("These are notes and no database at all." * 100)
    with pytest.raises(
        ConfigurationError, match="file is not a database; it must be a SQLite file"
    ):
        open_store(str(text))
    with pytest.raises(ConfigurationError, match="Cannot create the folder"):
        open_store(str(text / "below" / "calls.db"))
    with pytest.raises(ConfigurationError, match="unable to open database file"):
        open_store(str(tmp_path))


def test_a_file_that_cannot_be_written(tmp_path: Path) -> None:
    path = tmp_path / "calls.db"
    sqlite3.connect(path).execute("CREATE TABLE notes (text TEXT)")
    with pytest.raises(ConfigurationError, match="attempt to write a readonly database"):
        open_store(f"sqlite:///file:{path}?mode=ro&uri=true")


def test_a_busy_file_is_a_transient_error_without_any_value(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("callsight.store.connection.BUSY_SECONDS", 0.1)
    path = tmp_path / "calls.db"
    with open_store(str(path)) as store:
        with sqlite3.connect(path, isolation_level=None) as other:
            other.execute("BEGIN IMMEDIATE")
            with pytest.raises(CallError, match="database is locked") as caught:
                store.add_call(a_call(), "key")
        assert (caught.value.kind, caught.value.transient) == ("database", True)
        assert store.add_call(a_call(), "key") is True


def test_a_full_disk_is_a_transient_error_and_nothing_is_half_written(tmp_path: Path) -> None:
    with open_store(str(tmp_path / "calls.db")) as store:
        with store.writing() as session:
            pages = session.scalar(sa.text("PRAGMA page_count"))
            session.execute(sa.text(f"PRAGMA max_page_count = {pages}"))
        with pytest.raises(CallError, match="full") as caught:
            _fill(store)
        assert caught.value.transient
        assert store.counts()["calls"] == store.counts()["locations"]


@pytest.mark.service
@pytest.mark.parametrize(
    ("option", "message"),
    [
        ("search_path%3Dnowhere", "no schema has been selected to create in"),
        ("default_transaction_read_only%3Don", "read-only transaction"),
    ],
)
def test_a_server_that_does_not_let_us_create_tables(option: str, message: str) -> None:
    if reason := unavailable("postgresql"):
        pytest.skip(reason)
    with fresh_database("postgresql") as url, pytest.raises(ConfigurationError, match=message):
        open_store(f"{url}%20-c{option}")


def _fill(store: Store) -> None:
    for number in range(1000):
        store.add_call(a_call(number, metadata={"note": "x" * 500}), str(number))
