"""The scoreboard for people: on a terminal, in a README, and two runs side by side."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, TypeAlias

from callsight.evaluate.metrics import FAMILIES, family_of, in_order, label_of
from callsight.evaluate.report import Report, shown
from callsight.evaluate.statistics import Score

if TYPE_CHECKING:
    from rich.console import Group
    from rich.table import Table

_TITLES = {"speech": "Speech", "privacy": "Privacy", "answers": "Answers", "operation": "Operation"}
_SAME = 0.0005
"""Differences that no scoreboard shows: half a digit of what is printed."""
Verdict = Literal["better", "worse", "same", "only in A", "only in B"]
_MARKS = {"better": "▲ better", "worse": "▼ worse", "same": "="}
_STYLES = {"better": "green", "worse": "red"}


Row: TypeAlias = tuple[str, ...]


@dataclass(frozen=True)
class Section:
    """One table of the scoreboard."""

    title: str
    header: Row
    rows: tuple[Row, ...]
    """A row whose first cell is in `**` is a heading."""


@dataclass(frozen=True)
class _Pivot:
    """A table with one row per part of some families."""

    title: str
    what: str
    families: tuple[str, ...]
    counted: str
    """The family whose count is shown."""


_PIVOTS = (
    _Pivot(
        "Personal data by type",
        "Type",
        ("pii_recall", "pii_typed_recall", "pii_precision", "pii_f2"),
        "pii_recall",
    ),
    _Pivot("Personal data by spoken form", "Said as", ("pii_form_recall",), "pii_form_recall"),
    _Pivot(
        "Answers by question",
        "Question",
        ("accuracy", "macro_f1", "mean_absolute_error", "null_rate"),
        "null_rate",
    ),
)


@dataclass(frozen=True)
class Comparison:
    """One metric of two evaluations; B is judged against A."""

    metric: str
    a: Score | None
    b: Score | None
    verdict: Verdict
    clear: bool
    """Whether the intervals of A and B do not overlap; without intervals never."""


@dataclass(frozen=True)
class Comparisons:
    """Two evaluations side by side."""

    lines: tuple[Comparison, ...]
    same_dataset: bool
    """Whether both are of the same recordings and truth."""

    @property
    def worse(self) -> tuple[Comparison, ...]:
        """The lines in which B is worse than A."""
        return tuple(line for line in self.lines if line.verdict == "worse")


def compare(a: Report, b: Report) -> Comparisons:
    """Every metric of either report; a metric gets worse in the direction that it says."""
    of_a = {score.metric: score for score in a.lines}
    of_b = {score.metric: score for score in b.lines}
    keys = sorted(of_a.keys() | of_b.keys(), key=in_order)
    lines = tuple(_compared(key, of_a.get(key), of_b.get(key)) for key in keys)
    return Comparisons(lines, a.dataset == b.dataset)


def sections(report: Report) -> list[Section]:
    """The tables of the scoreboard: metrics, their parts by type, form and question, failures."""
    pivoted = {family for pivot in _PIVOTS for family in pivot.families}
    rows: list[Row] = []
    title = ""
    for score in report.lines:
        family, _, part = score.metric.partition("/")
        if part and family in pivoted:
            continue
        if (group := _TITLES[family_of(score.metric).group]) != title:
            title = group
            rows.append((f"**{title}**", "", "", ""))
        rows.append((label_of(score.metric), *_cells(score)))
    caption = f"{report.calls} calls, {report.seconds / 60:.1f} minutes, dataset {report.dataset}"
    whole = Section(caption, ("Metric", "Value", "95% interval", "Over"), tuple(rows))
    pivots = [_pivoted(report, pivot) for pivot in _PIVOTS]
    return [section for section in (whole, *pivots, _failures(report)) if section.rows]


def scoreboard(report: Report) -> Group:
    """The scoreboard for a terminal, as rich tables."""
    from rich.console import Group
    from rich.table import Table
    from rich.text import Text

    tables = []
    for section in sections(report):
        table = Table(title=section.title, title_justify="left", title_style="bold")
        for number, name in enumerate(section.header):
            table.add_column(name, justify="right" if number else "left")
        for row in section.rows:
            if row[0].startswith("**"):
                table.add_section()
                table.add_row(f"[bold]{row[0].strip('*')}[/bold]")
            else:
                table.add_row(*row)
        tables.append(table)
    return Group(*tables, *map(Text, report.notes))


def markdown(report: Report) -> str:
    """The scoreboard as Markdown tables."""
    lines = []
    for section in sections(report):
        lines += [section.title, "", _line(section.header)]
        lines.append("|---|" + "---:|" * (len(section.header) - 1))
        lines += [*map(_line, section.rows), ""]
    lines += [f"{note}\n" for note in report.notes]
    return "\n".join(lines)


def comparison_table(comparisons: Comparisons) -> Table:
    """A rich table of two evaluations; worse lines are red, bold where the intervals are apart.

    Parts of a metric (an entity, a question) are shown where they differ.
    """
    from rich.table import Table

    note = "" if comparisons.same_dataset else " (of different recordings: compare with care)"
    table = Table(title=f"A and B side by side{note}", title_justify="left", title_style="bold")
    table.add_column("Metric")
    for column in ("A", "B", "B against A"):
        table.add_column(column, justify="right")
    for line in comparisons.lines:
        if line.verdict == "same" and "/" in line.metric:
            continue
        style = _STYLES.get(line.verdict, "")
        values = [_cells(score)[0] if score else "" for score in (line.a, line.b)]
        mark = f"{_MARKS.get(line.verdict, line.verdict)}{', clearly' if line.clear else ''}"
        bold = "bold " if line.clear else ""
        table.add_row(label_of(line.metric), *values, mark, style=f"{bold}{style}".strip())
    return table


def _compared(metric: str, a: Score | None, b: Score | None) -> Comparison:
    if a is None or b is None:
        return Comparison(metric, a, b, "only in A" if a else "only in B", False)
    gain = b.value - a.value
    if family_of(metric).better == "lower":
        gain = -gain
    verdict: Verdict = "same" if abs(gain) < _SAME else "better" if gain > 0 else "worse"
    return Comparison(metric, a, b, verdict, verdict != "same" and _apart(a, b))


def _apart(a: Score, b: Score) -> bool:
    if a.low is None or a.high is None or b.low is None or b.high is None:
        return False
    return a.high < b.low or b.high < a.low


def _pivoted(report: Report, pivot: _Pivot) -> Section:
    """One row per part, one column per metric, with the interval in brackets."""
    scores = {score.metric: score for score in report.lines}
    parts = sorted(
        {
            metric.partition("/")[2]
            for metric in scores
            if "/" in metric and metric.partition("/")[0] in pivot.families
        }
    )
    rows = []
    for part in parts:
        found = [scores.get(f"{family}/{part}") for family in pivot.families]
        counted = scores.get(f"{pivot.counted}/{part}")
        count = f"{counted.count:,.0f}" if counted else "0"
        rows.append((part, count, *(_bracketed(score) if score else "" for score in found)))
    labels = (FAMILIES[family].label for family in pivot.families)
    header = (pivot.what, FAMILIES[pivot.counted].of.capitalize(), *labels)
    return Section(pivot.title, header, tuple(rows))


def _failures(report: Report) -> Section:
    """How many calls failed where and why; the messages are in `evaluation.json`."""
    counts = Counter((failure.stage, failure.kind) for failure in report.failures)
    rows = [(stage, kind, f"{count}") for (stage, kind), count in sorted(counts.items())]
    return Section("Calls that failed", ("Stage", "Kind", "Calls"), tuple(rows))


def _line(cells: Row) -> str:
    return f"| {' | '.join(cells)} |"


def _cells(score: Score) -> Row:
    family = family_of(score.metric)
    interval = ""
    if score.low is not None and score.high is not None:
        interval = f"{shown(score.low, family)} – {shown(score.high, family)}"
    return shown(score.value, family), interval, f"{score.count:,.0f} {family.of}"


def _bracketed(score: Score) -> str:
    family = family_of(score.metric)
    value = shown(score.value, family)
    if score.low is None or score.high is None:
        return value
    if family.unit == "%":
        return f"{value} ({100 * score.low:.0f}–{100 * score.high:.0f})"
    return f"{value} ({score.low:.2g}–{score.high:.2g})"
