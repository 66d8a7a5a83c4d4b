"""Asking only what is not known: counted on the calls of a real engine; tokens and cost add up."""

from __future__ import annotations

import json

import pytest

from callsight.analyze import analyze, ask, fingerprint
from callsight.analyze.fingerprints import question_fingerprints
from callsight.analyze.lexicon import LexiconEngine
from callsight.analyze.questionnaire import parse_questionnaire
from callsight.calls import Analysis, Answer, Failure
from callsight.options import AnalyzeOptions
from tests.analyze.chat_server import filled, good, schema_of, serving
from tests.analyze.dialogs import BILLING, item

OPTIONS = AnalyzeOptions(batch_size=2)
FIRST = """\
name: mine
questions:
  - {id: topic, text: What is it about, type: choice, options: {billing: a bill, other: else}}
  - {id: upsell_attempted, text: Did the agent offer something, type: yes_no, evidence: required}
  - {id: upsell_succeeded, text: Was it taken, type: yes_no, when: {upsell_attempted: true}}
  - {id: greeted, text: A greeting, type: yes_no, rule: {phrases: [thank you for calling]}}
"""


class Counting(LexiconEngine):
    """The engine, and what it was asked: call ids and question ids."""

    def __init__(self):
        super().__init__()
        self.asked = []

    def answer(self, calls, questionnaire):
        ids = [question.id for question in questionnaire.prompted]
        self.asked.append(([call.id for call, _ in calls], ids))
        return super().answer(calls, questionnaire)


class Memory:
    """What a store would keep between two runs."""

    def __init__(self):
        self.answers: dict[str, list[Answer]] = {}

    def __call__(self, call_id):
        return self.answers.get(call_id, [])


def run(text, memory, calls=("a", "b"), options=OPTIONS, engine=None):
    """Analyze with the questionnaire `text`; returns the results and what the engine was asked."""
    engine = engine or Counting()
    results = list(ask([item(call_id=id_) for id_ in calls], parse_questionnaire(text), options,
                       engine, memory))  # fmt: skip
    for call, _, result in results:
        memory.answers[call.id] = list(result.answers)
    return [result for _, _, result in results], engine.asked


def test_the_second_time_nothing_is_asked_and_the_answers_are_the_same():
    memory = Memory()
    first, asked = run(FIRST, memory)
    assert asked == [(["a", "b"], ["topic", "upsell_attempted", "upsell_succeeded"])]
    second, asked = run(FIRST, memory)
    assert asked == []
    assert [result.kept for result in second] == [4, 4]
    assert [result.answers for result in second] == [result.answers for result in first]


def test_a_changed_question_is_asked_alone():
    memory = Memory()
    before, _ = run(FIRST, memory)
    after, asked = run(FIRST.replace("What is it about", "The subject"), memory)
    assert asked == [(["a", "b"], ["topic"])]
    assert after[0].answers[1:] == before[0].answers[1:]
    assert after[0].kept == 3


def test_a_new_question_and_a_new_call_are_all_that_is_asked():
    memory = Memory()
    run(FIRST, memory, calls=("a",))
    more = FIRST + "  - {id: repeat_contact, text: Again, type: yes_no}\n"
    results, asked = run(more, memory, calls=("a", "b"))
    every = ["topic", "upsell_attempted", "upsell_succeeded", "repeat_contact"]
    assert asked == [(["a"], ["repeat_contact"]), (["b"], every)]
    assert [answer.question for answer in results[0].answers] == [
        *every[:3], "greeted", "repeat_contact",
    ]  # fmt: skip
    assert results[0].answers[-1].value is True


@pytest.mark.parametrize(
    ("old", "new", "asked"),
    [
        ("type: choice,", "type: choice, poll: 2,", ["topic"]),
        ("Did the agent offer", "Did they offer", ["upsell_attempted", "upsell_succeeded"]),
        ("when: {upsell_attempted: true}", "when: {upsell_attempted: false}", ["upsell_succeeded"]),
        ("type: yes_no, evidence: required", "type: yes_no, evidence: required, weight: 2", []),
        ("thank you for calling", "good morning", []),
    ],
)
def test_what_counts_as_a_change(old, new, asked):
    memory = Memory()
    run(FIRST, memory, calls=("a",))
    _, found = run(FIRST.replace(old, new), memory, calls=("a",))
    assert [ids for _, ids in found] == ([asked] if asked else [])


