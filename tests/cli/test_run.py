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
from callsight.runner import RunSummary

ROOT = Path(__file__).parents[2]


def callsight(folder: Path, *arguments: object) -> subprocess.CompletedProcess[str]:
    """The command as it is called, from a folder of its own."""
    paths = {"PYTHONPATH": str(ROOT / "functions"), "CALLSIGHT_PROJECT": str(ROOT)}
    return subprocess.run(
        [sys.executable, "-m", "callsight", *map(str, arguments)],
        cwd=folder,
        env={**os.environ, **paths},
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

    again = callsight(tmp_path, "run", folder)
    assert again.returncode == 0, again.stderr
    assert "Nothing to do: 2 recordings are known and unchanged." in again.stdout

    listed = json.loads(callsight(tmp_path, "calls", "--json").stdout)
    assert [row["status"] for row in listed] == ["analyzed"]
    page = (data / "report.html").read_text(encoding="utf-8")
    assert f'src="{listed[0]["audio"]}"' in page
    assert (data / listed[0]["audio"]).exists()


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
