"""Debian's Chromium over its DevTools protocol: open a page, run JavaScript, collect complaints."""

from __future__ import annotations

import asyncio
import contextlib
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import aiohttp

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")


class Page:
    """One tab."""

    def __init__(self, address: str, loop: asyncio.AbstractEventLoop) -> None:
        self.complaints: list[str] = []
        """Errors of the console, of scripts, and of the content security policy."""
        self._address, self._loop = address, loop
        self._number = 0

    async def _connect(self) -> None:
        self._session = aiohttp.ClientSession()
        self._socket = await self._session.ws_connect(self._address, max_msg_size=0)

    async def _command(self, method: str, **params: Any) -> dict[str, Any]:
        self._number += 1
        await self._socket.send_json({"id": self._number, "method": method, "params": params})
        while True:
            message = await self._socket.receive_json(timeout=20)
            if message.get("method") in ("Runtime.exceptionThrown", "Log.entryAdded"):
                self.complaints.append(str(message["params"]))
            if message.get("id") == self._number:
                return message.get("result", {})

    def command(self, method: str, **params: Any) -> dict[str, Any]:
        """One command of the protocol."""
        return self._loop.run_until_complete(self._command(method, **params))

    def open(self, path: Path) -> None:
        """Open a file and wait until it is loaded."""
        self.visit(path.as_uri())

    def visit(self, address: str) -> None:
        """Open an address and wait until it is loaded."""
        self.run("window.left = true")
        self.command("Page.navigate", url=address)
        self.wait("document.readyState === 'complete' && !window.left")

    def press(self, key: str) -> None:
        """Press and release a key, as a person would."""
        code = {" ": "Space", "?": "Slash"}.get(key, key if len(key) > 1 else f"Key{key.upper()}")
        number = {"ArrowLeft": 37, "ArrowRight": 39, " ": 32, "Escape": 27}.get(key, 0)
        text = {"text": key} if len(key) == 1 else {}
        common = {"key": key, "code": code, "windowsVirtualKeyCode": number}
        self.command("Input.dispatchKeyEvent", type="keyDown", **common, **text)
        self.command("Input.dispatchKeyEvent", type="keyUp", **common)

    def run(self, script: str) -> Any:
        """The value of a JavaScript expression."""
        answer = self.command(
            "Runtime.evaluate", expression=script, returnByValue=True, userGesture=True
        )
        assert "exceptionDetails" not in answer, answer
        return answer["result"].get("value")

    def wait(self, script: str) -> None:
        """Until an expression is true; at most ten seconds."""
        end = time.monotonic() + 10
        while not self.run(script):
            assert time.monotonic() < end, f"never true: {script}"
            time.sleep(0.05)


@contextlib.contextmanager
def browser() -> Iterator[Page]:
    """A fresh browser with one tab."""
    assert CHROMIUM
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as profile:
        arguments = [
            "--headless=new", "--no-sandbox", "--disable-gpu", "--hide-scrollbars",
            "--remote-debugging-port=0",
        ]  # fmt: skip
        process = subprocess.Popen(
            [CHROMIUM, *arguments, f"--user-data-dir={profile}", "about:blank"],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        loop = asyncio.new_event_loop()
        try:
            page = Page(loop.run_until_complete(_tab(Path(profile))), loop)
            loop.run_until_complete(page._connect())
            for domain in ("Page", "Runtime", "Log"):
                page.command(f"{domain}.enable")
            yield page
            loop.run_until_complete(page._session.close())
        finally:
            process.terminate()
            process.wait(10)
            loop.close()


async def _tab(profile: Path) -> str:
    """Address of the first tab; Chromium writes its port into its profile."""
    port_file, end = profile / "DevToolsActivePort", time.monotonic() + 20
    while time.monotonic() < end:
        if port_file.exists() and (lines := port_file.read_text().splitlines()):
            url = f"http://127.0.0.1:{lines[0]}/json"
            async with aiohttp.ClientSession() as session, session.get(url) as answer:
                tabs = [tab for tab in await answer.json() if tab["type"] == "page"]
            if tabs:
                return str(tabs[0]["webSocketDebuggerUrl"])
        await asyncio.sleep(0.1)
    raise TimeoutError("Chromium did not start")
