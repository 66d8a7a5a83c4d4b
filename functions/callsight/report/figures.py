"""Plotly figures over the tables of the database, all in one style.

Each takes DataFrames as `callsight.open` or `pandas.read_sql` give them and returns a figure. The
background is transparent and the ink a middle gray, so that they read on light and dark pages.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from callsight.report import style

if TYPE_CHECKING:
    import pandas as pd
    import plotly.graph_objects as go

INK, GRID = "#767B83", "rgba(128,132,140,0.25)"


def topics(calls: pd.DataFrame) -> go.Figure:
    """Calls per topic. Column: `topic`; calls without one are counted as `not stated`."""
    topics = calls["topic"].astype(object).fillna("not stated").map(style.words)
    return _bars(topics, "What calls are about", "calls", style.AGENT)


def sentiment_arc(turns: pd.DataFrame, parts: int = 10) -> go.Figure:
    """Mean sentiment of each side over the course of the calls, by `parts` of a call's time.

    Columns: `call_id`, `speaker`, `start`, `end` (seconds), `sentiment` in [-1, 1] or missing.
    The band is the standard error of the mean over calls; a single call has none.
    """
    import plotly.graph_objects as go

    figure = go.Figure()
    arc = arc_table(turns, parts)
    for speaker in ("agent", "customer"):
        side = arc[arc["speaker"] == speaker]
        if side.empty:
            continue
        middle = (side["part"] + 0.5) / parts
        color = style.SPEAKER_COLORS[speaker]
        low, high = side["mean"] - side["error"], side["mean"] + side["error"]
        figure.add_scatter(
            x=[*middle, *middle[::-1]],
            y=[*high, *low[::-1]],
            fill="toself",
            fillcolor=_faint(color),
            mode="lines",
            line={"width": 0},
            hoverinfo="skip",
            showlegend=False,
        )
        figure.add_scatter(
            x=middle,
            y=side["mean"],
            name=speaker,
            mode="lines+markers",
            line={"color": color, "width": 3, "shape": "spline", "smoothing": 0.6},
            marker={"size": 7, "symbol": "circle" if speaker == "agent" else "diamond"},
            hovertemplate=f"{speaker} %{{y:+.2f}} at %{{x:.0%}}<extra></extra>",
        )
    figure.add_hline(y=0, line={"color": INK, "width": 1, "dash": "dot"})
    figure.update_xaxes(range=[0, 1], tickformat=".0%", title="course of the call (share of time)")
    figure.update_yaxes(range=[-1, 1], tickformat="+.1f", title="sentiment (−1 to +1)")
    return finish(figure, "Sentiment over the call")


def talk_ratio(calls: pd.DataFrame, by: str = "agent_id") -> go.Figure:
    """Who has the time of the calls: agent, customer, or silence; one bar per value of `by`.

    Columns: `by`, `talk_seconds_agent`, `talk_seconds_customer`, `silence_seconds`.
    """
    import plotly.graph_objects as go

    parts = {
        "agent": ("talk_seconds_agent", style.AGENT, ""),
        "customer": ("talk_seconds_customer", style.CUSTOMER, "/"),
        "silence": ("silence_seconds", style.NEUTRAL, ""),
    }
    sums = _grouped(calls, by)[[column for column, _, _ in parts.values()]].sum()
    shares = sums.div(sums.sum(axis=1).replace(0, float("nan")), axis=0).fillna(0)
    figure = go.Figure()
    for name, (column, color, pattern) in parts.items():
        figure.add_bar(
            y=[str(label) for label in shares.index],
            x=shares[column],
            name=name,
            orientation="h",
            marker={"color": color, "pattern": {"shape": pattern, "fillmode": "overlay"}},
            hovertemplate=f"%{{y}}: {name} %{{x:.0%}}<extra></extra>",
        )
    figure.update_layout(barmode="stack", legend_traceorder="normal")
    figure.update_xaxes(tickformat=".0%", range=[0, 1], title="share of time")
    figure.update_yaxes(title=style.words(by), autorange="reversed", type="category")
    return finish(figure, "Who has the time", rows=len(shares))


def silence(calls: pd.DataFrame, by: str = "agent_id") -> go.Figure:
    """Longest silence of every call, per value of `by`. Column: `longest_silence_seconds`."""
    import plotly.graph_objects as go

    figure = go.Figure()
    groups = _grouped(calls, by)
    for label, group in groups:
        figure.add_box(
            x=group["longest_silence_seconds"],
            name=str(label),
            boxpoints="all",
            jitter=0.4,
            pointpos=0,
            marker={"color": style.AGENT, "size": 6, "opacity": 0.7},
            line={"color": INK, "width": 1},
            fillcolor="rgba(0,0,0,0)",
            hovertemplate="%{x:.1f} s<extra>%{y}</extra>",
            showlegend=False,
        )
    figure.update_xaxes(title="longest silence of a call (seconds)", rangemode="tozero")
    figure.update_yaxes(title=style.words(by), autorange="reversed", type="category")
    return finish(figure, "Silence", rows=len(groups))


def pii_by_type(findings: pd.DataFrame) -> go.Figure:
    """Removed personal data by type. Column: `entity`."""
    entities = findings["entity"].map(style.entity_name)
    return _bars(entities, "Personal data removed", "values removed", style.POSITIVE)


def failures_by_kind(failures: pd.DataFrame) -> go.Figure:
    """Failed calls by kind. Columns: `stage`, `kind`."""
    names = failures["stage"] + ": " + failures["kind"].map(style.words)
    return _bars(names, "What failed", "calls", style.WARNING)


def arc_table(turns: pd.DataFrame, parts: int) -> pd.DataFrame:
    """Mean over calls and its standard error per `speaker` and `part` (0 … parts - 1)."""
    judged = turns.dropna(subset=["sentiment"])
    ends = turns.groupby("call_id")["end"].max().replace(0, float("nan"))
    place = (judged["start"] + judged["end"]) / 2 / judged["call_id"].map(ends)
    part = (place.fillna(0) * parts).astype(int).clip(0, parts - 1).rename("part")
    keys = [judged["speaker"], part, judged["call_id"]]
    per_call = judged.groupby(keys, observed=True)["sentiment"].mean()
    grouped = per_call.groupby(level=["speaker", "part"], observed=True)
    table = grouped.agg(["mean", "sem"]).rename(columns={"sem": "error"}).fillna({"error": 0})
    return table.reset_index()


def _grouped(calls: pd.DataFrame, by: str) -> Any:
    return calls.assign(**{by: calls[by].astype(object).fillna("unknown")}).groupby(by, sort=True)


def _bars(values: pd.Series, title: str, unit: str, color: str) -> go.Figure:
    """How often each value occurs, the most frequent first."""
    import plotly.graph_objects as go

    counts = values.value_counts().sort_index().sort_values(ascending=False, kind="stable")
    figure = go.Figure()
    figure.add_bar(
        y=list(counts.index),
        x=list(counts),
        orientation="h",
        marker={"color": color},
        text=list(counts),
        textposition="outside",
        cliponaxis=False,
        hovertemplate=f"%{{y}}: %{{x}} {unit}<extra></extra>",
    )
    figure.update_xaxes(title=unit, rangemode="tozero", dtick=_step(counts.max()))
    figure.update_yaxes(autorange="reversed", type="category", showgrid=False)
    return finish(figure, title, rows=len(counts))


def _step(largest: float) -> int:
    """Whole numbers between the ticks of a count."""
    return max(1, round(largest / 5)) if largest == largest else 1  # no bars: NaN


def finish(figure: go.Figure, title: str, rows: int | None = None) -> go.Figure:
    """Title, template, and a height that fits the number of bars (pixels)."""
    figure.update_layout(
        template=_template(), title=title, height=380 if rows is None else 170 + 34 * max(rows, 1)
    )
    return figure


def _template() -> go.layout.Template:
    import plotly.graph_objects as go

    axis = {
        "gridcolor": GRID,
        "zerolinecolor": GRID,
        "linecolor": GRID,
        "automargin": True,
        "title": {"standoff": 14, "font": {"size": 12}},
        "ticklabelstandoff": 6,
    }
    layout = go.Layout(
        font={"family": style.FONT, "size": 13, "color": INK},
        title={"x": 0.01, "xanchor": "left", "font": {"size": 18}},
        paper_bgcolor="rgba(0,0,0,0)",
        plot_bgcolor="rgba(0,0,0,0)",
        colorway=list(style.COLORWAY),
        margin={"l": 16, "r": 40, "t": 64, "b": 16},
        bargap=0.35,
        barcornerradius=4,
        legend={"orientation": "h", "x": 1, "xanchor": "right", "y": 1.02, "yanchor": "bottom"},
        hoverlabel={"font": {"family": style.FONT}},
        xaxis=axis,
        yaxis=axis,
    )
    return go.layout.Template(layout=layout)


def _faint(color: str) -> str:
    red, green, blue = (int(color[index : index + 2], 16) for index in (1, 3, 5))
    return f"rgba({red},{green},{blue},0.15)"
