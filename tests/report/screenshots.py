"""Pictures of pages in headless Chromium: `python -m tests.report.screenshots FOLDER PAGE…`.

Each page (a path or address) is taken wide and as on a phone, light and dark.
"""

from __future__ import annotations

import base64
import sys
from pathlib import Path

from tests.report.browser import Page, browser

SIZES = {"wide": (1280, 900, 1), "phone": (390, 844, 2)}
CARD = (1000, 720, 1)
"""The frame of a card in a notebook."""


def look(page: Page, size: str = "wide", dark: bool = False) -> None:
    """Set the size of the window and the color scheme."""
    width, height, scale = CARD if size == "card" else SIZES[size]
    page.command(
        "Emulation.setDeviceMetricsOverride",
        width=width, height=height, deviceScaleFactor=scale, mobile=size == "phone",
    )  # fmt: skip
    scheme = [{"name": "prefers-color-scheme", "value": "dark" if dark else "light"}]
    page.command("Emulation.setEmulatedMedia", features=scheme)


def picture(page: Page, path: Path, whole: bool = False) -> Path:
    """Save what is seen, or the whole page, as PNG."""
    shot = page.command("Page.captureScreenshot", format="png", captureBeyondViewport=whole)
    path.write_bytes(base64.b64decode(shot["data"]))
    return path


def main(folder: Path, pages: list[str]) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    with browser() as page:
        for number, address in enumerate(pages):
            page.visit(address if "://" in address else Path(address).absolute().as_uri())
            for size in SIZES:
                for dark in (False, True):
                    look(page, size, dark)
                    name = f"{number}-{size}-{'dark' if dark else 'light'}.png"
                    picture(page, folder / name, whole=True)
        for complaint in page.complaints:
            print(complaint)


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2:])
