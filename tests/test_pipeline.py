"""The chain from recordings to rows: increments, kills, two runs at once, bad input."""

import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from callsight.calls import Call
from callsight.errors import ConfigurationError
from callsight.run import Run
from callsight.store import open_store
from tests.killable import configuration, run_stages

Clips = Callable[[int], Path]
VOLATILE = ("created_at", "updated_at", "first_at", "last_at", "resolved_at", "elapsed")


def contents(database: Path) -> dict[str, list[tuple[Any, ...]]]:
    """All rows of all tables but for times, runs, claims and how long something took."""
    tables: dict[str, list[tuple[Any, ...]]] = {}
    with sqlite3.connect(database) as connection:
        names = connection.execute("select name from sqlite_master where type = 'table'").fetchall()
        for (table,) in names:
            columns = [row[1] for row in connection.execute(f"pragma table_info('{table}')")]
            kept = [
                f'"{column}"'
                for column in columns
                if column not in VOLATILE
                and not column.endswith(("_at", "run_id", "seconds_spent", "analysis_seconds"))
                and "claim" not in column
            ]
            if table not in ("runs", "alembic_version", "sqlite_sequence") and kept:
                rows = connection.execute(f"select {', '.join(kept)} from {table}").fetchall()
                tables[table] = sorted(rows, key=repr)
    return tables


def run(folder: Path, output: Path, run_id: str = "run", **settings: Any) -> dict[str, Any]:
    return run_stages(configuration(str(folder), str(output), **settings), run_id)


def test_recordings_become_rows_and_redacted_audio(clips: Clips, tmp_path: Path) -> None:
    reports = run(clips(3), tmp_path / "out")
    assert [(r.done, r.failed) for r in reports.values()] == [(3, 0)] * 4
    with open_store(str(tmp_path / "out" / "callsight.db")) as store:
        calls = store.calls()
    assert [call["status"] for call in calls] == ["analyzed"] * 3
    assert all((tmp_path / "out" / call["audio"]).is_file() for call in calls)
    assert not list((tmp_path / "out" / ".scratch").rglob("*.json*"))


def test_a_second_run_does_nothing_and_a_new_file_is_picked_up(
    clips: Clips, tmp_path: Path
) -> None:
    run(clips(2), tmp_path / "out", "first")
    again = run(clips(2), tmp_path / "out", "second")
    assert again["ingest"].known == 2
    assert all(report.done == 0 and not report.failed for report in again.values())
    third = run(clips(3), tmp_path / "out", "third")
    assert [(r.done, r.failed) for r in third.values()] == [(1, 0)] * 4


def test_a_changed_questionnaire_asks_only_the_questions_that_changed(
    clips: Clips, tmp_path: Path
) -> None:
    folder, path = clips(2), tmp_path / "own.yaml"
    text = (
        "name: own\nquestions:\n"
        "  - {id: repeat_contact, text: Again, type: yes_no}\n"
        "  - {id: escalation_requested, text: A manager, type: yes_no}\n"
    )
    path.write_text(text)
    settings = {"analyze.questionnaire": str(path)}
    run(folder, tmp_path / "out", "first", **settings)
    path.write_text(text.replace("A manager", "A supervisor") + "  - {id: x, text: x, type: text}")
    numbers = run(folder, tmp_path / "out", "second", **settings)["analyze"].results()
    assert (numbers["answers_kept"], numbers["answers_asked"]) == (2, 4)
    with open_store(str(tmp_path / "out" / "callsight.db")) as store:
        (call, *_) = store.calls()
        answers = store.known_answers(call["call_id"])
    asked_by = {answer.question: answer.source.run_id for answer in answers if answer.source}
    assert asked_by == {"repeat_contact": "first", "escalation_requested": "second", "x": "second"}


def test_a_changed_questionnaire_analyzes_again_and_nothing_else(
    clips: Clips, tmp_path: Path
) -> None:
    folder = clips(2)
    run(folder, tmp_path / "out", "first")
    reports = run(folder, tmp_path / "out", "second", **{"analyze.questionnaire": "compliance"})
    assert {stage: report.done for stage, report in reports.items()} == {
        "ingest": 0,
        "transcribe": 0,
        "redact": 0,
        "analyze": 2,
    }


