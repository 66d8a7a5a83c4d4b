"""The schema as Markdown, generated from the tables themselves so that it cannot go stale."""

from __future__ import annotations

import sqlalchemy as sa

from callsight.store.columns import Json, LongText, Name, Number, Spoken, Time
from callsight.store.schema import SCHEMA
from callsight.store.view import OVERVIEW

_TYPES: dict[type, str] = {
    Json: "JSON",
    LongText: "text",
    Name: "text",
    Spoken: "text",
    Number: "number",
    Time: "time",
    sa.Boolean: "true/false",
    sa.Integer: "integer",
    sa.BigInteger: "integer",
}
_ORDER = (
    "calls turns findings answers call_metrics corrections failures runs questionnaires locations "
    "call_facts access_log"
).split()


def describe_schema() -> str:
    """Tables, columns, types and meanings as Markdown, the view first."""
    tables = [OVERVIEW, *(SCHEMA.tables[name] for name in _ORDER)]
    return "\n".join(_describe(table) for table in tables)


def _describe(table: sa.Table) -> str:
    rows = [f"| `{column.name}` | {_type(column)} | {column.comment} |" for column in table.columns]
    head = [f"### `{table.name}`", "", str(table.comment), ""]
    return "\n".join([*head, "| Column | Type | Meaning |", "|---|---|---|", *rows, ""])


def _type(column: sa.Column[object]) -> str:
    name = next((text for kind, text in _TYPES.items() if type(column.type) is kind), "text")
    return f"{name}, key" if column.primary_key else name
