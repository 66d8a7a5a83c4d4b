from __future__ import annotations

import datetime as dt
import itertools
import multiprocessing
import os
import signal
import time
from multiprocessing.synchronize import Barrier
from pathlib import Path
from typing import Any, get_args

import pytest
import sqlalchemy as sa

from callsight.calls import Failure, Stage
from callsight.processes import is_dead
from callsight.store import Fingerprints, Store, new_owner, open_store
from callsight.store.rows import from_call
from callsight.store.schema import CallRow
from tests.store.examples import WANTED, a_call, analyze, redact

OTHER_POLICY = Fingerprints.chain("whisper", "another policy", "questions")
OTHER_QUESTIONS = Fingerprints.chain("whisper", "policy", "other questions")
OTHER_MODEL = Fingerprints.chain("large", "policy", "questions")


def ids(store: Store, stage: Stage, wanted: Fingerprints = WANTED, **options: object) -> list[str]:
    """What would be claimed; given back at once."""
    owner = new_owner()
    claimed = store.claim(stage, wanted, owner, limit=1000, **options)  # type: ignore[arg-type]
    store.release(owner)
    return [call.id for call in claimed]


def needs(store: Store, wanted: Fingerprints = WANTED) -> list[str]:
    """The stages that the one call in the store needs."""
    return [stage for stage in ("transcribe", "redact", "analyze") if ids(store, stage, wanted)]


def test_a_change_in_a_stage_changes_the_fingerprints_after_it() -> None:
    assert OTHER_QUESTIONS.raw == WANTED.raw and OTHER_QUESTIONS.redacted == WANTED.redacted
    assert OTHER_QUESTIONS.analyzed != WANTED.analyzed
    assert OTHER_POLICY.raw == WANTED.raw
    assert OTHER_POLICY.redacted != WANTED.redacted and OTHER_POLICY.analyzed != WANTED.analyzed
    assert len({WANTED.raw, WANTED.redacted, WANTED.analyzed, OTHER_MODEL.raw}) == 4
    assert WANTED.of("redact") == WANTED.redacted


def test_a_call_needs_one_stage_after_the_other(store: Store) -> None:
    call = a_call()
    store.add_call(call, "key")
    assert needs(store) == ["transcribe"]
    store.save_transcribed(call.id, WANTED.raw, "en", "demo")
    assert needs(store) == ["redact"]
    redact(store, call)
    assert needs(store) == ["analyze"]
    analyze(store, call)
    assert needs(store) == []


@pytest.mark.parametrize(
    ("wanted", "stages"),
    [(OTHER_QUESTIONS, ["analyze"]), (OTHER_POLICY, ["transcribe"]), (OTHER_MODEL, ["transcribe"])],
)
def test_a_changed_configuration_repeats_only_what_it_must(
    store: Store, wanted: Fingerprints, stages: list[str]
) -> None:
    call = a_call()
    store.add_call(call, "key")
    redact(store, call)
    analyze(store, call)
    assert needs(store, wanted) == stages


def test_a_raw_transcript_of_another_model_or_that_is_lost_is_made_again(store: Store) -> None:
    call = a_call()
    store.add_call(call, "key")
    store.save_transcribed(call.id, OTHER_MODEL.raw, "en", "large")
    assert needs(store) == ["transcribe"]
    store.save_transcribed(call.id, WANTED.raw, "en", "demo")
    store.reset_raw(call.id)
    assert needs(store) == ["transcribe"]


def test_claimed_calls_come_whole_and_are_taken_until_the_result_is_saved(store: Store) -> None:
    calls = sorted((a_call(n) for n in range(5)), key=lambda call: call.id)
    for call in calls:
        store.add_call(call, call.id)
    mine, yours = new_owner(), new_owner()
    assert store.claim("transcribe", WANTED, mine, limit=3) == calls[:3]
    assert store.claim("transcribe", WANTED, yours, limit=3) == calls[3:]
    assert store.claim("transcribe", WANTED, mine, limit=3) == []
    assert store.pending("transcribe", WANTED) == 5

    store.save_transcribed(calls[0].id, WANTED.raw, "en", "demo")
    assert store.claim("redact", WANTED, yours) == [calls[0]]
    assert store.release(mine) == 2
    assert store.claim("transcribe", WANTED, yours) == calls[1:3]


