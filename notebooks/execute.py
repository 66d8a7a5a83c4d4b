"""Execute notebooks in place, with a picture of each figure and card: GitHub runs no JavaScript.

    python notebooks/execute.py [NOTEBOOK ...]

Pictures need Chromium (`apt-get install chromium`); without it figures stay interactive only.
"""

from __future__ import annotations

import base64
import html
import os
import re
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
CARD = re.compile(r'<iframe title="Call.* srcdoc="(?P<page>[^"]*)" style=".*height:(?P<height>\d+)px')
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
    """Give every figure a PNG, which readers without JavaScript show instead.

    The card of a call becomes one: readers show no frames, and its sound would be half a megabyte.
    """
    for cell in notebook.cells:
        for output in cell.get("outputs", ()):
            data = output.get("data", {})
            if CHROMIUM and (figure := data.get(FIGURE)):
                data["image/png"] = picture(*figure_page(figure))
            elif CHROMIUM and (card := CARD.match(data.get("text/html", ""))):
                data["image/png"] = picture(html.unescape(card["page"]), int(card["height"]))
                del data["text/html"]


def figure_page(figure: dict[str, Any]) -> tuple[str, int]:
    """A figure as HTML with a transparent background, and its height in pixels."""
    import plotly.graph_objects as go

    drawn = go.Figure(data=figure["data"], layout=figure["layout"])
    height = int(drawn.layout.height or 400)
    drawn.update_layout(width=WIDTH, height=height)
    body = drawn.to_html(full_html=False, config={"staticPlot": True})
    return f"<meta charset='utf-8'><body style='margin:0'>{body}", height


def picture(page: str, height: int) -> str:
    """A page as PNG in base64."""
    with tempfile.TemporaryDirectory() as folder:
        file, image = Path(folder) / "page.html", Path(folder) / "page.png"
        file.write_text(page, encoding="utf-8")
        options = (
            "--headless=new", "--no-sandbox", "--disable-gpu", "--hide-scrollbars",
            "--default-background-color=00000000", "--virtual-time-budget=5000",
            f"--window-size={WIDTH},{height}", f"--user-data-dir={folder}/profile",
            f"--screenshot={image}",
        )  # fmt: skip
        subprocess.run([str(CHROMIUM), *options, file.as_uri()], check=True, capture_output=True)
        return base64.b64encode(image.read_bytes()).decode()


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
