"""The live pages in a real browser: log in, filter, listen, log out."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
import uvicorn

from callsight.serve import Accounts, create_app
from callsight.store import Store
from tests.report.browser import CHROMIUM, Page, browser
from tests.report.example import make_call
from tests.serve.conftest import PASSWORD

pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="needs Chromium")


@pytest.fixture(scope="module")
def address(store: Store, folder: Path, accounts: Accounts) -> Iterator[str]:
    app = create_app(store, str(folder), accounts)
    server = uvicorn.Server(uvicorn.Config(app, port=0, log_level="error", access_log=False))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.02)
    yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    server.should_exit = True
    thread.join(10)


def test_log_in_filter_listen_and_log_out(address: str) -> None:
    with browser() as page:
        page.visit(f"{address}/calls/{make_call(2).id}")
        assert page.run("document.title") == "Log in · Callsight"
        _send(page, f"document.querySelector('[name=name]').value = 'anna';"
              f"document.querySelector('[name=password]').value = '{PASSWORD}';"
              "document.querySelector('main form').requestSubmit()")  # fmt: skip
        assert page.run("document.title") == "Calls · Callsight"
        assert page.run("document.querySelectorAll('#calls tbody tr').length") == 3
        _send(page, "document.querySelector('[name=topic]').value = 'technical_issue';"
              "document.querySelector('form.filter').requestSubmit()")  # fmt: skip
        assert page.run("document.querySelectorAll('#calls tbody tr').length") == 1
        _send(page, "document.querySelector('#calls tbody a').click()")
        page.wait("document.querySelector('.wave').getAttribute('d').startsWith('M1 ')")
        page.run("document.querySelectorAll('.turn button')[4].click()")
        page.wait("document.querySelector('audio').currentTime >= 40")
        page.wait("document.querySelector('.turn.now')?.id === 'turn-4'")
        assert page.complaints == []  # nor any of the content security policy
        _send(page, "document.querySelector('form.account').requestSubmit()")
        assert page.run("document.title") == "Log in · Callsight"


def _send(page: Page, script: str) -> None:
    """Do what leads to another page, and wait for it."""
    page.run("window.left = true")
    page.run(f"(() => {{ {script} }})()")
    page.wait("!window.left && document.readyState === 'complete'")
