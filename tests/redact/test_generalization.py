"""By structure, not by phrasing: what is a code, what is not, and what a question asks for."""

import pytest

from tests.redact.helpers import pairs

FOUND = [
    ("agreement number\nC: four nine oh one one seven six", "four nine oh one one seven six"),
    ("and the code?\nC: It's for ate too nine nine oh.", "for ate too nine nine oh"),
    ("and the three on the back\nC: Ate won ate.", "Ate won ate"),
    ("the gate code?\nC: i type seven two nine four pound", "seven two nine four"),
    ("and the old password was\nC: lavender moon all lowercase two two two",
     "lavender moon all lowercase two two two"),
    ("When's it good till?\nC: May of twenty-eight.", "May of twenty-eight"),
    ("Expiration?\nC: Three of thirty.", "Three of thirty"),
    ("date of birth?\nC: second of, of the eleventh sixty eight",
     "second of, of the eleventh sixty eight"),
    ("Your birthday?\nC: Christmas day, eighty.", "Christmas day, eighty"),
    ("hello\nC: Bartholomew Nakagawa, one seventeen sixty-three, and I need",
     "one seventeen sixty-three"),
    ("your email?\nC: E Robitaille, all one word, at videotron dot C A",
     "E Robitaille, all one word, at videotron dot C A"),
    ("hi\nC: it's hello at weaver and pike dot studio", "hello at weaver and pike dot studio"),
    ("your ip?\nC: 1 92, dot, 1 68, dot, uh, 1 dot for 4", "1 92, dot, 1 68, dot, uh, 1 dot for 4"),
    ("phone?\nC: four eight double four seven three zero seven\nA: I've got three oh eight at the end",
     "three oh eight"),
    ("And the serial on the meter?\nC: E one three, B, oh nine nine four two.",
     "E one three, B, oh nine nine four two"),
]  # fmt: skip
LEFT = [
    "hub seven hundred or the hub nine fifty",
    "It's a 2021 CX-5.",
    "a twenty seventeen f one fifty",
    "you hold zero point four two",
    "it's dual band 2.4 and 5",
    "prime is four point six four",
    "At one seventy-one that's eighteen eighty-one Canadian.",
    "it takes two to four weeks",
    "it's just for the w nine",
    "you had the M M R 2",
    "your pressure was one thirty over eighty two",
    "raised it from forty nine ninety nine to sixty four ninety nine",
    "A: how many lights\nC: one two three",
    "A: which client version\nC: five dot one dot two dot forty two",
    "A: What's the order number?\nC: 6 2 2 0 8.\nA: That one isn't ours.",
    "A: And what time do you close?\nC: 5 30.",
]


@pytest.mark.parametrize(("text", "said"), FOUND)
def test_it_finds_what_is_asked_for_or_read_out(text: str, said: str) -> None:
    assert any(said in found for _, found in pairs(f"A: {text}"))


@pytest.mark.parametrize("text", LEFT)
def test_it_leaves_amounts_versions_and_products(text: str) -> None:
    assert [found for _, found in pairs(text) if found != "6 2 2 0 8"] == []


def test_an_amount_asked_for_next_is_no_second_answer() -> None:
    text = "A: can you verify the last four of the ssn\nC: sixty one eighteen\nA: and the amount of the last deposit\nC: twenty two fifty"
    assert [found for _, found in pairs(text)] == ["sixty one eighteen"]
