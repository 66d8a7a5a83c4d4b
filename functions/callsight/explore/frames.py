"""Rows of the database as DataFrames whose columns have types, units and meanings."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

import sqlalchemy as sa

from callsight.store.columns import Number, Time
from callsight.store.view import OVERVIEW

if TYPE_CHECKING:
    import pandas as pd

_RENAMED = {"start": "start_seconds", "end": "end_seconds"}
_CATEGORIES = set(
    "agent_id queue direction language status speech_model topic outcome client_tone agent_tone "
    "churn_risk speaker entity detector question engine model metric stage kind".split()
)
_YES_NO = {
    "concern_addressed", "upsell_attempted", "upsell_succeeded", "escalation_requested",
}  # fmt: skip
_UNITS = (
    ("seconds", re.compile(r"\bseconds\b")),
    ("UTC", re.compile(r"\bUTC\b")),
    ("-1 to 1", re.compile(r"-1 (\(negative\) )?to 1")),
    ("-2 to 2", re.compile(r"-2 to 2")),
    ("0 to 1", re.compile(r"\b0 to 1\b")),
)


class Column(NamedTuple):
    """A column of a DataFrame and where it comes from."""

    name: str
    source: sa.ColumnElement[Any]
    meaning: str

    @property
    def unit(self) -> str | None:
        """As the comment of the database column says it."""
        return next((unit for unit, pattern in _UNITS if pattern.search(self.meaning)), None)


def of_table(table: Any, names: str) -> list[Column]:
    """Columns of a table; `start` and `end` are short for those in seconds."""
    stored = table.__table__.c
    return [
        Column(name, stored[_RENAMED.get(name, name)], stored[_RENAMED.get(name, name)].comment)
        for name in names.split()
    ]


def overview_columns() -> list[Column]:
    """The columns of `call_overview`."""
    return [Column(column.name, column, str(column.comment)) for column in OVERVIEW.c]


def frame(rows: Sequence[tuple[Any, ...]], columns: Sequence[Column]) -> pd.DataFrame:
    """A DataFrame: times in UTC, numbers that may be missing, categories for names."""
    import pandas as pd

    table = pd.DataFrame(rows, columns=[column.name for column in columns])
    for column in columns:
        table[column.name] = _typed(table[column.name], column)
    table.attrs["units"] = {column.name: column.unit for column in columns if column.unit}
    table.attrs["meanings"] = {column.name: column.meaning for column in columns}
    return table


def _typed(values: pd.Series, column: Column) -> pd.Series:
    import pandas as pd

    if column.name in _YES_NO:
        return values.map({"yes": True, "no": False}).astype("boolean")
    if column.name in _CATEGORIES:
        return values.astype("category")
    if isinstance(column.source.type, Time):
        return pd.to_datetime(values, utc=True)
    if isinstance(column.source.type, Number):
        return values.astype("float64")
    if isinstance(column.source.type, sa.Boolean):
        return values.astype("boolean")
    if isinstance(column.source.type, sa.Integer):
        return values.astype("Int64")
    return values
