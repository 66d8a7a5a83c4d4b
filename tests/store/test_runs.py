from __future__ import annotations

import datetime as dt
import socket

from callsight.store import Store, new_owner
from callsight.store.columns import now
from callsight.store.schema import RunRow


def test_a_run_from_start_to_end(store: Store) -> None:
    config = {"database": "postgresql://me:secret@host/db", "transcribe.batch_size": 16}
    options = {"owner": new_owner(), "profile": "demo", "versions": {"callsight": "0.1.0"}}
    assert store.start_run("w-1", config=config, config_fingerprint="f", **options) is True
    assert store.start_run("w-1", profile="cpu") is False  # the next step of the same workflow
    store.record_stage("w-1", "transcribe-0", {"calls": 3, "real_time_factor": 0.1})
    store.record_stage("w-1", "transcribe-1", {"calls": 4})
    store.finish_run("w-1", "completed", {"failed": 0}, seconds=2.5)

    (run,) = store.runs()
    assert run["config"] == {
        "database": "postgresql://me:***@host/db",
        "transcribe.batch_size": 16,
    }
    assert (run["profile"], run["state"], run["seconds"]) == ("demo", "completed", 2.5)
    assert run["counts"] == {
        "transcribe-0": {"calls": 3, "real_time_factor": 0.1},
        "transcribe-1": {"calls": 4},
        "failed": 0,
    }
    assert run["started_at"] <= run["finished_at"] <= now()
    assert run["finished_at"].tzinfo == dt.UTC


def test_seconds_are_counted_from_the_start(store: Store) -> None:
    store.start_run("w-1")
    store.finish_run("w-1", "failed")
    (run,) = store.runs()
    assert 0 <= run["seconds"] < 60
    assert run["state"] == "failed"


def test_a_run_whose_process_died_is_marked(store: Store) -> None:
    mine = new_owner()
    host = mine.rsplit(":", 3)[0]
    assert socket.gethostname() in host
    for run_id, owner in {
        "dead": f"{host}:999999999:1:x",
        "alive": mine,
        "far": "pod:1:1:x",
    }.items():
        store.start_run(run_id, owner=owner)
    store.start_run("lost", owner="pod:1:1:x")
    with store.writing() as session:
        session.get_one(RunRow, "lost").started_at = now() - dt.timedelta(days=3)
    store.start_run("next")
    states = {run["id"]: run["state"] for run in store.runs()}
    assert states == {
        "dead": "interrupted",
        "lost": "interrupted",
        "alive": "running",
        "far": "running",
        "next": "running",
    }
    assert len(store.runs(limit=2)) == 2
