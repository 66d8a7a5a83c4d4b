"""Databases of each kind: an empty one for every test, or a shared one with the schema in it."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from pathlib import Path

import pytest

from callsight.store import Store, open_store
from callsight.store.schema import SCHEMA
from tests.services import fresh_database, unavailable

KINDS = [
    "sqlite",
    pytest.param("postgresql", marks=pytest.mark.service),
    pytest.param("mysql", marks=pytest.mark.service),
]


@pytest.fixture(params=KINDS)
def empty_database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    with _database(request.param, tmp_path) as url:
        yield url


@pytest.fixture(scope="session", params=KINDS)
def shared_store(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Store]:
    with (
        _database(request.param, tmp_path_factory.mktemp("store")) as url,
        open_store(url) as store,
    ):
        yield store


@pytest.fixture
def store(shared_store: Store) -> Iterator[Store]:
    """A store without rows: making a schema on a server takes longer than most tests."""
    yield shared_store
    with shared_store.writing() as session:
        for table in reversed(SCHEMA.sorted_tables):
            session.execute(table.delete())


@contextlib.contextmanager
def _database(kind: str, folder: Path) -> Iterator[str]:
    if kind == "sqlite":
        yield f"sqlite:///{folder}/data/callsight.db"
        return
    if reason := unavailable(kind):
        pytest.skip(reason)
    with fresh_database(kind) as url:
        yield url
