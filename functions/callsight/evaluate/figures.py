"""Plots of a report for MLRun and notebooks."""

from __future__ import annotations

from typing import TYPE_CHECKING

from callsight.evaluate.metrics import family_of
from callsight.evaluate.report import Report, shown

if TYPE_CHECKING:
    import plotly.graph_objects as go


def figures(report: Report) -> dict[str, go.Figure]:
    """`pii_recall` by entity and form, `answers` by question, `wer_by_call`; those with data."""
    plots = {
        "pii_recall": _bars(
            report, ("pii_recall", "pii_form_recall"), "Personal data found, with 95% intervals"
        ),
        "answers": _bars(report, ("accuracy",), "Answers right, with 95% intervals"),
        "wer_by_call": _by_call(report, "wer", "Word error rate of each call"),
    }
    return {name: figure for name, figure in plots.items() if figure is not None}


def _bars(report: Report, families: tuple[str, ...], title: str) -> go.Figure | None:
    """One bar per score that is a part of a family."""
    import plotly.graph_objects as go

    figure = go.Figure(layout={"title": title, "xaxis": {"range": [0, 1], "tickformat": ".0%"}})
    for name in families:
        scores = [s for s in report.lines if s.metric.startswith(f"{name}/")][::-1]
        figure.add_bar(
            orientation="h",
            name=family_of(name).label,
            y=[score.metric.partition("/")[2] for score in scores],
            x=[score.value for score in scores],
            text=[shown(score.value, family_of(name)) for score in scores],
            error_x={
                "type": "data",
                "symmetric": False,
                "array": [0 if s.high is None else s.high - s.value for s in scores],
                "arrayminus": [0 if s.low is None else s.value - s.low for s in scores],
            },
        )
    return figure if any(len(bars.y) for bars in figure.data) else None


def _by_call(report: Report, metric: str, title: str) -> go.Figure | None:
    """How many calls have which value: the tail shows what the mean hides."""
    import plotly.graph_objects as go

    values = [of_call[metric] for of_call in report.per_call.values() if metric in of_call]
    if not values:
        return None
    figure = go.Figure(layout={"title": title, "xaxis": {"tickformat": ".0%"}})
    return figure.add_histogram(x=values, xbins={"size": 0.05, "start": 0})
