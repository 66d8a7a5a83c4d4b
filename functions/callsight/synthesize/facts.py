"""The values of one call: who calls, which card, how much, when.

A `Value` keeps one meaning and many ways to say it: the written form goes into the ground truth,
each mention picks a spoken form anew, the way people do.
"""

import random
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from callsight.synthesize import lexicon, spoken

Speech = Callable[[random.Random], tuple[str, str]]


@dataclass(frozen=True)
class Value:
    """One fact of a call."""

    entity: str | None
    """Presidio-style type where the value is personal data."""
    written: str
    say: Speech
    """Draws a (form, spoken text) pair."""


Facts = dict[str, Value]

DIGIT_WEIGHTS: Final = (0.5, 0.2, 0.15, 0.15)


def _fixed(text: str, entity: str | None = None, written: str | None = None) -> Value:
    return Value(entity, written or text, lambda _: ("plain", text))


def _digit_form(rng: random.Random) -> str:
    return rng.choices(spoken.DIGIT_FORMS, DIGIT_WEIGHTS)[0]


def _run(rng: random.Random, count: int, first: str = "123456789") -> str:
    return rng.choice(first) + "".join(rng.choice("0123456789") for _ in range(count - 1))


def number_value(entity: str, groups: list[str], written: str) -> Value:
    """Digits said in groups, each mention in a form of its own."""

    def say(rng: random.Random) -> tuple[str, str]:
        form = _digit_form(rng)
        return form, spoken.grouped(groups, form)

    return Value(entity, written, say)


def code_value(entity: str, value: str) -> Value:
    """Letters and digits, such as an order or policy number."""

    def say(rng: random.Random) -> tuple[str, str]:
        form = _digit_form(rng)
        return form, spoken.code(value, form)

    return Value(entity, value, say)


def luhn(rng: random.Random, prefix: str) -> str:
    """Sixteen digits with a valid check digit (ISO/IEC 7812)."""
    body = prefix + "".join(rng.choice("0123456789") for _ in range(15 - len(prefix)))
    total = sum(
        sum(divmod(int(digit) * (2 if i % 2 == 0 else 1), 10)) for i, digit in enumerate(body)
    )
    return body + str(-total % 10)


def money_value(rng: random.Random, low: int, high: int, *, cents: bool = True) -> Value:
    """An amount in dollars, sometimes said short: "eighty four twenty"."""
    amount = rng.randint(low, high) * 100 + (rng.choice([0, 0, 20, 50, 99, 45]) if cents else 0)

    def say(mention: random.Random) -> tuple[str, str]:
        short = mention.random() < 0.2
        return ("short" if short else "full"), spoken.money(amount, short=short)

    return Value(None, f"${amount / 100:,.2f}", say)


def date_value(rng: random.Random, month: str | None = None) -> Value:
    """A day of the year: "March third" or "the third of March"."""
    month, day = month or rng.choice(lexicon.MONTHS), rng.randint(1, 28)

    def say(mention: random.Random) -> tuple[str, str]:
        of = mention.random() < 0.3
        return ("of" if of else "plain"), spoken.date(month, day, of=of)

    return Value(None, f"{month} {day}", say)


def _birth(rng: random.Random) -> Value:
    month, day = rng.randrange(12), rng.randint(1, 28)
    year = rng.randint(1950, 2004)

    def say(mention: random.Random) -> tuple[str, str]:
        form = mention.choices(["plain", "of", "numbers"], [0.5, 0.25, 0.25])[0]
        if form == "numbers":
            said = f"{spoken.cardinal(month + 1)}, {spoken.cardinal(day)}, {spoken.year(year)}"
            return form, said
        return form, spoken.date(lexicon.MONTHS[month], day, year, of=form == "of")

    return Value("DATE_OF_BIRTH", f"{year}-{month + 1:02d}-{day:02d}", say)


