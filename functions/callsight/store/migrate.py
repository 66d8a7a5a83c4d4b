"""The schema of a database: created when it is new, checked when it is opened, upgraded on demand.

Alembic is configured here and not by a file, so that `pip install` is all it needs. The view is no
part of the revisions: it is dropped before and created after them; so is the search index, which
each database has in its own way and which stays once it is there.
"""

from __future__ import annotations

import contextlib
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from callsight.errors import CallError, ConfigurationError
from callsight.store.connection import WRITING, connect, explained, shown
from callsight.store.fulltext import create_search
from callsight.store.schema import SCHEMA
from callsight.store.view import create_view, drop_view

HEAD = "0002"
"""The revision that this Callsight works with; named here so that Alembic loads only to migrate."""
VERSION_TABLE = "callsight_version"
"""Not Alembic's default, so that the database may be shared with another program that uses it."""
LOCK = 7238461
"""Any number that is ours: the key of PostgreSQL's advisory lock."""


@dataclass(frozen=True)
class DatabaseInfo:
    """What `callsight db info` shows."""

    url: str
    """Password hidden."""
    revision: str | None
    """Revision of the schema, None where there is none."""
    head: str
    """Revision that this Callsight works with."""
    tables: dict[str, int]
    """Rows per table."""
    bytes: int
    """Size of the tables with their indexes."""


def upgrade(url: str) -> str:
    """Create the schema or bring it up to date; returns its revision.

    Raises ConfigurationError where the database cannot be opened or is not one of ours.
    """
    engine = connect(url)
    try:
        migrate(engine)
    finally:
        engine.dispose()
    return HEAD


def info(url: str) -> DatabaseInfo:
    """Revision, tables and size.

    Raises ConfigurationError where the database cannot be opened.
    """
    engine = connect(url, create=False)
    try:
        with _explained(engine), engine.connect() as connection:
            present = set(sa.inspect(connection).get_table_names())
            tables = {
                table.name: connection.scalar(sa.select(sa.func.count()).select_from(table)) or 0
                for table in SCHEMA.sorted_tables
                if table.name in present
            }
            size = _size(connection) if tables else 0
            return DatabaseInfo(shown(engine.url), revision(connection), HEAD, tables, size)
    finally:
        engine.dispose()


def prepare(engine: sa.Engine) -> None:
    """Create the schema in a new database; raise ConfigurationError where it is not ours or old."""
    with _explained(engine), engine.connect() as connection:
        found = revision(connection)
    if found is None:  # new, not ours, or another process makes it now: known under the lock
        migrate(engine)
    elif found != HEAD:
        raise ConfigurationError(_mismatch(shown(engine.url), found))


def migrate(engine: sa.Engine) -> None:
    """Run the revisions that are missing, as the only process that does so."""
    if engine.dialect.name == "sqlite":
        _use_wal(engine)
    with (
        _explained(engine),
        engine.execution_options(**WRITING).begin() as connection,
        _locked(connection),
    ):
        found = revision(connection)
        if found == HEAD:
            return
        if found not in (None, *_known_revisions()) or (found is None and not _is_new(connection)):
            raise ConfigurationError(_mismatch(shown(engine.url), found))
        drop_view(connection)
        _run_alembic(connection)
        create_view(connection)
        create_search(connection)


def revision(connection: sa.Connection) -> str | None:
    """Revision of the schema in this database."""
    if not sa.inspect(connection).has_table(VERSION_TABLE):
        return None
    return connection.scalar(sa.text(f"SELECT version_num FROM {VERSION_TABLE}"))


def alembic_config() -> Any:
    """Alembic's configuration, without a file."""
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    config.set_main_option("path_separator", "os")
    return config


def _run_alembic(connection: sa.Connection) -> None:
    from alembic import command

    config = alembic_config()
    config.attributes["connection"] = connection
    command.upgrade(config, HEAD)


def _known_revisions() -> list[str]:
    from alembic.script import ScriptDirectory

    scripts = ScriptDirectory.from_config(alembic_config())
    return [script.revision for script in scripts.walk_revisions()]


def _is_new(connection: sa.Connection) -> bool:
    ours = {*SCHEMA.tables, VERSION_TABLE}
    return not ours & set(sa.inspect(connection).get_table_names())


def _mismatch(url: str, found: str | None) -> str:
    if found is None:
        return (
            f"Database `{url}` holds tables with the names of Callsight's but was not made by it: "
            "choose another database or an empty one (`callsight db upgrade` creates the tables)."
        )
    if found in _known_revisions():
        return (
            f"Database `{url}` has schema `{found}` and this Callsight needs `{HEAD}`: back it up "
            "and run `callsight db upgrade`."
        )
    return (
        f"Database `{url}` has schema `{found}`, which is newer than this Callsight (`{HEAD}`): "
        "install the Callsight that made it, then run `callsight db upgrade`."
    )


def _use_wal(engine: sa.Engine) -> None:
    """Readers do not wait for the writer; the mode stays with the file.

    The switch ignores the busy timeout while another process does the same, so it is tried again.
    """
    for attempt in range(50):
        connection = engine.raw_connection()
        try:
            connection.cursor().execute("PRAGMA journal_mode = WAL")
            return
        except Exception as error:
            if "locked" not in str(error) or attempt == 49:
                raise ConfigurationError(
                    f"Cannot write to database `{shown(engine.url)}`: {error}."
                ) from None
            time.sleep(0.1)
        finally:
            connection.close()


@contextlib.contextmanager
def _explained(engine: sa.Engine) -> Iterator[None]:
    """A database that does not let us look or create tables is a matter of configuration."""
    try:
        with explained(engine):
            yield
    except CallError as error:
        raise ConfigurationError(str(error)) from None


@contextlib.contextmanager
def _locked(connection: sa.Connection) -> Iterator[None]:
    """One process migrates, the others wait; on SQLite the transaction itself is the lock."""
    backend = connection.dialect.name
    if backend == "postgresql":
        connection.execute(sa.select(sa.func.pg_advisory_xact_lock(LOCK)))
    if backend in ("mysql", "mariadb"):
        connection.execute(sa.text("SELECT GET_LOCK('callsight-schema', 120)"))
    try:
        yield
    finally:
        if backend in ("mysql", "mariadb"):
            connection.execute(sa.text("SELECT RELEASE_LOCK('callsight-schema')"))


def _size(connection: sa.Connection) -> int:
    names = {"names": list(SCHEMA.tables)}
    if connection.dialect.name == "sqlite":
        pages = connection.exec_driver_sql("PRAGMA page_count").scalar_one()
        return int(pages * connection.exec_driver_sql("PRAGMA page_size").scalar_one())
    if connection.dialect.name == "postgresql":
        sizes = [
            connection.scalar(sa.text("SELECT pg_total_relation_size(to_regclass(:n))"), {"n": n})
            for n in names["names"]
        ]
        return int(sum(size or 0 for size in sizes))
    query = sa.text(
        "SELECT SUM(data_length + index_length) FROM information_schema.tables "
        "WHERE table_schema = DATABASE() AND table_name IN :names"
    ).bindparams(sa.bindparam("names", expanding=True))
    return int(connection.scalar(query, names) or 0)
