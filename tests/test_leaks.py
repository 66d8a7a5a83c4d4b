"""After a full run over the sample calls, nothing personal is left anywhere that the run wrote."""

import json
import os
import re
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pandas as pd
import pytest

from callsight.synthesize import truth
from tests.conftest import SAMPLES

DIGITS = (
    "CREDIT_CARD CARD_EXPIRY CVV PHONE_NUMBER US_SSN ACCOUNT_NUMBER ID_NUMBER PIN IBAN_CODE "
    "EMAIL_ADDRESS"
).split()


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


def written(demo: DemoRun) -> Iterator[tuple[str, str]]:
    """Name and text of everything that the run left behind, temporary files included; not audio."""
    yield "logs", demo.logs
    database = demo.folder / "out" / "callsight.db"
    assert database.stat().st_size > 50_000
    with sqlite3.connect(database) as connection:
        yield "database", "\n".join(connection.iterdump())
    for path in sorted(demo.folder.rglob("*")):
        if not path.is_file() or path.suffix in (".flac", ".ogg", ".wav", ".opus"):
            continue
        name = str(path.relative_to(demo.folder))
        yield f"name of {name}", name
        if path.suffix == ".parquet":
            yield name, pd.read_parquet(path).to_csv()
        else:
            yield name, path.read_bytes().decode("utf-8", errors="replace")


def secrets() -> Iterator[tuple[str, str]]:
    """Personal values of the sample calls that have digits or letters, written and as spoken."""
    for path in sorted(SAMPLES.glob("*.json")):
        call = truth.read(path)
        for item in call.pii:
            if item.entity in DIGITS:
                spoken = call.turns[item.turn].spoken[item.start : item.end]
                yield item.value, spoken


def squeezed(text: str) -> str:
    """Letters, digits and @ alone, lower case: no grouping or punctuation can hide a value."""
    return re.sub(r"[^a-z0-9@]", "", text.lower())


def test_no_personal_value_is_left(demo: DemoRun) -> None:
    values = {squeezed(form) for pair in secrets() for form in pair}
    values = {value for value in values if len(value) >= 7}
    assert len(values) > 20, "the sample calls must hold personal data, or this test shows nothing"
    for name, text in written(demo):
        found = [value for value in values if value in squeezed(text)]
        assert not found, f"{len(found)} personal values are left in {name}"


def test_the_search_would_find_a_value(demo: DemoRun) -> None:
    value, spoken = next(pair for pair in secrets() if len(squeezed(pair[0])) >= 7)
    assert squeezed(value) in squeezed(f"prefix {value} suffix")
    assert squeezed(spoken) in squeezed(f"Well, {spoken.upper()}. Right?")


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
