"""Charts over calls whose numbers are known, and over nothing."""

from __future__ import annotations

import pandas as pd
import pytest

import callsight
from callsight.errors import ConfigurationError
from callsight.explore import Explorer, charts
from callsight.explore.periods import compare
from callsight.store import open_store
from tests.benchmarks.many_calls import fill


@pytest.fixture(scope="module")
def many(tmp_path_factory: pytest.TempPathFactory) -> Explorer:
    url = str(tmp_path_factory.mktemp("charts") / "calls.db")
    with open_store(url) as store:
        fill(store, 60, turns=4)
    return callsight.open(url)


def by_hand(days: list[int], moods: list[float]) -> pd.DataFrame:
    started = [pd.Timestamp(2026, 3, day, 9, tz="UTC") for day in days]
    return pd.DataFrame(
        {
            "started_at": started,
            "sentiment_customer": moods,
            "concern_addressed": pd.array([mood > 0 for mood in moods], dtype="boolean"),
            "topic": pd.Categorical(["billing" if mood > 0 else "claim" for mood in moods]),
        }
    )


def test_every_chart_of_many_calls(many: Explorer) -> None:
    calls, turns, answers = many.calls(), many.turns(), many.answers()
    dynamics = calls[["call_id", "agent_id"]].merge(many.metrics(), on="call_id")
    failures = pd.DataFrame(
        {"stage": ["redact"], "first_at": [pd.Timestamp("2026-01-01", tz="UTC")]}
    )
    for figure in (
        charts.overview(calls),
        charts.topics(calls),
        charts.topics_over_time(calls, "M", shares=True),
        charts.heat_map(calls, "sentiment_customer"),
        charts.scorecard_radar(answers, calls, ["agent_001"]),
        charts.failure_trend(failures, "W"),
        charts.confidence_trend(calls, turns, answers, "W"),
        charts.compare_periods(calls, (None, "2025-04-01"), ("2025-04-01", None)),
        charts.sentiment_arc(turns),
        charts.talk_ratio(dynamics),
        charts.silence(dynamics),
    ):
        assert figure.layout.title.text and len(figure.data)
        assert figure.to_json()


def test_charts_of_nothing(many: Explorer) -> None:
    nobody = {"agent": "nobody"}
    calls, turns, answers = many.calls(**nobody), many.turns(**nobody), many.answers(**nobody)
    for figure in (
        charts.overview(calls),
        charts.topics(calls),
        charts.topics_over_time(calls),
        charts.heat_map(calls),
        charts.scorecard_radar(answers, calls),
        charts.failure_trend(many.failures()),
        charts.confidence_trend(calls, turns, answers),
        charts.compare_periods(calls, (None, None), (None, None)),
        charts.sentiment_arc(turns),
    ):
        assert figure.layout.title.text


def test_topics_are_counted_by_week() -> None:
    figure = charts.topics_over_time(by_hand([1, 2, 3, 8, 9], [1, 1, -1, 1, 1]))
    counts = {bar.name: list(bar.y) for bar in figure.data}
    assert counts == {"billing": [1, 2, 1], "claim": [0, 1, 0]}
    assert [str(day)[:10] for day in figure.data[0].x] == ["2026-02-23", "2026-03-02", "2026-03-09"]


def test_a_single_day_is_named() -> None:
    bars = charts.overview(by_hand([3, 3], [1, 1]).assign(seconds=60.0)).data[0]
    assert (list(bars.x), list(bars.y)) == (["03 Mar 2026"], [2])


def test_all_stages_share_the_axis_of_time() -> None:
    days = pd.to_datetime(["2026-03-01", "2026-03-03", "2026-03-03"], utc=True)
    failures = pd.DataFrame({"stage": ["ingest", "ingest", "redact"], "first_at": days})
    bars = {bar.name: (len(bar.x), list(bar.y)) for bar in charts.failure_trend(failures).data}
    assert bars == {"ingest": (3, [1, 0, 1]), "redact": (3, [0, 0, 1])}


def test_the_heat_map_knows_weekdays_and_hours() -> None:
    (cells,) = charts.heat_map(by_hand([1, 2, 2], [1, 1, 1])).data  # a Sunday and a Monday
    assert cells.z[0][9] == 2 and cells.z[6][9] == 1 and cells.z.sum() == 3


def test_periods_are_compared() -> None:
    calls = by_hand([1] * 6 + [10] * 6, [-0.5, -0.4, -0.6] * 2 + [0.5, 0.4, 0.6] * 2)
    measures = ("sentiment_customer", "concern_addressed")
    table = compare(calls, ("2026-03-01", "2026-03-05"), ("2026-03-05", None), measures)
    mood = table.loc["sentiment_customer"]
    assert (mood["calls_before"], mood["calls_after"]) == (6, 6)
    assert mood["difference"] == pytest.approx(1.0)
    assert 0.85 < mood["low"] < 1 < mood["high"] < 1.15
    assert table.loc["concern_addressed", ["before", "after"]].tolist() == [0, 1]
    few = compare(calls[:8], ("2026-03-01", "2026-03-05"), ("2026-03-05", None), measures)
    assert few["low"].isna().all() and few.loc["sentiment_customer", "calls_after"] == 2
    with pytest.raises(ConfigurationError, match="Unknown measure `mood`"):
        compare(calls, (None, None), (None, None), ["mood"])
    with pytest.raises(ConfigurationError, match="`since` cannot be `soon`"):
        compare(calls, ("soon", None), (None, None), measures)
