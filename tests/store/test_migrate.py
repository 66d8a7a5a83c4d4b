from __future__ import annotations

import multiprocessing
import sqlite3
from multiprocessing.synchronize import Barrier
from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory

from callsight.errors import ConfigurationError
from callsight.store import describe_schema, info, open_store, upgrade
from callsight.store.connection import connect
from callsight.store.fulltext import SEARCH, VECTOR
from callsight.store.migrate import HEAD, VERSION_TABLE, alembic_config
from callsight.store.schema import SCHEMA
from callsight.store.view import OVERVIEW
from tests.store.examples import a_call


def _differences(url: str) -> list[object]:
    """What the tables of a database and those of the models do not share."""
    engine = connect(url)
    with engine.connect() as connection:
        options = {
            "compare_type": True,
            "version_table": VERSION_TABLE,
            # The search index is each database's own: see `callsight.store.fulltext`.
            "include_name": lambda name, kind, parents: (
                not str(name).startswith(SEARCH) and (kind, name) != ("column", VECTOR)
            ),
        }
        context = MigrationContext.configure(connection, opts=options)
        found = compare_metadata(context, SCHEMA)
        assert len(connection.execute(sa.select(OVERVIEW)).keys()) == len(OVERVIEW.columns)
    engine.dispose()
    return found


def test_the_revisions_make_exactly_the_tables_of_the_models(empty_database: str) -> None:
    assert upgrade(empty_database) == HEAD
    assert _differences(empty_database) == []


def test_the_head_is_the_newest_revision() -> None:
    assert ScriptDirectory.from_config(alembic_config()).get_heads() == [HEAD]


def test_a_new_database_is_made_and_an_upgrade_keeps_its_rows(empty_database: str) -> None:
    with open_store(empty_database) as store:
        store.add_call(a_call(), "key")
    upgrade(empty_database)
    found = info(empty_database)
    assert (found.revision, found.head) == (HEAD, HEAD)
    assert found.tables["calls"] == found.tables["locations"] == 1
    assert set(found.tables) == set(SCHEMA.tables)
    assert found.bytes > 10_000


def test_info_of_a_database_without_a_schema(empty_database: str) -> None:
    connect(empty_database).dispose()
    found = info(empty_database)
    assert (found.revision, found.tables, found.bytes) == (None, {}, 0)


@pytest.mark.parametrize(
    ("revision", "message"),
    [("9999", "newer than this Callsight.*`callsight db upgrade`"), (None, "not made by it")],
)
def test_a_schema_of_another_version_is_not_touched(
    empty_database: str, revision: str | None, message: str
) -> None:
    upgrade(empty_database)
    engine = connect(empty_database)
    with engine.begin() as connection:
        connection.execute(sa.text(f"DELETE FROM {VERSION_TABLE}"))
        if revision:
            connection.execute(sa.text(f"INSERT INTO {VERSION_TABLE} VALUES ('{revision}')"))
    engine.dispose()
    for function in (open_store, upgrade):
        with pytest.raises(ConfigurationError, match=message):
            function(empty_database)


def test_an_old_schema_asks_for_the_upgrade_and_keeps_its_rows(
    empty_database: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as older:
        older.setattr("callsight.store.migrate.HEAD", "0001")
        with open_store(empty_database) as store:
            store.add_call(a_call(), "key")
    with pytest.raises(
        ConfigurationError, match=f"schema `0001` and this Callsight needs `{HEAD}`"
    ):
        open_store(empty_database)
    assert upgrade(empty_database) == HEAD
    assert info(empty_database).tables["calls"] == 1
    assert _differences(empty_database) == []


def test_tables_of_somebody_else_with_our_names(tmp_path: Path) -> None:
    path = tmp_path / "other.db"
    with sqlite3.connect(path) as connection:
        connection.execute("CREATE TABLE calls (number INTEGER)")
    with pytest.raises(ConfigurationError, match="was not made by it"):
        open_store(str(path))
    with sqlite3.connect(path) as connection:
        tables = connection.execute("SELECT name FROM sqlite_master").fetchall()
    assert tables == [("calls",)]


def test_tables_of_somebody_else_with_other_names_stay(tmp_path: Path) -> None:
    path = tmp_path / "shared.db"
    with sqlite3.connect(path) as connection:
        connection.execute("CREATE TABLE alembic_version (version_num TEXT)")
    with open_store(str(path)) as store:
        assert store.add_call(a_call(), "key")


def _open(url: str, start: Barrier) -> None:
    start.wait(timeout=60)
    open_store(url).close()


def test_processes_that_open_a_new_database_at_once(empty_database: str) -> None:
    context = multiprocessing.get_context("spawn")
    start = context.Barrier(2)
    processes = [context.Process(target=_open, args=(empty_database, start)) for _ in range(2)]
    for process in processes:
        process.start()
    for process in processes:
        process.join(timeout=60)
    assert [process.exitcode for process in processes] == [0, 0]
    assert info(empty_database).revision == HEAD


def test_every_column_says_what_it_is() -> None:
    for table in [*SCHEMA.tables.values(), OVERVIEW]:
        assert table.comment, table.name
        for column in table.columns:
            assert column.comment and column.comment.endswith("."), f"{table.name}.{column.name}"


def test_columns_of_seconds_and_moments_say_their_unit() -> None:
    for table in SCHEMA.tables.values():
        for column in table.columns:
            if "seconds" in column.name:
                assert "seconds" in str(column.comment), f"{table.name}.{column.name}"
            if column.name.endswith("_at"):
                assert "UTC" in str(column.comment), f"{table.name}.{column.name}"


def test_comments_are_in_the_database_where_it_has_them(empty_database: str) -> None:
    if empty_database.startswith("sqlite"):
        pytest.skip("SQLite has no comments")
    upgrade(empty_database)
    engine = connect(empty_database)
    columns = sa.inspect(engine).get_columns("turns")
    engine.dispose()
    found = {column["name"]: column["comment"] for column in columns}
    assert found.pop(VECTOR, "") in ("", "Words of `text`, for the full-text search.")
    assert found == {column.name: column.comment for column in SCHEMA.tables["turns"].columns}


def test_the_description_lists_every_column() -> None:
    text = describe_schema()
    assert text.startswith("### `call_overview`\n\nOne row per call")
    assert "| `id` | text, key | First 16 hexadecimal digits of `sha256`. |" in text
    assert "| `started_at` | time | Start of the call, UTC. |" in text
    assert "| `metadata` | JSON |" in text and "| `transient` | true/false |" in text
    for table in SCHEMA.tables.values():
        section = text.split(f"### `{table.name}`\n")[1].split("\n### ")[0]
        assert section.count("\n| `") == len(table.columns)
