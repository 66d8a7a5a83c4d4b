"""Charts for notebooks: DataFrames of `callsight.open` in, plotly figures out.

Colors are those of Okabe and Ito, and nothing is said by color alone. Times are UTC; an empty table
gives an empty chart, never an error. `sentiment_arc`, `talk_ratio`, `silence`, `topics`,
`pii_by_type` and `failures_by_kind` are those of `callsight.report`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from callsight.explore.periods import compare_periods
from callsight.report import style
from callsight.report.figures import (
    failures_by_kind,
    finish,
    pii_by_type,
    sentiment_arc,
    silence,
    talk_ratio,
    topics,
)

if TYPE_CHECKING:
    import pandas as pd
    import plotly.graph_objects as go

DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
PERIODS = {"h": "hour", "D": "day", "W": "week", "M": "month"}
GROUPS = 6
"""Most topics with a color of their own; the rest is `other`."""
DASHES = ("solid", "dash", "dot", "dashdot", "longdash", "longdashdot", "solid")
SYMBOLS = ("circle", "diamond", "square", "cross", "x", "triangle-up", "star")
_POINTS = {"yes": 1.0, "no": 0.0, "met": 1.0, "not_met": 0.0}
# Light on both page colors and dark at the top: the sequence of ColorBrewer's Blues.
_SEQUENCE = [[0, "#deebf7"], [0.5, "#6baed6"], [1, "#08519c"]]
_DIVERGING = [[0, style.NEGATIVE], [0.5, "#f1f1f1"], [1, style.POSITIVE]]


def overview(calls: pd.DataFrame, every: str = "D") -> go.Figure:
    """Four views of some calls: how many, about what, how long, and how customers felt.

    `every`: `h`, `D`, `W` or `M`. Columns: `started_at`, `topic`, `seconds`, `sentiment_customer`.
    """
    from plotly.subplots import make_subplots

    titles = (
        f"Calls per {PERIODS.get(every, every)}", "What calls are about",
        "Length (minutes)", "Customer sentiment (−1 to +1)",
    )  # fmt: skip
    spacing = {"vertical_spacing": 0.2, "horizontal_spacing": 0.22}
    figure = make_subplots(rows=2, cols=2, subplot_titles=titles, **spacing)
    by_time = _per_period(calls, every)
    counted = by_time.size()
    figure.add_bar(x=_moments(counted.index), y=counted, marker_color=style.AGENT, row=1, col=1,
                   hovertemplate="%{x|%Y-%m-%d}: %{y} calls<extra></extra>")  # fmt: skip
    subjects = _named(calls["topic"], "not stated").value_counts().head(8)[::-1]
    figure.add_bar(y=subjects.index, x=subjects, orientation="h", marker_color=style.CUSTOMER,
                   row=1, col=2, hovertemplate="%{y}: %{x} calls<extra></extra>")  # fmt: skip
    figure.add_histogram(x=calls["seconds"] / 60, nbinsx=24, marker_color=style.NEUTRAL,
                         row=2, col=1)  # fmt: skip
    moods = calls["sentiment_customer"].dropna()
    figure.add_histogram(x=moods, xbins={"start": -1, "end": 1, "size": 0.1},
                         marker_color=style.POSITIVE, row=2, col=2)  # fmt: skip
    figure.update_xaxes(range=[-1, 1], row=2, col=2)
    figure.update_yaxes(title="calls", col=1)
    figure.update_yaxes(title="calls", row=2, col=2)
    figure.update_layout(showlegend=False, bargap=0.12)
    finish(figure, f"{len(calls):,} calls, {style.length(float(calls['seconds'].sum()))}")
    return figure.update_layout(height=620, margin={"t": 96})


def topics_over_time(calls: pd.DataFrame, every: str = "W", *, shares: bool = False) -> go.Figure:
    """Calls per topic and `every` hour `h`, day `D`, week `W` or month `M`.

    `shares`: of the calls of that time instead of their number. Columns: `started_at`, `topic`.
    """
    import plotly.graph_objects as go

    named = calls.assign(topic=_named(calls["topic"], "not stated"))
    kept = named["topic"].value_counts().index[:GROUPS]
    named["topic"] = named["topic"].where(named["topic"].isin(kept), "other")
    table = _per_period(named, every)["topic"].value_counts().unstack(fill_value=0)
    if shares:
        table = table.div(table.sum(axis=1).replace(0, 1), axis=0)
    figure = go.Figure()
    order = [*kept, *({"other"} & set(table.columns))]
    shapes = ("", "/", "x", "-", "\\", ".", "|")
    for place, topic in enumerate(name for name in order if name in table):
        pattern = {"shape": shapes[place % len(shapes)], "size": 5, "fillmode": "overlay"}
        figure.add_bar(x=_moments(table.index), y=table[topic], name=topic,
                       marker={"pattern": pattern},
                       hovertemplate=f"%{{x|%Y-%m-%d}}: {topic} %{{y}}<extra></extra>")  # fmt: skip
    figure.update_layout(barmode="stack", bargap=0.15)
    figure.update_xaxes(title=f"{PERIODS.get(every, every)} of the call (UTC)")
    unit = "share of calls" if shares else "calls"
    figure.update_yaxes(title=unit, tickformat=".0%" if shares else None)
    return _legend_below(finish(figure, "Topics over time"))


def heat_map(calls: pd.DataFrame, value: str | None = None) -> go.Figure:
    """Calls by weekday and hour (UTC), or the mean of the column `value` there.

    Columns: `started_at`, `value`.
    """
    import plotly.graph_objects as go

    dated = calls.dropna(subset=["started_at"])
    keys = [
        dated["started_at"].dt.weekday.rename("day"),
        dated["started_at"].dt.hour.rename("hour"),
    ]
    groups = dated.groupby(keys)
    cells: Any = groups.size() if value is None else groups[value].mean()
    table = cells.unstack().reindex(index=range(7), columns=range(24))
    if value is None:
        table = table.fillna(0)
    signed = value is not None and "sentiment" in value
    unit = "calls" if value is None else style.words(value)
    figure = go.Figure()
    figure.add_heatmap(
        z=table.to_numpy(dtype="float64", na_value=float("nan")),
        x=[f"{hour:02}" for hour in range(24)],
        y=list(DAYS),
        colorscale=_DIVERGING if signed else _SEQUENCE,
        zmid=0 if signed else None,
        xgap=2,
        ygap=2,
        colorbar={"title": {"text": unit}, "thickness": 12},
        hovertemplate="%{y} %{x}:00: %{z:.3g} " + unit + "<extra></extra>",
    )
    figure.update_yaxes(autorange="reversed", showgrid=False)
    figure.update_xaxes(title="hour of the day (UTC)", showgrid=False, dtick=2)
    title = "When people call" if value is None else f"{unit.capitalize()} by weekday and hour"
    return finish(figure, title)


def scorecard_radar(
    answers: pd.DataFrame,
    calls: pd.DataFrame,
    agents: list[str] | None = None,
    *,
    scale: tuple[float, float] = (1, 5),
) -> go.Figure:
    """Share of the points reached per question: all calls, and each of `agents` (at most six).

    Yes and `met` are all points, numbers count within `scale`; open questions are left out.
    Columns: `call_id`, `question`, `value`, `value_number`; `call_id`, `agent_id`.
    """
    import plotly.graph_objects as go

    low, high = scale
    points = answers["value"].map(_POINTS)
    points = points.fillna((answers["value_number"] - low) / (high - low)).clip(0, 1)
    names = calls.set_index("call_id")["agent_id"].astype(object)
    table = answers.assign(points=points, agent=answers["call_id"].map(names)).dropna(
        subset=["points"]
    )
    means = table.groupby(table["question"].astype(str))["points"].mean()
    figure = go.Figure()
    chosen: list[str | None] = [None, *(agents or [])[:GROUPS]]
    for place, agent in enumerate(chosen):
        own = table if agent is None else table[table["agent"] == agent]
        reached = own.groupby(own["question"].astype(str))["points"].mean().reindex(means.index)
        corners = [*map(style.words, means.index)]
        figure.add_scatterpolar(
            r=[*reached, *reached[:1]],
            theta=[*corners, *corners[:1]],
            name=f"all {table['call_id'].nunique():,} calls" if agent is None else agent,
            line={"dash": DASHES[place], "width": 3 if agent is None else 2},
            marker={"symbol": SYMBOLS[place], "size": 7},
            hovertemplate="%{theta}: %{r:.0%}<extra>%{fullData.name}</extra>",
        )
    grid = {"gridcolor": "rgba(128,132,140,0.25)", "linecolor": "rgba(128,132,140,0.25)"}
    radial = {"range": [0, 1], "tickformat": ".0%", "tickvals": [0.25, 0.5, 0.75, 1], **grid}
    polar = {"bgcolor": "rgba(0,0,0,0)", "radialaxis": radial, "angularaxis": grid}
    figure = finish(figure, "Scorecard: share of the points reached").update_layout(polar=polar)
    return figure.update_layout(height=480, margin={"t": 96, "b": 48})


def failure_trend(failures: pd.DataFrame, every: str = "D") -> go.Figure:
    """Failures per stage and `every` hour `h`, day `D`, week `W` or month `M`, resolved or not.

    Columns: `stage`, `first_at`.
    """
    import plotly.graph_objects as go

    figure = go.Figure()
    shapes = {"ingest": "", "transcribe": "/", "redact": "x", "analyze": "."}
    times = _per_period(failures, every, "first_at").size().index
    for stage, shape in shapes.items():
        own = failures[failures["stage"] == stage]
        if len(own):
            counts = _per_period(own, every, "first_at").size().reindex(times, fill_value=0)
            pattern = {"shape": shape, "fillmode": "overlay"}
            figure.add_bar(x=_moments(times), y=counts, name=stage, marker={"pattern": pattern})
    figure.update_layout(barmode="stack", showlegend=True)
    figure.update_xaxes(title=f"{PERIODS.get(every, every)} of the failure (UTC)")
    figure.update_yaxes(title="failures", rangemode="tozero")
    return finish(figure, "Failures")


def confidence_trend(
    calls: pd.DataFrame, turns: pd.DataFrame, answers: pd.DataFrame, every: str = "D"
) -> go.Figure:
    """How sure the speech model and the answers are, per `every` `h`, `D`, `W` or `M` of the call.

    A fall is worth a look: another codec, a new product name, a broken line. Columns: `call_id`,
    `started_at`; `call_id`, `confidence` of turns and answers.
    """
    import plotly.graph_objects as go

    figure = go.Figure()
    times = _per_period(calls, every).size().index
    parts = (("words recognized", turns, style.AGENT), ("answers", answers, style.WARNING))
    for place, (name, table, color) in enumerate(parts):
        sure = table.dropna(subset=["confidence"]).groupby("call_id")["confidence"].mean()
        own = calls.assign(confidence=calls["call_id"].map(sure)).dropna(subset=["confidence"])
        if len(own):
            means = _per_period(own, every)["confidence"].mean().reindex(times)
            figure.add_scatter(x=_moments(times), y=means, name=name, mode="lines+markers",
                               connectgaps=True,
                               line={"color": color, "dash": DASHES[place], "width": 3},
                               marker={"symbol": SYMBOLS[place], "size": 8})  # fmt: skip
    figure.update_xaxes(title=f"{PERIODS.get(every, every)} of the call (UTC)")
    figure.update_yaxes(title="mean confidence (0 to 1)", range=[0, 1])
    figure.update_layout(showlegend=True)
    return finish(figure, "How sure the models are")


def _per_period(table: pd.DataFrame, every: str, time: str = "started_at") -> Any:
    """Grouped by the start of the hour, day, week (Monday) or month, those between included."""
    import pandas as pd

    frequency = {"W": "W-MON", "M": "MS", "h": "H"}.get(every, every)
    dated = table.dropna(subset=[time])
    return dated.groupby(pd.Grouper(key=time, freq=frequency, label="left", closed="left"))


def _moments(index: pd.DatetimeIndex) -> Any:
    """Places on an axis of time; a single one by name, or plotly spreads it over milliseconds."""
    return index if len(index) != 1 else [f"{index[0]:%d %b %Y %H:%M}".removesuffix(" 00:00")]


def _named(values: pd.Series, missing: str) -> pd.Series:
    return values.astype(object).fillna(missing).map(style.words)


def _legend_below(figure: go.Figure) -> go.Figure:
    legend = {"orientation": "h", "x": 0, "xanchor": "left", "y": -0.3, "yanchor": "top"}
    legend["traceorder"] = "normal"
    return figure.update_layout(legend=legend, showlegend=True, height=440)


__all__ = [
    "compare_periods",
    "confidence_trend",
    "failure_trend",
    "failures_by_kind",
    "heat_map",
    "overview",
    "pii_by_type",
    "scorecard_radar",
    "sentiment_arc",
    "silence",
    "talk_ratio",
    "topics",
    "topics_over_time",
]
