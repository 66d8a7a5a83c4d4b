"""`callsight config` and `callsight doctor`."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import Result

Call = Callable[..., Result]
SECRET = "hunter2-secret"


def test_each_value_says_where_it_comes_from(
    call: Call, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "my.yaml"
    file.write_text(
        "transcribe: {batch_size: 4, language: de}\nanalyze: {questionnaire: default}\n"
    )
    monkeypatch.setenv("CALLSIGHT_TRANSCRIBE__LANGUAGE", "fr")
    result = call(
        "config", "--config", file, "--profile", "cpu", "--set", "analyze.batch_size=3", "--json"
    )
    values = json.loads(result.stdout)
    assert values["transcribe.batch_size"] == {"value": 4, "from": f"file {file}"}
    assert values["transcribe.language"] == {"value": "fr", "from": "environment"}
    assert values["transcribe.model"] == {"value": "base", "from": "profile cpu"}
    assert values["analyze.batch_size"] == {"value": 3, "from": "argument"}
    assert values["redact.policy"] == {"value": "default", "from": "default"}
    assert values["profile"] == {"value": "cpu", "from": "argument"}


def test_profile_from_the_environment_or_a_file(
    call: Call, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "my.yaml"
    file.write_text("profile: gpu\n")
    shown = json.loads(call("config", "--config", file, "--json").stdout)
    assert shown["profile"] == {"value": "gpu", "from": f"file {file}"}
    monkeypatch.setenv("CALLSIGHT_PROFILE", "cpu")
    assert json.loads(call("config", "--json").stdout)["profile"]["from"] == "environment"
    monkeypatch.setenv("CALLSIGHT_CONFIG", str(file))
    monkeypatch.delenv("CALLSIGHT_PROFILE")
    assert json.loads(call("config", "--json").stdout)["profile"]["value"] == "gpu"


def test_no_password_is_shown(call: Call) -> None:
    url = f"postgresql://me:{SECRET}@127.0.0.1:1/x"
    for command in (["config"], ["config", "--json"], ["doctor"], ["calls"], ["db", "info"]):
        result = call(*command, "--database", url)
        assert SECRET not in result.stdout + result.stderr


def test_doctor(call: Call, database: Path, tmp_path: Path) -> None:
    result = call("doctor", "--database", database, "--output", tmp_path, "--json")
    found = {check["name"]: check for check in json.loads(result.stdout)}
    assert found["torch"]["state"] == "ok"
    assert found["speech model"]["found"].startswith("demo (")
    assert found["name model"]["state"] == "warning"
    assert found["tagger"]["found"] == "bundled"
    assert "5 calls" in found["database"]["found"]
    assert found["output"]["state"] == "ok"
    assert not list(tmp_path.glob(".*")), "a check leaves nothing behind"


def test_doctor_says_what_to_do(call: Call, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    wrong = {
        "transcribe.model": "enormous",
        "redact.policy": "nobody.yaml",
        "redact.tagger": "nowhere",
        "analyze.questionnaire": "nothing",
        "analyze.engine": "openai",
        "analyze.model": "m",
        "analyze.base_url": "http://127.0.0.1:9/v1",
    }
    settings = [item for key, value in wrong.items() for item in ("--set", f"{key}={value}")]
    url = "postgresql://nobody@127.0.0.1:1/none"
    result = call(
        "doctor", "--json", "--output", tmp_path / "file" / "x", "--database", url, *settings
    )
    assert result.exit_code == 2
    errors = {c["name"]: c["todo"] for c in json.loads(result.stdout) if c["state"] == "error"}
    assert {
        "speech model",
        "redaction policy",
        "tagger",
        "questionnaire",
        "language model",
        "database",
        "output",
    } <= set(errors)
    assert all(errors.values())
    table = call("doctor", "--database", url, *settings)
    assert "error" in table.stdout and table.exit_code == 2
