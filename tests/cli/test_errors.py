"""What goes wrong is one clear line, exit code 2, no traceback, and no value of a variable."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from typer.testing import Result

from callsight.store import Store

Call = Callable[..., Result]
SPOKEN = "four one one one, jane.doe@example.com"


@pytest.mark.parametrize(
    ("command", "said"),
    [
        (["calls", "--database", "/no/where.db"], "There is no database `/no/where.db`"),
        (["calls", "--database", "oracle://x"], "Unknown kind of database `oracle`"),
        (
            ["calls", "--since", "yesterday", "--database", "x"],
            "`since` cannot be `yesterday`: give a date",
        ),
        (["failures", "--stage", "cook", "--database", "x"], "Unknown stage `cook`"),
        (["retry"], "Name one call or `--all`"),
        (["retry", "x", "--all"], "Name one call or `--all`"),
        (["config", "--profile", "tpu"], "Unknown profile `tpu`: choose one of demo, cpu, gpu."),
        (["config", "--set", "redact.polcy=x"], "Unknown key `redact.polcy`"),
        (["config", "--set", "profile"], "must be KEY=VALUE"),
        (["config", "--config", "/no/file.yaml"], "Cannot read configuration file"),
        (["run", "/no/recordings"], "`/no/recordings` does not exist"),
        (["run", "samples", "--metadata", "/no/table.csv"], "/no/table.csv"),
        (["run", "--set", "transcribe.model=huge"], "Unknown speech model `huge`"),
        (["run", "--set", "redact.policy=huge"], "Unknown policy `huge`"),
        (["run", "--set", "analyze.questionnaire=huge"], "Unknown questionnaire `huge`"),
        (["run", "--database", "sqlite:////dev/null/x.db"], "`/dev/null/x.db`"),
        (["run", "--database", "x.db", "--output", "/dev/null/out"], "/dev/null/out"),
        (["redact", "/no/text.txt"], "Cannot read `/no/text.txt`"),
        (["redact", "-", "--policy", "none"], "Unknown policy `none`"),
        (["synthesize", ".", "--calls", "0"], "at least 1"),
        (["evaluate"], "Name a folder with ground truth"),
        (["evaluate", "/no/folder"], "`/no/folder` is not a folder"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_one_line(
    call: Call, command: list[str], said: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    result = call(*command, input="")
    assert result.exit_code == 2
    assert result.stdout == ""
    lines = result.stderr.strip().splitlines()
    assert lines[-1].startswith("Error: ") and said in lines[-1]
    assert len(lines) == 1


def test_usage_errors_exit_with_2(call: Call) -> None:
    for command in (["calls", "--unknown"], ["nothing"], ["show"], ["calls", "--limit", "none"]):
        result = call(*command)
        assert result.exit_code == 2 and "Traceback" not in result.stderr


def test_an_unknown_call(call: Call, database: Path) -> None:
    result = call("show", "C-9", "--database", database)
    assert result.exit_code == 2
    assert result.stderr == "Error: There is no call `C-9`: see `callsight calls` for the ids.\n"


def _broken(self: Store, *args: Any, **kwargs: Any) -> list[Any]:
    heard = SPOKEN
    raise ValueError(f"cannot handle {heard!r}")


def test_the_unexpected_shows_no_value(
    call: Call, database: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Store, "calls", _broken)
    result = call("calls", "--database", database)
    assert result.exit_code == 3
    assert result.stdout == ""
    assert "ValueError in test_errors.py line" in result.stderr
    assert SPOKEN not in result.stderr and "Traceback" not in result.stderr


def test_debug_shows_the_traceback(
    call: Call, database: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Store, "calls", _broken)
    result = call("--debug", "calls", "--database", database)
    assert result.exit_code == 3
    assert "Traceback" in result.stderr and "_broken" in result.stderr
    assert "heard = " not in result.stderr.replace("heard = SPOKEN", "")


def test_a_file_that_cannot_be_written(call: Call, database: Path, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    result = call("report", "-o", tmp_path / "file" / "x", "--database", database)
    assert result.exit_code == 2
    assert result.stderr.startswith("Error: Cannot use `") and "Traceback" not in result.stderr


def test_a_closed_pipe_is_no_error(database: Path) -> None:
    command = f"{sys.executable} -m callsight calls --json --database {database} | head -1"
    done = subprocess.run(
        ["bash", "-c", command], capture_output=True, text=True, env=_environment()
    )
    assert (done.stdout, done.stderr) == ("[\n", "")


def test_errors_of_the_real_command() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "callsight", "calls", "--database", "/no/where.db"],
        capture_output=True,
        text=True,
        env=_environment(),
    )
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith("Error: There is no database")


def _environment() -> dict[str, str]:
    return {**os.environ, "PYTHONPATH": str(Path(__file__).parents[2] / "functions")}
