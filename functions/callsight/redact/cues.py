"""What announces a value: phrases that name its kind, in the question or beside the answer.

"Can I have the card number and the expiration date?" announces two kinds; "my balance is" announces
that what follows is nobody's. All phrases are found in one pass with a dictionary of first words.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Final

from callsight.redact import lexicon as lex
from callsight.redact.recognizers import bank, card, codes, national, phone
from callsight.redact.recognizers.base import NumberType
from callsight.redact.tokens import Token, tokenize

NUMBER_TYPES: Final[dict[str, NumberType]] = {
    kind.entity: kind for module in (card, bank, national, phone, codes) for kind in module.TYPES
}
OTHER_CUES: Final[dict[str, tuple[str, ...]]] = {
    "EMAIL_ADDRESS": (
        "email", "e-mail", "emails", "email address", "e-mail address", "gmail", "mail address",
        "send it to", "e mail", "mailbox",
    ),
    "DATE_OF_BIRTH": (
        "date of birth", "dates of birth", "birth date", "birth dates", "birthdate", "birthdates", "birthday", "birthdays", "dobs", "dob", "d o b", "born", "birth",
        "day of birth", "year of birth",
    ),
    "AGE": ("how old", "your age", "my age", "his age", "her age", "age is", "what age",
            "how old is he", "how old is she", "patient's age", "age of the patient",
            "how old is your",
            "how old were you", "child's age", "age of the driver", "how old is the patient"),
    "ADDRESS": (
        "address", "addresses", "street address", "home address", "mailing address",
        "billing address",
        "shipping address", "delivery address", "live at", "zip code", "zip", "postcode",
        "post code",
        "postal code", "ship to", "deliver to", "where do you live", "i live", "street",
        "delivered to",
        "located at", "ship it to", "send a technician", "apartment number", "house number",
    ),
    "PERSON": (
        "full name", "first name", "last name", "your name", "my name", "surname", "maiden name",
        "spell",
        "name on the account", "name on the card", "whom am i speaking", "who am i speaking",
        "middle name", "his name", "her name", "spelled", "spelling", "name is", "name's",
        "spell that",
        "with whom", "name for the", "family name", "under the name", "name", "speaking with",
    ),
    "PASSWORD": ("password", "passphrase", "pass phrase", "pass word", "secret word", "security word", "code word", "safe word",
                 "temporary one", "verbal passcode", "wifi key", "wi-fi key", "network key"),
    "SECURITY_ANSWER": (
        "maiden name", "first pet", "pet's name", "name of your pet", "security question",
        "security answer", "favorite color", "favourite color", "first school", "first car",
        "city were you born", "mother's maiden", "street you grew up", "favorite teacher",
        "secret question", "secret answer", "elementary school", "best friend", "memorable word",
        "memorable place", "memorable name", "memorable answer", "memorable date", "memorable",
    ),
    "IP_ADDRESS": ("ip address", "i p address", "ip"),
}  # fmt: skip
CODES_OF_THINGS: Final[tuple[str, ...]] = (
    "meter", "the meter", "meter says", "on the meter", "reading", "error code", "error", "errors",
    "model number", "model", "version", "build", "firmware", "channel", "channels", "step", "option",
    "options", "press", "flight", "flight number", "fly on", "flying on", "throwing a fault", "fault", "boarding gate", "at gate", "from gate", "to gate", "gate number", "catalogue number", "recall number", "bus number", "bike number", "coach number", "style", "person code", "room", "room number",
    "table", "cabin", "deck", "berth", "ward", "aisle", "row", "seat", "lane", "terminal", "subclass", "floor", "extension", "article number", "page", "pages", "on line", "bus line",
    "line number", "highway", "interstate", "freeway", "motorway", "route", "bus",
    "platform", "track number", "mile marker", "exit number", "windows", "iphone", "galaxy", "section",
    "paragraph", "chapter", "size", "sku", "part number", "item number", "catalog number",
    "product code", "product number", "department number", "store number", "branch number", "form", "tyre", "tyres", "tire", "tires",
    "status code", "code on the display", "fault code", "part", "tax code", "port", "promo code", "discount code", "coupon code", "offer code",
    "voucher code", "promotion code", "dialing code", "country code", "check number",
    "cheque number", "tooth number", "lot number", "batch number", "queue number", "number of",
    "twenty four seven", "24 7", "two factor", "one by one", "nine to five", "one at a time",
    "four wheel", "one way", "first of all", "one another",
)  # fmt: skip
"""What is numbered and belongs to nobody: a code of it stays, however it is read out."""
AMOUNTS: Final[tuple[str, ...]] = (
    "balance", "balance is", "total", "amount", "price", "cost", "costs", "charge of", "charged",
    "payment of", "pay", "paid", "paying", "fee", "refund of", "owe", "worth", "save", "discount",
    "how many", "how much", "how long", "how far", "how fast", "how often", "how big", "how tall",
    "how high", "how heavy", "what time", "count", "speed", "since", "year", "years", "times",
    "rate", "rated", "score", "scale", "temperature", "between", "o'clock", "percent",
    "bill is", "bill was", "due", "level", "megabits", "one hundred percent", "half past", "credit of",
    "deposit of", "limit", "bill of", "went up", "went from", "bill", "costing", "charging", "queue",
    "email says", "email said", "e-mail says", "waited", "spend", "spent", "comes to", "came to", "come to", "minimum", "interest", "points", "at around", "tax", "week", "quarter", "weigh",
    "weight", "height", "on the phone", "over the phone", "by phone", "phone bill", "phone plan", "close at", "open at", "you open", "you close", "blood pressure", "copay", "deductible", "premium", "income",
)  # fmt: skip
"""What counts, prices, measures or times: it says nothing of a number read out digit by digit."""
_NUMBERED: Final = frozenset("number numbers id code reference ref".split())
"""Nouns that make a personal number of what stands before them ("agreement number")."""
_CODED: Final = frozenset(
    "verification access gate door entry security pass alarm unlock secret confirmation activation "
    "share pickup locker safe login authentication text garage building member recovery backup "
    "reset sign authenticator buzzer keypad house family parent lockbox collection booking".split()
)
"""What has a code that is a person's; others ("stop code") are those of things."""
_CALLED: Final = 8
"""Words behind "number" in which it is called."""
_CALLS: Final = frozenset("call ring reach contact text dial callback".split())
_SENT: Final = frozenset(("sms", "mfa", "otp", "tfa", "pin"))
"""Acronyms before "code" that make it a person's."""
_UNNUMBERED: Final = frozenset(
    "a an the my your his her our their its it's that's that this these those what what's which any "
    "some another same right wrong correct whole full big small good bad high low real exact total "
    "other next first second third last new old is was are and or but of for in on to at by with from "
    "says said say shows show enter press dial type typed read reads see use try me you it i we they there here have had has get got give gave need want no yes okay ok so just "
    "only one two three four five six seven eight nine ten same actual entire long short digit "
    "certain random youre thats unit zip dress area bar qr source even odd lucky favorite favourite maximum minimum "
    "large record better best nice special uh um er photo valid caller national local".split()
)
"""Words that say nothing of what the number is of."""


