"""Guards: what a model invents is doubted, what people say is not."""

import pytest

from callsight.transcribe import guards
from tests.transcribe.builders import heard


@pytest.mark.parametrize(
    "text",
    [
        "thank you for calling how can i help you",
        "five five five five one two one two",
        "my number is four one five four one five two two two two",
        "no no no no no",
        "yes yes that is right yes",
    ],
)
def test_what_people_say_is_trusted(text: str) -> None:
    assert guards.doubts(heard(text), seconds=5.0) == ()


@pytest.mark.parametrize(
    "text",
    [
        "you " * 9,
        "thank you " * 6,
        "please call me back " * 5,
        "so " + "i am going to the store today " * 4,
        "bla" * 80,
    ],
)
def test_loops_are_marked(text: str) -> None:
    assert guards.REPETITION in guards.doubts(heard(text), seconds=10.0)


def test_improbable_and_impossibly_dense_words_are_marked() -> None:
    assert guards.doubts(heard("hello there", -1.3), 2.0) == ("low_confidence",)
    dense = " ".join(f"word{i}" for i in range(20))
    assert guards.doubts(heard(dense), 1.0) == ("low_confidence",)
    assert guards.doubts(heard(dense), 5.0) == ()


def test_no_words_are_no_doubt() -> None:
    assert guards.doubts(heard("", -5.0), 3.0) == ()


def test_silence_needs_both_signs() -> None:
    assert guards.is_silence(heard("you", -1.5, 0.9))
    assert not guards.is_silence(heard("you", -0.5, 0.9))
    assert not guards.is_silence(heard("you", -1.5, 0.1))


def test_the_better_attempt_does_not_loop_then_is_more_probable() -> None:
    loop, vague, clear = heard("you " * 9, -0.1), heard("hm", -1.4), heard("hello", -1.1)
    assert guards.better(loop, vague, 3.0) is vague
    assert guards.better(vague, clear, 3.0) is clear
    assert guards.better(clear, heard("other", -1.1), 3.0) is clear
