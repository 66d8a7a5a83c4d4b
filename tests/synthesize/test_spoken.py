"""Spoken forms say exactly the written value."""

import random
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from callsight.synthesize import spoken

RUNS = st.text("0123456789", min_size=1, max_size=16)
FORMS = st.sampled_from(spoken.DIGIT_FORMS)


@given(RUNS, FORMS)
def test_digits_can_be_read_back(run: str, form: str) -> None:
    assert spoken.parse_digits(spoken.digits(run, form)) == run


@given(st.lists(RUNS, min_size=1, max_size=4), FORMS)
def test_groups_can_be_read_back(groups: list[str], form: str) -> None:
    # The pause between groups is part of what is said: without it "twenty, one" is twenty-one.
    said = spoken.grouped(groups, form).split(", ")
    assert [spoken.parse_digits(group) for group in said] == groups


@given(st.integers(0, 999_999))
def test_cardinal_is_unambiguous(number: int) -> None:
    said = spoken.cardinal(number)
    total, current = 0, 0
    for word in said.split():
        if word == "thousand":
            total, current = total + current * 1000, 0
        elif word == "hundred":
            current *= 100
        else:
            names = spoken.TENS if word in spoken.TENS else spoken.ONES
            current += names.index(word) * (10 if names is spoken.TENS else 1)
    assert total + current == number


@given(RUNS.filter(lambda run: len(run) > 1), st.integers(0, 2**32))
def test_correction_ends_with_the_right_digits(run: str, seed: int) -> None:
    said = spoken.corrected(random.Random(seed), spoken.digits(run), "no sorry")
    before, _, after = said.partition(" no sorry, ")
    kept = before.split()[:-1]
    assert spoken.parse_digits(" ".join([*kept, *after.split()])) == run


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        (spoken.digits("4110", "oh"), "four one one oh"),
        (spoken.digits("4110", "double"), "four double one zero"),
        (spoken.digits("5550", "double"), "triple five zero"),
        (spoken.digits("4110", "pairs"), "forty one ten"),
        (spoken.digits("2005", "pairs"), "twenty oh five"),
        (spoken.digits("411", "pairs"), "four one one"),
        (spoken.money(8420), "eighty four dollars and twenty cents"),
        (spoken.money(8420, short=True), "eighty four twenty"),
        (spoken.money(12000), "one hundred twenty dollars"),
        (spoken.date("March", 3, 1987), "March third nineteen eighty seven"),
        (spoken.date("March", 23, of=True), "the twenty third of March"),
        (spoken.year(2004), "two thousand four"),
        (spoken.year(2028), "twenty twenty eight"),
        (spoken.clock(14, half=True), "two thirty P M"),
        (spoken.clock(0), "twelve A M"),
        (spoken.spelled("Sam"), "S A M"),
        (spoken.spelled("Sam", as_in=frozenset({0})), "S as in Sam, A M"),
        (spoken.spelled("Sam", as_in=frozenset({2})), "S A M as in Mary"),
        (spoken.code("BK441", "digits"), "B K, four four one"),
        (spoken.email("jason.jones42", "yahoo.com"), "Jason dot Jones four two at yahoo dot com"),
        (spoken.email("mary_lee", "gmail.net"), "Mary underscore Lee at gmail dot net"),
    ],
)
def test_forms(said: str, expected: str) -> None:
    assert said == expected


def test_every_form_uses_plain_words_only() -> None:
    said = " ".join(spoken.digits("0123456789", form) for form in spoken.DIGIT_FORMS)
    assert re.fullmatch(r"[a-z ]+", said)
