"""Redaction as a user sees it: dialogs in, placeholders out, and nothing left."""

import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from callsight.calls import Failure, RedactedCall, Transcript, Turn, Word
from callsight.errors import ConfigurationError
from callsight.options import RedactOptions
from callsight.redact import (
    fingerprint,
    load_policy,
    redact,
    redact_dialog,
    shipped_policies,
)

OPTIONS = RedactOptions()
DIALOGS = {
    "card in two parts, with an interjection": (
        "Agent: Can I have your card number?\n"
        "Customer: four one one one one one one one\nAgent: okay\n"
        "Customer: one one one one one one one one",
        "Agent: Can I have your card number?\n"
        "Customer: [CREDIT_CARD_1]\nAgent: okay\nCustomer: [CREDIT_CARD_1]",
    ),
    "spoken e-mail": (
        "Customer: My email is j dot doe at gmail dot com.",
        "Customer: My email is [EMAIL_ADDRESS_1].",
    ),
    "written card and phone": (
        "Customer: My card is 4111 1111 1111 1111, and my phone is 415-555-0132.",
        "Customer: My card is [CREDIT_CARD_1], and my phone is [PHONE_NUMBER_1].",
    ),
    "the question gives the type": (
        "Agent: What is your social security number?\n"
        "Customer: It is five one two, three four, six seven eight nine.",
        "Agent: What is your social security number?\nCustomer: It is [US_SSN_1].",
    ),
    "the same person twice": (
        "Customer: My name is Jason Miller.\nAgent: Thank you, Jason.",
        "Customer: My name is [PERSON_1].\nAgent: Thank you, [PERSON_1].",
    ),
    "full-width digits": (
        "Customer: ４１１１ １１１１ １１１１ １１１１",
        "Customer: [CREDIT_CARD_1]",
    ),
    "amounts, durations and years stay": (
        "Customer: I waited twenty minutes and paid eighty four dollars in twenty twenty four.",
        "Customer: I waited twenty minutes and paid eighty four dollars in twenty twenty four.",
    ),
    "nothing": ("", ""),
    "one word": ("Customer: ok", "Customer: ok"),
}


@pytest.mark.parametrize(("text", "expected"), DIALOGS.values(), ids=DIALOGS.keys())
def test_dialogs(text: str, expected: str) -> None:
    assert redact_dialog(text, OPTIONS).text == expected


def test_findings_point_into_the_input() -> None:
    text = "Customer: My card is 4111 1111 1111 1111."
    (finding,) = redact_dialog(text, OPTIONS).findings
    assert text[finding.start : finding.end] == "4111 1111 1111 1111"
    assert finding.entity == "CREDIT_CARD"


def call(*words: Word, text: str | None = None) -> Transcript:
    text = " ".join(word.text for word in words) if text is None else text
    end = words[-1].end if words else 1.0
    return Transcript("c" * 16, "en", (Turn(0, "customer", 1, 0.0, end, text, words),), end)


def spoken(text: str, *, estimated: bool = False) -> tuple[Word, ...]:
    return tuple(
        Word(word, float(i), i + 0.5, 0.9, estimated) for i, word in enumerate(text.split())
    )


def test_the_audio_of_a_value_is_silenced_and_nothing_else() -> None:
    words = spoken("my card is 4111 1111 1111 1111 thank you very much")
    (result,) = redact([(call(*words), ())], OPTIONS)
    assert isinstance(result, RedactedCall)
    (span,) = result.silenced
    assert span.channel == 1
    assert 2.5 <= span.start < 3.0 and 6.5 < span.end <= 7.2
    assert " ".join(w.text for w in result.transcript.turns[0].words) == (
        result.transcript.turns[0].text
    )


def test_a_turn_without_measured_times_is_silenced_whole() -> None:
    words = spoken("my card is 4111 1111 1111 1111 thank you very much", estimated=True)
    (result,) = redact([(call(*words), ())], OPTIONS)
    assert isinstance(result, RedactedCall)
    (span,) = result.silenced
    assert span.start <= words[0].start and span.end >= words[-1].end


def test_names_from_metadata_are_removed() -> None:
    (result,) = redact([(call(*spoken("tell quibbleton hello")), ("Quibbleton",))], OPTIONS)
    assert isinstance(result, RedactedCall)
    assert "quibbleton" not in result.transcript.turns[0].text.lower()


def test_a_call_without_speech_is_a_result() -> None:
    (result,) = redact([(Transcript("c" * 16, None, (), 3.0), ())], OPTIONS)
    assert isinstance(result, RedactedCall) and result.silenced == ()


def test_policies_are_checked(tmp_path: Path) -> None:
    assert set(shipped_policies()) == {"default", "gdpr", "hipaa", "pci"}
    path = tmp_path / "mine.yaml"
    path.write_text("entitys: {}\n")
    with pytest.raises(ConfigurationError, match="unknown key `entitys`; valid keys are"):
        load_policy(str(path))
    with pytest.raises(ConfigurationError, match="Unknown policy `none-such`: choose one of"):
        load_policy("none-such")


def test_fingerprint_follows_the_policy() -> None:
    assert fingerprint(OPTIONS) == fingerprint(RedactOptions())
    assert fingerprint(OPTIONS) != fingerprint(RedactOptions(policy="pci"))


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=200))
def test_any_text_is_redacted_or_withheld_and_no_long_number_is_left(text: str) -> None:
    (result,) = redact([(call(text=text), ())], OPTIONS)
    if isinstance(result, Failure):  # withheld: fail closed
        assert text.strip() == "" or result.kind == "residual_pii"
    else:
        left = re.sub(r"\[[A-Z_]+_\d+\]", "", result.transcript.turns[0].text)
        assert not re.search(r"(?:[0-9][ -]?){13,}", left)
