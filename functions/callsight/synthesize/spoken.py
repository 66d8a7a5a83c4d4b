"""How a value is said aloud.

A card number is never heard as it is written: it comes digit by digit, in groups, with "oh" and
"double four", with corrections. Each function here turns a written value into one of its spoken
forms; commas in the result are short pauses. `parse_digits` is the way back, for the tests.
"""

import random
import re
from typing import Final

from callsight.synthesize.lexicon import SPELLING

ONES: Final = tuple(
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen "
    "sixteen seventeen eighteen nineteen".split()
)
TENS: Final = tuple("_ _ twenty thirty forty fifty sixty seventy eighty ninety".split())
ORDINALS: Final = {
    **dict(
        enumerate(
            "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth "
            "thirteenth fourteenth fifteenth sixteenth seventeenth eighteenth nineteenth "
            "twentieth".split(),
            start=1,
        )
    ),
    30: "thirtieth",
}
DIGIT_FORMS: Final = ("digits", "oh", "double", "pairs")
"""Spoken forms of a run of digits: "four one zero", "four one oh", "double four", "forty one"."""


def cardinal(number: int) -> str:
    """`84` -> "eighty four"."""
    if number < 20:
        return ONES[number]
    if number < 100:
        return TENS[number // 10] + (f" {ONES[number % 10]}" if number % 10 else "")
    for size, name in ((1000, "thousand"), (100, "hundred")):
        if number >= size:
            head = f"{cardinal(number // size)} {name}"
            return head + (f" {cardinal(number % size)}" if number % size else "")
    raise AssertionError(number)


def ordinal(number: int) -> str:
    """`23` -> "twenty third", for days of a month."""
    return ORDINALS.get(number) or f"{TENS[number // 10]} {ORDINALS[number % 10]}"


def digits(run: str, form: str = "digits") -> str:
    """One run of digits in the given form (see `DIGIT_FORMS`)."""
    zero = "oh" if form == "oh" else "zero"
    if form == "pairs" and len(run) % 2 == 0:
        return " ".join(_pair(run[i : i + 2]) for i in range(0, len(run), 2))
    if form != "double":
        return " ".join(zero if digit == "0" else ONES[int(digit)] for digit in run)
    said = []
    for match in re.finditer(r"(\d)\1{0,2}", run):
        word = ONES[int(match[1])]
        said.append({1: "", 2: "double ", 3: "triple "}[len(match[0])] + word)
    return " ".join(said)


def _pair(pair: str) -> str:
    if pair[0] == "0":
        return f"{'oh' if pair[1] != '0' else 'zero'} {ONES[int(pair[1])]}"
    return cardinal(int(pair))


def grouped(groups: list[str], form: str) -> str:
    """Runs of digits with a short pause between them."""
    return ", ".join(digits(group, form) for group in groups)


def spelled(word: str, *, as_in: frozenset[int] = frozenset()) -> str:
    """`Sam` -> "S, A, M"; letters at the positions in `as_in` are explained: "S as in Sam"."""
    letters = [letter for letter in word.upper() if letter.isalpha()]
    said = [
        f"{letter} as in {SPELLING[letter]}," if position in as_in else letter
        for position, letter in enumerate(letters)
    ]
    return " ".join(said).rstrip(",")


def code(value: str, form: str) -> str:
    """Letters one by one, digits in the given form: `BK4417` -> "B K, four four one seven"."""
    parts = re.findall(r"[A-Z]+|\d+", value)
    return ", ".join(spelled(part) if part.isalpha() else digits(part, form) for part in parts)


def money(cents: int, *, short: bool = False) -> str:
    """`8420` -> "eighty four dollars and twenty cents", short: "eighty four twenty"."""
    dollars, rest = divmod(cents, 100)
    if short and rest >= 10 and 20 <= dollars < 100:
        return f"{cardinal(dollars)} {cardinal(rest)}"
    said = f"{cardinal(dollars)} dollars"
    return said + (f" and {cardinal(rest)} cents" if rest else "")


def year(number: int) -> str:
    """`1987` -> "nineteen eighty seven", `2004` -> "two thousand four"."""
    if 2000 <= number < 2010:
        return cardinal(number)
    head, rest = divmod(number, 100)
    return f"{cardinal(head)} {_pair(f'{rest:02d}') if rest else 'hundred'}"


def date(month: str, day: int, in_year: int | None = None, *, of: bool = False) -> str:
    """ "March third nineteen eighty seven", with `of`: "the third of March ..."."""
    said = f"the {ordinal(day)} of {month}" if of else f"{month} {ordinal(day)}"
    return said + (f" {year(in_year)}" if in_year else "")


def clock(hour: int, *, half: bool = False) -> str:
    """`14` -> "two p.m." said as "two P M"."""
    shown = f"{cardinal(hour % 12 or 12)}{' thirty' if half else ''}"
    return f"{shown} {'A' if hour < 12 else 'P'} M"


def email(local: str, domain: str) -> str:
    """`jason.jones` at `yahoo.com` -> "Jason dot Jones at yahoo dot com"."""
    parts = [part for part in re.split(r"([._])|(\d+)", local) if part]
    names = {".": "dot", "_": "underscore"}
    said = [names.get(part) or (digits(part) if part.isdigit() else part.title()) for part in parts]
    return f"{' '.join(said)} at {domain.replace('.', ' dot ')}"


def corrected(rng: random.Random, said: str, marker: str) -> str:
    """Says one digit wrong and corrects it: "four two, no sorry, four one"."""
    words = said.split()
    spots = [i for i, word in enumerate(words) if word in ONES[:10] and i > 0]
    if not spots:
        return said
    spot = rng.choice(spots)
    wrong = rng.choice([word for word in ONES[1:10] if word != words[spot]])
    return " ".join([*words[:spot], f"{wrong},", f"{marker},", *words[spot:]])


def parse_digits(said: str) -> str:
    """The digits behind a spoken run: "double four, oh forty one" -> "44041"."""
    out, repeat = "", 1
    words = re.sub(r"[,.?!]", "", said).split()
    position = 0
    while position < len(words):
        word = words[position]
        position += 1
        if word in ("double", "triple"):
            repeat = 2 if word == "double" else 3
            continue
        if word in TENS:
            follow = words[position] if position < len(words) else ""
            unit = ONES.index(follow) if follow in ONES[1:10] else 0
            position += bool(unit)
            out += str(TENS.index(word) * 10 + unit)
        else:
            out += ("0" if word == "oh" else str(ONES.index(word))) * repeat
        repeat = 1
    return out
