"""The notebooks: stored executed with pictures, and they still run."""

from __future__ import annotations

import importlib.util
import shutil
from pathlib import Path
from types import ModuleType
from typing import Any

import nbformat
import pytest

ROOT = Path(__file__).parents[2]
NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))
FIGURE = "application/vnd.plotly.v1+json"


def execute_module() -> ModuleType:
    spec = importlib.util.spec_from_file_location("execute", ROOT / "notebooks" / "execute.py")
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def outputs(notebook: nbformat.NotebookNode) -> list[Any]:
    return [output for cell in notebook.cells for output in cell.get("outputs", ())]


EXPECTED = {
    "01_run_and_explore": (5, ["The run succeeded.", "was said at"]),
    "02_ask_your_own_questions": (3, ["The run succeeded.", "Refused: `topic` cannot be `weather`"]),
    "03_evaluate_and_compare": (4, ["calls were scored."]),
    "04_nightly_operations": (4, ["The first night", "The second night", "Listen to these"]),
}
"""Figures, and what is printed."""


def test_there_are_notebooks() -> None:
    assert [path.stem for path in NOTEBOOKS] == list(EXPECTED)


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_stored_executed_with_pictures(path: Path) -> None:
    notebook = nbformat.read(path, as_version=4)
    nbformat.validate(notebook)
    code = [cell for cell in notebook.cells if cell.cell_type == "code"]
    assert [cell.execution_count for cell in code] == list(range(1, len(code) + 1))
    assert not [output for output in outputs(notebook) if output.output_type == "error"]
    figures = [output for output in outputs(notebook) if FIGURE in output.get("data", {})]
    assert len(figures) >= EXPECTED[path.stem][0]
    assert all("image/png" in figure["data"] for figure in figures)
    assert path.stat().st_size < 1_500_000
    assert not any(place in path.read_text() for place in ("/tmp/", "/home/", str(ROOT)))


@pytest.mark.slow
@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_runs(
    path: Path, sample_calls: list[Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    recordings = tmp_path / "recordings"
    recordings.mkdir()
    for recording in sorted(sample_calls, key=lambda call: call.stat().st_size)[:2]:
        shutil.copy(recording, recordings)
        shutil.copy(recording.with_suffix(".json"), recordings)
    monkeypatch.setenv("CALLSIGHT_RECORDINGS", str(recordings))
    monkeypatch.setenv("PYTHONPATH", str(ROOT / "functions"))
    notebook = nbformat.read(path, as_version=4)
    execute_module().execute(notebook, tmp_path)
    printed = "".join(output.text for output in outputs(notebook) if output.output_type == "stream")
    least, said = EXPECTED[path.stem]
    assert all(text in printed for text in said)
    figures = [output for output in outputs(notebook) if FIGURE in output.get("data", {})]
    assert len(figures) >= least
