"""After a full run over the sample calls, nothing personal is left anywhere that the run wrote."""

import json
import os
import sqlite3
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pandas as pd
import pytest

from tests import leaks
from tests.conftest import SAMPLES


@dataclass(frozen=True)
class DemoRun:
    folder: Path
    logs: str


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> DemoRun:
    """The whole MLRun workflow over the bundled calls, as `make demo` runs it."""
    folder = tmp_path_factory.mktemp("demo")
    temporary = folder / "tmp"
    temporary.mkdir()
    done = subprocess.run(
        [sys.executable, "-m", "callsight", "run", "samples", "--output", str(folder / "out")],
        cwd=folder,
        capture_output=True,
        text=True,
        env=os.environ | {"TMPDIR": str(temporary), "HOME": str(folder)},
        timeout=600,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return DemoRun(folder, done.stdout + done.stderr)


def test_no_personal_value_is_left(demo: DemoRun) -> None:
    database = demo.folder / "out" / "callsight.db"
    assert database.stat().st_size > 50_000
    values = leaks.Values(sorted(SAMPLES.glob("*.json")))
    assert len(values.rows) > 50, "the sample calls must hold personal data"
    assert leaks.find(demo.folder, values, demo.logs) == {}


@pytest.mark.parametrize("place", ["database", "json", "page", "parquet", "log", "name"])
def test_the_search_finds_every_value_wherever_it_stands(tmp_path: Path, place: str) -> None:
    values = leaks.Values(sorted(SAMPLES.glob("*.json")))
    for number, value in enumerate(values.rows):
        text = f"Well, {value.upper()}. Right?"
        folder = tmp_path / str(number)
        folder.mkdir()
        _leave(folder, place, text)
        found = leaks.find(folder, values, text if place == "log" else "")
        assert any(value in left for left in found.values()), value


def _leave(folder: Path, place: str, text: str) -> None:
    if place == "database":
        with sqlite3.connect(folder / "calls.db") as connection:
            connection.execute("create table turns (text text)")
            connection.execute("insert into turns values (?)", (text,))
    elif place == "json":
        (folder / "run.json").write_text(json.dumps({"results": [{"note": text}]}))
    elif place == "page":
        (folder / "call.html").write_text(f'<p title="{text}"></p><script>x = "y"</script>')
    elif place == "parquet":
        pd.DataFrame({"text": [text], "seconds": [1.5]}).to_parquet(folder / "calls.parquet")
    elif place == "name":
        (folder / text.replace(" ", "_").replace("?", "")).write_text("")


def test_the_search_takes_no_clock_or_hash_for_a_value() -> None:
    values = leaks.Values([SAMPLES / "call_08.json"])
    assert "2504" in values.rows
    assert values.in_text("my pin is 2504, thanks") == ["2504"]
    for machine in ("2026-01-05T10:58:25.2504", "12.2504", "9f3e2504c1a0b7d2", "125040"):
        assert values.in_text(machine) == []


def test_no_raw_transcript_is_left(demo: DemoRun) -> None:
    scratch = demo.folder / "out" / ".scratch"
    assert scratch.stat().st_mode & 0o077 == 0
    assert not [path for path in scratch.rglob("*") if path.is_file()]


def test_artifacts_and_results_are_logged(demo: DemoRun) -> None:
    runs = demo.folder / "out" / "mlrun" / "db" / "runs"
    records = {r["metadata"]["name"]: r for r in map(_json, runs.glob("*.json"))}
    assert set(records) == {"ingest", "transcribe", "redact", "analyze", "report"}
    assert all(record["status"]["state"] == "completed" for record in records.values())
    assert records["transcribe"]["status"]["results"]["calls"] == 8
    assert records["transcribe"]["status"]["results"]["real_time_factor"] > 0
    assert (demo.folder / "out" / "mlrun" / "artifacts" / "transcribe").is_dir()
    redacted = records["redact"]["status"]["results"]
    assert redacted["findings"] > 20 and redacted["seconds_silenced"] > 20
    assert redacted["findings_CREDIT_CARD"] >= 1
    assert "best effort" in redacted["redaction_limits"]
    assert "redaction_report" in json.dumps(records["redact"]["status"])


def test_every_sample_call_is_analyzed(demo: DemoRun) -> None:
    with sqlite3.connect(demo.folder / "out" / "callsight.db") as connection:
        rows = connection.execute("select status, audio, turns from call_overview").fetchall()
    assert len(rows) == 8
    assert {status for status, _, _ in rows} == {"analyzed"}
    assert all((demo.folder / "out" / audio).is_file() for _, audio, _ in rows)
    assert all(turns > 0 for _, _, turns in rows)


def _json(path: Path) -> dict:
    return json.loads(path.read_text())
