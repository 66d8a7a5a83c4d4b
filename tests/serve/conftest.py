"""A small database with two agents, its pages live, and people who may see some of them."""

from __future__ import annotations

import wave
from collections.abc import Callable, Iterator
from pathlib import Path

import httpx
import pytest
from starlette.testclient import TestClient

from callsight.serve import Account, Accounts, create_app, hash_password
from callsight.store import Store
from tests.report.example import make_call, make_store

PASSWORD = "correct horse battery"
TOKEN = "0123456789abcdef0123456789abcdef"
AGENTS = {
    "anna": ("agent", {"agent-0"}, set()),
    "lea": ("lead", {"agent-0"}, set()),
    "quinn": ("lead", set(), {"support"}),
    "ada": ("admin", set(), set()),
}


@pytest.fixture(scope="session")
def accounts() -> Accounts:
    hashed = hash_password(PASSWORD)
    return Accounts(
        {
            name: Account(name, role, hashed, frozenset(agents), frozenset(queues))  # type: ignore[arg-type]
            for name, (role, agents, queues) in AGENTS.items()
        },
        TOKEN,
    )


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    folder = tmp_path_factory.mktemp("serve")
    with make_store(folder) as opened:
        (folder / "audio").mkdir()
        with wave.open(str(folder / "audio" / f"{make_call(2).id}.wav"), "wb") as file:
            file.setparams((2, 2, 8000, 0, "NONE", ""))
            file.writeframes(bytes(range(256)) * 125 * 60)
        yield opened


@pytest.fixture(scope="module")
def folder(store: Store) -> Path:
    return Path(str(store.engine.url.database)).parent


@pytest.fixture
def client(store: Store, folder: Path, accounts: Accounts) -> Iterator[TestClient]:
    """Nobody is logged in yet."""
    app = create_app(store, str(folder), accounts)
    with TestClient(app, headers={"accept": "text/html"}, follow_redirects=False) as opened:
        yield opened


@pytest.fixture
def as_user(client: TestClient) -> Callable[[str], TestClient]:
    """The client, logged in."""

    def log_in(name: str) -> TestClient:
        answer = post_login(client, name, PASSWORD)
        assert answer.status_code == 303, answer.text
        return client

    return log_in


def post_login(client: TestClient, name: str, password: str) -> httpx.Response:
    form = client.get("/login").text
    csrf = form.split('name="csrf" value="')[1].split('"')[0]
    return client.post("/login", data={"name": name, "password": password, "csrf": csrf})
