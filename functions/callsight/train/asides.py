"""Sentences with numbers that are nobody's, which people say before they answer."""

from __future__ import annotations

import random
from typing import Final

from callsight.synthesize.spoken import cardinal, year

PRICES: Final = (
    "last month it was {price}", "I was charged {price} for nothing", "it says {price} on the bill",
    "I only owed {price}", "my bill used to be {price}", "you took {price} off me in {month}",
    "the total came out at {price}", "I paid {price} already", "they quoted me {price}",
    "it went from {price} to {price}", "the invoice says {price}", "so that's {price} a month",
    "{price}, that's what I was told", "I thought it was {price}", "the last one was {price}",
)  # fmt: skip
OTHERS: Final = (
    "I've been on hold for {count} minutes", "I called {count} times", "I get off at {time}",
    "we've been with you {count} years", "it's about {count} miles from here",
    "I bought it back in {year}", "there were {count} of them in the box", "it was around {time}",
    "I have {count} kids and {count} jobs", "it's {count} percent off, right",
    "give me {count} seconds", "the battery is at {count} percent", "I need it by the {day}",
    "it stopped after {count} days", "I waited from {time} till {time}", "since {year}, I think",
    "there are {count} people in front of me", "we moved in {year}", "it's {count} degrees in here",
)  # fmt: skip
MONTHS: Final = "january march may july september october december".split()
ENDS: Final = (0, 20, 25, 30, 40, 45, 49, 50, 75, 80, 90, 95, 99)


def aside(rng: random.Random) -> str:
    """One sentence without its full stop."""
    template = rng.choice(PRICES if rng.random() < 0.6 else OTHERS)
    while "{" in template:
        start = template.index("{")
        end = template.index("}")
        value = _value(template[start + 1 : end], rng)
        template = template[:start] + value + template[end + 1 :]
    return template[0].upper() + template[1:]


def _value(kind: str, rng: random.Random) -> str:
    if kind == "price":
        whole, cents = rng.randint(2, 99), rng.choice(ENDS)
        words = cardinal(whole), cardinal(cents) if cents else "hundred"
        bare, pounds = " ".join(words), f"{words[0]} pounds {words[1]}"
        forms = (bare, f"{words[0]} dollars", f"${whole}.{cents:02d}", bare, pounds)
        return rng.choice(forms)
    if kind == "count":
        count = rng.randint(2, 60)
        return rng.choice((cardinal(count), str(count)))
    if kind == "time":
        hour, minute = rng.randint(1, 12), rng.choice((10, 15, 30, 40, 45))
        spoken = f"{cardinal(hour)} {cardinal(minute)}"
        return rng.choice((spoken, f"{hour}:{minute}", f"half past {cardinal(hour)}"))
    if kind == "year":
        number = rng.randint(1985, 2024)
        return rng.choice((str(number), year(number)))
    if kind == "day":
        return rng.choice(("first", "fifth", "tenth", "twelfth", "fifteenth", "20th", "23rd"))
    return rng.choice(MONTHS)
