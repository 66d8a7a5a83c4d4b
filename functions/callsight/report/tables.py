"""Tables for the terminal."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from callsight.report import style

if TYPE_CHECKING:
    from rich.table import Table
    from rich.text import Text

    from callsight.evaluate.agreement import Agreement
    from callsight.report.drift import Night
    from callsight.store import Hit

_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")
_MOODS = {"positive": "green", "negative": "magenta"}
_STATUSES = {"analyzed": "green", "failed": "bold red"}


def calls_table(rows: Iterable[Mapping[str, Any]], title: str | None = None) -> Table:
    """The calls that a run ends with; `rows` are those of `Store.calls`."""
    from rich.table import Table

    table = Table(title=title, title_justify="left", header_style="bold", box=_box())
    for name, right in (
        ("call", False), ("duration", True), ("agent", False), ("topic", False),
        ("sentiment", True), ("PII found", True), ("status", False),
    ):  # fmt: skip
        table.add_column(name, justify="right" if right else "left", overflow="fold")
    for row in rows:
        table.add_row(
            plain(row["external_id"] or row["call_id"]),
            style.clock(row["seconds"]),
            plain(row["agent_id"] or "–"),
            plain(style.words(row["topic"]) or "–"),
            sentiment_text(row["sentiment_customer"]),
            str(row["findings"]),
            plain(row["status"], _STATUSES.get(row["status"], "yellow")),
        )
    return table


def failures_table(rows: Iterable[Mapping[str, Any]]) -> Table:
    """What failed and why; `rows` are those of `Store.failures`."""
    from rich.table import Table

    table = Table(header_style="bold", box=_box())
    for name in ("call or recording", "stage", "kind", "what happened", "attempts"):
        table.add_column(name, overflow="fold")
    for row in rows:
        table.add_row(
            plain(row["external_id"] or row["recording"] or row["call_id"]),
            plain(row["stage"]),
            plain(row["kind"]),
            plain(row["message"]),
            f"{row['attempts']}{' (transient)' if row['transient'] else ''}",
        )
    return table


def hits_table(hits: Iterable[Hit]) -> Table:
    """Where something was said, the words in bold; `hits` are those of `Store.search`."""
    from rich.table import Table

    table = Table(header_style="bold", box=_box())
    for name in ("call", "at", "speaker", "what was said"):
        table.add_column(name, overflow="fold", justify="right" if name == "at" else "left")
    for hit in hits:
        said = plain(hit.snippet)
        for start, end in hit.marks:
            said.stylize("bold yellow", start, end)
        table.add_row(
            plain(hit.external_id or hit.call_id),
            style.clock(hit.seconds),
            plain(hit.speaker),
            said,
        )
    return table


def agreement_table(lines: Iterable[Agreement]) -> Table:
    """How answers stand up to reviewers; `lines` are those of `evaluate.agreement`."""
    from rich.table import Table

    table = Table(header_style="bold", box=_box())
    for name in ("question", "engine", "reviewed", "agreed", "95% interval", "kappa", "over"):
        left = name in ("question", "engine")
        table.add_column(name, justify="left" if left else "right", overflow="fold")
    for line in lines:
        table.add_row(
            plain(line.question),
            plain(" ".join(filter(None, (line.engine, line.model)))),
            str(line.n),
            f"{line.accuracy:.0%}",
            f"{line.low:.0%} – {line.high:.0%}",
            "–" if line.kappa is None else f"{line.kappa:.2f}",
            str(line.kappa_n),
        )
    return table


def drift_table(nights: Iterable[Night]) -> Table:
    """Nights, each held against the ones before; warnings in bold and with a `!`."""
    from rich.table import Table

    table = Table(header_style="bold", box=_box())
    names = {"no_speech": "no speech", "confidence": "confidence", "pii_per_call": "PII per call"}
    for name in ("night (UTC)", "calls", *names.values(), "topics"):
        table.add_column(name, justify="left" if "night" in name else "right", overflow="fold")
    for night in nights:
        cells = [
            _held(value, night.deviations.get(name), name in night.warnings, name == "no_speech")
            for name, value in ((name, night.numbers[name]) for name in names)
        ]
        largest = max(night.topics, key=lambda topic: night.topics[topic])
        topics = _unlike(plain(style.words(largest)), night.shift, "topics" in night.warnings)
        when = f"{night.started_at:%Y-%m-%d %H:%M}"
        table.add_row(when, f"{night.calls:,}", *cells, topics)
    return table


def _held(value: float | None, distance: float | None, warned: bool, share: bool) -> Text:
    text = "–" if value is None else f"{value:.1%}" if share else f"{value:.2f}"
    return _unlike(plain(text), distance, warned, signed=True)


def _unlike(text: Text, distance: float | None, warned: bool, *, signed: bool = False) -> Text:
    if distance is not None:
        text.append(f" ({distance:+.1f})" if signed else f" ({distance:.2f})", style="dim")
    if warned:
        text.append(" !")
        text.stylize("bold red")
    return text


def sentiment_text(sentiment: float | None) -> Text:
    """A sentiment in [-1, 1] with its sign and color."""
    from rich.text import Text

    return Text(style.signed(sentiment) or "–", style=_MOODS.get(style.mood(sentiment), ""))


def plain(value: object, style: str = "") -> Text:
    """Text from data: never read as markup, and no control character reaches the terminal."""
    from rich.text import Text

    return Text(_CONTROL.sub("\ufffd", str(value)), style=style)


def _box() -> Any:
    from rich import box

    return box.SIMPLE_HEAD
