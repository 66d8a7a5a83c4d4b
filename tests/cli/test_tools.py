"""`callsight redact`, `synthesize` and `evaluate`, for real."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from typer.testing import Result

from callsight import audio
from callsight.calls import Audio
from callsight.errors import ConfigurationError
from callsight.synthesize.voices import voices_of

Call = Callable[..., Result]
DIALOG = (
    "Agent: Can I have your card number?\n"
    "Customer: It is four one one one, one one one one, one one one one, one one one one.\n"
)


def test_redact_a_text(call: Call, tmp_path: Path) -> None:
    (tmp_path / "dialog.txt").write_text(DIALOG)
    result = call("redact", tmp_path / "dialog.txt")
    assert result.exit_code == 0
    assert result.stdout.startswith(
        "Agent: Can I have your card number?\nCustomer: It is [CREDIT_CARD_1]"
    )
    assert "one one" not in result.stdout


def test_redact_stdin(call: Call) -> None:
    assert call("redact", "-", input="mail jane@example.com\n").stdout == "mail [EMAIL_ADDRESS_1]\n"
    assert call("redact", "-", input="").stdout == ""


def test_redact_jsonl(call: Call) -> None:
    text = 'say "hi" to jane@example.com'
    lines = [json.dumps({"text": text}), "", json.dumps({"text": "nothing here"})]
    result = call("redact", "-", "--jsonl", input="\n".join(lines))
    first, second = map(json.loads, result.stdout.splitlines())
    finding = first["findings"][0]
    assert finding["entity"] == "EMAIL_ADDRESS"
    assert text[finding["start"] : finding["end"]] == "jane@example.com"
    assert set(finding) == {"entity", "start", "end", "score", "detector"}
    assert second == {"text": "nothing here", "findings": []}


@pytest.mark.parametrize("line", ["plain", '{"txt": "x"}', '{"text": 5}', "[1]"])
def test_redact_jsonl_goes_on_after_a_bad_line_and_never_quotes_it(call: Call, line: str) -> None:
    result = call("redact", "-", "--jsonl", input=f'{{"text": "ok"}}\n{line}\n{{"text": "end"}}\n')
    assert result.exit_code == 2
    shown = [json.loads(row) for row in result.stdout.splitlines()]
    assert [row["text"] for row in shown] == ["ok", "", "end"]
    assert "Line 2 is not an object with a text" in shown[1]["error"]
    assert "plain" not in result.output and '"txt"' not in result.output


def test_redact_jsonl_withholds_a_line_that_fails(
    call: Call, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(conversation: object) -> list[object]:
        if "4412" in str(conversation):
            raise ValueError("cannot read 4412")
        return []

    monkeypatch.setattr("callsight.redact.scan.secrets.find", broken)
    lines = '{"text": "my pin is 4412"}\n{"text": "end"}\n'
    result = call("redact", "-", "--jsonl", input=lines)
    withheld, last = map(json.loads, result.stdout.splitlines())
    assert (withheld["text"], last["text"]) == ("", "end")
    assert "ValueError" in withheld["error"] and "4412" not in result.output


@pytest.mark.parametrize(
    "text",
    [
        "", "\r\n", "Customer: 😀 my PIN is 4412 née\r\nAgent: thanks\r\n",
        "my pin is four four one two",
        "Unknown: what is your PIN?\nUnknown: 4412", "a\u2028my pin is 4412\x0cx",
    ],
)  # fmt: skip
def test_redact_jsonl_has_offsets_into_each_kind_of_text(call: Call, text: str) -> None:
    line = json.dumps({"text": text}, ensure_ascii=False) + "\n"
    result = json.loads(call("redact", "-", "--jsonl", input=line).stdout)
    kept, place = "", 0
    for finding in result["findings"]:
        assert finding["entity"] == "PIN"
        kept += text[place : finding["start"]] + "[PIN_1]"
        place = finding["end"]
    assert result["text"] == kept + text[place:]
    assert "4412" not in result["text"] and "four" not in result["text"]


@pytest.fixture
def recording(tmp_path: Path) -> Path:
    """Two seconds of clicks; nobody speaks."""
    samples = np.zeros((1, 16000), np.float32)
    samples[0, ::50] = 0.3
    return audio.encode(Audio(samples, 8000), tmp_path / "call.7.wav").path


def test_redact_a_recording(call: Call, recording: Path) -> None:
    before = recording.read_bytes()
    result = call("redact", recording)
    assert result.exit_code == 0, result.stderr
    assert "0 values removed" in result.stderr
    assert audio.decode(recording.with_name("call_7-redacted.wav")).seconds == 2.0
    assert recording.read_bytes() == before


def test_redact_a_recording_elsewhere(call: Call, recording: Path, tmp_path: Path) -> None:
    (tmp_path / "out").mkdir()
    assert call("redact", recording, "-o", tmp_path / "out").exit_code == 0
    assert (tmp_path / "out" / "call_7-redacted.wav").exists()
    assert call("redact", recording, "-o", tmp_path / "other.wav").exit_code == 0
    assert (tmp_path / "other.wav").exists()


def test_redact_never_replaces_the_recording(call: Call, recording: Path) -> None:
    before = recording.read_bytes()
    for output in (recording, recording.with_suffix(".flac")):
        result = call("redact", recording, "-o", output)
        assert result.exit_code == 2 and "would replace the recording" in result.stderr
    assert recording.read_bytes() == before


def test_redact_what_is_no_recording(call: Call, tmp_path: Path) -> None:
    (tmp_path / "bad.wav").write_text("this is text")
    result = call("redact", tmp_path / "bad.wav")
    assert result.exit_code == 2
    assert "not a recording" in result.stderr


def test_synthesize_and_evaluate(call: Call, tmp_path: Path) -> None:
    try:
        voices_of("flite")
    except ConfigurationError:
        pytest.skip("needs flite")
    made = call("synthesize", tmp_path / "calls", "--calls", 1, "--seed", 5, "--minutes", 0.2)
    assert made.exit_code == 0, made.stderr
    assert "1 calls" in made.stdout
    assert len(list((tmp_path / "calls").glob("*.flac"))) == 1
    saved = tmp_path / "a.json"
    measured = call("evaluate", tmp_path / "calls", "-o", saved, "--json")
    assert measured.exit_code == 0, measured.stderr
    assert json.loads(measured.stdout)["failed_calls"] == 0
    compared = call("evaluate", "--compare", saved, saved, "--json")
    assert {line["verdict"] for line in json.loads(compared.stdout)} == {"same"}
    assert "side by side" in call("evaluate", "--compare", saved, saved).stdout
