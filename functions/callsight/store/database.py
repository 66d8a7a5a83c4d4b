"""What every part of the store shares: one engine, and transactions that read or write."""

from __future__ import annotations

import contextlib
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import TypeVar

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from callsight.store.connection import WRITING, explained
from callsight.store.schema import Base

PAGE = 500
"""Rows looked up at a time: no database allows any number of parameters."""
T = TypeVar("T")
Row = TypeVar("Row", bound=Base)


class Database:
    """An open database. Safe to use from several threads; after a fork, open another."""

    def __init__(self, engine: sa.Engine) -> None:
        self.engine = engine
        """For `pandas.read_sql` and queries of your own."""
        self._writing_engine = engine.execution_options(**WRITING)

    def close(self) -> None:
        """Close all connections."""
        self.engine.dispose()

    @contextlib.contextmanager
    def reading(self) -> Iterator[Session]:
        """A transaction that only reads."""
        with explained(self.engine), Session(self.engine) as session:
            yield session

    @contextlib.contextmanager
    def writing(self) -> Iterator[Session]:
        """A transaction: everything or nothing.

        Raises CallError(`database`, transient) where the database is busy, full or gone, and
        CallError(`database_rejected`) where it does not take a value.
        """
        with explained(self.engine), Session(self._writing_engine) as session, session.begin():
            yield session


def pages(items: Iterable[T], size: int = PAGE) -> Iterator[list[T]]:
    """`items` in lists of at most `size`."""
    iterator = iter(items)
    while page := list(islice(iterator, size)):
        yield page


def add_if_missing(session: Session, row: Row, *unique: sa.ColumnElement[bool]) -> tuple[Row, bool]:
    """The stored row with these `unique` values and whether `row` is it.

    Another process may be faster between the look and the insert; then its row is the one.
    """
    query = sa.select(type(row)).where(*unique)
    if (found := session.scalars(query).one_or_none()) is not None:
        return found, False
    try:
        with session.begin_nested():
            session.add(row)
    except IntegrityError:
        if (found := session.scalars(query).one_or_none()) is None:
            raise
        return found, False
    return row, True