def _spelled(name: str) -> Value:
    def say(rng: random.Random) -> tuple[str, str]:
        count = rng.choice([0, 0, 1, 2])
        chosen = frozenset(rng.sample(range(len(name)), min(count, len(name))))
        return ("spelled_as_in" if chosen else "spelled"), spoken.spelled(name, as_in=chosen)

    return Value("PERSON", name, say)


def _clock(hour: int, half: bool) -> Value:
    shown = f"{hour % 12 or 12}{':30' if half else ''} {'a' if hour < 12 else 'p'}.m."
    return _fixed(spoken.clock(hour, half=half), written=shown)


def _count(rng: random.Random, low: int, high: int) -> Value:
    number = rng.randint(low, high)
    return _fixed(spoken.cardinal(number), written=str(number))


def _address(rng: random.Random) -> tuple[Value, Value]:
    house = rng.choice([rng.randint(2, 99), rng.randint(100, 9899)])
    road = f"{rng.choice(lexicon.STREETS)} {rng.choice(lexicon.STREET_TYPES)}"
    city, state = rng.choice(lexicon.CITIES), rng.choice(lexicon.STATES)
    postcode = _run(rng, 5)

    def say(mention: random.Random) -> tuple[str, str]:
        pairs = house > 999 or (house > 99 and mention.random() < 0.4)
        number = spoken.digits(str(house), "pairs") if pairs else spoken.cardinal(house)
        said = f"{number} {road}, {city}, {state}"
        if mention.random() < 0.6:
            said += f", {spoken.digits(postcode, mention.choice(['digits', 'oh', 'double']))}"
        return "plain", said

    return Value("ADDRESS", f"{house} {road}, {city}, {state} {postcode}", say), _fixed(road)


def _phone(rng: random.Random) -> Value:
    groups = [_run(rng, 3, "23456789"), _run(rng, 3, "23456789"), _run(rng, 4)]
    return number_value("PHONE_NUMBER", groups, "-".join(groups))


def _people(rng: random.Random) -> Facts:
    female = rng.random() < 0.5
    first = rng.choice(lexicon.FIRST_FEMALE if female else lexicon.FIRST_MALE)
    last = rng.choice(lexicon.LAST)
    number = _run(rng, 2) if rng.random() < 0.4 else ""
    dot = rng.choice([".", "_", ""])
    local = f"{first}{dot}{last}{number}".lower()
    domain = f"{rng.choice(lexicon.MAIL_NAMES)}.{rng.choice(['com', 'com', 'net'])}"
    said = spoken.email(f"{first}{dot or ' '}{last}{number}", domain).replace("  ", " ")
    other = f"{rng.choice(lexicon.FIRST_FEMALE + lexicon.FIRST_MALE)} {rng.choice(lexicon.LAST)}"
    return {
        "agent": _fixed(rng.choice(lexicon.AGENTS), "PERSON"),
        "first": _fixed(first, "PERSON"),
        "last": _fixed(last, "PERSON"),
        "name": _fixed(f"{first} {last}", "PERSON"),
        "title": _fixed("Miss" if female else "Mister"),
        "last_spelled": _spelled(last),
        "email": Value("EMAIL_ADDRESS", f"{local}@{domain}", lambda _: ("at_dot", said)),
        "other": _fixed(other, "PERSON"),
        "other_phone": _phone(rng),
    }


