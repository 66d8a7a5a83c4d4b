import dataclasses
from pathlib import Path

import pytest

from callsight.calls import RedactedCall, Span, Turn, Word
from callsight.redact import Policy, load_policy
from callsight.redact.apply import apply, merge_spans
from callsight.redact.scan import scan
from tests.redact.helpers import call

DEFAULT = load_policy()


def redacted(text: str, **changes: object) -> RedactedCall:
    policy = Policy.model_validate(DEFAULT.model_dump() | changes)
    transcript = call(text)
    return apply(transcript, scan(transcript, policy), policy)


def texts(result: RedactedCall) -> list[str]:
    return [turn.text for turn in result.transcript.turns]


def test_placeholders_are_the_same_for_each_mention() -> None:
    result = redacted(
        "A: Your name?\nC: Jason Jones.\nA: Thanks, Jason. And your wife?\nC: My wife is Maria Jones.\n"
        "A: Jason, card number?\nC: 4111 1111 1111 1111\nA: 4111 1111 1111 1111, ending in 1111."
    )  # fmt: skip
    assert texts(result) == [
        "Your name?",
        "[PERSON_1].",
        "Thanks, [PERSON_1]. And your wife?",
        "My wife is [PERSON_2].",
        "[PERSON_1], card number?",
        "[CREDIT_CARD_1]",
        "[CREDIT_CARD_1], ending in [CREDIT_CARD_1].",
    ]


def test_words_still_join_to_the_text_and_hold_nothing_of_the_value() -> None:
    result = redacted("C: so (it is) $5, my pin is 4 4 1 2, okay? And jane@x.com.")
    (turn,) = result.transcript.turns
    assert turn.text == "so (it is) $5, my pin is [PIN_1], okay? And [EMAIL_ADDRESS_1]."
    assert " ".join(word.text for word in turn.words) == turn.text
    pin = next(word for word in turn.words if "PIN" in word.text)
    assert (pin.text, pin.start, pin.end) == ("[PIN_1],", 3.5, 5.4)


def test_findings_know_both_texts() -> None:
    result = redacted("C: my pin is 4412 and my cvv is 123")
    text, shown = "my pin is 4412 and my cvv is 123", result.transcript.turns[0].text
    assert [text[f.start : f.end] for f in result.findings] == ["4412", "123"]
    assert [shown[f.redacted_start : f.redacted_end] for f in result.findings] == [
        "[PIN_1]",
        "[CVV_1]",
    ]


def test_mask_keeps_the_last_four_and_drop_keeps_nothing() -> None:
    card = "my card is 4111 1111 1111 1234"
    masked = redacted(f"C: {card}", action="mask")
    assert texts(masked) == ["my card is [CREDIT_CARD_1 ****1234]"]
    dropped = redacted(f"C: {card} okay", action="drop")
    assert texts(dropped) == ["my card is  okay"]
    assert [w.text for w in dropped.transcript.turns[0].words] == ["my", "card", "is", "okay"]
    assert texts(redacted("C: my cvv is 123", action="mask")) == ["my cvv is [CVV_1]"]


