"""What a reviewer may say, and what is refused without a trace."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from callsight.cli.app import app
from callsight.errors import CallsightError, ConfigurationError, InputError
from callsight.evaluate.agreement import agreement, kappa, wilson
from callsight.explore.corrections import correct_answer, correct_speaker
from callsight.store import Store, open_store
from tests.report.example import make_store

BY: dict[str, Any] = {"author": "lead_1", "reason": "the customer says so at the start"}


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with make_store(tmp_path) as store:
        yield store


def value(store: Store, call: str, question: str) -> Any:
    analysis = store.load_call(call).analysis
    assert analysis
    return next(answer.value for answer in analysis.answers if answer.question == question)


@pytest.mark.parametrize(
    ("question", "written", "stored"),
    [
        ("topic", "technical_issue", "technical_issue"),
        ("upsell_attempted", "YES", True),
        ("upsell_attempted", False, False),
        ("empathy", "4", 4),
        ("empathy", 2.0, 2),
        ("promises", "a call tomorrow; a refund ", ["a call tomorrow", "a refund"]),
        ("summary", "The bill of [PERSON_1] was wrong.", "The bill of [PERSON_1] was wrong."),
        ("topic", "not_stated", None),
        ("topic", None, None),
    ],
)
def test_values_as_people_write_them(
    store: Store, question: str, written: Any, stored: Any
) -> None:
    correct_answer(store, "C-0", question, written, **BY)
    assert value(store, "C-0", question) == stored


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"question": "colour"}, "questions are topic, summary, outcome"),
        ({"value": "weather"}, "`topic` cannot be `weather`: choose one of billing, technical"),
        ({"question": "empathy", "value": "6"}, "choose one of 1, 2, 3, 4, 5, or not_stated"),
        ({"question": "empathy", "value": "4.5"}, "choose one of 1, 2"),
        ({"question": "empathy", "value": True}, "choose one of 1, 2"),
        ({"question": "upsell_attempted", "value": "maybe"}, "one of yes, no, or not_stated"),
        ({"question": "summary", "value": " "}, "a text of 1 to 2,000"),
        ({"evidence": [6]}, "no turn `6` in this call: turns are 0 to 5"),
        ({"author": "Jane Doe <x>"}, "cannot be an author"),
        ({"author": "4111111111111111"}, "looks like a number of a person"),
        ({"reason": "  "}, "needs a `reason`"),
        ({"reason": "her card is 4111 1111 1111 1111"}, r"personal data \(CREDIT_CARD\)"),
        ({"reason": "my name is jane miller"}, r"personal data \(PERSON\)"),
        ({"question": "summary", "value": "Mail to jane.doe@example.com"}, "EMAIL_ADDRESS"),
        ({"call": "C-9"}, "There is no call `C-9`"),
        ({"call": "C-4"}, "not analyzed yet"),
    ],
)
def test_what_is_refused(store: Store, given: dict[str, Any], message: str) -> None:
    arguments = {"call": "C-0", "question": "topic", "value": "billing", **BY, **given}
    with pytest.raises(CallsightError, match=message) as problem:
        correct_answer(store, **arguments)
    assert store.corrections() == []
    assert not any(word in str(problem.value) for word in ("4111 ", "jane", "miller"))


def test_a_redactor_that_fails_refuses(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*arguments: object) -> None:
        raise RuntimeError("what was said")

    monkeypatch.setattr("callsight.redact.redact_dialog", broken)
    with pytest.raises(ConfigurationError, match="not verified"):
        correct_answer(store, "C-0", "topic", "billing", **BY)


def test_who_speaks(store: Store) -> None:
    def speakers() -> str:
        return "".join(turn.speaker[0] for turn in store.load_call("C-0").transcript.turns)  # type: ignore[union-attr]

    assert speakers() == "acacac"
    assert correct_speaker(store, "C-0", "swap", **BY) == 6
    assert speakers() == "cacaca"
    assert correct_speaker(store, "C-0", "agent", turn=0, **BY) == 1
    assert correct_speaker(store, "C-0", "customer", channel=0, **BY) == 1
    assert speakers() == "cacaca"
    for given, message in (
        ({"role": "boss", "turn": 1}, "`boss` is no speaker: choose one of agent"),
        ({"role": "agent"}, "Say which"),
        ({"role": "agent", "turn": 1, "channel": 1}, "Say which"),
        ({"role": "agent", "turn": 6}, "turns are 0 to 5"),
        ({"role": "agent", "channel": 2}, "channels are 0, 1"),
    ):
        with pytest.raises(ConfigurationError, match=message):
            correct_speaker(store, "C-0", **given, **BY)  # type: ignore[arg-type]
    with pytest.raises(InputError, match="no transcript"):
        correct_speaker(store, "C-4", "swap", **BY)


def test_agreement_of_people_and_model(store: Store) -> None:
    assert agreement(store) == []
    for call, topic in [("C-0", "billing"), ("C-1", "billing"), ("C-2", "billing")]:
        correct_answer(store, call, "topic", topic, **BY)
    correct_answer(store, "C-0", "empathy", 4, **BY)
    correct_answer(store, "C-0", "summary", "All was well.", **BY)
    topic, empathy, summary = agreement(store)
    assert (topic.question, topic.type, topic.engine, topic.n) == ("topic", "choice", "lexicon", 3)
    assert (topic.accuracy, topic.kappa, topic.kappa_n) == (2 / 3, 0.0, 3)
    assert topic.low == pytest.approx(0.2077, abs=1e-4)
    assert topic.high == pytest.approx(0.9385, abs=1e-4)
    assert (empathy.accuracy, empathy.kappa, empathy.kappa_n) == (0.0, None, 0)
    assert (summary.type, summary.kappa) == ("text", None)


def test_kappa() -> None:
    # Cohen (1960), as worked out at https://en.wikipedia.org/wiki/Cohen%27s_kappa: 20/5/10/15.
    pairs = [("y", "y")] * 20 + [("y", "n")] * 5 + [("n", "y")] * 10 + [("n", "n")] * 15
    assert kappa(pairs) == pytest.approx(0.4)
    assert kappa([(1, 1), (2, 2), (3, 3)], ordinal=True) == 1
    near, far = ([(1, b), (5, 5)] for b in (2, 5))
    assert (kappa(near, ordinal=True) or 0) > (kappa(far, ordinal=True) or 0)
    assert kappa([("y", "y")]) is None and kappa([]) is None
    assert wilson(0, 10) == pytest.approx((0, 0.2775), abs=1e-4)


def test_the_commands(store: Store, tmp_path: Path) -> None:
    def call(*arguments: str) -> Any:
        given = [*arguments, "--database", str(tmp_path / "callsight.db")]
        return CliRunner().invoke(app, given)

    by = ("--author", "lead_1", "--reason", "said at the start")
    assert "Nobody has reviewed" in call("agreement").stderr
    assert call("correct", "C-0", "topic", "technical_issue", *by).stdout == "Corrected.\n"
    assert call("correct", "C-1", "topic", "billing", *by).stdout == "Confirmed.\n"
    assert "lead_1" in call("show", "C-0").stdout
    assert "topic" in call("agreement").stdout
    (line,) = json.loads(call("agreement", "--json").stdout)
    assert (line["question"], line["n"], line["accuracy"]) == ("topic", 2, 0.5)
    swapped = call("correct", "C-0", "speaker", "swap", *by)
    assert "6 turns have another speaker" in swapped.stdout and "callsight run" in swapped.stderr
    refused = call(
        "correct", "C-1", "topic", "billing", "--author", "a", "--reason", "card 4111111111111111"
    )
    assert refused.exit_code == 2 and "4111" not in refused.stderr


def test_the_store_is_the_one_that_was_opened(store: Store, tmp_path: Path) -> None:
    correct_answer(store, "C-0", "topic", "technical_issue", **BY)
    with open_store(str(tmp_path / "callsight.db")) as other:
        assert other.calls({"external_id": "C-0"})[0]["topic"] == "technical_issue"
