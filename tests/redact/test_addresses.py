"""Addresses: forms of several countries, answers to questions for one, and streets that are none."""

import pytest

from tests.redact.helpers import pairs

FOUND = [
    ("it's Lindenstrasse forty four a in Köln", ["Lindenstrasse forty four a in Köln"]),
    ("A: Your name and flat number?\nC: Hafenstraße 9, apartment 31.", ["Hafenstraße 9, apartment 31"]),
    ("my new address is 22 rue des Tilleuls, 69003 Lyon", ["22 rue des Tilleuls, 69003 Lyon"]),
    ("Calle Mayor 12, Madrid is where we are", ["Calle Mayor 12, Madrid"]),
    ("Outside my house, 1190 Quarry Ridge Road in Bozeman.", ["1190 Quarry Ridge Road in Bozeman"]),
    ("A: Address for redelivery?\nC: Number forty-one, Tannery Walk, Leicester, LE2 7GH.",
     ["Number forty-one, Tannery Walk, Leicester, LE2 7GH"]),
    ("A: Is it still Pickering Lane?", ["Pickering Lane"]),
    ("C: And what's my street?\nA: Juniper Hollow Court.", ["Juniper Hollow Court"]),
    ("A: the courier has unit four, Saltmarsh Industrial Park\nC: no it's unit fourteen",
     ["unit four, Saltmarsh Industrial Park", "unit fourteen"]),
    ("A: What's your unit?\nC: Twenty-two B, at 5150 Lakewood.", ["Twenty-two B, at 5150 Lakewood"]),
    ("A: and youre still at thirty three oh one white heron drive\nC: yes lot nineteen",
     ["thirty three oh one white heron drive", "lot nineteen"]),
    ("A: Is that still route four, box sixty-one?\nC: Yes, Paducah, four two oh oh three.",
     ["route four, box sixty-one", "Paducah, four two oh oh three"]),
    ("thats nine hundred west ogden the twelve unit building", ["nine hundred west ogden"]),
    ("found it on thistle ridge road number seventeen", ["thistle ridge road number seventeen"]),
    ("I am at 14 Mill Road.\nA: Mill Road, got it.", ["14 Mill Road", "Mill Road"]),
    ("flat 4B, 17 Rose Gardens, Pune 411001", ["flat 4B, 17 Rose Gardens, Pune 411001"]),
    ("I live on Oxford Street", ["Oxford Street"]),
    ("we live at rehov Herzl 5 in Haifa", ["rehov Herzl 5 in Haifa"]),
    ("A: and the postcode\nC: b n three one q t", ["b n three one q t"]),
    ("A: Zip?\nC: Nine too one oh for.", ["Nine too one oh for"]),
    ("A: Postal code?\nC: V6B 4Y8.", ["V6B 4Y8"]),
    ("A: postcode?\nC: L S, one seven, too, B D\nA: That's LS17 2BD?",
     ["L S, one seven, too, B D", "LS17 2BD"]),
    ("we are near EH3 9QN", ["EH3 9QN"]),
    ("A: Where shall we send it?\nC: The Old Mill, Ferry Lane, Wexcombe, SN8 3TZ. Beware of the dog.",
     ["The Old Mill, Ferry Lane, Wexcombe, SN8 3TZ"]),
    ("A: first line of the address\nC: yeah it's the willows station road", ["the willows station road"]),
    ("A: where will we post it\nC: unit nine thirty to thirty two wattle parade ocean grove three two two six",
     ["unit nine thirty to thirty two wattle parade ocean grove three two two six"]),
    ("A: what street are you on\nC: eighteen larkspur\nA: eighteen larkspur thanks",
     ["eighteen larkspur", "eighteen larkspur"]),
    ("A: apartment number?\nC: 4B", ["4B"]),
    ("A: You're at 6 Vine Road?\nC: Number sixteen, not six. 16 Vine Road.\nA: Sorry, 16. Thanks.",
     ["6 Vine Road", "Number sixteen, not six. 16 Vine Road", "16"]),
    ("A: what's the service location\nC: eighty eighty maple grove road", ["eighty eighty maple grove road"]),
    ("A: property address\nC: thirty one b the crescent taunton", ["thirty one b the crescent taunton"]),
    ("A: Your street address?\nC: 12 Elm Street.\nA: And the town?\nC: It's Pontefract.",
     ["12 Elm Street", "Pontefract"]),
    ("A: House number?\nC: a hundred and six", ["a hundred and six"]),
    ("I'm in building 7, apartment 310, upstairs", ["building 7, apartment 310"]),
    ("she lives at 88 Vine", ["88 Vine"]),
    ("Sixteen, uh, 1650 Ponderosa Loop is ours", ["Sixteen, uh, 1650 Ponderosa Loop"]),
    ("A: so thats nineteen cherry tree lane", ["nineteen cherry tree lane"]),
]  # fmt: skip


@pytest.mark.parametrize(("text", "addresses"), FOUND)
def test_it_finds(text: str, addresses: list[str]) -> None:
    lines = text if text[:3] in ("A: ", "C: ") else f"C: {text}"
    assert [said for entity, said in pairs(lines) if entity == "ADDRESS"] == addresses


@pytest.mark.parametrize(
    "text",
    [
        "How long is the wait at the Elm Street office today?", "what street did you grow up on",
        "it is €148 each way", "fifty-five thousand each way on flight two", "press one on the drive",
        "we are open nine to nine, ten to six on Sundays", "the meeting is in room four",
        "I waited forty minutes on the road", "a twelve unit building", "five star hotel by the park",
        "A: What is your address?\nC: Hold on.\nC: The speed test says forty eight megabits.",
        "we went west for two days", "it came via Amsterdam in 3 days", "two way street",
        "A: Address?\nC: I moved last week.", "A: Where do we send it?\nC: By email, please, to both of us.",
        "A: where are you located\nC: on interstate eighty westbound", "A: Address?\nC: Two people asked me that.",
        "A: and the unit number\nC: twenty one, the blue truck",
        "my booking number is KX7 4QT", "he is in building 4",
    ],
)  # fmt: skip
def test_it_leaves_alone(text: str) -> None:
    assert [said for entity, said in pairs(text) if entity == "ADDRESS"] == []
