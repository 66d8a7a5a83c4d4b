"""From the evidence of each call to one number with its interval.

Evaluators leave rows of numbers per call. A statistic turns the rows of many calls into one
number; the interval comes from the percentile bootstrap over calls (B. Efron, R. Tibshirani, "An
Introduction to the Bootstrap", 1993, chapter 13), because words and values of one call are not
independent. A rate of exactly 0 or 1 has an interval of no width: read its count.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, TypeAlias

import numpy as np
import numpy.typing as npt

from callsight.evaluate.metrics import Kind, family_of, in_order

Row: TypeAlias = tuple[float, ...]
Evidence: TypeAlias = Mapping[str, Sequence[Row]]
"""Metric key to rows; what a row holds depends on the kind of the metric, see the statistics."""
Array: TypeAlias = npt.NDArray[np.float64]
Weights: TypeAlias = npt.NDArray[np.int64]

RESAMPLES: Final = 1000
LEVEL: Final = 0.95
FEWEST_CALLS: Final = 5
"""Calls with evidence that an interval needs: of fewer, resampling shows too little spread."""


@dataclass(frozen=True)
class Score:
    """One line of the scoreboard."""

    metric: str
    """Key, for example `wer/agent`; see `callsight.evaluate.metrics.FAMILIES`."""
    value: float
    """A share is in [0, 1]; times are seconds."""
    low: float | None
    """Lower end of the 95% interval over calls; None where fewer than five calls have evidence."""
    high: float | None
    count: float
    """What the value is over (words, values, calls, …): `Family.of`."""


def ratio(rows: Array, weights: Weights) -> float:
    """Rows of (numerator, denominator): the sums divided."""
    top, bottom = weights @ rows
    return float(top / bottom) if bottom else np.nan


def median(rows: Array, weights: Weights) -> float:
    """Rows of one value: the median."""
    return _quantile(rows, weights, 0.5)


def p90(rows: Array, weights: Weights) -> float:
    """Rows of one value: the 90th percentile."""
    return _quantile(rows, weights, 0.9)


def f2(rows: Array, weights: Weights) -> float:
    """Rows of (found, true values, right, findings): F2 of right/findings and found/values."""
    found, values, right, findings = weights @ rows
    if not values:
        return np.nan
    recall, precision = found / values, right / findings if findings else 0.0
    return float(5 * precision * recall / (4 * precision + recall)) if found and right else 0.0


def macro_f1(rows: Array, weights: Weights) -> float:
    """Rows of (true, given) codes, -1 for no answer: mean F1 of the codes that occur."""
    scores = []
    true, given = rows.T
    for code in np.unique(rows[weights > 0]):
        if code < 0:
            continue
        hits = weights @ ((true == code) & (given == code))
        scores.append(2 * hits / (weights @ (true == code) + weights @ (given == code)))
    return float(np.mean(scores)) if scores else np.nan


def spearman(rows: Array, weights: Weights) -> float:
    """Rows of (x, y): Spearman's rank correlation, ties at their mean rank; needs two of each."""
    from scipy.stats import rankdata

    ranks = [rankdata(column) for column in np.repeat(rows, weights, axis=0).T]
    if any(len(rank) < 2 or np.ptp(rank) == 0 for rank in ranks):
        return np.nan
    return float(np.corrcoef(ranks)[0, 1])


STATISTICS: Final[dict[Kind, Callable[[Array, Weights], float]]] = {
    "ratio": ratio,
    "median": median,
    "p90": p90,
    "f2": f2,
    "macro_f1": macro_f1,
    "spearman": spearman,
}


def summarize(calls: Sequence[Evidence], *, seed: int = 0) -> tuple[Score, ...]:
    """One score per metric that any call has evidence for, in the order of the scoreboard."""
    resamples = _resamples(len(calls), seed) if calls else None
    keys = sorted({key for evidence in calls for key in evidence}, key=in_order)
    scores = (_score(key, [evidence.get(key, ()) for evidence in calls], resamples) for key in keys)
    return tuple(score for score in scores if score is not None)


def per_call(evidence: Evidence) -> dict[str, float]:
    """The value of every metric over one call alone, where it has one."""
    scores = (_score(key, [rows], None) for key, rows in evidence.items())
    values = {score.metric: score.value for score in scores if score is not None}
    return dict(sorted(values.items(), key=lambda item: in_order(item[0])))


def _score(key: str, calls: Sequence[Sequence[Row]], resamples: Weights | None) -> Score | None:
    rows = np.array([row for call in calls for row in call], dtype=np.float64)
    if not len(rows):
        return None
    kind = family_of(key).kind
    statistic = STATISTICS[kind]
    value = statistic(rows, np.ones(len(rows), np.int64))
    if np.isnan(value):
        return None
    low = high = None
    if resamples is not None and sum(len(call) > 0 for call in calls) >= FEWEST_CALLS:
        owner = np.repeat(np.arange(len(calls)), [len(call) for call in calls])
        values = np.array([statistic(rows, counts[owner]) for counts in resamples])
        values = values[~np.isnan(values)]
        if len(values):
            low, high = _rounded(np.quantile(values, [(1 - LEVEL) / 2, (1 + LEVEL) / 2]))
    count = rows[:, 1].sum() if kind in ("ratio", "f2") else len(rows)
    value, count = _rounded([value, count])
    return Score(key, value, low, high, count)


def _resamples(calls: int, seed: int) -> Weights:
    """Shape [RESAMPLES, calls]: how often each call is drawn."""
    draws = np.random.default_rng(seed).integers(calls, size=(RESAMPLES, calls))
    return np.stack([np.bincount(draw, minlength=calls) for draw in draws])


def _quantile(rows: Array, weights: Weights, share: float) -> float:
    values = np.repeat(rows[:, 0], weights)
    return float(np.quantile(values, share)) if len(values) else np.nan


def _rounded(values: Any) -> list[float]:
    """Six digits: the same file on machines whose last bits differ."""
    return [round(float(value), 6) for value in values]
