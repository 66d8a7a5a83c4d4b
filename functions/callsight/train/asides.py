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
THINGS: Final = (
    "it's a {year} {car}", "the {car} has {count} thousand miles on it", "it's a {car}, a {year}",
    "there's an error {code} on the display", "it's the {size} one", "the screen says {code}",
    "I was going {count} in a {count}", "it's by the {shop} on the corner", "I got it at {shop}",
    "first I press {digit}, then {digit}", "step {digit} doesn't work", "they open at {time}",
    "it's page {digit} of {digit}", "it left at {time} and came in at {time}",
    "we lost {digit} to {digit}", "it takes {count} to {count} days", "it's due on {month} {day}",
    "we're {digit} adults and {digit} kids", "take {digit} twice a day", "it's {size} by {size}",
    "it runs out at the end of {month} {year}",
)  # fmt: skip
CARS: Final = (
    "Honda Civic", "Ford Focus", "Toyota Corolla", "VW Golf", "Chevy Malibu", "Skoda Octavia",
    "Hyundai Tucson", "Volvo XC60", "Lexus NX 350", "Tesla Model 3", "Kia Ceed", "BMW 320d",
    "Fiat 500", "Nissan Leaf", "Lincoln MKX", "Mazda CX-5", "Subaru Outback", "Audi A4",
)  # fmt: skip
SHOPS: Final = (
    "Peter Jones", "Dick's", "Macy's", "Marks and Spencer", "Trader Joe's", "John Lewis", "Wendy's",
    "Best Buy", "Robert Dyas", "Ross", "Laura Ashley", "Brooks Brothers", "Lloyds", "Wells Fargo",
)  # fmt: skip
MONTHS: Final = "january march may july september october december".split()
ENDS: Final = (0, 20, 25, 30, 40, 45, 49, 50, 75, 80, 90, 95, 99)


def aside(rng: random.Random) -> str:
    """One sentence without its full stop."""
    (kind,) = rng.choices((PRICES, OTHERS, THINGS), (0.4, 0.25, 0.35))
    template = rng.choice(kind)
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
        bare, pounds = " ".join(words), f"{words[0]} pounds{f' {words[1]}' if cents else ''}"
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
    if kind == "digit":
        digit = rng.randint(1, 9)
        return rng.choice((cardinal(digit), str(digit)))
    if kind == "size":
        return rng.choice((str(rng.randint(8, 300)), cardinal(rng.randint(8, 300))))
    if kind == "code":
        letter, number = rng.choice("ABCEFHLPSU"), rng.randint(2, 999)
        return rng.choice((f"{letter}{number:02d}", str(number), f"{letter} {cardinal(number)}"))
    return rng.choice({"car": CARS, "shop": SHOPS, "month": MONTHS}[kind])
