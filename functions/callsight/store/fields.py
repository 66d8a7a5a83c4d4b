"""Short ways to write a column with its comment; the comment carries the unit."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import mapped_column

from callsight.store.columns import NUMBER, Json, LongText, Name, Number, Spoken, Time

CALL_ID = 16
"""Characters of a call id."""


def table(comment: str, *items: sa.schema.SchemaItem) -> tuple[Any, ...]:
    """Comment; on MySQL: transactions, emoji, and comparisons that mind case as elsewhere."""
    options = {"engine": "InnoDB", "charset": "utf8mb4", "collate": "utf8mb4_bin"}
    on_mysql = {
        f"{name}_{key}": value for name in ("mysql", "mariadb") for key, value in options.items()
    }
    return (*items, {"comment": comment, **on_mysql})


def key(comment: str, length: int = 64) -> Any:
    """A name that is (part of) the primary key."""
    return mapped_column(Name(length), primary_key=True, comment=comment)


def name(comment: str, length: int = 255) -> Any:
    """Short text, of at most `length` characters."""
    return mapped_column(Name(length), comment=comment)


def text(comment: str) -> Any:
    """Text of any length."""
    return mapped_column(LongText, comment=comment)


def spoken(comment: str) -> Any:
    """Text of any length that is searched by its words."""
    return mapped_column(Spoken, comment=comment)


def counter(comment: str) -> Any:
    """A number that the database gives each new row; the primary key."""
    return mapped_column(NUMBER, primary_key=True, comment=comment)


def integer(comment: str) -> Any:
    """A whole number."""
    return mapped_column(sa.Integer, comment=comment)


def number(comment: str) -> Any:
    """A number in double precision."""
    return mapped_column(Number, comment=comment)


def json(comment: str) -> Any:
    """A list or mapping."""
    return mapped_column(Json, comment=comment)


def time(comment: str) -> Any:
    """A moment in UTC."""
    return mapped_column(Time, comment=comment)


def position(comment: str) -> Any:
    """A number in the primary key that counts within a call."""
    return mapped_column(sa.Integer, primary_key=True, autoincrement=False, comment=comment)


def of_call(comment: str = "Call (`calls.id`).") -> Any:
    """First part of the primary key of what belongs to a call and goes with it."""
    return mapped_column(Name(CALL_ID), _call(), primary_key=True, comment=comment)


def call(comment: str = "Call (`calls.id`).") -> Any:
    """The call that a row with a key of its own belongs to and goes with."""
    return mapped_column(Name(CALL_ID), _call(), comment=comment)


def run(comment: str) -> Any:
    """The run that did something; no foreign key, so that old runs can be deleted."""
    return mapped_column(Name(64), comment=f"{comment} (`runs.id`).")


def _call() -> sa.ForeignKey:
    return sa.ForeignKey("calls.id", ondelete="CASCADE")
