"""Nobody gets in without a login, and failed ones are slow to repeat."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from callsight.errors import ConfigurationError
from callsight.serve import Account, Accounts, create_app, hash_password, load_accounts
from callsight.serve.accounts import verify_password
from callsight.serve.server import check, is_loopback
from callsight.store import Store
from tests.report.example import make_call
from tests.serve.conftest import PASSWORD, TOKEN, post_login

Login = Callable[[str], TestClient]
CALL = f"/calls/{make_call(2).id}"
PAGES = ("/", "/agents", "/agent?id=agent-0", CALL, f"{CALL}/audio", f"{CALL}/waveform",
         "/export/calls.csv", "/privacy", "/access")  # fmt: skip


@pytest.mark.parametrize("path", PAGES)
def test_every_page_needs_a_login(client: TestClient, path: str) -> None:
    answer = client.get(path)
    assert (answer.status_code, answer.headers["location"]) == (303, "/login")
    refused = client.get(path, headers={"accept": "application/json"})
    assert (refused.status_code, refused.text) == (401, "Log in first.")


def test_the_session_cookie_is_out_of_reach(client: TestClient) -> None:
    cookie = post_login(client, "ada", PASSWORD).headers["set-cookie"].lower()
    assert "httponly" in cookie and "samesite=lax" in cookie and "secure" not in cookie


def test_behind_tls_the_cookie_stays_there(store: Store, folder: Path, accounts: Accounts) -> None:
    app = create_app(store, str(folder), accounts, secure=True)
    client = TestClient(app, base_url="https://testserver", follow_redirects=False)
    answer = post_login(client, "ada", PASSWORD)
    assert "secure" in answer.headers["set-cookie"].lower()
    assert answer.headers["strict-transport-security"] == "max-age=31536000"


def test_a_form_without_its_token_is_refused(client: TestClient) -> None:
    client.get("/login")
    for data in ({}, {"csrf": "guessed"}):
        answer = client.post("/login", data={"name": "ada", "password": PASSWORD, **data})
        assert answer.status_code == 403
    assert client.get("/").status_code == 303


def test_failed_logins_have_to_wait(client: TestClient) -> None:
    for _ in range(5):
        assert post_login(client, "ada", "wrong").status_code == 401
    answer = post_login(client, "ada", PASSWORD)  # right, and still too early
    assert answer.status_code == 429 and 1 <= int(answer.headers["retry-after"]) <= 300
    assert post_login(client, "lea", PASSWORD).status_code == 303  # somebody else


def test_a_wrong_name_says_no_more_than_a_wrong_password(client: TestClient) -> None:
    answers = [post_login(client, name, "wrong").text for name in ("ada", "nobody")]
    texts = [answer.split('role="alert">')[1].split("<")[0] for answer in answers]
    assert texts == ["Name or password is wrong."] * 2


def test_log_out_ends_the_session_for_a_copy_of_the_cookie_too(as_user: Login) -> None:
    client = as_user("ada")
    page, copy = client.get("/").text, dict(client.cookies)
    csrf = page.split('name="csrf" value="')[1].split('"')[0]
    assert client.post("/logout", data={"csrf": "x"}).status_code == 403
    assert client.post("/logout", data={"csrf": csrf}).status_code == 303
    client.cookies.clear()
    assert client.get("/", cookies=copy).status_code == 303


def test_a_forged_cookie_is_nobody(client: TestClient) -> None:
    import base64
    import json

    session = json.dumps({"account": "ada", "sid": "x", "at": 9e12, "key": "0" * 16})
    forged = base64.b64encode(session.encode()).decode()
    assert client.get("/", cookies={"callsight": f"{forged}.aaaa.bbbb"}).status_code == 303


def test_the_token_opens_everything(client: TestClient) -> None:
    assert client.get("/access", headers={"authorization": f"Bearer {TOKEN}"}).status_code == 200
    assert client.get("/access", headers={"authorization": "Bearer no"}).status_code == 303
    assert post_login(client, "", TOKEN).status_code == 303
    assert client.get("/access").status_code == 200


def test_a_changed_password_ends_old_sessions(as_user: Login) -> None:
    client = as_user("anna")
    assert client.get("/").status_code == 200
    context = client.app.state.context  # type: ignore[attr-defined]
    changed = Account("anna", "agent", "scrypt$other", frozenset({"agent-0"}))
    context.accounts = Accounts({**context.accounts.by_name, "anna": changed})
    assert client.get("/").status_code == 303


def test_without_a_login_only_this_machine_is_answered(store: Store, folder: Path) -> None:
    client = TestClient(create_app(store, str(folder), Accounts()))
    assert client.get("/").status_code == 200
    assert client.get("/", headers={"host": "evil.example"}).status_code == 400


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.168.1.5", "example.com"])
def test_beyond_this_machine_a_login_is_needed(host: str) -> None:
    with pytest.raises(ConfigurationError, match="--users FILE"):
        check(host, Accounts())
    check(host, Accounts(token=TOKEN))


def test_loopback() -> None:
    assert all(map(is_loopback, ("127.0.0.1", "127.8.8.8", "::1", "[::1]", "localhost")))
    assert not any(map(is_loopback, ("0.0.0.0", "::", "10.0.0.1", "localhost.example")))


def test_passwords_are_hashed_with_a_salt() -> None:
    first, second = hash_password(PASSWORD), hash_password(PASSWORD)
    assert first != second and PASSWORD not in first
    assert verify_password(PASSWORD, first) and not verify_password(PASSWORD + "x", first)
    assert not verify_password(PASSWORD, "scrypt$broken")
    with pytest.raises(ConfigurationError, match="at least 10"):
        hash_password("short")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("users: [", "is no YAML"),
        ("people: {}", "must hold `users:`"),
        ("users: {a: {role: boss, password: scrypt$secret}}", "role"),
        ("users: {a: {role: agent, password: scrypt$secret}}", "an agent needs `agent_id`"),
        ("users: {a: {role: lead, password: scrypt$secret}}", "a lead needs"),
        ("users: {a: {role: admin, password: secret}}", "must be a hash"),
        ("users: {token: {role: admin, password: scrypt$secret}}", "choose another"),
    ],
)
def test_a_user_file_that_cannot_be_used(tmp_path: Path, text: str, message: str) -> None:
    path = tmp_path / "users.yaml"
    path.write_text(text)
    with pytest.raises(ConfigurationError, match=message) as error:
        load_accounts(path, environment={})
    assert "secret" not in str(error.value)


def test_a_token_that_can_be_guessed_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "token"
    path.write_text("short\n")
    with pytest.raises(ConfigurationError, match="at least 16 characters"):
        load_accounts(None, path, environment={})
    with pytest.raises(ConfigurationError, match="at least 16 characters"):
        load_accounts(environment={"CALLSIGHT_SERVE_TOKEN": "short"})
    path.write_text(f"{TOKEN}\n")
    assert load_accounts(None, path, environment={}).token == TOKEN
