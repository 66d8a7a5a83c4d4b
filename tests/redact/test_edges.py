from dataclasses import replace

import pytest

from callsight.options import RedactOptions
from callsight.redact import DialogRedactor, load_policy
from callsight.redact.apply import apply
from callsight.redact.verify import residue
from tests.redact.fuzz import cases, left
from tests.redact.helpers import call, found, pairs

REDACTOR = DialogRedactor(RedactOptions())
CARD = "forty eight forty nine forty eight thirty four"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (f"The card number is {CARD} sixty two sixteenth, ninety four.", "[CREDIT_CARD_1]."),
        (f"The card number is {CARD} seventy seven sixty four forty nine nineteenth",
         "[CREDIT_CARD_1]"),
        ("My social is nine two line about six four eight fourth", "[US_SSN_1]"),
        ("the account number is fortyeight ninety two sixty's three", "[ACCOUNT_NUMBER_1]"),
    ],
)  # fmt: skip
def test_a_number_ends_where_its_number_words_end(text: str, expected: str) -> None:
    shown = REDACTOR(f"Customer: {text}").text
    assert shown.partition(" is ")[2] == expected


def test_a_misheard_turn_of_a_number_is_part_of_it() -> None:
    said = "A: social security number\nC: two nine eight one\nA: mhm\nC: two second four tree"
    assert [text for _, text in pairs(said)] == ["two nine eight one", "two second four tree"]


@pytest.mark.parametrize(
    "text",
    [
        "My PIN is 4412. First I want to say two things.",
        "My PIN is 4412 and I have two more cards",
        "My PIN is 4412, that is for twenty minutes.",
        "My PIN is 4412 since nine this morning",
    ],
)
def test_counts_beside_a_number_stay(text: str) -> None:
    assert pairs(text) == [("PIN", "4412")]


@pytest.mark.parametrize(
    ("said", "value", "more", "entity"),
    [
        ("my card number is {}", "4111 1111 1111 1111", "sixteenth, ninety four", "CREDIT_CARD"),
        ("my address is {}", "12 Oak Lane", "me Avenue, Detroit, Florida", "ADDRESS"),
    ],
)
def test_what_touches_a_placeholder_is_residue(
    said: str, value: str, more: str, entity: str
) -> None:
    text = said.format(value)
    clean = apply(call(f"C: {text}"), found(text), load_policy())
    (turn,) = clean.transcript.turns
    leaky = replace(turn, text=f"{turn.text} {more}.")
    dirty = replace(clean, transcript=replace(clean.transcript, turns=(leaky,)))
    (rest,) = residue(dirty, load_policy())
    assert rest.entity == entity
    assert leaky.text[rest.start : rest.end].endswith(f"] {more}")


def test_of_misheard_numbers_hardly_anything_is_left() -> None:
    results = [left(case, REDACTOR) for case in cases(300, seed=11)]
    longest = [0 if result is None else result[0] for result in results]
    assert sum(digits >= 3 for digits in longest) <= 0.01 * len(longest)
