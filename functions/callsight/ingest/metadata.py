"""What is known of a call beside its sound: from a metadata table, or from its file name.

A wrong row costs its own call, which fails with kind `metadata`; the others go on. Values that look
personal become pseudonyms, names are handed to the redact stage and never stored.
"""

from __future__ import annotations

import datetime as dt
import json
import logging
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from typing import Literal, cast

from callsight.errors import CallError, ConfigurationError, InputError
from callsight.ingest.entries import Entry
from callsight.ingest.names import pseudonym
from callsight.ingest.tables import Row, column_name, read_table
from callsight.options import IngestOptions

logger = logging.getLogger(__name__)

GROUPS = ("call_id", "agent_id", "customer_id", "started_at", "queue", "direction")
"""Columns of the table and groups of the file-name pattern with a meaning."""
_DIRECTIONS = {
    **dict.fromkeys(("inbound", "incoming", "in"), "inbound"),
    **dict.fromkeys(("outbound", "outgoing", "out"), "outbound"),
}
_DATE_FORMATS = ("%Y%m%d%H%M%S", "%Y-%m-%d_%H-%M-%S", "%Y-%m-%d %H-%M-%S", "%Y%m%d%H%M")


@dataclass(frozen=True)
class Facts:
    """What is known of one call; fields as in `Call`."""

    external_id: str | None = None
    agent_id: str | None = None
    customer_id: str | None = None
    queue: str | None = None
    direction: Literal["inbound", "outbound"] | None = None
    started_at: dt.datetime | None = None
    metadata: Mapping[str, str] = field(default_factory=dict)
    names: tuple[str, ...] = field(default=(), repr=False)
    """Names to redact; never stored."""

    def told(self) -> str:
        """All of it as text, to be hashed; empty where nothing is known."""
        values = [getattr(self, name) for name in self.__dataclass_fields__]
        return json.dumps(values, default=str, sort_keys=True) if any(values) else ""


class Metadata:
    """Rows and file-name pattern, matched to recordings. Made by `load_metadata`."""

    def __init__(
        self, options: IngestOptions, columns: Sequence[str] = (), rows: Iterable[Row] = ()
    ) -> None:
        self._pattern = _compiled(options.file_pattern)
        self._keep = tuple(column_name(column) for column in options.keep_columns)
        self._name_columns = tuple(column_name(column) for column in options.name_columns)
        rows = list(rows)
        by = "file" if "file" in columns else "call_id"
        self._exact: dict[str, list[Row]] = defaultdict(list)
        self._endings: dict[str, list[Row]] = defaultdict(list)
        self._ids: dict[str, list[Row]] = defaultdict(list)
        for row in rows:
            _add(self._ids[row.values.get("call_id", "")], row)
            path = row.values.get(by, "").replace("\\", "/").removeprefix("./").strip("/")
            if path:
                _add(self._exact[path], row)
                for ending in _endings(path):
                    _add(self._endings[ending], row)
        self._unmatched = {row.number for row in rows}

    def facts(self, entry: Entry) -> Facts:
        """What is known of a recording. Raises CallError `metadata` where that is unclear."""
        rows = self._rows(entry.name)
        self._unmatched -= {row.number for row in rows}
        if len(rows) > 1:
            raise _unclear(rows, "they describe this recording differently: keep the right one")
        row = rows[0] if rows else Row(0, {})
        if row.problem:
            raise _unclear(rows, f"{row.problem}: check quotes and separators")
        same_id = self._ids[row.values["call_id"]] if "call_id" in row.values else []
        if len(same_id) > 1:
            raise _unclear(same_id, "they have the same `call_id`: make the ids unique")
        match = self._pattern.search(PurePosixPath(entry.name).name) if self._pattern else None
        values = {key: text for key, text in (match.groupdict() if match else {}).items() if text}
        return self._facts(values | dict(row.values), rows)

    def _facts(self, values: Mapping[str, str], rows: Sequence[Row]) -> Facts:
        names = tuple(values[column] for column in self._name_columns if column in values)

        def safe(column: str) -> str | None:
            return pseudonym(values[column], names) if column in values else None

        direction = None
        if "direction" in values:
            direction = _DIRECTIONS.get(values["direction"].lower())
            if direction is None:
                raise _unclear(
                    rows, "`direction` must be `inbound` or `outbound` (or in, out, empty)"
                )
        return Facts(
            external_id=safe("call_id"),
            agent_id=safe("agent_id"),
            customer_id=safe("customer_id"),
            queue=safe("queue"),
            direction=cast(Literal["inbound", "outbound"] | None, direction),
            started_at=_utc(values["started_at"], rows) if "started_at" in values else None,
            metadata={name: safe(name) or "" for name in self._keep if name in values},
            names=names,
        )

    def names(self, entry: Entry) -> tuple[str, ...]:
        """Names of the people in a call, for the redact stage; none where its row is wrong."""
        try:
            return self.facts(entry).names
        except CallError:
            return ()

    @property
    def unmatched(self) -> int:
        """Rows of the table that no recording asked for so far."""
        return len(self._unmatched)

    def _rows(self, name: str) -> list[Row]:
        """Rows whose path ends `name` or is its end; the extension may be missing."""
        stem = name.removesuffix(PurePosixPath(name).suffix)
        for path in (name, stem):
            for ending in _endings(path):
                if ending in self._exact:
                    return self._exact[ending]
            if path in self._endings:
                return self._endings[path]
        return []


