"""`callsight run` for real: exit codes, the table at the end, nothing to do the second time."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from callsight.cli.run import exit_code
from callsight.errors import ConfigurationError
from callsight.runner import RunSummary, project_folder
from callsight.store import open_store

ROOT = Path(__file__).parents[2]


def callsight(
    folder: Path, *arguments: object, **environment: str
) -> subprocess.CompletedProcess[str]:
    """The command as it is called, from a folder of its own."""
    paths = {"PYTHONPATH": str(ROOT / "functions"), "CALLSIGHT_PROJECT": str(ROOT)}
    return subprocess.run(
        [sys.executable, "-m", "callsight", *map(str, arguments)],
        cwd=folder,
        env={**os.environ, **paths, **environment},
        capture_output=True,
        text=True,
        timeout=180,
    )


@pytest.mark.slow
def test_run_then_nothing_to_do(clips: Callable[[int], Path], tmp_path: Path) -> None:
    folder = clips(1)
    (folder / "broken.wav").write_text("not a recording")
    first = callsight(tmp_path, "run", folder)
    assert first.returncode == 1, first.stderr
    assert "1 calls processed, 1 failed" in first.stdout
    assert "analyzed" in first.stdout and "not_audio" in first.stdout
    assert "Next:           callsight failures" in first.stdout
    assert "Transcribe: done, 1 in " in first.stderr
    assert "Traceback" not in first.stderr
    data = tmp_path / "callsight-data"
    assert (data / "callsight.db").exists() and (data / "report.html").exists()

    with open_store(str(data / "callsight.db")) as store:
        call_id = store.calls()[0]["call_id"]
        store.correct_answer(call_id, "topic", "claim", author="lead_1", reason="heard it")
    again = callsight(tmp_path, "run", folder)
    assert again.returncode == 0, again.stderr
    assert "Nothing to do: 2 recordings are known and unchanged." in again.stdout
    assert "Still open:     1 from earlier runs (callsight failures" in again.stdout

    listed = json.loads(callsight(tmp_path, "calls", "--json").stdout)
    assert [row["status"] for row in listed] == ["analyzed"]
    page = (data / "report.html").read_text(encoding="utf-8")
    assert f'src="{listed[0]["audio"]}"' in page
    assert (data / listed[0]["audio"]).exists()
    assert "corrected by lead_1" in page  # though no call was new


@pytest.mark.parametrize(
    ("state", "results", "code"),
    [
        ("Succeeded", {"report": {"failed": 0}}, 0),
        ("Succeeded", {"report": {"failed": 2}}, 1),
        ("Failed", {"report": {"failed": 2}}, 1),
        ("Failed", {"ingest": {"failed": 0}}, 2),
        ("Failed", {}, 2),
    ],
)
def test_exit_codes(state: str, results: dict[str, dict[str, int]], code: int) -> None:
    summary = RunSummary("id", state, "", results, "db", "out", None)
    assert exit_code(summary) == code


def test_an_empty_folder_is_an_error_before_anything_is_loaded(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    done = callsight(tmp_path, "run", "empty")
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith("Error: No recordings in `empty`")


@pytest.mark.slow
def test_mlrun_keeps_no_path_and_no_password(clips: Callable[[int], Path], tmp_path: Path) -> None:
    folder = clips(1)
    secret = folder.rename(tmp_path / "Jane Doe 555-0142")
    table = tmp_path / "calls of Jane Doe.csv"
    table.write_text("file,agent_id\nclip_000.wav,A7\n")
    temporary = tmp_path / "tmp"
    temporary.mkdir()
    done = callsight(
        tmp_path, "run", secret, "--metadata", table, "--output", "out",
        "--set", "analyze.base_url=http://me:hunter2@127.0.0.1/v1", TMPDIR=str(temporary),
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert "callsight show" in done.stdout and "--database out/callsight.db" in done.stdout
    kept = [path for path in (tmp_path / "out").rglob("*") if path.is_file()]
    assert any("db/runs" in path.as_posix() for path in kept)
    for path in kept:
        for private in (b"Jane Doe", b"555-0142", b"hunter2"):
            assert private not in path.read_bytes(), path
    assert not list(temporary.iterdir())
    shown = callsight(tmp_path, "calls", "--json", "--database", "out/callsight.db")
    assert [row["agent_id"] for row in json.loads(shown.stdout)] == ["A7"]


def test_another_project_in_the_working_folder_is_not_ours(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "workflows").mkdir()
    (tmp_path / "project.yaml").write_text("kind: project\nmetadata: {name: other}\n")
    monkeypatch.chdir(tmp_path)
    assert project_folder() == ROOT
    monkeypatch.setenv("CALLSIGHT_PROJECT", str(tmp_path))
    with pytest.raises(ConfigurationError, match="No MLRun project named `callsight`"):
        project_folder()


def test_an_output_that_cannot_be_written_is_one_clear_line(tmp_path: Path) -> None:
    (tmp_path / "taken").write_text("a file")
    done = callsight(tmp_path, "run", "samples", "--output", "taken")
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith("Error: Cannot write to `taken` (")
    assert "choose another folder with `--output`" in done.stderr
    assert len(done.stderr.splitlines()) == 1
