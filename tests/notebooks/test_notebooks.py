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


def test_there_are_notebooks() -> None:
    assert [path.name for path in NOTEBOOKS] == ["01_run_and_explore.ipynb"]


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_stored_executed_with_pictures(path: Path) -> None:
    notebook = nbformat.read(path, as_version=4)
    nbformat.validate(notebook)
    code = [cell for cell in notebook.cells if cell.cell_type == "code"]
    assert [cell.execution_count for cell in code] == list(range(1, len(code) + 1))
    assert not [output for output in outputs(notebook) if output.output_type == "error"]
    figures = [output for output in outputs(notebook) if FIGURE in output.get("data", {})]
    assert len(figures) >= 5
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
    monkeypatch.setenv("CALLSIGHT_RECORDINGS", str(recordings))
    monkeypatch.setenv("PYTHONPATH", str(ROOT / "functions"))
    notebook = nbformat.read(path, as_version=4)
    execute_module().execute(notebook, tmp_path)
    printed = "".join(output.text for output in outputs(notebook) if output.output_type == "stream")
    assert "The run succeeded." in printed
    assert "was said at" in printed
    assert len([output for output in outputs(notebook) if FIGURE in output.get("data", {})]) >= 5
    assert (tmp_path / "callsight-data" / "callsight.db").exists()
