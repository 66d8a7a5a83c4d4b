from __future__ import annotations

import dataclasses
from concurrent.futures import ThreadPoolExecutor

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from callsight.calls import Analysis, Answer, Failure, RedactedCall, Transcript, Turn, Word
from callsight.errors import CallError
from callsight.store import Store
from callsight.store.schema import SCHEMA, TurnRow
from tests.store.examples import (
    WANTED,
    a_call,
    a_redacted,
    a_transcript,
    an_analysis,
    analyze,
    as_stored,
    redact,
)
from tests.store.strategies import analyses, redacted_calls


def every_row(store: Store) -> dict[str, list[str]]:
    """All but the numbers that the database counts up."""
    tables = {
        table.name: [column for column in table.c if column is not TurnRow.__table__.c.id]
        for table in SCHEMA.sorted_tables
    }
    with store.engine.connect() as connection:
        return {
            name: sorted(map(repr, connection.execute(sa.select(*columns))))
            for name, columns in tables.items()
        }


def test_a_call_comes_back_whole(store: Store) -> None:
    call = a_call()
    assert store.add_call(call, "key-1", "run-1") is True
    redact(store, call)
    analyze(store, call)

    record = store.load_call(call.id[:5])
    assert record.call == call
    assert record.status == "analyzed"
    assert record.audio == f"audio/{call.id}.wav"
    assert record.transcript == a_transcript(call)
    assert record.findings == a_redacted(call).findings
    assert record.analysis == as_stored(an_analysis(call), "run-1")
    assert record.questionnaire_version == "v1"
    assert record.failures == ()


def test_the_same_write_twice_leaves_the_same_rows(store: Store) -> None:
    call = a_call()
    store.add_call(call, "key-1", "run-1")
    store.save_transcribed(call.id, WANTED.raw, "en", "demo", "run-1")
    redact(store, call)
    analyze(store, call)
    before = every_row(store)

    assert store.add_call(call, "key-1", "run-2") is False
    redact(store, call)
    analyze(store, call)
    assert every_row(store) == before


def test_a_second_file_of_a_call_is_a_second_location(store: Store) -> None:
    store.add_call(a_call(), "key-1")
    assert store.add_call(a_call(), "key-2") is False
    assert store.calls_at(["key-1", "key-2", "key-3"]) == {
        "key-1": a_call().id,
        "key-2": a_call().id,
    }
    assert store.counts()["calls"] == 1


def test_a_location_follows_the_file(store: Store) -> None:
    store.add_call(a_call(1), "key")
    store.add_call(a_call(2), "key")
    assert store.calls_at(["key"]) == {"key": a_call(2).id}


def test_what_is_told_later_of_a_call_counts(store: Store) -> None:
    store.add_call(a_call(external_id=None, started_at=None, metadata={"a": "1"}), "key")
    store.add_call(a_call(agent_id="A8", customer_id="K2", metadata={"a": "2", "b": "3"}), "key")
    call = store.load_call(a_call().id).call
    assert (call.external_id, call.agent_id, call.customer_id) == ("C-1", "A8", "K2")
    assert call.started_at == a_call().started_at
    assert call.metadata == {"a": "2", "b": "3"}
    store.add_call(a_call(external_id=None, agent_id=None, started_at=None, metadata={}), "key-2")
    again = store.load_call(a_call().id).call
    assert again == call, "a copy that nothing is told of takes nothing away"


def test_names_told_later_send_a_call_back_to_the_start(store: Store) -> None:
    store.add_call(a_call(), "key")
    redact(store, a_call())
    assert store.pending("transcribe", WANTED) == 0
    store.add_call(a_call(), "key-2", renamed=True)
    assert store.pending("transcribe", WANTED) == 1
    assert store.pending("analyze", WANTED) == 0


def test_metadata_too_long_for_a_key_costs_the_call(store: Store) -> None:
    with pytest.raises(CallError, match="`agent_id` of this call has more than 255") as caught:
        store.add_call(a_call(agent_id="A" * 256), "key")
    assert caught.value.kind == "metadata_too_long"
    assert store.known_locations(["key"]) == set()


def test_redacting_again_forgets_what_was_said_about_the_old_text(store: Store) -> None:
    call = a_call()
    store.add_call(call, "key")
    redact(store, call)
    analyze(store, call)
    shorter = dataclasses.replace(a_transcript(call), turns=a_transcript(call).turns[:1])
    store.save_redacted(call.id, RedactedCall(shorter, (), ()), WANTED, None, "run-2")

    record = store.load_call(call.id)
    assert record.transcript == shorter
    assert (record.findings, record.analysis, record.audio) == ((), None, None)
    assert record.status == "redacted"
    counts = store.counts()
    assert (counts["turns"], counts["answers"], counts["call_metrics"]) == (1, 0, 0)


def test_a_new_version_replaces_the_answers_and_another_questionnaire_adds_its_own(
    store: Store,
) -> None:
    call = a_call()
    store.add_call(call, "key")
    redact(store, call)
    analyze(store, call, "v1")
    analyze(store, call, "v2")
    assert store.counts()["answers"] == 5
    assert store.load_call(call.id).questionnaire_version == "v2"

    store.save_questionnaire("s1", "sales", "name: sales")
    asked = dataclasses.replace(an_analysis(call), answers=(Answer("topic", "x", "answered"),))
    store.save_analysis(call.id, asked, "sales-print", "s1", "run-3")
    assert store.counts()["answers"] == 6
    assert store.load_call(call.id).analysis == as_stored(asked, "run-3")
    assert store.calls()[0]["topic"] == "x"