def test_hash_is_keyed_and_the_same_over_calls(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CALLSIGHT_REDACT_KEY", "one")
    first = texts(redacted("C: my pin is 4412", action="hash"))
    assert (
        texts(redacted("C: the pin is four four one two", action="hash"))[0][-16:] == first[0][-16:]
    )
    monkeypatch.setenv("CALLSIGHT_REDACT_KEY", "two")
    assert texts(redacted("C: my pin is 4412", action="hash")) != first


def test_the_seconds_of_a_value_are_silenced_with_margins_and_pauses() -> None:
    result = redacted("C: well my pin is 4 4 1 2 okay then")
    # Words take 0.4 s every 0.5 s: the value is heard from 2.0 to 3.9 s; the pauses go too.
    (span,) = result.silenced
    assert span.channel == 1
    assert (span.start, span.end) == (pytest.approx(1.82), pytest.approx(4.08))


def test_a_lost_word_sounds_in_the_pause_which_is_silenced_too() -> None:
    words = ("my", 0.0, 0.3), ("pin", 0.3, 0.6), ("is", 0.6, 0.9), ("4", 1.0, 1.2), ("4", 1.2, 1.4), ("1", 1.4, 1.6), ("okay", 2.1, 2.4)  # fmt: skip
    turn = Turn(0, "customer", 1, 0.0, 2.4, "my pin is 4 4 1 okay", tuple(Word(*w) for w in words))
    transcript = dataclasses.replace(call("C: x"), turns=(turn,), seconds=3.0)
    (span,) = apply(transcript, scan(transcript, DEFAULT), DEFAULT).silenced
    assert (span.start, span.end) == (pytest.approx(0.82), pytest.approx(2.1))


@pytest.mark.parametrize("how", ["estimated", "missing", "other words"])
def test_without_certain_times_the_whole_turn_is_silenced(how: str) -> None:
    transcript = call("A: hello\nC: my pin is 4412 okay")
    turn = transcript.turns[1]
    words = {
        "estimated": tuple(dataclasses.replace(w, estimated=w.text == "4412") for w in turn.words),
        "missing": (),
        "other words": tuple(dataclasses.replace(w, text=w.text + "x") for w in turn.words),
    }[how]
    turns = (transcript.turns[0], dataclasses.replace(turn, words=words))
    transcript = dataclasses.replace(transcript, turns=turns)
    result = apply(transcript, scan(transcript, DEFAULT), DEFAULT)
    (span,) = result.silenced
    assert span.start <= turn.start and span.end >= min(turn.end, transcript.seconds)
    assert not any("4412" in word.text for t in result.transcript.turns for word in t.words)


def test_other_channels_are_silenced_where_the_policy_says_so() -> None:
    audio = DEFAULT.audio.model_dump() | {"other_channels": True}
    result = redacted("A: pin?\nC: my pin is 4412", audio=audio)
    assert [(s.channel, s.start, s.end) for s in result.silenced] == [
        (channel, result.silenced[0].start, result.silenced[0].end) for channel in (0, 1)
    ]


def test_spans_are_merged_sorted_and_inside_the_recording() -> None:
    spans = [Span(1, 4, 9), Span(0, 2, 3), Span(0, -1, 1), Span(0, 0.5, 2.5), Span(1, 11, 12)]
    assert merge_spans(spans, 8.0) == (Span(0, 0.0, 3), Span(1, 4, 8.0))


def test_agent_names_stay_where_the_policy_says_so() -> None:
    text = "A: My name is Karen Whitaker.\nC: Hi Karen, I am Jason Jones.\nA: Hello Jason."
    assert texts(redacted(text, keep_agent_names=True)) == [
        "My name is Karen Whitaker.", "Hi Karen, I am [PERSON_1].", "Hello [PERSON_1].",
    ]  # fmt: skip
    assert texts(redacted(text))[0] == "My name is [PERSON_1]."


def test_allowed_phrases_stay() -> None:
    text = "C: my name is Jason and I shop at Wendy's"
    assert texts(redacted(text, allow=("Wendy's",))) == [
        "my name is [PERSON_1] and I shop at Wendy's"
    ]
    assert texts(redacted("C: my wife Wendy Smith", allow=("Wendy",))) == ["my wife [PERSON_1]"]


def test_names_of_the_metadata_are_found_wherever_they_are_said(tmp_path: Path) -> None:
    transcript = call("C: so quentella said no\nA: Mark my words, Mark is here")
    result = apply(transcript, scan(transcript, DEFAULT, ("Quentella Mark",)), DEFAULT)
    assert [turn.text for turn in result.transcript.turns] == [
        "so [PERSON_1] said no", "[PERSON_1] my words, [PERSON_1] is here",
    ]  # fmt: skip
