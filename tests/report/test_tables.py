"""Tables and words for people."""

from __future__ import annotations

import io
from typing import Any

import pytest
from rich.console import Console

from callsight.calls import Finding
from callsight.report import calls_table, failures_table, style
from callsight.report.views import pieces

ROW: dict[str, Any] = {
    "call_id": "ab12", "external_id": None, "seconds": 65.2, "agent_id": "[red]7[/red]",
    "topic": "technical_issue", "sentiment_customer": -0.4, "findings": 3, "status": "analyzed",
}  # fmt: skip


def printed(table: Any) -> str:
    console = Console(file=io.StringIO(), width=120)
    console.print(table)
    return console.file.getvalue()  # type: ignore[attr-defined]


def test_calls_table() -> None:
    text = printed(calls_table([ROW, ROW | {"topic": None, "sentiment_customer": None}]))
    first, second = text.splitlines()[3:5]
    assert first.split() == [
        "ab12",
        "1:05",
        "[red]7[/red]",
        "technical",
        "issue",
        "−0.40",
        "3",
        "analyzed",
    ]
    assert second.split() == ["ab12", "1:05", "[red]7[/red]", "–", "–", "3", "analyzed"]


def test_no_escape_sequence_reaches_the_terminal() -> None:
    evil = "\x1b]0;owned\x07\x1b[2J\x9b31m"
    assert not set("\x1b\x07\x9b") & set(printed(calls_table([ROW | {"agent_id": evil}])))


def test_failures_table() -> None:
    row = {
        "external_id": None, "recording": "a.wav", "call_id": None, "stage": "ingest",
        "kind": "not_audio", "message": "Not [bold]audio[/bold].", "attempts": 2, "transient": True,
    }  # fmt: skip
    text = printed(failures_table([row]))
    assert "Not [bold]audio[/bold]." in text and "2 (transient)" in text


@pytest.mark.parametrize(
    ("seconds", "shown"), [(0, "0:00"), (59.6, "1:00"), (3605, "1:00:05"), (None, "")]
)
def test_clock(seconds: float | None, shown: str) -> None:
    assert style.clock(seconds) == shown


@pytest.mark.parametrize(
    ("seconds", "shown"), [(22, "22 s"), (300, "5.0 min"), (7200, "2.0 h"), (1e7, "2,777.8 h")]
)
def test_length(seconds: float, shown: str) -> None:
    assert style.length(seconds) == shown


@pytest.mark.parametrize(
    ("sentiment", "mood", "shown"),
    [(None, "", ""), (0.0, "neutral", "0.00"), (-0.001, "neutral", "0.00"),
     (-0.2, "negative", "−0.20"), (0.15, "positive", "+0.15")],
)  # fmt: skip
def test_sentiment(sentiment: float | None, mood: str, shown: str) -> None:
    assert (style.mood(sentiment), style.signed(sentiment)) == (mood, shown)


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (True, "yes"),
        (False, "no"),
        (0, "0"),
        (2.50, "2.5"),
        ([], "none"),
        (["a", "b"], "a · b"),
        (None, ""),
    ],
)
def test_value(value: Any, shown: str) -> None:
    assert style.value_text(value) == shown


def test_pieces_join_to_the_text() -> None:
    text = "I am [PERSON_1], card ****1111, pin [PIN_2]"
    mask = text.index("****")
    finding = Finding(
        "CREDIT_CARD", 0, 0, 4, "luhn", 1.0, redacted_start=mask, redacted_end=mask + 8
    )
    stale = Finding("AGE", 0, 0, 4, "age", 1.0, redacted_start=90, redacted_end=95)
    found = pieces(text, [finding, stale])
    assert "".join(piece.text for piece in found) == text
    marked = [(piece.text, piece.entity) for piece in found if piece.entity]
    assert marked == [("[PERSON_1]", "PERSON"), ("****1111", "CREDIT_CARD"), ("[PIN_2]", "PIN")]


def test_pieces_of_nothing() -> None:
    assert pieces("", []) == []
    assert pieces("[not one] plain", []) == [("[not one] plain", None)]
