"""One look for tables, figures and pages: colors, words and numbers.

The colors are those of Okabe and Ito (https://jfly.uni-koeln.de/color/), which people with any
form of color blindness can tell apart; nothing is said by color alone.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

AGENT, CUSTOMER, UNKNOWN = "#0072B2", "#E69F00", "#8C8F94"
POSITIVE, NEGATIVE, NEUTRAL = "#009E73", "#CC79A7", "#9AA0A6"
WARNING = "#D55E00"
SPEAKER_COLORS = {"agent": AGENT, "customer": CUSTOMER, "unknown": UNKNOWN}
COLORWAY = (AGENT, CUSTOMER, POSITIVE, NEGATIVE, "#56B4E9", WARNING, "#F0E442", UNKNOWN)
FONT = "Inter, system-ui, -apple-system, 'Segoe UI', Roboto, 'Helvetica Neue', Arial, sans-serif"
NEUTRAL_BAND = 0.15
"""Sentiment nearer to zero than this is called neutral."""


def clock(seconds: float | None) -> str:
    """Seconds as `1:05` or `1:02:05`; an empty string for None."""
    if seconds is None:
        return ""
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"


def length(seconds: float) -> str:
    """A long time in one unit: `22 s`, `5.0 min`, `12.3 h`."""
    if seconds < 90:
        return f"{seconds:.0f} s"
    return f"{seconds / 60:.1f} min" if seconds < 5400 else f"{seconds / 3600:,.1f} h"


def mood(sentiment: float | None) -> str:
    """`positive`, `neutral` or `negative` for a sentiment in [-1, 1]; empty for None."""
    if sentiment is None:
        return ""
    if abs(sentiment) < NEUTRAL_BAND:
        return "neutral"
    return "positive" if sentiment > 0 else "negative"


def signed(sentiment: float | None) -> str:
    """A sentiment in [-1, 1] with its sign, for example `+0.40` and `−0.25`."""
    if sentiment is None:
        return ""
    text = f"{sentiment:+.2f}".replace("-", "−")
    return "0.00" if text[1:] == "0.00" else text


def words(name: str | None) -> str:
    """An id for people: `technical_issue` becomes `technical issue`."""
    return (name or "").replace("_", " ")


def entity_name(entity: str) -> str:
    """Presidio's name of a type of personal data for people: `US_SSN` becomes `US SSN`."""
    text = words(entity)
    return " ".join(
        part
        if part in {"US", "UK", "SSN", "IBAN", "IP", "CVV", "PIN", "URL", "ID"}
        else part.lower()
        for part in text.split()
    )


def value_text(value: Any) -> str:
    """The value of an answer for people."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, (list, tuple)):
        return " · ".join(value_text(item) for item in value) or "none"
    if isinstance(value, float):
        return f"{value:g}"
    return str(value)


def moment(time: Any) -> str:
    """A UTC time as `2026-03-01 14:05 UTC`; an empty string for None."""
    if isinstance(time, str):
        time = dt.datetime.fromisoformat(time)
    return f"{time:%Y-%m-%d %H:%M} UTC" if time is not None else ""
