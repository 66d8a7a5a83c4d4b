"""Execute notebooks in place, with a picture beside each figure: GitHub runs no JavaScript.

    python notebooks/execute.py [NOTEBOOK ...]

Pictures need Chromium (`apt-get install chromium`); without it figures stay interactive only.
"""

from __future__ import annotations

import base64
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

import nbformat
from nbclient import NotebookClient

FOLDER = Path(__file__).parent
FIGURE = "application/vnd.plotly.v1+json"
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
WIDTH = 860
"""Pixels."""


def execute(notebook: nbformat.NotebookNode, folder: Path) -> None:
    """Run every cell with `folder` as working folder; what the cells print and show is kept.

    Raises nbclient's CellExecutionError where a cell fails.
    """
    # Only the figure itself: plotly's HTML would add 4.5 MB of JavaScript to each.
    environment = os.environ | {"PLOTLY_RENDERER": "plotly_mimetype"}
    client = NotebookClient(notebook, timeout=900, resources={"metadata": {"path": str(folder)}})
    client.execute(env=environment)
    for cell in notebook.cells:
        cell.metadata.pop("execution", None)  # times change with every execution


def add_pictures(notebook: nbformat.NotebookNode) -> None:
    """Give every figure a PNG, which readers without JavaScript show instead."""
    for cell in notebook.cells:
        for output in cell.get("outputs", ()):
            figure = output.get("data", {}).get(FIGURE)
            if figure and CHROMIUM:
                output["data"]["image/png"] = base64.b64encode(picture(figure)).decode()


def picture(figure: dict[str, Any]) -> bytes:
    """A figure as PNG with a transparent background."""
    import plotly.graph_objects as go

    drawn = go.Figure(data=figure["data"], layout=figure["layout"])
    height = int(drawn.layout.height or 400)
    drawn.update_layout(width=WIDTH, height=height)
    with tempfile.TemporaryDirectory() as folder:
        page, image = Path(folder) / "figure.html", Path(folder) / "figure.png"
        body = drawn.to_html(full_html=False, config={"staticPlot": True})
        page.write_text(f"<meta charset='utf-8'><body style='margin:0'>{body}", encoding="utf-8")
        options = (
            "--headless=new", "--no-sandbox", "--disable-gpu", "--hide-scrollbars",
            "--default-background-color=00000000", "--virtual-time-budget=5000",
            f"--window-size={WIDTH},{height}", f"--user-data-dir={folder}/profile",
            f"--screenshot={image}",
        )  # fmt: skip
        subprocess.run([str(CHROMIUM), *options, page.as_uri()], check=True, capture_output=True)
        return image.read_bytes()


def main(names: list[str]) -> None:
    """Execute the named notebooks, or all of this folder."""
    for path in [Path(name) for name in names] or sorted(FOLDER.glob("*.ipynb")):
        notebook = nbformat.read(path, as_version=4)
        with tempfile.TemporaryDirectory() as folder:
            execute(notebook, Path(folder))
        add_pictures(notebook)
        nbformat.write(notebook, path)
        print(f"{path}: {len(notebook.cells)} cells, {path.stat().st_size / 1e3:.0f} kB")


if __name__ == "__main__":
    main(sys.argv[1:])
