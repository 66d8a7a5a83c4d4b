from __future__ import annotations

from dataclasses import replace

import pytest

from callsight.calls import Failure
from callsight.errors import InputError
from callsight.store import Store
from tests.store.examples import WANTED, a_call, redact

NOT_AUDIO = Failure(
    "ingest", "not_audio", "`notes.wav` is no audio.", False, None, "notes.wav", "key-9"
)


def test_a_bad_file_is_not_read_again(store: Store) -> None:
    store.add_call(a_call(), "key-1")
    store.add_failure(NOT_AUDIO, "run-1", WANTED.ingest)
    busy = replace(NOT_AUDIO, kind="busy", transient=True, location="key-8")
    store.add_failure(busy, "run-1", WANTED.ingest)
    assert store.known_locations(["key-1", "key-8", "key-9", "key-10"]) == {"key-1", "key-9"}

    store.add_failure(busy, "run-2", WANTED.ingest)
    store.add_failure(busy, "run-3", WANTED.ingest)
    assert store.known_locations(["key-8"]) == {"key-8"}
    assert store.retry() == 2
    assert store.known_locations(["key-8", "key-9"]) == set()


def test_attempts_are_counted_and_the_last_message_stays(store: Store) -> None:
    store.add_failure(NOT_AUDIO, "run-1", WANTED.ingest)
    store.add_failure(replace(NOT_AUDIO, message="Still none."), "run-2", WANTED.ingest)
    (row,) = store.failures()
    first, last = row.pop("first_at"), row.pop("last_at")
    assert first < last
    row.pop("id")
    assert row == {
        "subject": "key-9",
        "call_id": None,
        "external_id": None,
        "location_key": "key-9",
        "recording": "notes.wav",
        "stage": "ingest",
        "kind": "not_audio",
        "message": "Still none.",
        "transient": False,
        "attempts": 2,
        "fingerprint": WANTED.ingest,
        "run_id": "run-2",
        "resolved_at": None,
    }


def test_another_configuration_starts_to_count_anew(store: Store) -> None:
    call = a_call()
    store.add_call(call, "key")
    failure = Failure("redact", "busy", "…", True, call.id)
    for fingerprint in ("a", "a", "b"):
        store.add_failure(failure, "run", fingerprint)
    assert [row["attempts"] for row in store.failures()] == [1]


def test_a_success_resolves_the_failures_up_to_its_stage(store: Store) -> None:
    call = a_call()
    store.add_failure(replace(NOT_AUDIO, transient=True), "run-1", WANTED.ingest)
    store.add_call(call, "key-9")
    assert store.failures() == []
    for stage in ("transcribe", "redact", "analyze"):
        store.add_failure(Failure(stage, "x", "…", False, call.id), "run-1", WANTED.of(stage))
    redact(store, call)
    assert [row["stage"] for row in store.failures()] == ["analyze"]
    assert store.load_call(call.id).status == "failed"
    assert len(store.failures(resolved=True)) == 4
    assert store.counts()["failures"] == 1


def test_failures_name_their_call_and_can_be_chosen(store: Store) -> None:
    call = a_call()
    store.add_call(call, "key")
    store.add_failure(Failure("redact", "x", "…", False, call.id), "run-1", WANTED.redacted)
    store.add_failure(NOT_AUDIO, "run-2", WANTED.ingest)
    (row,) = store.failures(run_id="run-1", stage="redact")
    assert (row["recording"], row["external_id"]) == ("call-####.wav", "C-1")
    assert store.failures(call_id=call.id) == [row]
    assert list(store.load_call(call.id).failures) == [row]
    assert [row["kind"] for row in store.failures(stage="ingest")] == ["not_audio"]


def test_retry_takes_what_failures_lists(store: Store) -> None:
    call = a_call()
    store.add_call(call, "key")
    store.add_failure(Failure("redact", "x", "…", False, call.id), "run-1", WANTED.redacted)
    store.add_failure(NOT_AUDIO, "run-1", WANTED.ingest)
    for reference in (call.id, call.id[:4], "C-1", "notes.wav", "call-####.wav"):
        assert store.retry(reference) == 1
    with pytest.raises(InputError, match="Nothing that failed is called `100%`"):
        store.retry("100%")
    assert len(store.failures()) == 2


def test_a_failure_of_a_call_that_was_never_stored(store: Store) -> None:
    store.add_failure(Failure("ingest", "x", "…", False, "0123456789abcdef"), "run-1", "ingest")
    (row,) = store.failures()
    assert (row["call_id"], row["subject"]) == (None, "0123456789abcdef")