def load_metadata(options: IngestOptions) -> Metadata:
    """The metadata that the options name; empty where they name none.

    Raises InputError for a table that cannot be used, ConfigurationError for a wrong pattern.
    """
    private = {column_name(column) for column in options.name_columns}
    kept = [column_name(column) for column in options.keep_columns]
    if private & set(kept):
        raise ConfigurationError(
            f"`{sorted(private & set(kept))[0]}` is in `ingest.name_columns` and in "
            "`ingest.keep_columns`: names are never stored, take it out of one of them."
        )
    if not options.metadata:
        return Metadata(options)
    columns, rows = read_table(options.metadata, private)
    required = [] if {"file", "call_id"} & set(columns) else ["file"]
    missing = required + [column for column in kept if column not in columns]
    if missing:
        raise InputError(
            f"The metadata table `{options.metadata}` has no column `{missing[0]}`. It has "
            f"{', '.join(f'`{column}`' for column in columns)}. Needed is `file` (or `recording`, "
            f"`filename`) or `call_id`; understood are {', '.join(GROUPS[1:])}."
        )
    return Metadata(options, columns, rows)


def _compiled(pattern: str | None) -> re.Pattern[str] | None:
    if not pattern:
        return None
    try:
        compiled = re.compile(pattern)
    except re.error as error:
        raise ConfigurationError(
            f"`ingest.file_pattern` is no regular expression (`{pattern}`): {error}."
        ) from None
    wrong = [group for group in compiled.groupindex if group not in GROUPS]
    if wrong or not compiled.groupindex:
        problem = f"Unknown group `{wrong[0]}`" if wrong else "No named group, as `(?P<call_id>…)`,"
        raise ConfigurationError(
            f"{problem} in `ingest.file_pattern`: valid groups are {', '.join(GROUPS)}."
        )
    return compiled


def _endings(path: str) -> Iterator[str]:
    """`a/b/c`, `b/c`, `c`."""
    parts = path.split("/")
    for index in range(len(parts)):
        yield "/".join(parts[index:])


def _add(rows: list[Row], row: Row) -> None:
    """Rows that repeat another one word by word do no harm."""
    if all(row.values != other.values or row.problem != other.problem for other in rows):
        rows.append(row)


def _unclear(rows: Sequence[Row], problem: str) -> CallError:
    numbers = ", ".join(str(row.number) for row in rows[:5]) + (", …" if len(rows) > 5 else "")
    if not rows:
        return CallError("metadata", f"The file name is unclear: {problem}.")
    which = "Row" if len(rows) == 1 else "Rows"
    return CallError("metadata", f"{which} {numbers} of the metadata table: {problem}.")


def _utc(text: str, rows: Sequence[Row]) -> dt.datetime:
    """ISO 8601, or a compact date as in file names; without an offset it is taken as UTC."""
    moment = None
    try:
        moment = dt.datetime.fromisoformat(text)
    except ValueError:
        for form in _DATE_FORMATS:
            try:
                moment = dt.datetime.strptime(text, form)
                break
            except ValueError:
                continue
    if moment is None:
        raise _unclear(rows, "`started_at` is no date; write ISO 8601, as `2026-01-31T09:30:00Z`")
    if moment.tzinfo is None:
        return moment.replace(tzinfo=dt.UTC)
    try:
        return moment.astimezone(dt.UTC)
    except OverflowError:
        raise _unclear(rows, "`started_at` is out of range") from None
