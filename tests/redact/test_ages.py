"""Ages: wordings that give one away, and numbers after a person that are none."""

import pytest

from tests.redact.helpers import pairs

FOUND = [
    ("I'm 74, they prey on us", ["74"]),
    ("my father he is seventy nine he does not hear well", ["seventy nine"]),
    ("she's eighty four bless her", ["eighty four"]),
    ("he just turned six", ["six"]),
    ("a seventy-year-old woman", ["seventy-year-old"]),
    ("patient aged 61", ["61"]),
    ("A: How old are they?\nC: Six, and the baby's fourteen months.", ["Six", "fourteen months"]),
    ("A: Children?\nC: Two, six and nine years old.", ["six", "nine years old"]),
    ("A: And their ages?\nC: Tom is eleven, Amara's seven.", ["eleven", "seven"]),
    ("A: May I ask your age?\nC: Eighty-one and a half, if you please.", ["Eighty-one and a half"]),
    ("A: How old are you?\nC: Seventy-eight soon.", ["Seventy-eight"]),
    ("I am eighty to years old, eighty two", ["eighty to years old", "eighty two"]),
    ("A: so you're seventy five and it's the older person's pass", ["seventy five"]),
    ("Sure. Dimitri Papas, forty-four, and I can talk.", ["forty-four"]),
]


@pytest.mark.parametrize(("text", "ages"), FOUND)
def test_it_finds(text: str, ages: list[str]) -> None:
    assert [said for entity, said in pairs(text) if entity == "AGE"] == ages


@pytest.mark.parametrize(
    "text",
    [
        "my dog, he is three and he ate five socks", "so my cat, she's 11, she lost her teeth",
        "I'm twenty minutes away", "she is one of three", "I'm forty off the target", "we are two",
        "the house is thirty years old", "he is number four", "A: How old is the boiler?\nC: Twelve years old.",
        "I was twenty first in the queue", "he's six foot two", "I'm at ninety percent",
        "they're fifteen short", "I have been here ten years", "the warranty is two years", "a ten-year-old car",
    ],
)  # fmt: skip
def test_it_leaves_alone(text: str) -> None:
    assert [said for entity, said in pairs(text) if entity == "AGE"] == []