def test_only_calls_among_those_asked_for(store: Store) -> None:
    calls = {a_call(n).id: None for n in range(20)}
    for n in range(20):
        store.add_call(a_call(n), str(n))
    some = dict.fromkeys(sorted(calls)[5:8])
    assert ids(store, "transcribe", among=some) == sorted(some)
    assert store.pending("transcribe", WANTED, among=some) == 3
    assert store.pending("transcribe", WANTED, among=[]) == 0
    assert store.claim("transcribe", WANTED, new_owner(), limit=2, among=some) != []


def test_shards_divide_the_calls_and_stay_the_same(store: Store) -> None:
    for n in range(60):
        store.add_call(a_call(n), str(n))
    parts = [ids(store, "transcribe", shard=(i, 3)) for i in range(3)]
    assert sorted(itertools.chain(*parts)) == ids(store, "transcribe")
    assert all(len(part) > 8 for part in parts)
    assert ids(store, "transcribe", shard=(1, 3)) == parts[1]
    assert store.pending("transcribe", WANTED, shard=(1, 3)) == len(parts[1])


def test_a_failed_call_is_left_alone_in_this_run_and_a_transient_one_tried_by_the_next(
    store: Store,
) -> None:
    call = a_call()
    store.add_call(call, "key")
    for attempt in (1, 2, 3):
        owner = new_owner()
        assert store.claim("transcribe", WANTED, owner) == [call], attempt
        failure = Failure("transcribe", "busy", "Try again.", True, call.id)
        store.add_failure(failure, f"run-{attempt}", WANTED.raw)
        assert store.claim("transcribe", WANTED, owner) == []
        store.release(owner)
    assert needs(store) == []
    assert store.pending("transcribe", WANTED) == 0
    assert store.retry() == 1
    assert needs(store) == ["transcribe"]


def test_a_terminal_failure_waits_for_another_configuration(store: Store) -> None:
    call = a_call()
    store.add_call(call, "key")
    store.add_failure(Failure("transcribe", "bad", "…", False, call.id), "run", WANTED.raw)
    assert needs(store) == []
    assert needs(store, OTHER_MODEL) == ["transcribe"]


def test_what_redaction_gave_up_is_not_transcribed_every_night(store: Store) -> None:
    call = a_call()
    store.add_call(call, "key")
    store.save_transcribed(call.id, WANTED.raw, "en", "demo")
    store.add_failure(Failure("redact", "bad", "…", False, call.id), "run", WANTED.redacted)
    store.reset_raw(call.id)
    assert needs(store) == []
    assert needs(store, OTHER_POLICY) == ["transcribe"]
    assert store.retry(call.id[:6]) == 1
    assert needs(store) == ["transcribe"]


def test_a_claim_runs_out_unless_its_owner_shows_life(store: Store) -> None:
    store.add_call(a_call(), "key")
    ended = dt.timedelta(seconds=-1)
    mine, yours = new_owner(), new_owner()
    store.claim("transcribe", WANTED, mine, lease=ended)
    assert store.renew(mine) == 1
    assert store.claim("transcribe", WANTED, yours) == []
    store.renew(mine, ended)
    assert store.claim("transcribe", WANTED, mine) == []  # still at it, only late
    store.renew(mine, ended)
    assert store.claim("transcribe", WANTED, yours) == [a_call()]
    assert store.release(mine) == 0


def test_unfinished_calls_keep_their_scratch(store: Store) -> None:
    new, raw, done, claimed, crashed = (a_call(n) for n in range(5))
    for call in (new, raw, done, claimed, crashed):
        store.add_call(call, call.id)
    for call in (raw, done, claimed, crashed):
        redact(store, call)
    store.save_transcribed(raw.id, OTHER_MODEL.raw, "en", "m")
    store.claim("analyze", WANTED, new_owner(), among=[claimed.id])
    with store.writing() as session:
        row = session.get_one(CallRow, crashed.id)
        row.claimed_by, row.claimed_until = (
            "elsewhere:1:1:x",
            dt.datetime(2020, 1, 1, tzinfo=dt.UTC),
        )
    assert store.unfinished() == {new.id, raw.id, claimed.id}


def test_names_of_processes() -> None:
    mine = new_owner()
    host, pid, started, _ = mine.rsplit(":", 3)
    assert int(pid) == os.getpid() and new_owner() != mine
    assert not is_dead(mine)
    assert is_dead(f"{host}:{pid}:1{started}:x")  # the id is in use again
    assert is_dead(f"{host}:999999999:{started}:x")
    assert not is_dead(f"elsewhere:999999999:{started}:x")
    assert not is_dead("anything")


