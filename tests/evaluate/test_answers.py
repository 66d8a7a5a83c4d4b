"""Answers and sentiment measured on calls made by hand."""

import math
from typing import Any

import pytest

from callsight.analyze.questionnaire import parse_questionnaire
from callsight.evaluate.answers import answers, sentiment
from callsight.evaluate.statistics import summarize
from tests.evaluate.builders import analysis, outcome, redacted, truth, turn

QUESTIONS = parse_questionnaire("""
name: test
questions:
  - {id: topic, text: "What?", type: choice, options: {billing: a bill, claim: a claim}}
  - {id: offered, text: "Offered?", type: yes_no}
  - {id: taken, text: "Taken?", type: yes_no, when: {offered: true}}
  - {id: kindness, text: "Kind?", type: score, levels: {1: rude, 5: kind}}
  - {id: summary, text: "Summary?", type: text}
  - {id: mood, text: "Mood?", type: choice, options: {good: good, bad: bad}}
""").questions


def rows(true: dict[str, Any], **given: Any) -> dict[str, Any]:
    call = outcome(truth(answers=true), analysis=analysis(**given))
    return dict(answers(call, QUESTIONS))


def test_each_type_has_its_measures() -> None:
    found = rows(
        {"topic": "billing", "offered": True, "taken": False, "kindness": 5, "summary": "A bill."},
        topic="claim", offered=True, taken=None, kindness=2, summary="Something.", mood="good",
    )  # fmt: skip
    assert found["accuracy/topic"] == [(False, 1)]
    assert found["accuracy/offered"] == [(True, 1)]
    assert found["accuracy/taken"] == [(False, 1)]
    assert found["accuracy/kindness"] == [(False, 1)]
    assert found["accuracy"] == [(False, 1), (True, 1), (False, 1), (False, 1)]
    assert found["null_rate"] == [(False, 1), (False, 1), (True, 1), (False, 1), (False, 1)]
    assert found["mean_absolute_error/kindness"] == [(3.0, 1)]
    assert found["macro_f1/topic"] == [(0.0, 1.0)]
    assert found["macro_f1/taken"] == [(1.0, -1.0)]
    assert not any("summary" in key for key in found if not key.startswith("null_rate"))
    assert not any("mood" in key for key in found), "no true answer, nothing to count"


def test_a_question_that_should_not_be_asked_is_not_counted() -> None:
    found = rows({"offered": False, "taken": False}, offered=False, taken=None)
    assert "accuracy/taken" not in found and "null_rate/taken" not in found
    assert found["accuracy"] == [(True, 1)]


def test_a_missing_score_has_no_distance() -> None:
    found = rows({"kindness": 5}, kindness=None)
    assert "mean_absolute_error/kindness" not in found
    assert found["accuracy/kindness"] == [(False, 1)]


def test_a_value_outside_the_options_is_wrong() -> None:
    assert rows({"topic": "billing"}, topic="weather")["macro_f1/topic"] == [(0.0, 2.0)]


def test_sentiment_is_ranked_against_the_true_tone_of_each_speaker() -> None:
    def call(tone: str, *values: float | None) -> Any:
        said = tuple(
            turn(i, "customer" if i % 2 else "agent", float(i), "words") for i in range(len(values))
        )
        known = truth(client_tone=tone, agent_tone="neutral")
        return sentiment(outcome(known, redacted=redacted(*said), analysis=analysis(values)))

    assert call("negative", 0.5, -0.5, 0.1, -0.1) == {
        "sentiment_correlation/agent": [(pytest.approx(0.3), 0.0)],
        "sentiment_correlation/customer": [(pytest.approx(-0.3), -1.0)],
    }
    assert call("negative", 0.5, None) == {"sentiment_correlation/agent": [(0.5, 0.0)]}
    calls = [call("negative", 0.5, -0.5), call("neutral", 0.1, 0.0), call("positive", 0.2, 0.6)]
    # the agents' tone never differs, so there is nothing to rank
    (score,) = summarize(calls)
    assert score.metric == "sentiment_correlation/customer"
    assert math.isclose(score.value, 1.0)


def test_a_call_without_analysis_is_no_evidence() -> None:
    assert answers(outcome(truth(answers={"topic": "billing"})), QUESTIONS) == {}
    assert sentiment(outcome(truth())) == {}
