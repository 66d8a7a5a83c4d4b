"""The live pages: what they show, to whom, and what they write down."""

from __future__ import annotations

import io
import json
import logging
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest
from starlette.testclient import TestClient

from callsight.serve.context import Forbidden
from callsight.serve.media import inside
from callsight.store import Store
from tests.report.example import LINES, MARKUP, make_call
from tests.report.test_page import Parsed

Login = Callable[[str], TestClient]
OWN, OTHER, HOSTILE = make_call(2), make_call(1), make_call(3)


def links(page: str) -> set[str]:
    found = {(item.get("href") or "").split("#")[0] for item in Parsed(page).named("a")}
    return {link for link in found if link.startswith("/calls/")}


def test_the_overview_filters(as_user: Login) -> None:
    client = as_user("ada")
    assert "5 calls, the latest first" in client.get("/").text
    billing = client.get("/?topic=billing").text
    assert "3 calls, the latest first" in billing
    assert links(billing) == {f"/calls/{make_call(n).id}" for n in (0, 1, 3)}
    assert "No calls meet these filters." in client.get("/?agent=nobody").text
    wrong = client.get("/?since=yesterday").text
    assert "<code>since</code> cannot be <code>yesterday</code>" in wrong


def test_words_are_found_with_their_second(as_user: Login) -> None:
    page = as_user("ada").get("/?text=double+charge").text
    assert "<strong>double</strong>" in page or "<strong>double charge</strong>" in page
    assert f'href="/calls/{OWN.id}#turn-4"' in page


@pytest.mark.parametrize(
    ("name", "sees"), [("anna", {0, 2, 4}), ("lea", {0, 2, 4}), ("quinn", {0, 1, 2, 3, 4})]
)
def test_everybody_sees_their_own_calls(as_user: Login, name: str, sees: set[int]) -> None:
    client = as_user(name)
    assert links(client.get("/").text) == {f"/calls/{make_call(n).id}" for n in sees}
    for number in range(5):
        status = client.get(f"/calls/{make_call(number).id}").status_code
        assert status == (200 if number in sees else 404)
    table = pd.read_csv(io.StringIO(client.get("/export/calls.csv").text))
    assert set(table["external_id"]) == {f"C-{number}" for number in sees}
    assert links(client.get("/?text=double+charge").text) == {
        f"/calls/{make_call(n).id}" for n in sees - {4}
    }


def test_an_agent_cannot_reach_anothers_call(as_user: Login, store: Store) -> None:
    client = as_user("anna")
    for path in (f"/calls/{OTHER.id}", f"/calls/{OTHER.id}/audio", f"/calls/{OTHER.id}/waveform"):
        answer = client.get(path)
        assert answer.status_code == 404
        assert "it is not yours to see" in answer.text and LINES[1][1] not in answer.text
    assert client.get("/agent?id=agent-1").status_code == 404
    assert client.get("/?agent=agent-1").text.count("/calls/") == 0
    assert client.get("/access").status_code == client.get("/privacy").status_code == 404
    denied = [e for e in store.accesses(call_id=OTHER.id) if e["account"] == "anna"]
    assert {entry["action"] for entry in denied} == {"denied"} and len(denied) >= 3


def test_opening_and_listening_are_logged_once_each(as_user: Login, store: Store) -> None:
    client = as_user("lea")
    client.get(f"/calls/{OWN.id}")
    for start in (0, 1000, 2000):
        client.get(f"/calls/{OWN.id}/audio", headers={"range": f"bytes={start}-"})
    client.get("/export/answers.json")
    mine = [e["action"] for e in store.accesses(limit=1000) if e["account"] == "lea"]
    assert mine[:4] == ["export", "listen", "open", "login"]
    client.cookies.clear()
    assert "lea" in as_user("ada").get("/access").text


def test_the_recording_comes_in_ranges(as_user: Login, folder: Path) -> None:
    client = as_user("anna")
    data = (folder / "audio" / f"{OWN.id}.wav").read_bytes()
    address = f"/calls/{OWN.id}/audio"
    whole = client.get(address)
    assert (whole.status_code, whole.content) == (200, data)
    part = client.get(address, headers={"range": "bytes=100-199"})
    assert (part.status_code, part.content) == (206, data[100:200])
    assert part.headers["content-range"] == f"bytes 100-199/{len(data)}"
    last = client.get(address, headers={"range": "bytes=-10"})
    assert (last.status_code, last.content) == (206, data[-10:])
    beyond = client.get(address, headers={"range": f"bytes={len(data)}-"})
    assert beyond.status_code == 416
    waves = client.get(f"/calls/{OWN.id}/waveform").json()
    assert len(waves) == 2 and waves[0].startswith("M1 ")


def test_recordings_of_an_object_store_come_in_ranges_too(
    store: Store, folder: Path, accounts: object
) -> None:
    import fsspec

    from callsight.serve import create_app
    from tests.serve.conftest import TOKEN

    data = (folder / "audio" / f"{OWN.id}.wav").read_bytes()
    fsspec.filesystem("memory").pipe_file(f"/bucket/audio/{OWN.id}.wav", data)
    app = create_app(store, "memory://bucket", accounts)  # type: ignore[arg-type]
    client = TestClient(app, headers={"authorization": f"Bearer {TOKEN}"})
    address = f"/calls/{OWN.id}/audio"
    assert client.get(address).content == data
    part = client.get(address, headers={"range": "bytes=100-199"})
    assert (part.status_code, part.content) == (206, data[100:200])
    assert part.headers["content-range"] == f"bytes 100-199/{len(data)}"
    assert client.get(address, headers={"range": "bytes=-10"}).content == data[-10:]
    assert client.get(address, headers={"range": "bytes=9999999-"}).status_code == 416
    assert client.get(f"/calls/{make_call(0).id}/audio").status_code == 404  # not there


