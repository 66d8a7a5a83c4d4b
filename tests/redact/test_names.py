"""Names without a model: what gives one away in many wordings, and what looks like one."""

import pytest

from callsight.redact.recognizers.name_lists import DOUBTFUL, FIRST, SURNAMES, WORDS
from tests.redact.helpers import pairs

FOUND = [
    ("Thanks for calling, this is Lachlan. Who have I got?", ["Lachlan"]),
    ("and it's, um, deb kowalczyk", ["deb kowalczyk"]),
    ("A: Who've I got on the line?\nC: Zorvenka Thistlewaite, hi.", ["Zorvenka Thistlewaite"]),
    ("A: And last?\nC: Delacroix-Byrne.", ["Delacroix-Byrne"]),
    ("A: Student's name?\nC: Liesbeth van Haverbeke, student number 448 913.",
     ["Liesbeth van Haverbeke"]),
    ("A: the account holder\nC: that's me annegret lohse", ["annegret lohse"]),
    ("okay mr abernathy hold on", ["mr abernathy"]),
    ("thank you frau lohse", ["frau lohse"]),
    ("Nurse Okonjo speaking.", ["Nurse Okonjo"]),
    ("Thank you, Abby. The deadline is Monday.", ["Abby"]),
    ("You are welcome, Grace. I have noted that.", ["Grace"]),
    ("Sure thing, Mark.", ["Mark"]),
    ("Thank you, Ms van Houten. We have it.", ["Ms van Houten"]),
    ("A: your name and number?\nC: Dana Reyes, 212.555.0147.", ["Dana Reyes"]),
    ("my husband Tom will call", ["Tom"]),
    ("Is this Cooper's mom?", ["Cooper's"]),
    ("It's Bill Weatherby.", ["Bill Weatherby"]),
    ("The name on it is H. Lovelace.", ["H. Lovelace"]),
    ("you are through to gwyneth this call is recorded", ["gwyneth"]),
    ("A: your name\nC: suresh and his wife is aoife", ["suresh", "aoife"]),
    ("A: second harbour mortgage this is grant\nC: hi grant i need a payoff", ["grant", "grant"]),
    ("this is rachel from doctor fennimans office", ["rachel", "doctor fennimans"]),
    ("the front desk of doctor abramczyk", ["doctor abramczyk"]),
    ("hi its tyrells mom", ["tyrells"]),
    ("A: authorized user?\nC: harriet j moss", ["harriet j moss"]),
    ("put it under Farquhar please", ["Farquhar"]),
    ("C: hello\nA: how can i help\nC: i lost my card\nA: thanks jorvie one moment", ["jorvie"]),
    ("my name is Walter Pennington the Third", ["Walter Pennington the Third"]),
]  # fmt: skip


@pytest.mark.parametrize(("text", "names"), FOUND)
def test_it_finds(text: str, names: list[str]) -> None:
    found = [said for entity, said in pairs(text) if entity == "PERSON"]
    assert sorted(found) == sorted(names)


@pytest.mark.parametrize(
    "text",
    [
        "A: Hello, Brightwater Energy, how can we help?", "A: Aer Shannon group desk.",
        "A: Um, hi, Sunnybank Primary, the office.", "It is a Skoda Octavia, two litre diesel.",
        "Her father is Spanish.", "I moved to Paris in May.", "we will mark it as paid",
        "i may pay the bill in june", "the rose on the label", "my Visa was declined in London",
        "A: Your name?\nC: Hold on.", "A: your name please\nC: i will spell it",
        "A: What is the company name?\nC: Zorvenka.", "'Kay. That works.", "D like David", "You are welcome. Grace periods end on Friday.", "It fades, Mark my words.", "I am in Orlando, Florida.",
        "A: Who's the manufacturer?\nC: Bosch.", "A: who is your carrier\nC: verizon i think",
        "No, that's all, Merry Christmas.", "this is Accounts Payable speaking",
        "my amazon prime and apple care plan", "the jack in the wall and the ray of light",
        "the product name is Zorvenka", "i miss payments", "the doctor said so",
        "the hunter boots in the spring sale", "this is fair", "thanks so much", "the nurse practitioner called",
        "doctor appointments on monday", "hello there good morning", "I flew with Virgin from Lake Travis.",
    ],
)  # fmt: skip
def test_it_leaves_alone(text: str) -> None:
    assert [said for entity, said in pairs(text) if entity == "PERSON"] == []


def test_the_lists_are_apart_and_sizable() -> None:
    assert not FIRST & DOUBTFUL
    assert len(FIRST) > 10_000 and len(SURNAMES) > 20_000 and len(WORDS) > 20_000
    assert {"brenda", "aoife", "suresh", "yael", "jurgen"} <= FIRST
    assert {"mark", "will", "may", "rose", "paris", "mercedes"} <= DOUBTFUL
