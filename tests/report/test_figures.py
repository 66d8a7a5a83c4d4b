"""Figures: the right numbers in them, units on the axes, one style."""

from __future__ import annotations

import math

import pandas as pd
import plotly.graph_objects as go
import pytest

from callsight import report
from callsight.report.figures import arc_table

CALLS = pd.DataFrame(
    {
        "agent_id": ["a", "a", None],
        "topic": ["billing", "billing", None],
        "talk_seconds_agent": [30.0, 10.0, 5.0],
        "talk_seconds_customer": [20.0, 20.0, 5.0],
        "silence_seconds": [10.0, 10.0, 0.0],
        "longest_silence_seconds": [4.0, 6.0, 0.0],
    }
)
TURNS = pd.DataFrame(
    {
        "call_id": ["x", "x", "x", "y", "y"],
        "speaker": ["agent", "customer", "customer", "customer", "agent"],
        "start": [0.0, 5.0, 9.0, 0.0, 8.0],
        "end": [1.0, 6.0, 10.0, 2.0, 10.0],
        "sentiment": [0.5, -0.5, 1.0, 0.0, None],
    }
)
FIGURES = [
    report.topics(CALLS),
    report.sentiment_arc(TURNS),
    report.talk_ratio(CALLS),
    report.silence(CALLS),
    report.pii_by_type(pd.DataFrame({"entity": ["US_SSN", "PERSON", "PERSON"]})),
    report.failures_by_kind(pd.DataFrame({"stage": ["ingest"], "kind": ["not_audio"]})),
]


@pytest.mark.parametrize("figure", FIGURES, ids=lambda figure: figure.layout.title.text)
def test_style(figure: go.Figure) -> None:
    assert figure.layout.title.text
    assert figure.layout.xaxis.title.text
    assert figure.layout.template.layout.paper_bgcolor == "rgba(0,0,0,0)"
    assert figure.to_json() and figure.data


def test_topics() -> None:
    bar = report.topics(CALLS).data[0]
    assert (list(bar.y), list(bar.x)) == (["billing", "not stated"], [2, 1])


def test_pii_by_type_names_types_for_people() -> None:
    bar = FIGURES[4].data[0]
    assert (list(bar.y), list(bar.x)) == (["person", "US SSN"], [2, 1])


def test_talk_ratio_weighs_by_time() -> None:
    shares = {bar.name: list(bar.x) for bar in report.talk_ratio(CALLS).data}
    assert shares["agent"] == pytest.approx([0.4, 0.5])
    assert shares["customer"] == pytest.approx([0.4, 0.5])
    assert shares["silence"] == pytest.approx([0.2, 0.0])
    assert list(report.talk_ratio(CALLS).data[0].y) == ["a", "unknown"]


def test_talk_ratio_of_calls_without_a_second() -> None:
    empty = CALLS.assign(talk_seconds_agent=0.0, talk_seconds_customer=0.0, silence_seconds=0.0)
    assert all(value == 0 for bar in report.talk_ratio(empty).data for value in bar.x)


def test_arc_is_the_mean_over_calls() -> None:
    table = arc_table(TURNS, 2).set_index(["speaker", "part"])
    assert table.loc[("customer", 0), "mean"] == 0.0  # y alone; the turn at 5.5 s is in part 1
    assert table.loc[("customer", 1), "mean"] == pytest.approx(0.25)  # of x: -0.5 and 1.0
    assert table.loc[("agent", 0), "mean"] == 0.5
    assert ("agent", 1) not in table.index  # not judged
    assert not table["error"].map(math.isnan).any()


def test_arc_without_sentiment() -> None:
    assert not report.sentiment_arc(TURNS.assign(sentiment=float("nan"))).data


def test_no_figure_needs_rows() -> None:
    for figure, table in (
        (report.topics, CALLS),
        (report.talk_ratio, CALLS),
        (report.silence, CALLS),
        (report.sentiment_arc, TURNS),
    ):
        assert isinstance(figure(table.iloc[:0]), go.Figure)