def test_a_changed_policy_starts_from_the_recording_again(clips: Clips, tmp_path: Path) -> None:
    folder = clips(2)
    run(folder, tmp_path / "out", "first")
    reports = run(folder, tmp_path / "out", "second", **{"redact.policy": "pci"})
    assert [report.done for report in reports.values()] == [0, 2, 2, 2]


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    return {}


@pytest.mark.parametrize(
    "moment",
    [
        ("add_call", "after", 1),
        ("put", "after", 1),
        ("save_transcribed", "after", 2),
        ("save", "after", 3),  # the first is the check that the output can be written
        ("save_redacted", "after", 1),
        ("save_analysis", "before", 1),
    ],
    ids=lambda moment: "-".join(map(str, moment)),
)
def test_a_killed_run_is_finished_by_the_next_one(
    moment: tuple[str, str, int], clips: Clips, tmp_path: Path, undisturbed: dict[str, Any]
) -> None:
    folder = clips(3)
    if not undisturbed:
        run(folder, tmp_path / "whole")
        undisturbed.update(contents(tmp_path / "whole" / "callsight.db"))
    output = tmp_path / "killed"
    command = [sys.executable, "-m", "tests.killable", str(folder), str(output), *map(str, moment)]
    done = subprocess.run(command, cwd=Path(__file__).parents[1], capture_output=True, text=True)
    assert done.returncode == -signal.SIGKILL, done.stderr
    run(folder, output, "rerun")
    after = contents(output / "callsight.db")
    # Clips are the same sound in other folders: only the keys of their locations differ.
    for table, rows in undisturbed.items():
        if table != "locations":
            assert after[table] == rows, table
    assert not [path for path in (output / ".scratch").rglob("*") if path.is_file()]


def test_half_written_audio_of_a_killed_run_is_deleted(clips: Clips, tmp_path: Path) -> None:
    code = (
        "import os, sys, signal; from pathlib import Path; import callsight.audio.writer as w;"
        "w.os.fsync = lambda _: os.kill(os.getpid(), signal.SIGKILL);"
        "w.copy_silenced(Path(sys.argv[1]), Path(sys.argv[2]), [])"
    )
    folder, audio = clips(1), tmp_path / "out" / "audio"
    command = [sys.executable, "-c", code, str(folder / "clip_000.wav"), str(audio / "x.wav")]
    assert subprocess.run(command, check=False).returncode == -signal.SIGKILL
    assert [path.name[:9] for path in audio.iterdir()] == [".writing-"]
    run(folder, tmp_path / "out")
    with open_store(str(tmp_path / "out" / "callsight.db")) as store:
        assert [f"audio/{path.name}" for path in audio.iterdir()] == [store.calls()[0]["audio"]]


def test_two_runs_at_once_share_the_calls(clips: Clips, tmp_path: Path) -> None:
    folder = clips(6)
    command = [sys.executable, "-m", "tests.killable", str(folder), str(tmp_path / "out")]
    both = [
        subprocess.Popen(command, cwd=Path(__file__).parents[1], stderr=subprocess.PIPE)
        for _ in range(2)
    ]
    assert [process.wait(timeout=120) for process in both] == [0, 0]
    run(folder, tmp_path / "out", "last")
    with open_store(str(tmp_path / "out" / "callsight.db")) as store:
        runs, calls = store.runs(), store.calls()
    done = [r["counts"].get("transcribe", {}).get("calls", 0) for r in runs]
    assert sum(done) == 6, "a call was transcribed twice or not at all"
    assert [call["status"] for call in calls] == ["analyzed"] * 6