def test_answers_are_pleasant_in_sql(store: Store) -> None:
    call = a_call()
    store.add_call(call, "key")
    redact(store, call)
    analyze(store, call)
    query = sa.text("SELECT question, value, value_number FROM answers ORDER BY question")
    with store.engine.connect() as connection:
        assert [tuple(row) for row in connection.execute(query)] == [
            ("concern_addressed", "yes", 1.0),
            ("next_steps", "agent: call back; customer: wait", None),
            ("professionalism", "4", 4.0),
            ("summary", None, None),
            ("topic", "billing", None),
        ]


def test_an_analysis_without_its_questionnaire_changes_nothing(store: Store) -> None:
    call = a_call()
    store.add_call(call, "key")
    redact(store, call)
    before = every_row(store)
    with pytest.raises(KeyError, match="save_questionnaire"):
        store.save_analysis(call.id, an_analysis(call), WANTED.analyzed, "unknown")
    assert every_row(store) == before


def test_a_write_that_fails_in_the_middle_leaves_nothing(store: Store) -> None:
    call = a_call()
    store.add_call(call, "key")
    redact(store, call)
    before = every_row(store)
    twice = a_transcript(call).turns[:1] * 2
    broken = RedactedCall(dataclasses.replace(a_transcript(call), turns=twice), (), ())
    with pytest.raises(CallError) as caught:
        store.save_redacted(call.id, broken, WANTED, None)
    assert (caught.value.kind, caught.value.transient) == ("database_rejected", False)
    assert "hello" not in str(caught.value)
    assert every_row(store) == before


def test_text_of_any_length_and_kind(store: Store) -> None:
    call = a_call()
    store.add_call(call, "key")
    text = "naïve 漢字 👩🏽‍🚒 'quoted' \\ % :name \n" * 50_000
    turn = Turn(0, "customer", 0, 0.0, 1.0, text, (Word(text, 0.0, 1.0),))
    redacted = RedactedCall(Transcript(call.id, "de", (turn,), call.seconds, "m"), (), ())
    store.save_redacted(call.id, redacted, WANTED, None)
    assert store.load_transcript(call.id) == redacted.transcript


def test_what_a_database_cannot_hold_is_replaced(store: Store) -> None:
    call = a_call(metadata={"a\x00": "b\x00"}, queue="q\ud800")
    store.add_call(call, "key")
    turn = Turn(0, "customer", 0, 0.0, 1.0, "a\x00b", (Word("a\x00b", 0.0, float("nan")),))
    turn = dataclasses.replace(turn, confidence=float("nan"))
    store.save_redacted(
        call.id, RedactedCall(Transcript(call.id, None, (turn,), 1.0), (), ()), WANTED, None
    )
    stored = store.load_call(call.id)
    assert stored.call.metadata == {"a\ufffd": "b\ufffd"}
    assert stored.call.queue == "q?"
    assert stored.transcript is not None
    (loaded,) = stored.transcript.turns
    assert (loaded.text, loaded.words[0].text, loaded.confidence) == ("a\ufffdb", "a\ufffdb", None)


def test_a_call_without_speech(store: Store) -> None:
    call = a_call()
    store.add_call(call, "key")
    silence = Transcript(call.id, None, (), call.seconds, "demo")
    store.save_redacted(call.id, RedactedCall(silence, (), ()), WANTED, "audio/x.wav")
    store.save_questionnaire("v1", "default", "")
    nothing = Analysis(call.id, (), (), {}, "", "", "")
    store.save_analysis(call.id, nothing, WANTED.analyzed, "v1")
    record = store.load_call(call.id)
    assert (record.transcript, record.analysis) == (silence, nothing)


def test_status_follows_the_call(store: Store) -> None:
    call = a_call()

    def status() -> str:
        return store.load_call(call.id).status

    store.add_call(call, "key")
    assert status() == "new"
    store.save_transcribed(call.id, WANTED.raw, "en", "demo")
    assert status() == "transcribed"
    store.reset_raw(call.id)
    assert status() == "new"
    store.add_failure(Failure("redact", "x", "…", False, call.id), "run", WANTED.redacted)
    assert status() == "failed"
    store.reset_raw(call.id)
    assert status() == "failed"
    redact(store, call)
    assert status() == "redacted"
    analyze(store, call)
    assert status() == "analyzed"


def test_two_runs_that_find_the_same_files_at_once(store: Store) -> None:
    def find(run: int) -> list[bool]:
        found = []
        for number in range(20):
            found.append(store.add_call(a_call(number), f"key-{number}", f"run-{run}"))
            failure = Failure("ingest", "x", "…", True, None, "x.wav", f"bad-{number}")
            store.add_failure(failure, f"run-{run}", "ingest")
        return found

    with ThreadPoolExecutor(4) as pool:
        found = list(pool.map(find, range(4)))
    assert [sum(new) for new in zip(*found, strict=True)] == [1] * 20
    assert store.counts()["locations"] == 20
    assert len(store.failures()) == 20


def test_an_unknown_call_is_said_so(store: Store) -> None:
    with pytest.raises(KeyError, match="0123456789abcdef"):
        store.save_transcribed("0123456789abcdef", "f", "en", "m")


@given(data=st.data())
@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_any_result_comes_back_as_it_was(shared_store: Store, data: st.DataObject) -> None:
    store, call = shared_store, a_call(4711)
    store.add_call(call)
    redacted = data.draw(redacted_calls(call.id))
    analysis = data.draw(analyses(call.id, len(redacted.transcript.turns)))
    store.save_redacted(call.id, redacted, WANTED, None)
    store.save_questionnaire("any", "any", "")
    store.save_analysis(call.id, analysis, WANTED.analyzed, "any")
    record = store.load_call(call.id)
    assert record.transcript == redacted.transcript
    assert record.findings == redacted.findings
    assert record.analysis == as_stored(analysis)
