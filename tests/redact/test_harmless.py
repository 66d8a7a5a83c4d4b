"""What is cut from findings whatever found them, and what is not."""

import pytest

from callsight.redact.found import Found
from callsight.redact.harmless import without_harmless
from callsight.redact.passages import converse
from tests.redact.helpers import call, pairs

ENDS = [
    ("C: one second, 1208 maple street", "one second, 1208 maple street", "1208 maple street"),
    ("C: Just a moment. June fourth", "Just a moment. June fourth", "June fourth"),
    ("C: four one two, give me one more minute", "four one two, give me one more minute",
     "four one two, give"),
    ("C: 4412. Testing, one two three", "4412. Testing, one two three", "4412"),
    ("C: 12 Elm Road, same as in twenty fifteen", "12 Elm Road, same as in twenty fifteen",
     "12 Elm Road"),
    ("C: that's one two three", "one two three", "one two three"),
    ("C: one second street, Dayton", "one second street, Dayton", "one second street, Dayton"),
    ("C: born in nineteen sixty", "nineteen sixty", "nineteen sixty"),
    ("C: I was born back in nineteen sixty", "back in nineteen sixty", "back in nineteen sixty"),
    ("C: just one second", "one second", None),
]  # fmt: skip


@pytest.mark.parametrize(("text", "found", "left"), ENDS)
def test_phrases_at_the_ends_are_cut_off(text: str, found: str, left: str | None) -> None:
    assert _left(text, 0, found, "ADDRESS") == left
    assert _left(text, 0, found, "ADDRESS", score=1) == found  # a valid checksum


ANSWERS = [
    ("A: How many people are on the plan?\nC: Five, no wait, four.", "four", False),
    ("A: Thank you. What year was that?\nC: Nineteen eighty-nine. No, 1990.", "1990", False),
    ("A: How many digits do you see?\nC: four four one two", "four four one two", True),
    ("A: How much of it can you read?\nC: 4412", "4412", True),
    ("A: How many are there?\nC: Five. My PIN is 441", "441", True),
    ("A: Date of birth?\nC: May fourth\nA: What year was that?\nC: nineteen sixty",
     "nineteen sixty", True),
    ("A: How many miles? And the PIN?\nC: 441", "441", True),
    ("A: How many miles?\nC: Five thousand. Add my wife Ann, she was born 12 September 1966",
     "12 September 1966", True),
]  # fmt: skip


@pytest.mark.parametrize(("text", "found", "stays"), ANSWERS)
def test_what_answers_a_count_or_a_year_is_nobodys(text: str, found: str, stays: bool) -> None:
    turn = text.count("\n")
    assert _left(text, turn, found, "PIN") == (found if stays else None)
    assert _left(text, turn, found, "PERSON") == found


def test_in_a_call() -> None:
    text = "A: social security number\nC: one moment five one two thirty four six seven eight nine"
    assert pairs(text) == [("US_SSN", "five one two thirty four six seven eight nine")]


def _left(text: str, turn: int, said: str, entity: str, score: float = 0.8) -> str | None:
    transcript = call(text)
    whole = transcript.turns[turn].text
    start = whole.index(said)
    each = Found(turn, start, start + len(said), entity, score, "announced", said)
    left = without_harmless(converse(transcript), [each])
    return whole[left[0].start : left[0].end] if left else None
