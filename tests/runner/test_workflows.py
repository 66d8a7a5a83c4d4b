"""The synthesis and evaluation workflows by MLRun's own command line."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


@pytest.mark.slow
def test_evaluate_calls_synthesizes_and_scores(flite_library: None, tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "mlrun", "project", str(ROOT), "--name", "callsight", "--no-save",
         "--run", "evaluate-calls", "--engine", "local", "--local",
         "--arguments", f"folder={tmp_path / 'calls'}", "--arguments", "calls=1"],
        cwd=ROOT,
        env=os.environ | {"CALLSIGHT_OUTPUT": str(tmp_path)},
        capture_output=True,
        text=True,
        timeout=300,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    runs = [json.loads(path.read_text()) for path in (tmp_path / "mlrun/db/runs").glob("*.json")]
    states = {run["metadata"]["name"]: run["status"]["state"] for run in runs}
    assert states == {"synthesize": "completed", "evaluate": "completed"}
    scores = next(r for r in runs if r["metadata"]["name"] == "evaluate")["status"]["results"]
    assert 0 <= scores["wer"] < 1
    assert list((tmp_path / "mlrun/artifacts").rglob("evaluation.json"))
