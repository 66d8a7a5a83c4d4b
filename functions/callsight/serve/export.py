"""Tables of the calls that filters name, as CSV, Parquet or JSON.

Rows are streamed from the database, so that memory does not grow with their number.
"""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from starlette.background import BackgroundTask
from starlette.requests import Request
from starlette.responses import FileResponse, Response, StreamingResponse

from callsight.report.numbers import FACTS, count_calls
from callsight.report.selection import Selection
from callsight.serve.context import Forbidden, of, reader
from callsight.serve.pages import filters_of
from callsight.store import Store
from callsight.store.columns import Number, Time
from callsight.store.database import pages
from callsight.store.schema import SCHEMA

TABLES = {
    "calls": "call_facts",
    "turns": "turns",
    "answers": "answers",
    "findings": "findings",
    "metrics": "call_metrics",
}
"""Name in the address, and table."""
TYPES = {
    "csv": "text/csv; charset=utf-8",
    "json": "application/json",
    "parquet": "application/vnd.apache.parquet",
}
BATCH = 2_000
_FORMULA = tuple("=+-@\t\r\n＝＋－＠")
"""OWASP's list, "CSV Injection"; the last four are full-width forms that Excel reads too."""


def export(request: Request) -> Response:
    """One table as a file; that it was exported is logged."""
    account, context = reader(request), of(request)
    table, _, kind = request.path_params["file"].rpartition(".")
    if table not in TABLES or kind not in TYPES:
        raise Forbidden
    selection = account.selection(filters_of(request.query_params))  # complete, not `resolved`
    calls = count_calls(context.store, selection)
    context.store.log_access(account.name, account.role, "export", rows=calls)
    headers = {"content-disposition": f'attachment; filename="callsight-{table}.{kind}"'}
    columns = _columns(table)
    found = records(context.store, selection, table)
    if kind == "parquet":
        path = write_parquet(columns, found)
        done = BackgroundTask(path.unlink, missing_ok=True)
        return FileResponse(path, media_type=TYPES[kind], headers=headers, background=done)
    write = as_csv if kind == "csv" else as_json
    return StreamingResponse(write(columns, found), media_type=TYPES[kind], headers=headers)


def records(store: Store, selection: Selection, table: str) -> Iterator[tuple[Any, ...]]:
    """The rows of a table that belong to the selected calls."""
    source = SCHEMA.tables[TABLES[table]]
    where = selection.conditions(store, FACTS)
    query = sa.select(*_columns(table)).order_by(*source.primary_key.columns)
    if source.c.call_id is FACTS.call_id:
        query = query.where(*where)
    elif where:
        query = query.where(source.c.call_id.in_(sa.select(FACTS.call_id).where(*where)))
    with store.reading() as session:
        rows = session.execute(query.execution_options(yield_per=BATCH))
        yield from rows.tuples()


def as_csv(columns: list[sa.Column[Any]], rows: Iterable[tuple[Any, ...]]) -> Iterator[str]:
    """Lines of CSV; a text that a spreadsheet would run as a formula gets an apostrophe."""
    buffer = io.StringIO()
    writer = csv.writer(buffer)
    writer.writerow([column.name for column in columns])
    for page in pages(rows):
        writer.writerows([_cell(value) for value in row] for row in page)
        yield buffer.getvalue()
        buffer.seek(0)
        buffer.truncate()
    yield buffer.getvalue()


def as_json(columns: list[sa.Column[Any]], rows: Iterable[tuple[Any, ...]]) -> Iterator[str]:
    """A list of objects."""
    names = [column.name for column in columns]
    yield "["
    first = True
    for page in pages(rows):
        objects = (dict(zip(names, row, strict=True)) for row in page)
        texts = (json.dumps(item, ensure_ascii=False, default=_moment) for item in objects)
        yield ("" if first else ",\n") + ",\n".join(texts)
        first = False
    yield "]\n"


def write_parquet(columns: list[sa.Column[Any]], rows: Iterable[tuple[Any, ...]]) -> Path:
    """A temporary Parquet file; nested values are JSON text."""
    import pyarrow as pa
    from pyarrow import parquet

    schema = pa.schema([(column.name, _arrow(column.type)) for column in columns])
    with tempfile.NamedTemporaryFile(suffix=".parquet", delete=False) as file:
        path = Path(file.name)
        try:
            with parquet.ParquetWriter(file, schema) as writer:
                for page in pages(rows, BATCH):
                    values = zip(*(map(_flat, row) for row in page), strict=True)
                    arrays = [
                        pa.array(list(column), kind)
                        for column, kind in zip(values, schema.types, strict=True)
                    ]
                    writer.write_batch(pa.record_batch(arrays, schema=schema))
        except BaseException:
            path.unlink(missing_ok=True)
            raise
    return path


def _columns(table: str) -> list[sa.Column[Any]]:
    """What is exported: no internal number, and no words with their times."""
    source = SCHEMA.tables[TABLES[table]]
    hidden = {"words", "id"} if table == "turns" else {"value_json"}
    return [column for column in source.columns if column.name not in hidden]


def _arrow(kind: sa.types.TypeEngine[Any]) -> Any:
    import pyarrow as pa

    if isinstance(kind, Time):
        return pa.timestamp("us", "UTC")
    if isinstance(kind, Number):
        return pa.float64()
    return pa.int64() if isinstance(kind, sa.Integer) else pa.string()


def _flat(value: Any) -> Any:
    nested = isinstance(value, (list, dict))
    return json.dumps(value, ensure_ascii=False) if nested else value


def _cell(value: Any) -> Any:
    if isinstance(value, dt.datetime):
        return value.isoformat()
    value = _flat(value)
    return f"'{value}" if isinstance(value, str) and value.startswith(_FORMULA) else value


def _moment(value: Any) -> str:
    return value.isoformat()
