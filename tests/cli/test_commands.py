"""The commands that read: what they show, their JSON, and their exit codes."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import Result

from callsight.store.migrate import HEAD
from tests.report.example import MARKUP, make_call

Call = Callable[..., Result]


def test_calls(call: Call, database: Path) -> None:
    result = call("calls", "--database", database, "--topic", "billing", "--limit", 2)
    assert result.exit_code == 0
    assert "C-3" in result.stdout and "C-1" in result.stdout
    assert "C-0" not in result.stdout and "C-2" not in result.stdout
    assert "--limit" in result.stderr


@pytest.mark.parametrize(
    ("filters", "expected"),
    [
        ([], ["C-4", "C-3", "C-2", "C-1", "C-0"]),
        (["--agent", "agent-0"], ["C-4", "C-2", "C-0"]),
        (["--status", "failed"], ["C-4"]),
        (["--since", "2026-03-01T09:03"], ["C-4", "C-3"]),
        (["--since", "2026-03-01", "--until", "2026-03-01T09:01"], ["C-0"]),
        (["--topic", "nothing"], []),
        (["--sentiment", "negative"], []),
        (["--text", "double charge", "--queue", "support"], ["C-3", "C-2", "C-1", "C-0"]),
    ],
)
def test_filters(call: Call, database: Path, filters: list[str], expected: list[str]) -> None:
    result = call("calls", "--database", database, "--json", *filters)
    assert [row["external_id"] for row in json.loads(result.stdout)] == expected


@pytest.mark.parametrize(
    "command",
    [
        ["calls"],
        ["show", "C-3"],
        ["failures"],
        ["failures", "--resolved"],
        ["config"],
        ["db", "info"],
    ],
    ids=" ".join,
)
def test_json_is_all_there_is_on_stdout(call: Call, database: Path, command: list[str]) -> None:
    result = call(*command, "--json", "--database", database)
    assert result.exit_code == 0
    assert json.loads(result.stdout)
    assert result.stderr == ""


def test_search(call: Call, database: Path) -> None:
    found = ["search", "really UPSET", "--speaker", "customer", "--database", database]
    result = call(*found, "--limit", 2)
    assert result.exit_code == 0
    assert "C-2" in result.stdout and "My bill is wrong again" in result.stdout
    assert "0:10" in result.stdout and "The latest 2 of 3" in result.stderr
    (hit, *_) = json.loads(call(*found, "--json").stdout)
    assert (hit["external_id"], hit["turn"], hit["seconds"]) == ("C-2", 1, 10.0)
    (hit,) = json.loads(call("search", "<script>", "--database", database, "--json").stdout)
    assert hit["snippet"] == MARKUP
    assert MARKUP in " ".join(call("search", "<script>", "--database", database).stdout.split())
    nothing = call("search", "really upset", "--speaker", "agent", "--database", database)
    assert (nothing.exit_code, nothing.stdout) == (0, "")
    assert "Nobody said that" in nothing.stderr


def test_show(call: Call, database: Path) -> None:
    result = call("show", "C-3", "--database", database)
    assert result.exit_code == 0
    text = " ".join(result.stdout.split())
    assert "[CREDIT_CARD_1]" in text and "2026-03-01 09:03 UTC" in text
    assert "the lexicon engine cannot judge this" in text
    assert MARKUP in text


def test_show_json_is_the_whole_call(call: Call, database: Path) -> None:
    shown = json.loads(call("show", make_call(0).id[:6], "--json", "--database", database).stdout)
    assert shown["call"]["external_id"] == "C-0"
    assert len(shown["transcript"]["turns"]) == 6
    assert shown["analysis"]["answers"][0]["value"] == "billing"
    assert {finding["entity"] for finding in shown["findings"]} == {
        "PERSON", "ACCOUNT_NUMBER", "CREDIT_CARD",
    }  # fmt: skip


def test_show_a_call_without_transcript(call: Call, database: Path) -> None:
    result = call("show", "C-4", "--database", database)
    assert result.exit_code == 0
    assert "There is no transcript yet." in result.stdout
    assert "could not be verified" in result.stdout


def test_failures_and_retry(call: Call, database: Path) -> None:
    listed = call("failures", "--database", database)
    assert "notes.txt" in listed.stdout and "not_audio" in listed.stdout
    assert call("retry", "C-4", "--database", database).stdout.startswith("1 to be tried again")
    assert call("retry", "--all", "--database", database).stdout.startswith("2 to be tried again")
    rows = json.loads(call("failures", "--json", "--database", database).stdout)
    assert [row["attempts"] for row in rows] == [0, 0]
    one = call("failures", "--stage", "ingest", "--json", "--database", database)
    assert [row["kind"] for row in json.loads(one.stdout)] == ["not_audio"]


def test_report(call: Call, database: Path, tmp_path: Path) -> None:
    out = tmp_path / "pages" / "today"
    result = call("report", "-o", out, "--database", database, "--limit", 3)
    assert (result.exit_code, result.stdout.strip()) == (0, str(out / "index.html"))
    assert "The latest 3 of 5 calls" in (out / "index.html").read_text(encoding="utf-8")
    assert len(list((out / "calls").iterdir())) == 3


def test_report_on_one_page(call: Call, database: Path, tmp_path: Path) -> None:
    out = tmp_path / "page.html"
    assert call("report", "-o", out, "--database", database).stdout.strip() == str(out)
    html = out.read_text(encoding="utf-8")
    source = html.split('<audio controls preload="none" src="')[1].split('"')[0]
    assert (tmp_path / source).resolve().parent == Path.cwd() / "callsight-data" / "audio"


def test_report_of_one_call_and_of_some_days(call: Call, database: Path, tmp_path: Path) -> None:
    result = call("report", "--call", "C-0", "-o", tmp_path, "--database", database)
    path = tmp_path / f"{make_call(0).id}.html"
    assert (result.exit_code, result.stdout.strip()) == (0, str(path))
    assert "C-0 · Callsight" in path.read_text(encoding="utf-8")
    late = call("report", "--since", "1h", "-o", tmp_path / "none", "--database", database)
    assert late.exit_code == 0
    assert "No calls yet." in (tmp_path / "none" / "index.html").read_text(encoding="utf-8")


def test_serve_refuses_to_be_open_to_others(call: Call, database: Path) -> None:
    result = call("serve", "--host", "0.0.0.0", "--database", database)
    assert result.exit_code == 2 and "--users FILE" in result.stderr


def test_a_user_is_added_and_may_log_in(call: Call, tmp_path: Path) -> None:
    from callsight.serve import load_accounts

    file, password = tmp_path / "users.yaml", "correct horse battery"
    typed = f"{password}\n{password}\n"
    options = ("--role", "lead", "--agent", "a1", "--queue", "q1", "--users", file)
    assert call("user", "lea", *options, input=typed).exit_code == 0
    assert call("user", "ada", "--role", "admin", "--users", file, input=typed).exit_code == 0
    accounts = load_accounts(file, environment={})
    lea = accounts.check("lea", password)
    assert lea is not None and (lea.agents, lea.queues) == ({"a1"}, {"q1"})
    assert accounts.check("ada", "wrong password") is None
    assert password not in file.read_text() and file.stat().st_mode & 0o077 == 0
    before = file.read_text()
    assert call("user", "x", "--role", "boss", "--users", file, input=typed).exit_code == 2
    assert file.read_text() == before and list(tmp_path.iterdir()) == [file]


def test_report_of_a_run_as_a_file(call: Call, database: Path, tmp_path: Path) -> None:
    page = tmp_path / "run.html"
    result = call("report", "-o", page, "--run", "nobody", "--database", database)
    assert result.exit_code == 0
    assert "No calls yet." in page.read_text(encoding="utf-8")


def test_db_upgrade_creates_what_info_shows(call: Call, tmp_path: Path) -> None:
    new = tmp_path / "deep" / "new.db"
    assert call("db", "info", "--database", new).exit_code == 2
    assert f"has schema {HEAD}" in call("db", "upgrade", "--database", new).stdout
    info = json.loads(call("db", "info", "--json", "--database", new).stdout)
    assert info["revision"] == info["head"]
    assert info["tables"]["calls"] == 0


def test_an_empty_database_says_what_to_do(call: Call, tmp_path: Path) -> None:
    call("db", "upgrade", "--database", tmp_path / "new.db")
    assert "callsight run" in call("calls", "--database", tmp_path / "new.db").stderr
    assert "Nothing failed." in call("failures", "--database", tmp_path / "new.db").stdout