@dataclass(frozen=True, slots=True)
class Cue:
    """Tokens `first..last` announce one of `entities` (none: a value that is nobody's)."""

    first: int
    last: int
    entities: tuple[str, ...]
    weak: bool
    """Announces only a run that looks the part; of nobody's values: an amount, not a code."""
    mine: bool = False
    """Said of oneself ("my card number"): the speaker tells it and does not ask for it."""
    valued: bool = False
    """A number stands right behind it ("step two"): it asks for none."""


_YOURS: Final = frozenset(("you", "your"))
_MODALS: Final = frozenset("can could may shall should".split())
"""Before "I": an offer ("can I e-mail you"), which asks."""
_MINE: Final = frozenset("my our i i'm i've i'll mine was".split())


_NUMBERS: Final = lex.DIGITS.keys() | lex.TEENS.keys() | lex.TENS.keys()


class Phrases:
    """Finds phrases (of tokens) in one pass; of several that begin at a token the longest wins."""

    def __init__(self, phrases: Iterable[tuple[str, str, bool]]) -> None:
        """`phrases`: text, entity ("" for a benign one), weak."""
        table: dict[tuple[str, ...], tuple[tuple[str, ...], bool]] = {}
        for text, entity, weak in phrases:
            key = tuple(token.text.removesuffix("'s") for token in tokenize(text))
            before, was_weak = table.get(key, ((), True))
            entities = before + ((entity,) if entity and entity not in before else ())
            table[key] = (entities, weak and was_weak)
        self._by_first: dict[str, list[tuple[tuple[str, ...], tuple[str, ...], bool]]] = {}
        for key, (entities, weak) in sorted(table.items(), key=lambda item: -len(item[0])):
            self._by_first.setdefault(key[0], []).append((key, entities, weak))

    def find(self, tokens: Sequence[Token]) -> list[Cue]:
        """All phrases in order, not overlapping."""
        cues, i, words = [], 0, [token.text.removesuffix("'s") for token in tokens]
        while i < len(words):
            step = 1
            for key, entities, weak in self._by_first.get(words[i], ()):
                if len(key) == 1 or tuple(words[i : i + len(key)]) == key:
                    mine = key[0] in _MINE or (i > 0 and words[i - 1] in _MINE)
                    offered = i > 1 and words[i - 1] == "i" and words[i - 2] in _MODALS
                    mine = mine and _YOURS.isdisjoint(key) and not offered
                    valued = _is_number(tokens, i + len(key))
                    cues.append(Cue(i, i + len(key) - 1, entities, weak, mine, valued))
                    step = len(key)
                    break
            i += step
        return cues


