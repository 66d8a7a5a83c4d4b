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
    ("she is seven turning eight in March", ["seven", "eight"]),
    ("hes four now", ["four"]),
    ("it's for my mum's 80th birthday", ["80th"]),
    ("our twins' twenty-first birthday", ["twenty-first"]),
    ("he must be in his late sixties", ["late sixties"]),
    ("A: How old is the baby?\nC: Nine months.", ["Nine months"]),
    ("A: so is he six\nC: six and a half", ["six", "six and a half"]),
    ("A: She's seventeen?\nC: No, sixteen.", ["seventeen", "sixteen"]),
    ("Gran's ninety-won and deaf.", ["ninety-won"]),
    ("She's a nurse, thirty-one, no points on the licence.", ["thirty-one"]),
    ("I look after a four year old and a seven year old", ["four year old", "seven year old"]),
    ("72 year old male, short of breath", ["72 year old"]),
    ("we are both eighty", ["eighty"]),
    ("he is pushing ninety", ["ninety"]),
    ("the boys are three and five", ["three", "five"]),
    ("At eighty-two I don't climb ladders.", ["eighty-two"]),
    ("A: And the age of the second driver?\nC: Twenty-six.", ["Twenty-six"]),
    ("it's for my twins, they're nine, and one for me", ["nine"]),
    ("my lads, they're 7, twelve, and the baby, five months", ["7", "twelve", "five months"]),
    ("me, my husband, two daughters, they're four and eight months", ["four", "eight months"]),
    ("A: how many kids\nC: three they are eleven six and two", ["eleven", "six", "two"]),
    ("A: Any children travelling?\nC: Yes, five, eight and ten.", ["five", "eight", "ten"]),
    ("A: So two children under 12?\nC: Four and nine.", ["Four", "nine"]),
    ("A: how old is he\nC: fifteen sixteen in june", ["fifteen", "sixteen"]),
    ("Just Leah, she's seventeen, eighteen in two weeks.", ["seventeen", "eighteen"]),
    ("Omar, he's thirteen, and Layla Hassan, nine.", ["thirteen", "nine"]),
    ("A: aw how old\nC: three just turned three yeah", ["three", "three"]),
    ("She would've been ninety this March.", ["ninety"]),
    ("two adults and two kids, ages six and nine", ["six", "nine"]),
    ("I'm a senior, seventy nine years of age", ["seventy nine years of age"]),
    ("A: How old's your little one?\nC: Nearly two.", ["Nearly two"]),
    ("he must be around sixty", ["sixty"]),
    ("my nephew, who's 9, broke it", ["9"]),
    ("my niece is fifteen she wants a phone", ["fifteen"]),
    ("A: Are you 20?\nC: Twenty-one next month. I'm ringing about the lease that we spoke of.",
     ["20", "Twenty-one"]),
    ("A: her age?\nC: She's seventy-nine.\nA: Seventy-nine. And the home charges what per month, after the wait?",
     ["seventy-nine", "Seventy-nine"]),
]  # fmt: skip


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
        "a twelve-year-old malt", "an eight year old boiler", "you're over eighteen, then", "tickets for children aged four to nine",
        "A: How old is it?\nC: Six, seven years.", "A: Is she a mare?\nC: Yes, she turned nine in May.",
        "she's thirty weeks pregnant", "it was in the late eighties", "he turned ten corners", "it's seven in the morning",
        "A: How old is the account?\nC: Eleven months.", "we sold forty, forty-one, first thing", "a chair, twenty, and a lamp",
        "A: What's the animal?\nC: A beagle, he's seven.", "he's grounded till he's thirty", "A: Are you 18?\nC: yes",
        "A: Is it a gas one?\nC: Yes, forty gallon. Twelve years old.", "It's a Bosch, a big one, nine years old.",
        "A: how old's the furnace?\nC: It must be twenty, twenty-two years old.", "the tickets are nine and fourteen",
        "my cat Momo, she's a mess\nA: your name?\nC: Al\nA: is she four?\nC: She was five in June.",
        "A: How many children do you have?\nC: Two.", "A: what shoe sizes do the kids take\nC: Nine and eleven.",
        "they're six, and a shirt for ten", "the boys are three and five minutes late", "A: are you 5 miles off?\nC: no",
        "A: is he in ward twelve?\nC: no",
    ],
)  # fmt: skip
def test_it_leaves_alone(text: str) -> None:
    assert [said for entity, said in pairs(text) if entity == "AGE"] == []