def _claim_and_wait(url: str, claimed: multiprocessing.Queue[list[str]]) -> None:
    with open_store(url) as store:
        claimed.put([call.id for call in store.claim("transcribe", WANTED, new_owner(), limit=2)])
        time.sleep(60)


def test_claims_of_a_killed_process_are_free_at_once(store: Store) -> None:
    for n in range(3):
        store.add_call(a_call(n), str(n))
    context = multiprocessing.get_context("spawn")
    claimed = context.Queue()
    url = store.engine.url.render_as_string(hide_password=False)
    process = context.Process(target=_claim_and_wait, args=(url, claimed))
    process.start()
    taken = claimed.get(timeout=30)
    assert len(taken) == 2
    assert len(store.claim("transcribe", WANTED, new_owner())) == 1

    assert process.pid is not None
    os.kill(process.pid, signal.SIGKILL)
    deadline = time.monotonic() + 5
    while not (again := ids(store, "transcribe")) and time.monotonic() < deadline:
        time.sleep(0.01)  # killed, and not yet gone; nobody has waited for the zombie
    assert again == taken
    process.join()


def _claim_all(url: str, start: Barrier, results: multiprocessing.Queue[list[str]]) -> None:
    claimed: list[str] = []
    with open_store(url) as store:
        owner = new_owner()
        start.wait(timeout=60)
        while page := store.claim("transcribe", WANTED, owner, limit=7):
            for call in page:
                store.save_transcribed(call.id, WANTED.raw, "en", "demo")
            claimed += [call.id for call in page]
    results.put(claimed)


def test_two_processes_never_take_the_same_call(store: Store) -> None:
    for n in range(60):
        store.add_call(a_call(n), str(n))
    context = multiprocessing.get_context("spawn")
    results = context.Queue()
    url = store.engine.url.render_as_string(hide_password=False)
    arguments = (url, context.Barrier(2), results)
    processes = [context.Process(target=_claim_all, args=arguments) for _ in range(2)]
    for process in processes:
        process.start()
    first, second = (results.get(timeout=60) for _ in processes)
    for process in processes:
        process.join()
    # How the calls are shared is luck; that none is taken twice is not.
    assert sorted(first + second) == sorted(a_call(n).id for n in range(60))


def test_speed_with_many_calls(tmp_path: Path) -> None:
    with open_store(str(tmp_path / "many.db")) as store:
        rows = [from_call(a_call(n), None) for n in range(5_000)]
        with store.writing() as session:
            session.bulk_save_objects(rows)
        among = {row.id: None for row in rows}
        started = time.perf_counter()
        claimed = store.claim("transcribe", WANTED, new_owner(), limit=1000, among=among)
        assert len(claimed) == 1000
        assert time.perf_counter() - started < 3
        started = time.perf_counter()
        assert store.pending("analyze", WANTED, among=among) == 0
        assert time.perf_counter() - started < 1


def test_the_selection_of_a_quiet_night_is_one_indexed_query(store: Store) -> None:
    backend = store.engine.dialect.name
    if backend == "mysql":
        pytest.skip("its plan is told in other words")
    rows = [from_call(a_call(number), None) for number in range(3000)]
    with store.writing() as session:
        for row in rows:
            row.redacted_fingerprint, row.analyzed_fingerprint = WANTED.redacted, WANTED.analyzed
        session.add_all(rows)
    if backend == "postgresql":
        with store.writing() as session:
            session.execute(sa.text("ANALYZE calls"))
    asked: list[tuple[str, Any]] = []

    def note(_: Any, __: Any, statement: str, parameters: Any, ___: Any, ____: Any) -> None:
        if statement != "BEGIN":
            asked.append((statement, parameters))

    for stage in get_args(Stage)[1:]:
        asked.clear()
        sa.event.listen(store.engine, "before_cursor_execute", note)
        try:
            assert store.pending(stage, WANTED, shard=(1, 4)) == 0
        finally:
            sa.event.remove(store.engine, "before_cursor_execute", note)
        [(statement, parameters)] = asked
        explain = "EXPLAIN" if backend == "postgresql" else "EXPLAIN QUERY PLAN"
        with store.engine.connect() as connection:
            plan = connection.exec_driver_sql(f"{explain} {statement}", parameters).all()
        text = "\n".join(str(line) for line in plan)
        assert "ix_calls_" in text, text
        assert "SCAN calls" not in text and "Seq Scan on calls" not in text, text
