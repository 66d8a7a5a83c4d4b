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
from callsight.store.filters import read_time

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt
    import pandas as pd

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
