"""Passwords, answers to security questions, web, IP and e-mail addresses: wordings and read-backs."""

import pytest

from tests.redact.helpers import pairs

FOUND = [
    ("A: What street did you grow up on?\nC: Alder. Alder Hollow.", ["Alder", "Alder Hollow"]),
    ("A: And your mother's maiden name?\nC: Quennell, with a Q.\nA: Quennell, thank you.",
     ["Quennell, with a Q", "Quennell"]),
    ("A: In what town did your parents meet?\nC: I think it was Zermatt.", ["Zermatt"]),
    ("A: what's your favourite dish\nC: ratatouille", ["ratatouille"]),
    ("A: What was the first concert you went to?\nC: Depeche Mode.", ["Depeche Mode"]),
    ("A: Next, the telephone password you set up.\nC: That would be amber walrus.", ["amber walrus"]),
    ("A: password for the account please\nC: yeah, snowdrop", ["snowdrop"]),
    ("A: So the password is maple leaf?\nC: Yes. Maple leaf.", ["maple leaf", "Maple leaf"]),
    ("my password's gravel two", ["gravel two"]),
    ("A: your temporary password is Sunrise\nC: Sunrise okay", ["Sunrise", "Sunrise okay"]),
    ("It's my own website. It's tess the luthier dot com.\nA: testheluthier.com?",
     ["tess the luthier dot com"]),
    ("It's my own website. It's otto the luthier dot com.\nA: ottotheluthier.com?",
     ["otto the luthier dot com", "ottotheluthier.com"]),
    ("my blog is kniterella.blog", ["kniterella.blog"]),
    ("A: Do you have a website?\nC: yes, wrenfield photography dot co dot uk",
     ["wrenfield photography dot co dot uk"]),
    ("A: And the IP?\nC: it's ate won dot one forty-four dot, um, dot twenty-two dot six",
     ["ate won dot one forty-four dot, um, dot twenty-two dot six"]),
    ("A: The IP address?\nC: 85 dot 214\nA: yes\nC: dot 132 dot 117", ["85 dot 214", "dot 132 dot 117"]),
    ("my IP address is 73 dot 162, dot 9 dot, looks like 204", ["73 dot 162, dot 9 dot, looks like 204"]),
    ("It's brightwell91 at gmail dot com.\nA: brightwell91?",
     ["brightwell91 at gmail dot com", "brightwell91"]),
    ("A: your place of birth\nC: tarbert", ["tarbert"]),
    ("Mail me on l.farrow@bream-vale.example please.", ["l.farrow@bream-vale.example"]),
    ("A: Your email?\nC: f musa, all one word, the number for, um, four, at proton mail dot com",
     ["f musa, all one word, the number for, um, four, at proton mail dot com"]),
]  # fmt: skip
LEFT = [
    "A: I have reset your password.\nC: Wonderful, thanks.",
    "A: The password has expired.\nC: Okay, what now?",
    "A: Next, the password.\nC: Okay, hold on, please.",
    "it's on our website, brightwater dot com",
    "A: check our website, acme dot com\nC: okay",
    "I ordered it from zappos.com",
    "version four dot one dot two dot thirty",
    "the first car in the queue was red",
]


@pytest.mark.parametrize(("text", "said"), FOUND)
def test_it_finds(text: str, said: list[str]) -> None:
    found = [value for _, value in pairs(text)]
    assert found[: len(said)] == said


@pytest.mark.parametrize("text", LEFT)
def test_it_leaves_alone(text: str) -> None:
    assert pairs(text) == []