def _numbers(rng: random.Random) -> Facts:
    network = rng.choice(lexicon.NETWORKS)
    card = luhn(rng, "4" if network == "Visa" else "6011")
    account = _run(rng, rng.choice([8, 9]))
    half = len(account) // 2
    ssn = [_run(rng, 3), _run(rng, 2), _run(rng, 4)]
    month, year = rng.randint(1, 12), rng.randint(27, 32)
    ways = {
        "numbers": f"{spoken.digits(f'{month:02d}', 'pairs')} {spoken.cardinal(year)}",
        "named": f"{lexicon.MONTHS[month - 1]} twenty {spoken.cardinal(year)}",
    }

    def expiry(mention: random.Random) -> tuple[str, str]:
        form = mention.choice(sorted(ways))
        return form, ways[form]

    letters = "".join(rng.sample("ABCDEFGHJKLMNPRSTUVWXYZ", 2))
    plain = [_run(rng, count) for count in (3, 4, 4, 4, 5, 4)]
    return {
        "card": number_value("CREDIT_CARD", [card[i : i + 4] for i in range(0, 16, 4)], card),
        "network": _fixed(network),
        "expiry": Value("CARD_EXPIRY", f"{month:02d}/{year}", expiry),
        "cvv": number_value("CVV", plain[:1], plain[0]),
        "account": number_value("ACCOUNT_NUMBER", [account[:half], account[half:]], account),
        "ssn": number_value("US_SSN", ssn, "-".join(ssn)),
        "ssn4": number_value("US_SSN", [ssn[2]], ssn[2]),
        "pin": number_value("PIN", plain[1:2], plain[1]),
        "phone": _phone(rng),
        "order": code_value("ID_NUMBER", letters + plain[2]),
        "policy": code_value("ID_NUMBER", letters[0] + plain[3] + plain[1]),
        "booking": code_value("ID_NUMBER", letters[::-1] + plain[5]),
        "reference": number_value("ID_NUMBER", [plain[4]], plain[4]),
        "meter": _fixed(spoken.digits(plain[3]), written=plain[3]),
    }


def _times(rng: random.Random) -> Facts:
    now = rng.randrange(12)
    day, day2 = rng.sample(lexicon.DAYS, 2)
    hours = sorted(rng.sample(range(8, 19), 2))
    next_month = lexicon.MONTHS[(now + 1) % 12]
    past_month = lexicon.MONTHS[now - 1]
    past_day = rng.choice([*lexicon.PAST_TIMES, f"on {rng.choice(lexicon.DAYS)}"])
    return {
        "day": _fixed(day),
        "day2": _fixed(day2),
        "hour": _clock(hours[0], rng.random() < 0.3),
        "hour2": _clock(hours[1], rng.random() < 0.3),
        "month": _fixed(lexicon.MONTHS[now]),
        "past_month": _fixed(past_month),
        "date": date_value(rng, next_month),
        "past_date": date_value(rng, past_month),
        "past_day": _fixed(past_day.removeprefix("on ")),
        "past_time": _fixed(rng.choice(lexicon.PAST_TIMES)),
    }


def new_facts(rng: random.Random, sector: str) -> Facts:
    """The values of one call in the given sector."""
    address, street = _address(rng)
    chosen = {
        "brand": lexicon.BRANDS[sector],
        "city": lexicon.CITIES,
        "device": lexicon.DEVICES,
        "service": lexicon.SERVICES,
        "item": lexicon.ITEMS,
        "utility": lexicon.UTILITIES,
    }
    amounts = {
        "amount": money_value(rng, 25, 480),
        "balance": money_value(rng, 25, 900),
        "small": money_value(rng, 21, 60),
        "credit": money_value(rng, 10, 50, cents=False),
        "fee": money_value(rng, 10, 90, cents=False),
        "price": money_value(rng, 5, 70, cents=False),
        "big": money_value(rng, 10, 90, cents=False),
    }
    thousands = rng.randint(2, 19) * 1000
    amounts["big"] = _fixed(spoken.money(thousands * 100), written=f"${thousands:,}")
    counts = {
        "seconds": _fixed("thirty", written="30"),
        "days": _count(rng, 2, 14),
        "hours": _count(rng, 2, 24),
        "months": _count(rng, 2, 12),
        "years": _count(rng, 2, 30),
        "people": _count(rng, 2, 6),
        "percent": _fixed(
            spoken.cardinal(tens := rng.choice([10, 15, 20, 25, 30])), None, str(tens)
        ),
    }
    return {
        **{slot: _fixed(rng.choice(values)) for slot, values in chosen.items()},
        **_people(rng),
        **_numbers(rng),
        **_times(rng),
        **amounts,
        **counts,
        "birth": _birth(rng),
        "address": address,
        "street": street,
    }
