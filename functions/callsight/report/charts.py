"""Charts of the pages as coordinates, in the user units of their SVG.

Drawn by hand: two small charts are not worth the 4 MB of a plotting library on every page.
"""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Mapping, Sequence
from typing import Any

from callsight.report import style

MOST_BARS = 70
"""Days beyond which calls are counted per week, then per month."""


def arc_chart(arc: Mapping[str, list[tuple[float, float]]]) -> dict[str, Any] | None:
    """The sentiment over the call; None where nothing was judged."""
    lines = {speaker: arc[speaker] for speaker in ("agent", "customer") if arc.get(speaker)}
    if not lines:
        return None
    width, height, left, right, top, bottom = 520, 262, 58, 430, 12, 212
    furthest = max(abs(y) for points in lines.values() for _, y in points)
    reach = min(10, max(2, 2 * math.ceil(5 * furthest))) / 10  # a step is 0.1, 0.2 … 0.5

    def place(x: float, y: float) -> tuple[float, float]:
        middle = (top + bottom) / 2
        across, down = left + x * (right - left), middle - y / reach * (bottom - top) / 2
        return round(across, 1), round(down, 1)

    drawn = []
    for speaker, points in lines.items():
        spots = [place(x, y) for x, y in points]
        dots = [
            (x, y, f"{style.signed(mean)} at {position:.0%}")
            for (x, y), (position, mean) in zip(spots, points, strict=True)
        ]
        drawn.append(
            {
                "speaker": speaker,
                "points": " ".join(f"{x},{y}" for x, y in spots),
                "dots": dots,
                "label_y": spots[-1][1] + 4,
            }
        )
    _separate(drawn)
    ends = (
        f"{speaker} from {style.signed(points[0][1])} to {style.signed(points[-1][1])}"
        for speaker, points in lines.items()
    )
    return {
        "width": width,
        "height": height,
        "left": left,
        "right": right,
        "lines": drawn,
        "text": "Mean sentiment from the start to the end of the calls: " + ", ".join(ends),
        "rows": [
            (place(0, y)[1], f"{y:+g}".replace("-", "−") if y else "0")
            for y in (reach, reach / 2, 0, -reach / 2, -reach)
        ],
        "columns": [(place(x, 0)[0], f"{x:.0%}") for x in (0, 0.25, 0.5, 0.75, 1)],
    }


def trend_chart(days: Sequence[tuple[dt.date, int, float | None]]) -> dict[str, Any] | None:
    """Calls per day, or per week or month where there are many days; None for one day or none."""
    if len(days) < 2:
        return None
    span = (days[-1][0] - days[0][0]).days
    unit = "day" if span < MOST_BARS else "week" if span < 7 * MOST_BARS else "month"
    counts: dict[dt.date, int] = {}
    for day, count, _ in days:
        first = _first(day, unit)
        counts[first] = counts.get(first, 0) + count
    width, height, left, right, top, bottom = 1060, 190, 52, 1050, 10, 156
    begin, end = min(counts), max(counts)
    slots = _slots(begin, end, unit)
    most = _round_up(max(counts.values()))
    step = (right - left) / slots
    bars = []
    for first, count in sorted(counts.items()):
        tall = (bottom - top) * count / most
        slot = _slots(begin, first, unit) - 1
        bars.append(
            {
                "x": round(left + slot * step + step * 0.12, 1),
                "width": round(step * 0.76, 1),
                "y": round(bottom - tall, 1),
                "height": round(tall, 1),
                "title": f"{unit} of {first}: {count:,} calls" if unit != "day"
                else f"{first}: {count:,} calls",
            }
        )  # fmt: skip
    shown = sorted(counts)[:: max(1, math.ceil(len(counts) / 8))]
    places = [(left + (_slots(begin, first, unit) - 0.5) * step, first) for first in shown]
    return {
        "width": width,
        "height": height,
        "left": left,
        "right": right,
        "unit": unit,
        "bars": bars,
        "text": f"Calls per {unit}, {begin} to {days[-1][0]}, at most {max(counts.values()):,}",
        "rows": [(bottom - (bottom - top) * part, f"{most * part:,.0f}") for part in (0, 0.5, 1)],
        "columns": [
            (round(x, 1), f"{first:%b %Y}" if unit == "month" else f"{first:%d %b}")
            for x, first in places
        ],
    }


def _first(day: dt.date, unit: str) -> dt.date:
    if unit == "week":
        return day - dt.timedelta(days=day.weekday())
    return day.replace(day=1) if unit == "month" else day


def _slots(begin: dt.date, end: dt.date, unit: str) -> int:
    """Days, weeks or months from one to the other, both included."""
    if unit == "month":
        return (end.year - begin.year) * 12 + end.month - begin.month + 1
    return (end - begin).days // (7 if unit == "week" else 1) + 1


def _round_up(number: int) -> int:
    """The next number that halves well: 2, 4, 6, 10, 20, 40 …"""
    for power in range(12):
        for step in (2, 4, 6, 10):
            if step * 10**power >= number:
                return int(step * 10**power)
    return number


def _separate(lines: list[dict[str, Any]]) -> None:
    """Move the labels of two lines that end at the same height apart."""
    if len(lines) == 2:
        upper, lower = sorted(lines, key=lambda line: line["label_y"])
        overlap = 15 - (lower["label_y"] - upper["label_y"])
        if overlap > 0:
            upper["label_y"] -= overlap / 2
            lower["label_y"] += overlap / 2
