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
    "your warranty ended in 2022",
    "court four is free til eight thirty",
    "he left it by the gate at two oh seven",
    "I need a drum belt, part 1240 J4.",
    "the unit number is four seventeen",
    "A: you reported 41,000\nC: fourteen thousand! not forty-one!",
]

TYPED = [
    ("we've just sent you a passcode\nC: okay it's five one eight, two two seven", "PIN",
     "five one eight, two two seven"),
    ("I'll text a code to your phone, what does it say?\nC: nine one, four four, oh two", "PIN",
     "nine one, four four, oh two"),
    ("what's the social?\nC: last bit is four oh one nine", "US_SSN", "four oh one nine"),
    ("your card?\nC: 4111 1111 1111 1111\nA: and the numbers on the strip\nC: five two nine", "CVV",
     "five two nine"),
    ("your card?\nC: 4111 1111 1111 1111\nA: expiry date and security code?\nC: oh four thirty, five two nine",
     "CVV", "five two nine"),
    ("your number?\nC: Reach me on 212.555.0147.", "PHONE_NUMBER", "212.555.0147"),
    ("the amex?\nC: 3782 822463 10005\nA: four digits on the front?\nC: seven one one six", "CVV",
     "seven one one six"),
    ("is there a number the driver can ring?\nC: two oh six, five five five, oh one four four",
     "PHONE_NUMBER", "two oh six, five five five, oh one four four"),
    ("is it the mobile ending in double three eight?", "PHONE_NUMBER", "double three eight"),
    ("which account was it?\nC: it ends in seven oh two six", "ACCOUNT_NUMBER", "seven oh two six"),
    ("your membership number?\nC: double four one oh nine six", "ID_NUMBER",
     "double four one oh nine six"),
    ("which account?\nC: the Dutch one, N L nine one, A B N A, oh four one seven, one six four three, double oh",
     "IBAN_CODE", "N L nine one, A B N A, oh four one seven, one six four three, double oh"),
    ("the passport?\nC: it's the DNI, one two three four five six seven eight Z", "ES_NIF",
     "one two three four five six seven eight Z"),
    ("your Teudat Zehut?\nC: one two three four five six seven eight two\nA: and hers?\nC: oh three nine three three seven four two three",
     "IL_ID", "oh three nine three three seven four two three"),
    ("and your wife's tag?\nC: her tag is K R J four oh nine", "LICENSE_PLATE", "K R J four oh nine"),
    ("do you have it?\nC: I have a reservation, QX7 4RT.", "ID_NUMBER", "QX7 4RT"),
    ("the reference?\nC: eight oh four, seven seven, no I always mix those up, nine one two six",
     "ID_NUMBER", "eight oh four, seven seven, no I always mix those up, nine one two six"),
    ("the plate?\nC: M as in, uh, mother, K, four, two two", "LICENSE_PLATE",
     "M as in, uh, mother, K, four, two two"),
    ("your ip?\nC: ate won dot one forty dot, um, dot twelve dot six", "IP_ADDRESS",
     "ate won dot one forty dot, um, dot twelve dot six"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "entity", "said"), TYPED)
def test_the_kind_is_told_by_shape_by_the_talk_or_by_the_value_before(
    text: str, entity: str, said: str
) -> None:
    assert (entity, said) in pairs(f"A: {text}")


@pytest.mark.parametrize(("text", "said"), FOUND)
def test_it_finds_what_is_asked_for_or_read_out(text: str, said: str) -> None:
    assert any(said in found for _, found in pairs(f"A: {text}"))


@pytest.mark.parametrize("text", LEFT)
def test_it_leaves_amounts_versions_and_products(text: str) -> None:
    assert [found for _, found in pairs(text) if found != "6 2 2 0 8"] == []


def test_an_amount_asked_for_next_is_no_second_answer() -> None:
    text = "A: can you verify the last four of the ssn\nC: sixty one eighteen\nA: and the amount of the last deposit\nC: twenty two fifty"
    assert [found for _, found in pairs(text)] == ["sixty one eighteen"]
