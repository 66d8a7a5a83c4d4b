"""The second pass: every sentence and item against the turns that the answer cites."""

import json

import pytest

from callsight.analyze import ask
from callsight.analyze.questionnaire import parse_questionnaire
from callsight.calls import Check
from callsight.options import AnalyzeOptions
from tests.analyze.chat_server import schema_of, serving
from tests.analyze.dialogs import item

TEXT = """\
name: mine
questions:
  - {id: summary, text: Summarize., type: text, words: 60, evidence: optional}
  - {id: next_steps, text: What next, type: list, evidence: optional}
  - {id: topic, text: What about, type: choice, options: {billing: a bill, other: else}}
"""
ANSWER = {
    "summary": {
        "turns": [1, 6],
        "quote": None,
        "value": "The customer was charged twice. The agent sent flowers.",
    },
    "next_steps": {"turns": [10], "quote": None, "value": ["Agent: refund in five days"]},
    "topic": "billing",
}


def answers(options, known=None):
    ((_, _, result),) = ask([item()], parse_questionnaire(TEXT), options, known=known)
    return result


def serve(verdicts):
    """Answers the questions, and the statements with `verdicts` (text is sent as it is)."""

    def behavior(handler, body):
        if "summary" in schema_of(body)["properties"]:
            handler.reply(json.dumps(ANSWER))
        else:
            handler.reply(verdicts if isinstance(verdicts, str) else json.dumps(verdicts))

    return serving(behavior)


def test_each_statement_gets_a_verdict():
    with serve({"1": "yes", "2": "no", "3": "unclear"}) as server:
        result = answers(options(server))
        asked, checked = server.requests
    summary, steps, topic = result.answers
    assert summary.checks == (
        Check("The customer was charged twice.", "yes"),
        Check("The agent sent flowers.", "no"),
    )
    assert (summary.faithful, steps.faithful, topic.faithful) == ("no", "unclear", None)
    assert (summary.checked_by, topic.checked_by) == ("m", None)
    assert (result.prompt_tokens, result.answer_tokens) == (200, 40)
    assert asked["messages"][0] != checked["messages"][0]
    task = checked["messages"][1]["content"]
    assert "1. (turns 1, 6) The customer was charged twice." in task
    assert "3. (turns 10) Agent: refund in five days" in task
    assert [line.split("]")[0] for line in task.splitlines() if line.startswith("[")] == [
        "[1", "[6", "[10",
    ]  # fmt: skip


def options(server, **more):
    return AnalyzeOptions(
        engine="openai", model="m", base_url=server.url, faithfulness=True, **more
    )


def test_another_model_can_check_and_what_it_checked_is_not_checked_again():
    with serve({"1": "yes", "2": "yes", "3": "yes"}) as server:
        first = answers(options(server, faithfulness_model="judge"))
        assert [body["model"] for body in server.requests] == ["m", "judge"]
        known = list(first.answers)
        again = answers(options(server, faithfulness_model="judge"), lambda _: known)
        assert len(server.requests) == 2 and again.answers == first.answers
        other = answers(options(server, faithfulness_model="other"), lambda _: known)
        assert [body["model"] for body in server.requests[2:]] == ["other"]
    assert other.answers[0].checked_by == "other"


def test_turning_it_on_later_asks_no_question_again():
    with serve({"1": "yes", "2": "yes", "3": "yes"}) as server:
        plain = AnalyzeOptions(engine="openai", model="m", base_url=server.url)
        known = list(answers(plain).answers)
        result = answers(options(server), lambda _: known)
        assert len(server.requests) == 2
    assert result.answers[0].faithful == "yes"


@pytest.mark.parametrize("verdicts", ["nonsense", "[]", {"1": "yes"}, {"1": 1, "2": 2, "3": 3}])
def test_a_failing_check_costs_no_answer(verdicts):
    with serve(verdicts) as server:
        result = answers(options(server))
    assert result.answers[0].value.startswith("The customer was charged twice.")
    assert (result.answers[0].checks, result.answers[0].faithful) == ((), None)


def test_the_lexicon_checks_its_extracts_word_by_word():
    result = answers(AnalyzeOptions(faithfulness=True))
    summary, steps, _ = result.answers
    assert summary.faithful == "yes" and len(summary.checks) == 3
    assert (steps.faithful, steps.checked_by) == ("yes", "lexicon")