def test_a_removed_question_is_gone_and_a_condition_on_a_kept_answer_still_holds():
    memory = Memory()
    refused = BILLING.replace("We also have a family plan that would save you money, are you "
                              "interested?", "Anything else?")  # fmt: skip
    engine = Counting()
    options = [item(refused, call_id="a")]
    first = parse_questionnaire(FIRST)
    ((_, _, result),) = ask(options, first, OPTIONS, engine, memory)
    memory.answers["a"] = list(result.answers)
    changed = parse_questionnaire(FIRST.replace("Was it taken", "Was it accepted"))
    ((_, _, again),) = ask(options, changed, OPTIONS, engine, memory)
    assert engine.asked[-1] == (["a"], ["upsell_succeeded"])
    taken = again.answers[2]
    assert (taken.value, taken.reason) == (None, "Asked only if `upsell_attempted` is yes.")


def test_another_engine_or_model_asks_again_but_rules_stay():
    text = parse_questionnaire(FIRST)
    marks = [
        question_fingerprints(text, AnalyzeOptions(engine=engine, model=model))
        for engine, model in (("lexicon", None), ("openai", "a"), ("openai", "b"))
    ]
    assert len({mark["topic"] for mark in marks}) == 3
    assert len({mark["greeted"] for mark in marks}) == 1


def test_rules_alone_load_no_engine():
    text = "name: r\nquestions:\n  - {id: g, text: g, type: yes_no, rule: {phrases: [thank you]}}\n"
    options = AnalyzeOptions(engine="transformers", model="/nowhere")
    ((_, _, result),) = ask([item()], parse_questionnaire(text), options)
    assert result.answers[0].value is True
    assert (result.answers[0].source.engine, result.answers[0].source.model) == ("rule", "")


def test_every_answer_says_what_it_took_and_the_parts_add_up():
    prices = {"prompt_price": 2.0, "answer_price": 10.0}
    with serving(good) as server:
        options = AnalyzeOptions(engine="openai", model="m", base_url=server.url, **prices)
        results, _ = run_real(options)
    (result,) = results
    sources = [answer.source for answer in result.answers]
    assert {(source.engine, source.model) for source in sources} == {("openai", "m"), ("rule", "")}
    assert sum(source.prompt_tokens or 0 for source in sources) == 100 == result.prompt_tokens
    assert sum(source.answer_tokens or 0 for source in sources) == 20 == result.answer_tokens
    assert result.cost == pytest.approx((100 * 2 + 20 * 10) / 1e6)
    assert sum(source.cost or 0 for source in sources) == pytest.approx(result.cost)
    assert sum(source.seconds or 0 for source in sources) == pytest.approx(result.elapsed, abs=1e-4)
    assert sources[3].prompt_tokens is None  # by rule


def run_real(options):
    """With the engine that `options` names."""
    found = ask([item()], parse_questionnaire(FIRST), options)
    return [result for _, _, result in found], None


def test_one_failing_call_keeps_the_others_and_only_it_is_asked_again():
    broken = [True]

    def moody(handler, body):
        if broken[0] and "SECRET" in body["messages"][1]["content"]:
            handler.error(500, "no")
        else:
            handler.reply(json.dumps(filled(schema_of(body))))

    calls = [item(call_id="a"), item(BILLING.replace("Goodbye", "SECRET"), call_id="b")]
    memory = Memory()
    with serving(moody) as server:
        options = AnalyzeOptions(engine="openai", model="m", base_url=server.url)

        def go():
            before = len(server.requests)
            results = list(analyze(calls, options, known=memory))
            for result in results:
                if isinstance(result, Analysis):
                    memory.answers[result.call_id] = list(result.answers)
            return results, len(server.requests) - before

        results, _ = go()
        assert [type(result) for result in results] == [Analysis, Failure]
        assert (results[1].kind, results[1].transient) == ("server_error", True)
        broken[0] = False
        results, requests = go()
        assert [type(result) for result in results] == [Analysis, Analysis]
        assert requests == 1
        assert results[0].kept == 20 and results[1].kept == 0


def test_faithfulness_counts_as_a_change_of_the_analysis_but_asks_no_question_again():
    on = AnalyzeOptions(faithfulness=True)
    assert fingerprint(on) != fingerprint(AnalyzeOptions())
    assert question_fingerprints(parse_questionnaire(FIRST), on) == question_fingerprints(
        parse_questionnaire(FIRST), AnalyzeOptions()
    )