@pytest.mark.parametrize("name", ["../callsight.db", "/etc/passwd", "audio/../../x", "audio"])
def test_no_file_outside_the_output_is_read(folder: Path, name: str) -> None:
    with pytest.raises(Forbidden):
        inside(folder / "audio", name)


@pytest.mark.parametrize(
    "path", ["/calls/../access", "/assets/../page.py", "/assets/base.html", "/calls/%2e%2e",
             "/export/users.csv", "/export/calls.exe", f"/calls/{OWN.id[:8]}", "/calls/C-2"]
)  # fmt: skip
def test_odd_addresses_are_not_found(as_user: Login, path: str) -> None:
    assert as_user("anna").get(path).status_code == 404


def test_markup_shows_as_text_everywhere(as_user: Login) -> None:
    client = as_user("ada")
    for path in ("/", "/agents", "/agent?id=%3Cb%3Eagent%3C%2Fb%3E", f"/calls/{HOSTILE.id}",
                 "/privacy", "/access", "/?text=<script>x</script>&topic=<img>"):  # fmt: skip
        page = Parsed(client.get(path).text)
        scripts = [str(script.get("src")) for script in page.named("script")]
        assert len(scripts) == 1 and scripts[0].startswith("/assets/page.js?v=")
        assert not page.named("img")
        assert not [n for _, attributes in page.tags for n in attributes if n[:2] == "on"]
        assert not [n for _, attributes in page.tags for n in attributes if n == "style"]
    assert MARKUP in Parsed(client.get(f"/calls/{HOSTILE.id}").text).text


def test_headers_are_strict(as_user: Login) -> None:
    headers = as_user("ada").get("/").headers
    policy = headers["content-security-policy"]
    assert policy.startswith("default-src 'none'; script-src 'self'; style-src 'self'")
    assert "unsafe" not in policy and "frame-ancestors 'none'" in policy
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["cache-control"] == "no-store"


@pytest.mark.parametrize("table", ["calls", "turns", "answers", "findings", "metrics"])
def test_exports_parse_and_agree(as_user: Login, table: str) -> None:
    client = as_user("ada")
    texts = {kind: client.get(f"/export/{table}.{kind}?topic=billing") for kind in
             ("csv", "json", "parquet")}  # fmt: skip
    frames = {
        "csv": pd.read_csv(io.StringIO(texts["csv"].text)),
        "json": pd.DataFrame(json.loads(texts["json"].text)),
        "parquet": pd.read_parquet(io.BytesIO(texts["parquet"].content)),
    }
    rows = {"calls": 3, "turns": 18, "answers": 18, "findings": 9, "metrics": 30}[table]
    assert {len(frame) for frame in frames.values()} == {rows}
    assert len({tuple(frame.columns) for frame in frames.values()}) == 1
    assert 'filename="callsight-' in texts["csv"].headers["content-disposition"]


def test_an_export_is_complete_where_a_page_stops(
    as_user: Login, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("callsight.report.selection.MOST_SAID", 1)
    client = as_user("anna")
    page, table = client.get("/?text=charge").text, client.get("/export/calls.csv?text=charge").text
    assert "1 call, the latest first" in page and "Many turns say this" in page
    assert set(pd.read_csv(io.StringIO(table))["external_id"]) == {"C-0", "C-2"}


def test_a_spreadsheet_runs_no_formula_of_ours() -> None:
    from callsight.serve.export import as_csv
    from callsight.store.schema import SCHEMA

    columns = [SCHEMA.tables["calls"].c.agent_id, SCHEMA.tables["calls"].c.seconds]
    rows = [("=cmd|' /C calc'!A0", -1.5), ("＠SUM(1)", 2.0), ("agent-1", 3.0)]
    lines = "".join(as_csv(columns, rows)).splitlines()
    assert lines[1:] == ["'=cmd|' /C calc'!A0,-1.5", "'＠SUM(1),2.0", "agent-1,3.0"]


def test_the_log_holds_no_search(as_user: Login, caplog: pytest.LogCaptureFixture) -> None:
    client = as_user("ada")
    with caplog.at_level(logging.INFO, "callsight.serve"):
        client.get(f"/calls/{OWN.id}")
        client.get("/?text=jane+doe")
    lines = [record.getMessage() for record in caplog.records if record.name == "callsight.serve"]
    assert [line.rsplit(" ", 2)[0] for line in lines] == [
        "GET /calls/{call_id:str} 200",
        "GET / 200",
    ]


def test_an_unexpected_error_shows_nothing(
    as_user: Login, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    client = as_user("ada")

    def broken(*_: object) -> None:
        raise ValueError("what somebody said")

    monkeypatch.setattr(Store, "load_call", broken)
    answer = client.get(f"/calls/{OWN.id}")
    assert (answer.status_code, answer.text) == (500, "Something went wrong.")
    assert "what somebody said" not in caplog.text


def test_pages_of_a_list(as_user: Login, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("callsight.serve.pages.ROWS", 2)
    client = as_user("ada")
    first = client.get("/?since=2026-01-01")
    assert "Page 1 of 3" in first.text and "since=2026-01-01&amp;page=2" in first.text
    seen = [links(client.get(f"/?page={number}").text) for number in (1, 2, 3, 4)]
    assert [len(found) for found in seen] == [2, 2, 1, 0]
    assert len(set().union(*seen)) == 5
    for odd in ("-1", "x", "²", "9" * 50):
        assert client.get(f"/?page={odd}").status_code == 200
