"""One digit that is asked back."""

import pytest

from tests.redact.helpers import pairs

TOLD = "A: and your PIN?\nC: 4418\nA: "


@pytest.mark.parametrize(
    ("asked", "digit"),
    [
        ("Was that an 8 at the end?", "8"),
        ("sorry, is that a five?", "five"),
        ("did that end in eight", "eight"),
        ("Sorry, was the last digit a four?", "four"),
        ("Was that a B or a D?", "B"),
        ("Was that a yes?", None),
        ("Was that one of ours?", None),
        ("Is that a two bedroom flat?", None),
    ],
)
def test_a_digit_asked_back_is_of_the_value(asked: str, digit: str | None) -> None:
    assert pairs(TOLD + asked)[1:] == ([("PIN", digit)] if digit else [])


def test_nothing_is_asked_back_where_nothing_was_told() -> None:
    assert pairs("C: hello there\nA: was that an 8 at the end?") == []
