"""Cron lines: read, checked, and written as MLRun, crontab and systemd understand them.

Numbers of weekdays mean different days: crontab counts from Sunday, MLRun (APScheduler) from
Monday. So they are written as names, which mean the same everywhere.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from callsight.errors import ConfigurationError

LEAST_MINUTES = 10
"""Between two runs: the MLRun server refuses less."""
_MONTHS = "jan feb mar apr may jun jul aug sep oct nov dec".split()
_DAYS = "sun mon tue wed thu fri sat".split()
_ITEM = re.compile(r"^(\*|\w+)(?:-(\w+))?(?:/(\d+))?$")


@dataclass(frozen=True)
class Cron:
    """When to run: sets of allowed values; 0 is Sunday."""

    minutes: tuple[int, ...]
    hours: tuple[int, ...]
    days: tuple[int, ...] | None
    """None: every day of the month; so with the others."""
    months: tuple[int, ...] | None
    weekdays: tuple[int, ...] | None

    @property
    def line(self) -> str:
        """Five fields, weekdays as names."""
        weekdays = "*" if self.weekdays is None else ",".join(_DAYS[day] for day in self.weekdays)
        fields = (_listed(self.minutes, 60), _listed(self.hours, 24))
        return " ".join((*fields, _listed(self.days), _listed(self.months), weekdays))

    @property
    def on_calendar(self) -> str:
        """The same for `OnCalendar=` of a systemd timer."""
        weekdays = ",".join(_DAYS[day].title() for day in self.weekdays or ())
        date = f"*-{_listed(self.months)}-{_listed(self.days)}"
        time = f"{_listed(self.hours, 24)}:{_listed(self.minutes, 60)}:00"
        return f"{weekdays} {date} {time}".strip()


def parse_cron(text: str) -> Cron:
    """`MINUTE HOUR DAY MONTH WEEKDAY`.

    Raises ConfigurationError for what is no cron line, or would run too often.
    """
    fields = text.split()
    if len(fields) != 5:
        raise _wrong(text, f"it has {len(fields)} fields, not 5")
    minutes = _field(text, fields[0], 0, 59)
    hours = _field(text, fields[1], 0, 23)
    days = _field(text, fields[2], 1, 31)
    months = _field(text, fields[3], 1, 12, _MONTHS, 1)
    weekdays = _field(text, fields[4], 0, 7, _DAYS)
    if weekdays is not None:
        weekdays = tuple(sorted({day % 7 for day in weekdays}))
    if days is not None and weekdays is not None:
        raise _wrong(text, "day of the month and weekday together mean different things to cron "
                     "and to MLRun; give one of them")  # fmt: skip
    cron = Cron(minutes or tuple(range(60)), hours or tuple(range(24)), days, months, weekdays)
    if (gap := _least_gap(cron)) < LEAST_MINUTES:
        raise ConfigurationError(
            f"`{text}` would run every {gap} minutes: leave at least {LEAST_MINUTES} minutes "
            "between two runs, for example `*/30 * * * *` or `0 2 * * *`."
        )
    return cron


def _field(
    text: str, field: str, low: int, high: int, names: list[str] | None = None, first: int = 0
) -> tuple[int, ...] | None:
    """The values of one field, or None for all."""
    if field == "*":
        return None
    values: set[int] = set()
    for item in field.split(","):
        match = _ITEM.match(item.lower())
        if not match:
            raise _wrong(text, f"`{item}` cannot be read")
        start, end, step = match.groups()
        begin = low if start == "*" else _number(text, start, names, first)
        last = high if start == "*" or (step and not end) else begin
        last = _number(text, end, names, first) if end else last
        if not low <= begin <= last <= high or step == "0":
            raise _wrong(text, f"`{item}` is not within {low} to {high}")
        values |= set(range(begin, last + 1, int(step or 1)))
    return tuple(sorted(values))


def _number(text: str, word: str, names: list[str] | None, first: int) -> int:
    if word.isdecimal():
        return int(word)
    if names and word in names:
        return names.index(word) + first
    raise _wrong(text, f"`{word}` is no number")


def _least_gap(cron: Cron) -> int:
    """Fewest minutes between two runs, as if every day were one to run on."""
    times = [60 * hour + minute for hour in cron.hours for minute in cron.minutes]
    following = [*times[1:], times[0] + 24 * 60]
    return min(later - time for time, later in zip(times, following, strict=True))


def _listed(values: tuple[int, ...] | None, everything: int = 0) -> str:
    if values is None or len(values) == everything:
        return "*"
    return ",".join(map(str, values))


def _wrong(text: str, why: str) -> ConfigurationError:
    return ConfigurationError(
        f"`{text}` is no schedule ({why}): it must be `MINUTE HOUR DAY MONTH WEEKDAY`, for example "
        "`0 2 * * *` for every night at 2:00."
    )
