"""What is translated is redacted like what was said."""

from callsight.calls import Failure, RedactedCall, Transcript, Turn, Word
from callsight.options import RedactOptions
from callsight.redact.engine import Redactor


def call(*turns: tuple[str, str | None]) -> Transcript:
    made = []
    for index, (text, translation) in enumerate(turns):
        start = index * 5.0
        step = 4.0 / len(text.split())
        words = tuple(
            Word(word, start + i * step, start + (i + 1) * step, 0.9)
            for i, word in enumerate(text.split())
        )
        speaker = ("agent", "customer")[index % 2]
        made.append(
            Turn(
                index, speaker, index % 2, start, start + 4.0, text, words, translation=translation
            )
        )
    return Transcript("call", "es", tuple(made), 60.0)


def redacted(transcript: Transcript) -> RedactedCall:
    result = Redactor(RedactOptions())(transcript)
    assert not isinstance(result, Failure), result
    return result


def test_a_value_in_a_translation_is_removed_and_its_turn_silenced() -> None:
    result = redacted(
        call(
            ("Cual es su numero de tarjeta", "What is your card number?"),
            ("es el numero de siempre", "It is 4111 1111 1111 1111."),
            ("gracias", None),
        )
    )
    turns = result.transcript.turns
    assert [turn.translation for turn in turns] == [
        "What is your card number?",
        "It is [CREDIT_CARD_1].",
        None,
    ]
    assert turns[0].text == "Cual es su numero de tarjeta"
    assert result.findings == ()
    [span] = result.silenced
    assert span.channel == 1 and span.start <= 5.0 and span.end >= 9.0


def test_the_same_value_has_the_same_placeholder_in_both() -> None:
    result = redacted(
        call(
            ("What is your e-mail address?", None),
            ("mi correo es jo@example.com", "My e-mail is jo@example.com"),
        )
    )
    turn = result.transcript.turns[1]
    assert "example" not in str(result)
    label = turn.text.split()[-1]
    assert label.startswith("[EMAIL_ADDRESS_") and turn.translation.split()[-1] == label
    assert {finding.turn for finding in result.findings} == {1}


def test_without_translations_nothing_changes() -> None:
    result = redacted(call(("hello there", None), ("my name is on the card", None)))
    assert [turn.translation for turn in result.transcript.turns] == [None, None]
