"""The pictures of the README: `make screenshots`, after `make demo`."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

import callsight
from callsight.report import write_call, write_report
from callsight.store import open_store
from tests.report.browser import Page, browser
from tests.report.screenshots import look, picture


def main(output: Path, images: Path) -> None:
    """Take the pictures of the report, a call's page and a notebook's card of the demo run."""
    with tempfile.TemporaryDirectory() as folder, browser() as page:
        for take in (_report, _call, _card):
            print(picture(page, images / take(page, output, Path(folder))))
        assert not page.complaints, page.complaints


def _report(page: Page, output: Path, folder: Path) -> str:
    look(page)
    with open_store(str(output / "callsight.db"), create=False) as store:
        page.open(write_report(store, folder / "report"))
    return "report.png"


def _call(page: Page, output: Path, folder: Path) -> str:
    look(page)
    with open_store(str(output / "callsight.db"), create=False) as store:
        page.open(write_call(store, "call_01", folder, output=output))
    _hear(page, 8)
    return "call.png"


def _card(page: Page, output: Path, folder: Path) -> str:
    look(page, "card")
    with callsight.open(output / "callsight.db") as calls:
        path = folder / "card.html"
        path.write_text(calls.call("call_04").html(), encoding="utf-8")
    page.open(path)
    _hear(page, 9)
    return "card.png"


def _hear(page: Page, seconds: float) -> None:
    page.wait("document.querySelector('audio').readyState > 0")
    page.run(f"document.querySelector('audio').currentTime = {seconds}")
    page.wait("document.querySelector('.turn.now') !== null")


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
