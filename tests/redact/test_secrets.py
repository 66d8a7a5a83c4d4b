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
    ("A: Just for security, the street you grew up on?\nC: Larchmont. Well, Larchmont Court, but I just put Larchmont.",
     ["Larchmont", "Well, Larchmont Court, but I just put Larchmont"]),
    ("A: One, your first pet.\nC: Captain Pickle. One word, maybe? CaptainPickle.",
     ["Captain Pickle. One word, maybe? CaptainPickle"]),
    ("A: the security word?\nC: Custard. With a 5 instead of the S.", ["Custard. With a 5 instead of the S"]),
    ("A: password?\nC: It's grey heron, but with zeros for the o's.", ["grey heron, but with zeros for the o's"]),
    ("A: you'd need to pick a new word, at least eight letters and one number.\nC: Okay, do tractor1952.", ["tractor1952"]),
    ("A: your verbal passcode?\nC: Is it cornflower?\nA: That's not what I have. One more try.\nC: Okay okay. Bluebonnet.",
     ["cornflower", "Bluebonnet"]),
    ("the password's wrong\nA: right what are you putting in\nC: harebell sixty four all lower case",
     ["harebell sixty four all lower case"]),
    ("A: I'll need your login for Windows\nC: It's just Bluebonnet#77, I don't mind.", ["Bluebonnet#77"]),
    ("A: type the new password\nC: I was gonna have ChutneyFerret88.", ["ChutneyFerret88"]),
    ("A: Password for pick up hasn't changed?\nC: Still pineapple.", ["pineapple"]),
    ("A: I'll need your passcode to cancel.\nC: Gingersnap.", ["Gingersnap"]),
    ("A: what was the memorable word you gave us\nC: petunia it was the dog", ["petunia"]),
    ("A: the city you were married in?\nC: Sault Sainte Marie.", ["Sault Sainte Marie"]),
    ("A: where did she meet her husband\nC: oh easy the palais in hammersmith", ["the palais in hammersmith"]),
    ("A: Your temporary password is Wren!Meadow!42, case sensitive.", ["Wren!Meadow!42"]),
    ("A: And the new password?\nC: Osprey, capital O, eight, eight, hash, Lantern.\nA: Capital Osprey, double eight, hash, Lantern.",
     ["Osprey, capital O, eight, eight, hash, Lantern", "Capital Osprey, double eight, hash, Lantern"]),
    ("A: What's the verbal password?\nC: I don't remember it. Is it hopscotch?", ["hopscotch"]),
    ("A: Your secret phrase?\nC: purple monkey dishwasher", ["purple monkey dishwasher"]),
    ("A: What's your favorite sports team?\nC: the Cubs", ["Cubs"]),
    ("A: who was your third grade teacher\nC: mrs kowalczyk", ["mrs kowalczyk"]),
    ("A: third and fifth letter of your memorable word?\nC: Q and then M", ["Q and then M"]),
    ("A: name of your first school?\nC: St. Brigid's.", ["St. Brigid's"]),
    ("A: the town you were born in?\nC: Kilkenny", ["Kilkenny"]),
    ("A: It came from 73.162.44.209.\nC: But 73 dot 162, that's my provider.", ["73.162.44.209", "73 dot 162"]),
    ("A: What IP?\nC: 102.89.34 and then dot 211.", ["102.89.34 and then dot 211"]),
    ("it's v6, 2001 colon db8 colon 4 f colon colon 1 9", ["2001 colon db8 colon 4 f colon colon 1 9"]),
    ("A: It's a Galaxy S21, from 73.162.44.209.", ["73.162.44.209"]),
    ("the laptop's IP is 192.168.40.17", ["192.168.40.17"]),
    ("A: It's failing on which site?\nC: www.ivy-bakes.co.uk, it gives an error", ["www.ivy-bakes.co.uk"]),
    ("A: which domain is it for\nC: harbor hyphen pottery dot com", ["harbor hyphen pottery dot com"]),
    ("my email is jo dot lee underscore w, at, um, at outlook dot com",
     ["jo dot lee underscore w, at, um, at outlook dot com"]),
    ("A: email please\nC: jo dot ellen at outlook dot com\nA: a hyphen?\nC: No. J-O, dot, E-L-L-E-N.",
     ["jo dot ellen at outlook dot com", "J-O, dot, E-L-L-E-N"]),
    ("A: Your email?\nC: f musa, all one word, the number for, um, four, at proton mail dot com",
     ["f musa, all one word, the number for, um, four, at proton mail dot com"]),
]  # fmt: skip
LEFT = [
    "A: Please choose a password.\nC: Do I need a number in it?",
    "It's a dollar a minute after that.",
    "I can't log in on my iPhone15",
    "A: What would you like to order?\nC: two coffees",
    "A: I've reset the password. Try again.\nC: it works now",
    "A: the password, it's got to be twelve or more.",
    "I need a new password\nA: no problem at all",
    "A: what did you set?\nC: the alarm for nine",
    "A: I have reset your password.\nC: Wonderful, thanks.",
    "A: The password has expired.\nC: Okay, what now?",
    "A: Next, the password.\nC: Okay, hold on, please.",
    "it's on our website, brightwater dot com",
    "A: check our website, acme dot com\nC: okay",
    "I ordered it from zappos.com",
    "version four dot one dot two dot thirty",
    "the first car in the queue was red",
    "My modem says 192.168.1.1 on the sticker",
    "A: type one nine two dot one six eight dot one dot one into the browser",
    "A: go to 10.0.0.1 and log in",
    "the subnet mask is 255.255.255.0",
    "the email says one forty nine",
    "A: what site did you order from?\nC: amazon.com",
    "it happened at 10:15:30",
    "it runs version 4.12.19.2",
    "A: firmware\nC: it's one dot four dot two dot nine",
    "A: maiden name?\nC: mine or my mother's?",
]


@pytest.mark.parametrize(("text", "said"), FOUND)
def test_it_finds(text: str, said: list[str]) -> None:
    found = [value for _, value in pairs(text)]
    assert found[: len(said)] == said


@pytest.mark.parametrize("text", LEFT)
def test_it_leaves_alone(text: str) -> None:
    assert pairs(text) == []


def test_a_number_behind_an_address_that_was_read_out_is_no_part_of_it() -> None:
    text = "A: The email on it is cass.doe@mail.example, is that you?\nC: Forty leashes. One cat."
    assert [found for _, found in pairs(text)] == ["cass.doe@mail.example"]