def test_a_thousand_known_calls_are_skipped_in_seconds(tmp_path: Path) -> None:
    folder, output = tmp_path / "recordings", tmp_path / "out"
    folder.mkdir()
    for index in range(1000):
        (folder / f"{index:04}.wav").write_bytes(b"RIFF" + index.to_bytes(4, "little"))
    config = configuration(str(folder), str(output))
    first = Run(config, "first")
    first.begin()
    for index, entry in enumerate(first.source.entries()):
        call = Call(f"{index:016x}", f"{index:064x}", entry.name, 5.0, 8000, 2, "pcm_s16le", 8)
        first.store.add_call(call, entry.key, "first")
        first.store.engine  # noqa: B018
    with first.store.engine.begin() as connection:
        connection.execute(
            sa.text("update calls set redacted_fingerprint = :r, analyzed_fingerprint = :a"),
            {"r": first.wanted.redacted, "a": first.wanted.analyzed},
        )
    started = time.process_time()  # whatever else the machine is doing
    reports = run(folder, output, "second")
    assert reports["ingest"].known == 1000
    assert sum(report.done + report.failed for report in reports.values()) == 0
    assert time.process_time() - started < 5


def test_a_bad_file_costs_only_itself(clips: Clips, tmp_path: Path) -> None:
    folder = clips(2)
    (folder / "note.wav").write_text("this is not sound")
    (folder / "empty.wav").touch()
    reports = run(folder, tmp_path / "out")
    assert reports["ingest"].failures == {"not_audio": 1, "empty_file": 1}
    assert reports["analyze"].done == 2
    again = run(folder, tmp_path / "out", "second")
    assert again["ingest"].failed == 0, "a bad file is not read again every night"


def test_a_bad_file_that_is_replaced_is_no_failure_any_more(clips: Clips, tmp_path: Path) -> None:
    folder = clips(2)
    good = (folder / "clip_001.wav").read_bytes()
    (folder / "clip_001.wav").write_text("this is not sound")
    run(folder, tmp_path / "out")
    (folder / "clip_001.wav").write_bytes(good)
    assert run(folder, tmp_path / "out", "second")["analyze"].done == 1
    with open_store(str(tmp_path / "out" / "callsight.db")) as store:
        assert store.failures() == []


def test_a_corrected_metadata_table_counts_for_known_calls(clips: Clips, tmp_path: Path) -> None:
    folder, table = clips(2), tmp_path / "calls.csv"
    settings = {"ingest.metadata": str(table)}
    table.write_text("file,agent_id,direction\nclip_000.wav,A1,in\nclip_001.wav,A1,sideways\n")
    first = run(folder, tmp_path / "out", "first", **settings)
    assert first["ingest"].failures == {"metadata": 1}
    table.write_text("file,agent_id,direction\nclip_000.wav,A2,in\nclip_001.wav,A1,out\n")
    second = run(folder, tmp_path / "out", "second", **settings)
    assert [report.done for report in second.values()] == [2, 1, 1, 1]
    with open_store(str(tmp_path / "out" / "callsight.db")) as store:
        assert {row["recording"]: row["agent_id"] for row in store.calls()} == {
            "clip_000.wav": "A2", "clip_001.wav": "A1",
        }  # fmt: skip
        assert store.failures() == []
    names = "file,agent_id,direction,customer_name\nclip_000.wav,A2,in,Jane\nclip_001.wav,A1,out,\n"
    table.write_text(names)
    third = run(folder, tmp_path / "out", "third", **settings)
    assert [report.done for report in third.values()] == [1, 1, 1, 1], "names: redacted again"
    assert run(folder, tmp_path / "out", "fourth", **settings)["ingest"].known == 2


def test_two_copies_are_one_call_and_counted_once(clips: Clips, tmp_path: Path) -> None:
    folder = clips(1)
    (folder / "copy.wav").write_bytes((folder / "clip_000.wav").read_bytes())
    config = configuration(str(folder), str(tmp_path / "out"))
    run_stages(config, "run")
    assert Run(config, "run").close().done == 1


def test_unreachable_database_is_a_configuration_error(clips: Clips, tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match=r"127\.0\.0\.1"):
        run(clips(1), tmp_path, database="postgresql://user:secret@127.0.0.1:9/none")


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("transcribe.model", "whisper-enormous"),
        ("redact.policy", "none-such"),
        ("analyze.questionnaire", "none-such"),
    ],
)
def test_wrong_names_stop_the_run_before_any_work(
    key: str, value: str, clips: Clips, tmp_path: Path
) -> None:
    with pytest.raises(ConfigurationError, match=value):
        run(clips(1), tmp_path / "out", **{key: value})
    assert not (tmp_path / "out" / "callsight.db").exists()
