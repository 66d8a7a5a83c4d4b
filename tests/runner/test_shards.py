"""Shards: the same rows as without them, whatever is killed, and one process per GPU."""

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from callsight.config import load_config
from callsight.errors import ConfigurationError
from callsight.processes import new_owner
from callsight.report.drift import nights
from callsight.runner import run_workflow, shards
from callsight.store import open_store
from tests.killable import configuration, run_stages
from tests.test_pipeline import contents

Clips = Callable[[int], Path]


_whole: dict[str, Any] = {}


@pytest.fixture
def whole(clips: Clips, tmp_path: Path) -> dict[str, Any]:
    """The rows of an undisturbed run without shards, made once."""
    if not _whole:
        run_stages(configuration(str(clips(5)), str(tmp_path / "whole")), "whole")
        _whole.update(contents(tmp_path / "whole" / "callsight.db"))
    return _whole


def same(database: Path, rows: dict[str, Any]) -> None:
    after = contents(database)
    for table, expected in rows.items():
        if table != "locations":  # the clips lie in another folder
            assert after[table] == expected, table


@pytest.mark.parametrize("arguments", [{"shards": 3}, {"workers": 2}], ids=str)
def test_shards_and_workers_give_the_rows_of_one_process(
    arguments: dict[str, int], clips: Clips, tmp_path: Path, whole: dict[str, Any]
) -> None:
    config = configuration(str(clips(5)), str(tmp_path / "out"))
    summary = run_workflow(config, **arguments)
    assert summary.state == "Succeeded", summary.message
    assert summary.results["report"]["calls"] == 5
    assert summary.results["report"]["drift"] == "none"
    same(tmp_path / "out" / "callsight.db", whole)
    with open_store(str(tmp_path / "out" / "callsight.db"), create=False) as store:
        counts = store.counts_of(summary.run_id)
        assert [night.calls for night in nights(store)] == [5]
    parts = [numbers["calls"] for name, numbers in counts.items() if name.startswith("transcribe-")]
    assert sum(parts) == 5 and len(parts) > 1


def kill_children(after: float, killed: list[int], ended: threading.Event) -> None:
    """SIGKILL the first shard process that has lived for `after` seconds."""
    while not killed and not ended.wait(0.02):
        found = subprocess.run(
            ["pgrep", "-P", str(os.getpid()), "-f", "callsight.runner.shards"],
            capture_output=True, text=True,
        )  # fmt: skip
        for pid in map(int, found.stdout.split()):
            time.sleep(after)
            os.kill(pid, signal.SIGKILL)
            killed.append(pid)
            return


def test_a_killed_shard_is_started_again(
    clips: Clips, tmp_path: Path, whole: dict[str, Any]
) -> None:
    killed: list[int] = []
    ended = threading.Event()
    killer = threading.Thread(target=kill_children, args=(3.0, killed, ended))
    killer.start()
    summary = run_workflow(configuration(str(clips(5)), str(tmp_path / "out")), workers=2)
    ended.set()
    killer.join()
    assert killed and summary.state == "Succeeded", summary.message
    same(tmp_path / "out" / "callsight.db", whole)
    assert not [path for path in (tmp_path / "out" / ".scratch").rglob("*") if path.is_file()]


def test_a_retried_shard_takes_over_what_its_dead_pod_claimed(clips: Clips, tmp_path: Path) -> None:
    """Pods cannot see each other's processes: the claim of a dead one would hold for an hour."""
    from callsight.run import Run

    config = configuration(str(clips(3)), str(tmp_path / "out"))
    first = Run(config, "night")
    first.begin()
    other = Run(config, "other night")
    other.begin()
    shards_of = [Run(config, "night", shard=(index, 2)) for index in range(2)]
    from callsight.pipeline import ingest_recordings, transcribe_calls

    ingest_recordings(first)
    elsewhere = [run.owner.replace(run.owner.split(":")[0], "pod-1/7") for run in shards_of]
    claimed = [
        first.store.claim("transcribe", first.wanted, owner, shard=run.shard)
        for owner, run in zip(elsewhere, shards_of, strict=True)
    ]
    assert sum(map(len, claimed)) == 3
    assert transcribe_calls(other).done == 0, "somebody else's claims hold"
    retried = [transcribe_calls(run).done for run in shards_of]
    assert retried == [len(calls) for calls in claimed]


def test_owners_of_the_same_work_are_told_apart_from_others() -> None:
    assert new_owner("night/0-2").endswith("@night/0-2")
    assert "@" not in new_owner()


def test_a_shard_ends_with_its_parent(clips: Clips, tmp_path: Path) -> None:
    process = subprocess.Popen(
        [sys.executable, "-m", "callsight.runner.shards"], stdin=subprocess.PIPE
    )
    assert process.stdin
    process.stdin.close()
    assert process.wait(timeout=60) != 0


def test_wrong_settings_are_not_tried_again(
    clips: Clips, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    job = {"settings": {"transcribe.model": "whisper-enormous"}, "run": "x", "stage": "transcribe"}
    tried: list[int] = []
    original = shards._run_process

    def counted(*arguments: Any) -> tuple[int, str]:
        tried.append(1)
        return original(*arguments)

    monkeypatch.setattr(shards, "_run_process", counted)
    problem = shards._persist({**job, "shard": 0, "shards": 2}, dict(os.environ))
    assert isinstance(problem, ConfigurationError) and "whisper-enormous" in str(problem)
    assert len(tried) == 1


def test_workers_are_a_number_or_follow_the_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    config = load_config({"transcribe.device": "cpu", "analyze.device": "cpu"})
    assert shards.workers_of("3", config) == 3
    assert shards.workers_of("auto", config) == max(1, len(os.sched_getaffinity(0)) // 2)
    monkeypatch.setenv("CUDA_VISIBLE_DEVICES", "0,2,5")
    assert shards.workers_of("auto", load_config({})) == 3
    assert shards._environment(4, 6, ["0", "2", "5"])["CUDA_VISIBLE_DEVICES"] == "2"
    for wrong in ("0", "-1", "many"):
        with pytest.raises(ConfigurationError, match="auto"):
            shards.workers_of(wrong, config)
