"""Numbers by what the talk around them says: parts, read-backs, corrections, cards, and what is none."""

import pytest

from tests.redact.helpers import pairs

FOUND = [
    ("I'll send you a code. Please read it to me.\nC: 119 640.", "119 640", "PIN"),
    ("I've texted a code to your phone.\nC: 10 44 87.", "10 44 87", "PIN"),
    ("What does it say?\nC: 839 204.", "839 204", "ID_NUMBER"),
    ("his social?\nC: two one four\nA: mhm\nC: ninety, ninety-five fifty-eight\nA: 214 90 9558?",
     "214 90 9558", "US_SSN"),
    ("What's the code?\nC: two eight, hang on, it timed out", "two eight", "PIN"),
    ("How does the card end?\nC: Forty-four seventy-seven. No, forget that, it's ninety-one oh four.",
     "ninety-one oh four", "CREDIT_CARD"),
    ("your account?\nC: two two eight one seven\nA: okay\nC: Then there's a line, and oh four three.",
     "oh four three", "ACCOUNT_NUMBER"),
    ("and the account?\nC: four eight three\nA: okay", "four eight three", "ACCOUNT_NUMBER"),
    ("And the birthday?\nC: october the ninth nineteen forty eight\nA: ten nine forty eight thanks",
     "ten nine forty eight", "DATE_OF_BIRTH"),
    ("And the year she was born?\nC: Thirty-five.", "Thirty-five", "DATE_OF_BIRTH"),
    ("So your birthday's in October?", "October", "DATE_OF_BIRTH"),
    ("Birthday?\nC: Leap day. February 29, '72.", "Leap day. February 29, '72", "DATE_OF_BIRTH"),
    ("card?\nC: It's a Visa, 4539 9773 3857 0840, August of 2028.", "August of 2028", "CARD_EXPIRY"),
    ("card?\nC: 4539 9773 3857 0840. Eight twenty-nine.", "Eight twenty-nine", "CARD_EXPIRY"),
    ("card?\nC: 4539 9773 3857 0840.\nA: And when does it run out?\nC: 11/27.", "11/27", "CARD_EXPIRY"),
    ("card?\nC: 4539 9773 3857 0840.\nA: expiry\nC: five twenty eight and oh oh nine", "oh oh nine", "CVV"),
    ("card?\nC: 4539 9773 3857 0840.\nA: and the date?\nC: nine twenty eight, the thing on the back is triple four",
     "triple four", "CVV"),
    ("Just the last four.\nA: of your social?\nC: 6640.", "6640", "US_SSN"),
    ("She gave her birthday and last four, 6640.", "6640", "CREDIT_CARD"),
    ("And the car?\nC: A Kia Niro. LR73 OPX.", "LR73 OPX", "LICENSE_PLATE"),
    ("Is the car still the Golf, BX20 YHK?", "BX20 YHK", "LICENSE_PLATE"),
    ("C: Her licence is HOLLO 057 124 KM9AB.", "HOLLO 057 124 KM9AB", "DRIVER_LICENSE"),
    ("C: She's on Medicare, 4TE9-QW6-MK21.", "4TE9-QW6-MK21", "ID_NUMBER"),
    ("C: I have the DNI: 78.146.819-H.", "78.146.819-H", "ES_NIF"),
    ("your policy?\nC: It's with Allied, policy AM 66 20 118.", "AM 66 20 118", "ID_NUMBER"),
    ("Your confirmation number is LAF dash 4022.", "LAF dash 4022", "ID_NUMBER"),
    ("Refund reference is RF as in Frank, 60 18 22 95.", "RF as in Frank, 60 18 22 95", "ID_NUMBER"),
    ("order number?\nC: E D, three nine six six.\nA: Let me read that back, E B, thirty nine sixty six.",
     "E B, thirty nine sixty six", "ID_NUMBER"),
    ("Authorisation code is A 70 662.", "A 70 662", "ID_NUMBER"),
    ("sort code?\nC: oh nine, oh one, twenty-eight\nA: 09-01-28.", "09-01-28", "SORT_CODE"),
    ("the iban?\nC: okay so um d e\nA: d e", "d e", "IBAN_CODE"),
    ("And your policy number?\nC: RF\nA: RF.\nC: 4471\nA: 4471.\nC: 0093", "RF", "ID_NUMBER"),
    ("Booking reference?\nC: B K, where is it, four four one seven oh", "B K", "ID_NUMBER"),
    ("What's the registration?\nC: DA17 CSX.\nA: Sorry, was that CSX?", "CSX", "LICENSE_PLATE"),
    ("Routing?\nC: 021000021.\nA: Sorry, was that 021?\nC: Yes, 021.", "021", "ABA_ROUTING_NUMBER"),
    ("What number can the driver call?\nC: three oh three, bear with me, five five five, oh one four two.",
     "three oh three", "PHONE_NUMBER"),
    ("your national insurance number\nC: j x nine two five six eight two a and i have a question",
     "j x nine two five six eight two a", "UK_NINO"),
    ("the gate code?\nC: one nine seven pound", "one nine seven", "PIN"),
]  # fmt: skip
LEFT = [
    "A: Hold the little button on the back.\nC: Okay. Doing it, one, two, three... it's green!",
    "A: Are there any left?\nC: Let me see... one, two, three... oh, there's four right here.",
    "A: your balance is one oh four twenty two",
    "A: They need code E 0 1 4 3.",
    "A: The CPT code they billed was 73721.",
    "A: You get ten percent off with code FALL10.",
    "A: I see two charges, one for $64.12 and one for $3.99.",
    "A: can you read me the meter\nC: it says four seven one one eight kilowatt hours",
    "A: If he gets worse it's 999.",
    "C: it gives error 526 and on the phone it's 525",
    "A: I can swap that to two to six.",
    "A: Wednesday, 8 to 1.",
    "C: between nine fifteen and ten fifteen",
    "A: Did you, at twenty-three fifteen, buy six vouchers?",
    "A: The rate is 1.2728, plus forty.",
    "A: your copay's thirty on the back",
    "A: And her license number?\nC: It's one four zero two double five.\nA: And the car?\nC: A 2011 Honda.",
    "A: what's the final reading?\nC: the reading was oh six one double four\nA: oh six one four four, got that",
    "C: The email says one forty nine.",
    "C: I have bought your WM 7400 washing machine.",
    "C: Oh! Oh, okay.",
]


@pytest.mark.parametrize(("text", "said", "entity"), FOUND)
def test_it_finds(text: str, said: str, entity: str) -> None:
    lines = text if text[:3] in ("A: ", "C: ") else f"A: {text}"
    assert any(kind == entity and said in span for kind, span in pairs(lines))


@pytest.mark.parametrize("text", LEFT)
def test_it_leaves(text: str) -> None:
    licence = "one four zero two double five"  # asked for beside the year of a car
    assert [said for _, said in pairs(text) if said != licence] == []
