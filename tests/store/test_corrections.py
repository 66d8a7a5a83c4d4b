from __future__ import annotations

import dataclasses

import pytest

from callsight.errors import InputError
from callsight.store import Store
from callsight.store.schema import CallRow
from tests.store.examples import a_call, a_redacted, an_analysis, analyze, redact

BY = {"author": "lead_1", "reason": "heard it"}


@pytest.fixture
def call_id(store: Store) -> str:
    store.add_call(a_call(), "key")
    redact(store, a_call())
    analyze(store, a_call())
    return a_call().id


def answers(store: Store, call_id: str) -> dict[str, object]:
    analysis = store.load_call(call_id).analysis
    return {a.question: a for a in analysis.answers} if analysis else {}


def test_the_value_is_the_reviewers_and_the_original_stays(store: Store, call_id: str) -> None:
    before = answers(store, call_id)
    assert store.correct_answer(call_id, "topic", "claim", evidence=[0], **BY)
    after = answers(store, call_id)
    topic = after.pop("topic")
    assert (topic.value, topic.status, topic.evidence) == ("claim", "answered", (0,))  # type: ignore[attr-defined]
    assert (topic.confidence, topic.quote, topic.corrected_by) == (None, None, "lead_1")  # type: ignore[attr-defined]
    assert after == {name: answer for name, answer in before.items() if name != "topic"}
    (line,) = store.corrections(call_id)
    assert line["original"] == {
        "value": "billing", "status": "answered", "reason": None, "evidence": [1], "quote": None,
        "confidence": None,
    }  # fmt: skip
    assert (line["value"], line["author"], line["reason"]) == ("claim", "lead_1", "heard it")
    assert store.calls()[0]["topic"] == "claim"


def test_the_last_correction_counts_and_all_stay(store: Store, call_id: str) -> None:
    store.correct_answer(call_id, "concern_addressed", False, **BY)
    assert store.calls()[0]["concern_addressed"] == "no"
    assert store.correct_answer(call_id, "concern_addressed", True, author="lead_2", reason="no")
    answer = answers(store, call_id)["concern_addressed"]
    assert (answer.value, answer.quote, answer.confidence) == (True, "hello", 0.75)  # type: ignore[attr-defined]
    assert answer.corrected_by == "lead_2"  # type: ignore[attr-defined]
    assert [line["value"] for line in store.corrections()] == [False, True]
    store.correct_answer(call_id, "concern_addressed", None, **BY)
    assert answers(store, call_id)["concern_addressed"].status == "not_stated"  # type: ignore[attr-defined]


def test_a_confirmation_is_a_correction_to_the_same(store: Store, call_id: str) -> None:
    before = answers(store, call_id)["concern_addressed"]
    assert not store.correct_answer(call_id, "concern_addressed", True, **BY)
    after = answers(store, call_id)["concern_addressed"]
    assert {**vars(after), "corrected_by": None} == vars(before)


def test_corrections_outlive_another_analysis(store: Store, call_id: str) -> None:
    store.correct_answer(call_id, "topic", "claim", **BY)
    analyze(store, a_call(), version="v2", run_id="run-2")
    assert answers(store, call_id)["topic"].value == "claim"  # type: ignore[attr-defined]
    redact(store, a_call())
    assert answers(store, call_id) == {}
    analyze(store, a_call(), version="v2")
    assert answers(store, call_id)["topic"].corrected_by == "lead_1"  # type: ignore[attr-defined]
    with store.writing() as session:
        session.delete(session.get_one(CallRow, call_id))
    assert store.corrections() == []


def test_a_question_that_was_not_asked(store: Store, call_id: str) -> None:
    with pytest.raises(InputError, match="`colour` was not asked"):
        store.correct_answer(call_id, "colour", "red", **BY)
    assert store.corrections() == []


def test_speakers_are_corrected_by_channel_and_time(store: Store, call_id: str) -> None:
    def speakers() -> list[str]:
        return [turn.speaker for turn in store.load_transcript(call_id).turns]

    assert speakers() == ["agent", "customer"]
    assert store.correct_speakers(call_id, [(0, 0.0, 0.9, "agent")], **BY) == 0
    assert store.load_call(call_id).status == "analyzed"
    swap = [(0, 0.0, 0.9, "customer"), (1, 1.0, 5.5, "agent")]
    assert store.correct_speakers(call_id, swap, **BY) == 2  # type: ignore[arg-type]
    assert speakers() == ["customer", "agent"]
    record = store.load_call(call_id)
    assert (record.status, record.analysis) == ("redacted", None)
    assert store.calls()[0]["talk_ratio_agent"] is None
    redact(store, a_call())
    assert speakers() == ["customer", "agent"]
    store.correct_speakers(call_id, [(1, 0.0, None, "unknown")], **BY)
    assert speakers() == ["customer", "unknown"]
    assert store.corrections()[-1]["original"] == [[0, "customer"], [1, "agent"]]


def test_nothing_is_corrected_without_corrections(store: Store, call_id: str) -> None:
    assert store.load_call(call_id).transcript == a_redacted(a_call()).transcript
    analysis = store.load_call(call_id).analysis
    assert analysis is not None
    answers = tuple(dataclasses.replace(answer, source=None) for answer in analysis.answers)
    assert dataclasses.replace(analysis, answers=answers) == an_analysis(a_call())


def test_the_next_run_knows_that_its_report_is_old(store: Store, call_id: str) -> None:
    store.start_run("first")
    assert not store.corrected_since_run("first")
    store.correct_answer(call_id, "topic", "claim", author="ann", reason="heard it")
    assert store.corrected_since_run("first")
    store.finish_run("first", "failed")  # it may have broken before its report
    store.start_run("second")
    assert store.corrected_since_run("second")
    store.finish_run("second")
    store.start_run("third")
    assert not store.corrected_since_run("third")
