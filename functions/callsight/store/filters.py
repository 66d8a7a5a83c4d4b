"""Which calls: one set of filters for the database, the command line, pages and notebooks.

`Filters` are exact; `read_filters` makes them from what people write. Their conditions stand on
the columns of `call_overview` or of any table that names its columns so.
"""

from __future__ import annotations

import datetime as dt
import math
import re
from collections.abc import Iterable
from dataclasses import dataclass, fields
from typing import Any, TypeAlias, get_args

import sqlalchemy as sa

from callsight.calls import Speaker
from callsight.errors import ConfigurationError
from callsight.store.columns import as_utc, now
from callsight.store.fulltext import matches, parse
from callsight.store.schema import TurnRow

Range: TypeAlias = tuple[float | None, float | None]
NEUTRAL = 0.15
"""Sentiment nearer to zero than this is called neutral."""
MOODS: dict[str, Range] = {
    "negative": (None, -NEUTRAL),
    "neutral": (-NEUTRAL, NEUTRAL),
    "positive": (NEUTRAL, None),
}
_AGO = re.compile(r"(\d{1,5})\s*([hdw])")
_UNITS = {"h": "hours", "d": "days", "w": "weeks"}
_ONE_OF = {
    "agents": "agent_id",
    "queues": "queue",
    "topics": "topic",
    "outcomes": "outcome",
    "languages": "language",
    "statuses": "status",
    "directions": "direction",
}
"""Filter to column."""
_SINGULAR = {name: column.removesuffix("_id") for name, column in _ONE_OF.items()}


@dataclass(frozen=True)
class Filters:
    """Conditions that a call has to meet, all of them; the default is no condition."""

    since: dt.datetime | None = None
    """Start of the call, UTC."""
    until: dt.datetime | None = None
    """Before this start, UTC."""
    agents: tuple[str, ...] = ()
    """Any of these; so the next ones."""
    queues: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()
    outcomes: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    statuses: tuple[str, ...] = ()
    directions: tuple[str, ...] = ()
    sentiment: Range = (None, None)
    """Mean of the customer, -1 to 1, both ends included."""
    seconds: Range = (None, None)
    """Length of the call."""
    text: str = ""
    """Words that one turn of the call has; see `callsight.store.fulltext.parse`."""
    speaker: Speaker | None = None
    """Who says them."""

    @property
    def about_calls(self) -> bool:
        """Whether there is any condition beside what was said."""
        plain = Filters()
        return any(
            getattr(self, field.name) != getattr(plain, field.name)
            for field in fields(self)
            if field.name not in ("text", "speaker")
        )


def read_filters(
    *,
    since: str | dt.date | None = None,
    until: str | dt.date | None = None,
    sentiment: str | Range | None = None,
    seconds: Range | None = None,
    text: str | None = None,
    speaker: str | None = None,
    **one_of: str | Iterable[str] | None,
) -> Filters:
    """Filters from what people write; None and empty text are no condition.

    `since`, `until`: a date, a time (UTC), or how long ago (`36h`, `7d`, `2w`). `sentiment`:
    negative, neutral, positive, or (low, high). `one_of`: agent, queue, topic, outcome, language,
    status, direction; one value or several.

    Raises ConfigurationError for a value that is none of these, and for an unknown filter.
    """
    known = {name: field for field, name in _SINGULAR.items()}
    if unknown := sorted(set(one_of) - set(known)):
        names = "since, until, sentiment, seconds, text, speaker, " + ", ".join(known)
        raise ConfigurationError(f"Unknown filter `{unknown[0]}`: choose one of {names}.")
    if speaker and speaker not in get_args(Speaker):
        valid = ", ".join(get_args(Speaker))
        raise ConfigurationError(f"Unknown speaker `{speaker}`: choose one of {valid}.")
    return Filters(
        since=read_time("since", since),
        until=read_time("until", until),
        sentiment=_sentiment(sentiment),
        seconds=_range("seconds", seconds),
        text=(text or "").strip(),
        speaker=speaker or None,  # type: ignore[arg-type]
        **{known[name]: _several(value) for name, value in one_of.items()},
    )


def read_time(name: str, value: str | dt.date | None) -> dt.datetime | None:
    """A moment in UTC; `name` is what messages call it.

    Raises ConfigurationError where it is no date, time, or time ago.
    """
    if value is None or value == "":
        return None
    if isinstance(value, dt.datetime):
        return as_utc(value)
    if isinstance(value, dt.date):
        return dt.datetime(value.year, value.month, value.day, tzinfo=dt.UTC)
    if ago := _AGO.fullmatch(value.strip()):
        return now() - dt.timedelta(**{_UNITS[ago[2]]: int(ago[1])})
    try:
        return as_utc(dt.datetime.fromisoformat(value.strip()))
    except (ValueError, OverflowError):
        raise ConfigurationError(
            f"`{name}` cannot be `{value}`: give a date or time such as 2026-03-01 or "
            "2026-03-01T14:30, or how long ago, such as 7d, 36h or 2w."
        ) from None


def conditions(
    columns: Any, filters: Filters, backend: str = "sqlite"
) -> list[sa.ColumnElement[bool]]:
    """What `filters` ask of a row with the `columns` of `call_overview`."""
    found: list[sa.ColumnElement[bool]] = []
    if filters.since is not None:
        found.append(columns.started_at >= filters.since)
    if filters.until is not None:
        found.append(columns.started_at < filters.until)
    for name, column in _ONE_OF.items():
        if values := getattr(filters, name):
            found.append(columns[column].in_(values))
    for column, (low, high) in (
        (columns.sentiment_customer, filters.sentiment),
        (columns.seconds, filters.seconds),
    ):
        if low is not None:
            found.append(column >= low)
        if high is not None:
            found.append(column <= high)
    if filters.text:
        said = [matches(backend, parse(filters.text))]
        if filters.speaker:
            said.append(TurnRow.speaker == filters.speaker)
        found.append(columns.call_id.in_(sa.select(TurnRow.call_id).where(*said)))
    return found


def _several(value: str | Iterable[str] | None) -> tuple[str, ...]:
    values = [value] if isinstance(value, str) else value or ()
    return tuple(str(item) for item in values if str(item))


def _sentiment(value: str | Range | None) -> Range:
    if isinstance(value, str) and value:
        if value not in MOODS:
            raise ConfigurationError(
                f"Unknown sentiment `{value}`: choose one of {', '.join(MOODS)}, or give the "
                "lowest and the highest value, -1 to 1."
            )
        return MOODS[value]
    return _range("sentiment", value or None)


def _range(name: str, value: Range | None) -> Range:
    if value is None:
        return (None, None)
    try:
        low, high = (None if end is None else float(end) for end in value)
    except (TypeError, ValueError):
        low = high = math.nan
    if any(end is not None and math.isnan(end) for end in (low, high)):
        raise ConfigurationError(
            f"`{name}` cannot be `{value}`: give the lowest and the highest value, None where "
            "there is no limit, such as (60, None)."
        )
    return (low, high)