def _is_number(tokens: Sequence[Token], i: int) -> bool:
    if i >= len(tokens) or tokens[i].first:
        return False
    return tokens[i].case == "9" or tokens[i].text in _NUMBERS


def _phrases() -> Iterable[tuple[str, str, bool]]:
    for kind in NUMBER_TYPES.values():
        yield from ((cue, kind.entity, False) for cue in kind.cues)
        yield from ((cue, kind.entity, True) for cue in kind.weak_cues)
    for entity, cues in OTHER_CUES.items():
        yield from ((cue, entity, False) for cue in cues)
    yield from ((cue, "", False) for cue in CODES_OF_THINGS)
    yield from ((cue, "", True) for cue in AMOUNTS)


_PHRASES: Final = Phrases(_phrases())


def find_cues(tokens: Sequence[Token]) -> list[Cue]:
    """The cues of one turn; positions are tokens of the turn."""
    cues = [_of_phone(tokens, cue) for cue in _PHRASES.find(tokens) if not _is_named(tokens, cue)]
    if not any(token.text.removesuffix("'s") in _NUMBERED for token in tokens):
        return cues
    known = {k: cue for cue in cues for k in range(cue.first, cue.last + 1)}
    for i in range(1, len(tokens)):
        if tokens[i].text.removesuffix("'s") in _NUMBERED and _names(tokens[i - 1], tokens[i]):
            around = [known[k] for k in (i - 1, i) if k in known]
            if all(cue.weak and cue.entities for cue in around):
                mine = i > 1 and tokens[i - 2].text in _MINE
                cues = [cue for cue in cues if cue not in around]
                noun = tokens[i].text.removesuffix("'s")
                if noun == "code" and _is_acronym(tokens[i - 1]):
                    cues.append(Cue(i - 1, i, (), False, mine))  # "CPT code"
                    continue
                code = noun == "code"
                kinds = ("PIN", "ID_NUMBER") if code else ("ID_NUMBER",)
                weak = code and tokens[i - 1].text not in _CODED
                cues.append(Cue(i - 1, i, kinds, weak, mine))
    return sorted(cues, key=lambda cue: cue.first)


def _of_phone(tokens: Sequence[Token], cue: Cue) -> Cue:
    """The cue as a telephone's, where a number is spoken of that is called: "what number can he ring?"."""
    if cue.first < cue.last or tokens[cue.first].text != "number":
        return cue
    near = {token.text for token in tokens[cue.last + 1 : cue.last + _CALLED]}
    return cue if near.isdisjoint(_CALLS) else replace(cue, entities=("PHONE_NUMBER",), weak=False)


def _is_named(tokens: Sequence[Token], cue: Cue) -> bool:
    """Whether "Street" belongs to the name of one: "the flat on Dorset Street"."""
    token = tokens[cue.last]
    return (
        token.text == "street"
        and token.case == "X" == tokens[cue.last - 1].case
        and not token.first
    )


def _is_acronym(token: Token) -> bool:
    return token.case == "XX" and token.text not in _SENT


def _names(before: Token, noun: Token) -> bool:
    """Whether the word before "number" or "code" says of what it is: "agreement number"."""
    joined = noun.gap in (" ", "-") and not noun.first
    plain = before.case != "9" and len(before.text) > 2 and "'" not in before.text
    return joined and plain and before.text not in _UNNUMBERED
