"""Reading a metadata table (CSV, JSON, Parquet) into rows of plain text.

pandas stays out of it: an incremental run over known files must start at once.
"""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
import logging
import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from callsight.config import hide_secrets
from callsight.errors import InputError

logger = logging.getLogger(__name__)

ALIASES = {
    "recording": "file",
    "filename": "file",
    "file_name": "file",
    "path": "file",
    "start_time": "started_at",
    "start": "started_at",
}
"""Other names of columns that are understood."""


@dataclass(frozen=True)
class Row:
    """One row of the table."""

    number: int
    """From 1, the header not counted."""
    values: Mapping[str, str]
    """By column; empty cells are left out."""
    problem: str | None = None
    """Why the row cannot be used."""


def read_table(location: str, name_columns: Collection[str]) -> tuple[list[str], list[Row]]:
    """The columns and rows of the table at a path or URL, by its extension.

    Columns are lower case with `_` for blanks; see `ALIASES`. Raises InputError.
    """
    data = _read_bytes(location)
    kind = location.lower().rsplit(".", 1)[-1]
    try:
        if kind in ("parquet", "pq"):
            columns, records = _from_parquet(data)
        elif kind in ("json", "jsonl", "ndjson"):
            columns, records = _from_json(_text(data, location, name_columns))
        elif kind in ("csv", "tsv", "txt"):
            columns, records = _from_csv(_text(data, location, name_columns))
        else:
            raise InputError(
                f"The metadata table `{hide_secrets(location)}` has an unknown extension: "
                "use .csv, .tsv, .json, .jsonl or .parquet."
            )
    except (ValueError, TypeError, csv.Error, OSError) as error:
        raise InputError(
            f"The metadata table `{hide_secrets(location)}` is no readable {kind.upper()} "
            f"({type(error).__name__}): export it again."
        ) from None
    if not columns:
        raise InputError(f"The metadata table `{hide_secrets(location)}` is empty.")
    named = [column_name(column) for column in columns]
    return named, [_row(number, named, record) for number, record in enumerate(records, 1)]


def column_name(column: str) -> str:
    """A column as Callsight calls it."""
    name = re.sub(r"[\s\-]+", "_", str(column).strip().lower())
    return ALIASES.get(name, name)


def _row(number: int, columns: Sequence[str], record: Sequence[Any]) -> Row:
    problem = None
    if len(record) != len(columns):
        problem = f"has {len(record)} values for {len(columns)} columns"
    values: dict[str, str] = {}
    for column, value in zip(columns, record, strict=False):
        text = _cell(value)
        if text:
            values.setdefault(column, text)
    return Row(number, values, problem)


def _cell(value: Any) -> str:
    if value is None or value != value:  # not a number
        return ""
    if isinstance(value, (dt.datetime, dt.date)):
        return value.isoformat()
    if isinstance(value, float) and value.is_integer():
        return str(int(value))  # a column of whole numbers with gaps becomes one of floats
    return str(value).strip()


def _read_bytes(location: str) -> bytes:
    try:
        if "://" in location:
            import fsspec

            with fsspec.open(location, "rb") as file:
                return bytes(file.read())
        return Path(location).expanduser().read_bytes()
    except Exception as error:  # each fsspec driver raises errors of its own
        raise InputError(
            f"The metadata table `{hide_secrets(location)}` cannot be read "
            f"({type(error).__name__}): check its path."
        ) from None


def _text(data: bytes, location: str, name_columns: Collection[str]) -> str:
    """UTF-8 or UTF-16 by its mark; else Windows-1252, unless names to redact depend on it."""
    encoding = "utf-16" if data[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig"
    try:
        return data.decode(encoding)
    except UnicodeDecodeError:
        pass
    where = f"The metadata table `{hide_secrets(location)}` is not encoded in UTF-8"
    header = {
        column_name(name) for name in re.split(r"[,;\t|\r\n\"]", data[:4096].decode("latin1"))
    }
    try:
        if header & set(name_columns):
            raise UnicodeError
        text = data.decode("cp1252")
    except UnicodeError:
        raise InputError(
            f"{where}, and its names must be read exactly to be redacted: save it as UTF-8."
        ) from None
    logger.warning("%s: it is read as Windows-1252. Save it as UTF-8 to be sure.", where)
    return text


def _from_csv(text: str) -> tuple[list[str], list[list[str]]]:
    header = text.split("\n", 1)[0]
    delimiter = max(",;\t|", key=header.count)
    rows = [row for row in csv.reader(io.StringIO(text), delimiter=delimiter, strict=True) if row]
    return (rows[0], rows[1:]) if rows else ([], [])


def _from_json(text: str) -> tuple[list[str], list[list[Any]]]:
    """A list of objects, one object per line, or an object of columns."""
    try:
        data = json.loads(text)
    except json.JSONDecodeError:
        data = [json.loads(line) for line in text.splitlines() if line.strip()]
    if isinstance(data, dict) and all(isinstance(column, list) for column in data.values()):
        return list(data), [list(row) for row in zip(*data.values(), strict=True)]
    records = [data] if isinstance(data, dict) else data
    columns = list(dict.fromkeys(column for record in records for column in record))
    return columns, [[record.get(column) for column in columns] for record in records]


def _from_parquet(data: bytes) -> tuple[list[str], list[list[Any]]]:
    import pyarrow
    import pyarrow.parquet

    table = pyarrow.parquet.read_table(pyarrow.BufferReader(data))
    columns = list(table.column_names)
    return columns, [[record[column] for column in columns] for record in table.to_pylist()]
