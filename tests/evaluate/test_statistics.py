"""Statistics against numbers worked out by hand."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from callsight.evaluate import statistics
from callsight.evaluate.statistics import Score, per_call, summarize


def once(rows: list[tuple[float, ...]]) -> np.ndarray:
    return np.ones(len(rows), np.int64)


def value(statistic: object, rows: list[tuple[float, ...]]) -> float:
    return statistic(np.array(rows, float), once(rows))  # type: ignore[operator]


@pytest.mark.parametrize(
    ("name", "rows", "expected"),
    [
        ("ratio", [(1, 4), (2, 6)], 0.3),
        ("median", [(1,), (2,), (10,)], 2.0),
        ("p90", [(float(i),) for i in range(11)], 9.0),
        # recall 3/4, precision 1/2: 5 * .375 / (2 + .75)
        ("f2", [(3, 4, 0, 0), (0, 0, 3, 6)], 1.875 / 2.75),
        ("f2", [(0, 4, 0, 0)], 0.0),
        # true a a b, given a b b: F1(a) = 2/3, F1(b) = 2/3
        ("macro_f1", [(0, 0), (0, 1), (1, 1)], 2 / 3),
        # no answer costs recall only: F1(a) = 2/3; nothing counts "none" as a value
        ("macro_f1", [(0, 0), (0, -1)], 2 / 3),
        ("spearman", [(0.1, -1), (0.2, 0), (0.9, 1)], 1.0),
        ("spearman", [(0.9, -1), (0.2, 0), (0.1, 1)], -1.0),
        # ranks 1 2.5 2.5 4 and 1 2 3 4
        ("spearman", [(1, 1), (2, 2), (2, 3), (3, 4)], 4.5 / math.sqrt(4.5 * 5)),
    ],
)
def test_each_statistic(name: str, rows: list[tuple[float, ...]], expected: float) -> None:
    assert value(statistics.STATISTICS[name], rows) == pytest.approx(expected)  # type: ignore[index]


@pytest.mark.parametrize(
    ("name", "rows"),
    [("ratio", [(0, 0)]), ("f2", [(0, 0, 1, 2)]), ("spearman", [(1, 1), (1, 2)])],
)
def test_what_has_no_value_is_not_a_number(name: str, rows: list[tuple[float, ...]]) -> None:
    assert math.isnan(value(statistics.STATISTICS[name], rows))  # type: ignore[index]


@given(st.lists(st.tuples(st.integers(-1, 3), st.integers(-1, 3)), min_size=1, max_size=12),
       st.data())  # fmt: skip
def test_a_weight_is_the_same_as_a_repeated_row(
    rows: list[tuple[int, int]], data: st.DataObject
) -> None:
    counts = data.draw(st.lists(st.integers(0, 3), min_size=len(rows), max_size=len(rows)))
    table, repeated = np.array(rows, float), [r for r, n in zip(rows, counts, strict=True) if n
                                              for _ in range(n)]  # fmt: skip
    if not repeated:
        return
    for statistic in statistics.STATISTICS.values():
        if statistic is statistics.f2:
            continue
        weighted = statistic(table, np.array(counts))
        assert weighted == pytest.approx(value(statistic, repeated), nan_ok=True)


def test_intervals_hold_the_value_and_come_from_the_seed() -> None:
    calls = [{"wer": [(errors, 10)]} for errors in (0, 1, 2, 3, 4)]
    (score,) = summarize(calls, seed=3)
    assert (score.metric, score.value, score.count) == ("wer", 0.2, 50)
    assert score.low is not None and score.high is not None
    assert 0.05 <= score.low < 0.2 < score.high <= 0.35
    uneven = [{"wer": [(n * n % 7, 11 + n)]} for n in range(12)]
    assert summarize(uneven, seed=3) == summarize(uneven, seed=3) != summarize(uneven, seed=4)


def test_calls_are_resampled_as_a_whole() -> None:
    """Ten rows of one call are one draw, so the interval spans the two calls' own values."""
    calls = [{"pii_recall": [(float(call < 3), 1.0)] * 10} for call in range(6)]
    (score,) = summarize(calls)
    # of 6 draws at even odds the middle 95% are 1 to 5, of 60 they would be 22 to 38
    assert (score.value, score.low, score.high) == (0.5, 0.166667, 0.833333)


def test_few_calls_have_no_interval() -> None:
    rows = [{"wer": [(n, 10)], "digit_errors": [(n, 10)] if n else []} for n in range(5)]
    wer, digits = summarize(rows)
    assert wer.low is not None and wer.high is not None
    assert (digits.value, digits.low, digits.high) == (0.25, None, None)


def test_one_call_has_no_interval_and_no_evidence_has_no_score() -> None:
    assert summarize([{"wer": [(1, 2)], "digit_errors": [(0, 0)], "pii_recall": []}]) == (
        Score("wer", 0.5, None, None, 2),
    )


def test_scores_are_in_the_order_of_the_scoreboard() -> None:
    rows = [(1.0, 2.0)]
    keys = ["null_rate/topic", "pii_recall", "wer/customer", "wer", "null_rate", "wer/agent"]
    scores = summarize([dict.fromkeys(keys, rows)])
    assert [score.metric for score in scores] == [
        "wer", "wer/agent", "wer/customer", "pii_recall", "null_rate", "null_rate/topic",
    ]  # fmt: skip


def test_per_call_values() -> None:
    assert per_call({"wer": [(1, 8)], "leaked_digits": [(0, 0)]}) == {"wer": 0.125}
