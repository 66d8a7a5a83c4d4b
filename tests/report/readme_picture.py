"""The picture of a call in the README: `make screenshots`, after `make demo`."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from callsight.report import write_call
from callsight.store import open_store
from tests.report.browser import browser
from tests.report.screenshots import look, picture


def main(output: Path, path: Path) -> None:
    """Write the page of a bundled call and take its picture."""
    with tempfile.TemporaryDirectory() as folder, browser() as page:
        with open_store(str(output / "callsight.db"), create=False) as store:
            page.open(write_call(store, "call_01", Path(folder), output=output))
        page.wait("document.querySelector('audio').readyState > 0")
        page.run("document.querySelector('audio').currentTime = 8")
        page.wait("document.querySelector('.turn.now') !== null")
        look(page)
        print(picture(page, path))


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
