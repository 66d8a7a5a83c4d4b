"""Column types that mean the same on SQLite, PostgreSQL, MySQL and MariaDB.

Each database trips over something else: PostgreSQL over NUL characters, MySQL over its 64 kB `TEXT`
and its whole-second `DATETIME`, SQLite over time zones, all but SQLite over NaN.
"""

from __future__ import annotations

import datetime as dt
import json
import math
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import mysql, postgresql
from sqlalchemy.types import TypeDecorator

LONG_TEXT = sa.Text().with_variant(mysql.LONGTEXT(), "mysql", "mariadb")
SPOKEN = sa.Text().with_variant(mysql.LONGTEXT(collation="utf8mb4_unicode_ci"), "mysql", "mariadb")
"""Text to be searched: a FULLTEXT index minds case unless its column does not."""
NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
"""A key that the database counts up itself; on SQLite only `INTEGER` is one (its rowid)."""
JSON = sa.JSON(none_as_null=True).with_variant(postgresql.JSONB(none_as_null=True), "postgresql")
TIME = sa.DateTime(timezone=True).with_variant(mysql.DATETIME(fsp=6), "mysql", "mariadb")


def clean_text(text: str) -> str:
    """`text` as every database takes it: no NUL character and no half of a surrogate pair."""
    return text.replace("\x00", "\ufffd").encode("utf-8", "replace").decode("utf-8")


def clean_json(value: Any) -> Any:
    """`value` with clean text in it, and None in place of NaN and infinity."""
    if isinstance(value, str):
        return clean_text(value)
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if isinstance(value, dict):
        return {clean_text(str(key)): clean_json(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [clean_json(item) for item in value]
    return value


def dump_json(value: Any) -> str:
    """Compact JSON with letters kept as they are."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


class Name(TypeDecorator[str]):
    """Short text that can be a key."""

    impl = sa.String
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: sa.Dialect) -> str | None:
        return None if value is None else clean_text(value)


class LongText(TypeDecorator[str]):
    """Text of any length."""

    impl = LONG_TEXT
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: sa.Dialect) -> str | None:
        return None if value is None else clean_text(value)


class Spoken(LongText):
    """Text of any length in which words are searched without regard to case."""

    impl = SPOKEN
    cache_ok = True


class Json(TypeDecorator[Any]):
    """Lists and mappings; JSONB on PostgreSQL."""

    impl = JSON
    cache_ok = True

    def process_bind_param(self, value: Any, dialect: sa.Dialect) -> Any:
        return clean_json(value)


class Number(TypeDecorator[float]):
    """Double precision; NaN and infinity become NULL."""

    impl = sa.Double
    cache_ok = True

    def process_bind_param(self, value: float | None, dialect: sa.Dialect) -> float | None:
        return None if value is None or not math.isfinite(value) else float(value)


class Time(TypeDecorator[dt.datetime]):
    """A moment, in UTC; a time without a zone is read as UTC."""

    impl = TIME
    cache_ok = True

    def process_bind_param(
        self, value: dt.datetime | None, dialect: sa.Dialect
    ) -> dt.datetime | None:
        if value is None:
            return None
        value = as_utc(value)
        return value if dialect.name == "postgresql" else value.replace(tzinfo=None)

    def process_result_value(
        self, value: dt.datetime | None, dialect: sa.Dialect
    ) -> dt.datetime | None:
        return None if value is None else as_utc(value)


def as_utc(value: dt.datetime) -> dt.datetime:
    """`value` in UTC; one without a zone is read as UTC."""
    return value.replace(tzinfo=dt.UTC) if value.tzinfo is None else value.astimezone(dt.UTC)


def now() -> dt.datetime:
    """This moment, in UTC."""
    return dt.datetime.now(dt.UTC)
