"""Two periods side by side: means of the calls and the interval of their difference.

The interval is the percentile bootstrap over calls (B. Efron, R. Tibshirani, "An Introduction to
the Bootstrap", 1993, chapter 13): calls are drawn again, each period for itself. Where it does not
hold zero, chance alone is an unlikely reason; it says nothing about what is.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, TypeAlias

from callsight.errors import ConfigurationError
from callsight.report import style
from callsight.report.figures import finish
from callsight.store.filters import read_time

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt
    import pandas as pd
    import plotly.graph_objects as go

Period: TypeAlias = tuple[str | dt.date | None, str | dt.date | None]
"""First moment and the moment before which; see `callsight.store.read_filters`."""
MEASURES: Mapping[str, str] = {
    "sentiment_customer": "customer sentiment (−1 to +1)",
    "sentiment_shift": "sentiment shift (−2 to +2)",
    "concern_addressed": "concern addressed (share)",
    "talk_ratio_agent": "agent's share of talk",
    "silence_seconds": "silence (seconds)",
    "seconds": "length of call (seconds)",
}
RESAMPLES = 2000
FEWEST_CALLS = 5
"""Calls of a period that an interval needs: of fewer, resampling shows too little spread."""


def compare(
    calls: pd.DataFrame,
    before: Period,
    after: Period,
    measures: Sequence[str] = tuple(MEASURES),
    *,
    seed: int = 0,
) -> pd.DataFrame:
    """One row per measure: means of both periods, and their difference with a 95% interval.

    `calls`: as `callsight.open(…).calls()` gives them; `measures`: numeric or yes/no columns, and
    those without any value are left out. `low`, `high` are missing where a period has fewer than
    five calls with a value.

    Raises ConfigurationError for an unknown measure or a date that is none.
    """
    import numpy as np
    import pandas as pd

    if unknown := [name for name in measures if name not in calls]:
        raise ConfigurationError(
            f"Unknown measure `{unknown[0]}`: choose among {', '.join(map(str, calls.columns))}."
        )
    halves = [_within(calls, period) for period in (before, after)]
    random, rows = np.random.default_rng(seed), []
    for name in measures:
        samples = [half[name].dropna().astype("float64").to_numpy() for half in halves]
        if not any(map(len, samples)):
            continue
        means = [float(sample.mean()) if len(sample) else np.nan for sample in samples]
        drawn = [_resampled(sample, random) for sample in samples]
        enough = min(map(len, samples)) >= FEWEST_CALLS
        spread = np.quantile(drawn[1] - drawn[0], [0.025, 0.975]) if enough else [np.nan] * 2
        rows.append(
            {
                "measure": name,
                "calls_before": len(samples[0]),
                "calls_after": len(samples[1]),
                "before": means[0],
                "after": means[1],
                "difference": means[1] - means[0],
                "low": float(spread[0]),
                "high": float(spread[1]),
                **_interval("before", samples[0], drawn[0]),
                **_interval("after", samples[1], drawn[1]),
            }
        )
    columns = (
        "measure calls_before calls_after before after difference low high "
        "before_low before_high after_low after_high"
    )
    return pd.DataFrame(rows, columns=columns.split()).set_index("measure")


def compare_periods(
    calls: pd.DataFrame, before: Period, after: Period, measures: tuple[str, ...] | None = None
) -> go.Figure:
    """`compare` as a chart: means of two periods with 95% intervals, one row per measure.

    `before`, `after`: (first moment, moment before which), such as `("2026-03-01", "2026-03-08")`.
    A measure in bold differs by more than chance explains.
    """
    from plotly.subplots import make_subplots

    known = tuple(name for name in MEASURES if name in calls)
    table = compare(calls, before, after, measures or known)
    titles = [_title(str(name), line) for name, line in table.iterrows()]
    rows = max(1, len(table))
    figure = make_subplots(
        rows=rows, cols=1, subplot_titles=titles, vertical_spacing=0.6 / (rows + 2)
    )
    for row, (_, line) in enumerate(table.iterrows(), 1):
        for part in ("before", "after"):
            figure.add_scatter(**_whiskers(part, line), row=row, col=1)
        figure.update_xaxes(range=_around(line), row=row, col=1)
        figure.update_yaxes(range=[1.6, -0.6], row=row, col=1)
    finish(figure, "Before and after: means with 95% intervals")
    return figure.update_layout(height=150 + 130 * rows, margin={"t": 100})


def _within(calls: pd.DataFrame, period: Period) -> pd.DataFrame:
    since, until = (
        read_time(name, end) for name, end in zip(("since", "until"), period, strict=True)
    )
    chosen = calls["started_at"].notna()
    if since is not None:
        chosen &= calls["started_at"] >= since
    if until is not None:
        chosen &= calls["started_at"] < until
    return calls[chosen]


def _resampled(sample: npt.NDArray[np.float64], random: np.random.Generator) -> Any:
    """Means of `RESAMPLES` draws; in parts, as memory should not grow with the calls."""
    import numpy as np

    if not len(sample):
        return np.full(RESAMPLES, np.nan)
    return np.array([random.choice(sample, size=len(sample)).mean() for _ in range(RESAMPLES)])


def _interval(name: str, sample: npt.NDArray[np.float64], drawn: Any) -> dict[str, float]:
    import numpy as np

    low, high = np.quantile(drawn, [0.025, 0.975]) if len(sample) >= FEWEST_CALLS else [np.nan] * 2
    return {f"{name}_low": float(low), f"{name}_high": float(high)}


def _title(name: str, line: Any) -> str:
    label = MEASURES.get(name, style.words(name))
    change = f"{line['difference']:+.3g}".replace("-", "−")
    clear = line["low"] > 0 or line["high"] < 0
    return f"<b>{label}: {change}</b>" if clear else f"{label}: {change}, may be chance"


def _around(line: Any) -> list[float]:
    """An axis that holds both means and intervals; equal ones do not blow up rounding errors."""
    ends = ("before", "after", "before_low", "before_high", "after_low", "after_high")
    values = [line[end] for end in ends if line[end] == line[end]]
    low, high = min(values), max(values)
    room = max(0.15 * (high - low), 0.02 * max(abs(low), abs(high)), 1e-3)
    return [low - room, high + room]


def _whiskers(part: str, line: Any) -> dict[str, Any]:
    """A mean with its interval, as plotly draws it."""
    color = style.NEUTRAL if part == "before" else style.AGENT
    symbol = "circle-open" if part == "before" else "diamond"
    count = f"{line[f'calls_{part}']:,.0f} calls"
    return {
        "x": [line[part]],
        "y": [part],
        "mode": "markers",
        "showlegend": False,
        "marker": {"color": color, "size": 12, "symbol": symbol, "line": {"width": 2.5}},
        "error_x": {
            "type": "data", "symmetric": False, "color": color, "thickness": 2,
            "array": [line[f"{part}_high"] - line[part]],
            "arrayminus": [line[part] - line[f"{part}_low"]],
        },
        "hovertemplate": f"{part}: %{{x:.3g}} over {count}<extra></extra>",
    }  # fmt: skip
