"""Postal addresses: number, street, city, state, code; post codes; units; post boxes.

Without a model a place is known by its form: a number before a street type, a type before a name
and a number, a state behind a city; and by the question that it answers.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from callsight.redact import lexicon as lex
from callsight.redact.passages import Conversation, Passage
from callsight.redact.quantities import is_quantity
from callsight.redact.readings import is_break, read
from callsight.redact.recognizers import (
    address_again,
    address_answers,
    address_codes,
    address_forms,
    address_replies,
)
from callsight.redact.recognizers.address_answers import is_expected
from callsight.redact.recognizers.address_parts import (
    ALWAYS_STREET,
    COMPOUNDS,
    DIRECTIONS,
    NOT_STREET,
    PREFIXED,
    STOPS,
    STREET_TYPES,
    UNITS,
    ends_sentence,
    house_number,
    is_number_word,
    tail,
    value,
)
from callsight.redact.recognizers.age_mentions import with_half
from callsight.redact.recognizers.base import Hit
from callsight.redact.recognizers.name_words import NOT_NAMES
from callsight.redact.tokens import Token

_PLACES: Final = frozenset("office branch store station location site shop campus".split())
"""What stands on a street of its own: "the Elm Street office"."""
_ESTATES: Final = frozenset("industrial business retail trading science office".split())
_FORMS: Final = STREET_TYPES | PREFIXED | DIRECTIONS | _ESTATES | {"box"}
_COMMON: Final = NOT_STREET | NOT_NAMES | UNITS | lex.UNITS
_BEFORE_ADDRESS: Final = frozenset(
    "at is live lives address thats that's its it's still to from outside".split()
)
_BEFORE_NUMBER: Final = frozenset("number no it's its is".split())
"""Words after which a house number is said alone."""
_LONG: Final = 3
"""Digits of a house number that make a street of "3301 white heron drive" in lower case."""


@dataclass(slots=True)
class _Seen:
    """What of addresses a call has said so far."""

    pairs: set[tuple[str, str]] = field(default_factory=set)
    """Last word and type of the streets, or number and name, that were said."""
    ends: set[str] = field(default_factory=set)
    names: set[str] = field(default_factory=set)
    """Names that stood right behind a house number and are no ordinary words."""
    numbers: set[str] = field(default_factory=set)
    """House numbers."""
    turns: set[int] = field(default_factory=set)

    def note(self, tokens: Sequence[Token], hit: Hit) -> None:
        """Remember what an address consists of."""
        self.turns.add(tokens[hit.first].turn)
        starts = [k for k in range(hit.first, hit.last + 1) if is_number_word(tokens[k])]
        self.numbers |= {_number(tokens, k)[0] for k in starts}
        for k in range(hit.first + 1, hit.last + 1):
            named = len(tokens[k - 1].text) > 2 and not is_number_word(tokens[k - 1])
            if is_number_word(tokens[k - 1]) and address_again.can_be_street(tokens[k]):
                self.names.add(tokens[k].text)
            street = tokens[k].text in STREET_TYPES and named
            numbered = is_number_word(tokens[k - 1]) and tokens[k].text not in _COMMON
            if street or (numbered and not is_number_word(tokens[k]) and len(tokens[k].text) > 2):
                self.pairs.add((tokens[k - 1].text, tokens[k].text))
                self.ends.add(tokens[k].text)

    def has(self, token: Token) -> bool:
        """Whether a pair ends in that word."""
        return token.text in self.ends


def find(conversation: Conversation) -> Iterator[tuple[Passage, Hit]]:
    """All addresses of a call: by form, by what was asked, and streets that were said before."""
    seen = _Seen()
    for passage, told in address_replies.find(conversation):
        passage.claim(told.first, told.last, told.entity)
        seen.note(passage.tokens, told)
        yield passage, told
    for rule, begins in (
        (_formed, _has_form),
        (_placed, _has_number),
        (_coded, _is_letters),
        (_mentioned, seen.has),
    ):
        if rule is _mentioned and not seen.pairs:
            break
        for passage in conversation.passages:
            taken = -1
            for i in [i for i, token in enumerate(passage.tokens) if begins(token)]:
                if i <= taken or passage.claimed[i]:
                    continue
                hit = _unclaimed(passage, rule(conversation, passage, i, taken, seen))
                if hit is None:
                    continue
                taken = max(taken, hit.last)
                passage.claim(hit.first, hit.last, hit.entity)
                seen.note(passage.tokens, hit)
                yield passage, hit
    for passage, again in address_again.find(conversation, seen.names):
        passage.claim(again.first, again.last, again.entity)
        seen.note(passage.tokens, again)
        yield passage, again
    yield from _offered(conversation, seen)


def _offered(conversation: Conversation, seen: _Seen) -> Iterator[tuple[Passage, Hit]]:
    """House numbers alone beside what was said again: "340 palmetto or 430?", "four thirty"."""
    for passage in conversation.passages if seen.numbers else ():
        for i, token in enumerate(passage.tokens):
            free = is_number_word(token) and not passage.claimed[i]
            hit = _unclaimed(passage, _house_number(passage, i, seen)) if free else None
            if hit is not None:
                passage.claim(hit.first, hit.last, hit.entity)
                yield passage, hit


def _unclaimed(passage: Passage, hit: Hit | None) -> Hit | None:
    """A hit without what follows in it that is something else's: a date of birth behind a code."""
    if hit is None:
        return None
    taken = next((k for k in range(hit.first, hit.last + 1) if passage.claimed[k]), None)
    if taken is None:
        return hit
    last = taken - 1
    while last > hit.first and passage.tokens[last].text in STOPS:
        last -= 1
    return replace(hit, last=last) if last - hit.first > 1 else None


def _has_form(token: Token) -> bool:
    return token.text in _FORMS or token.text.endswith(COMPOUNDS)


def _has_number(token: Token) -> bool:
    return token.text in UNITS or is_number_word(token)


def _is_letters(token: Token) -> bool:
    return token.case == "XX" and len(token.text) <= 2


def _formed(
    conversation: Conversation, passage: Passage, i: int, taken: int, seen: _Seen
) -> Hit | None:
    """An address by its form alone."""
    tokens, word = passage.tokens, passage.tokens[i].text
    if word in STREET_TYPES and (hit := _street(conversation, passage, i, taken)):
        return hit
    if word == "box" and i:
        return address_forms.box(passage, i, is_expected(conversation, passage, i, i))
    if word in PREFIXED or word.endswith(COMPOUNDS):
        return address_forms.foreign(tokens, i, taken)
    if word in DIRECTIONS:
        return address_forms.direction(tokens, i, taken)
    return address_forms.estate(tokens, i) if word in _ESTATES else None


def _placed(
    conversation: Conversation, passage: Passage, i: int, taken: int, seen: _Seen
) -> Hit | None:
    """A unit or number whose question, state or neighbors make it an address."""
    hit = address_answers.find(conversation, passage, i, seen.turns)
    return hit or _house_number(passage, i, seen)


def _house_number(passage: Passage, i: int, seen: _Seen) -> Hit | None:
    """The number of a house alone, beside an address with it: "Apologies, 16"."""
    tokens, turn = passage.tokens, passage.tokens[i].turn
    reading = read(tokens, i, inside=False) if is_number_word(tokens[i]) else None
    text, end = _number(tokens, i)
    if reading is None or text not in seen.numbers or len(text) == 1:
        return None
    near = not seen.turns.isdisjoint((turn, turn - 1, turn + 1))
    begins = is_break(tokens[i]) or tokens[i - 1].text in _BEFORE_NUMBER
    last = with_half(tokens, end)
    ends = last + 1 == len(tokens) or is_break(tokens[last + 1])
    if not (near and begins and ends) or (last == end and is_quantity(tokens, reading)):
        return None
    return Hit("ADDRESS", i, last, 0.6, "address", text)


def _number(tokens: Sequence[Token], i: int) -> tuple[str, int]:
    """The digits of the number at `i` and its last token: "twenty nineteen" is 2019."""
    text, k = "", i
    while k < len(tokens) and (k == i or not is_break(tokens[k])):
        reading = read(tokens, k, inside=False) if is_number_word(tokens[k]) else None
        if reading is None or not reading.text.isdigit():
            break
        text, k = text + reading.text, reading.last + 1
    return text, max(i, k - 1)


def _coded(
    conversation: Conversation, passage: Passage, i: int, taken: int, seen: _Seen
) -> Hit | None:
    """A written post code."""
    return address_codes.written(conversation, passage, i)


def _mentioned(
    conversation: Conversation, passage: Passage, i: int, taken: int, seen: _Seen
) -> Hit | None:
    """A street again, or a number with a name, that was said elsewhere."""
    tokens = passage.tokens
    if i <= taken + 1 or (tokens[i - 1].text, tokens[i].text) not in seen.pairs:
        return None
    number = house_number(tokens, i - 1, taken)
    first = i - 1 if number is None else number
    return Hit("ADDRESS", first, i, 0.7, "address", value(tokens, first, i))


def _street(conversation: Conversation, passage: Passage, i: int, taken: int) -> Hit | None:
    """A street type with the name before it, and a number before or behind that (or asked for)."""
    tokens = passage.tokens
    k = _before_name(tokens, i, taken)
    ordinal = any(
        t.text in lex.ORDINALS or t.text in ("th", "st", "nd", "rd") for t in tokens[k + 1 : i]
    )
    if _is_title(tokens, i):
        return None
    first = None if ends_sentence(tokens, k + 1) else house_number(tokens, k, taken)
    if first is None and is_number_word(tokens[k]) and "th" in tokens[k + 1].text:
        return None
    if not ordinal and not any(t.text not in lex.HOMOPHONES for t in tokens[k + 1 : i]):
        return None
    expected = is_expected(conversation, passage, i, i)
    if first is None:
        capital = tokens[i].case == "X" and tokens[i - 1].case in ("X", "9", "XX")
        sure = capital or tokens[i].text in ALWAYS_STREET
        if not (_is_told(tokens, k, i) or (expected and sure and not _is_site(tokens, k, i))):
            return None
        first = k + 1
    elif not _is_street(tokens, first, k, i) and not expected:
        return None
    first = _with_unit(tokens, _corrected(tokens, first))
    if first and tokens[first - 1].text in ("number", "no") and not tokens[first].first:
        first -= 1
    return Hit("ADDRESS", first, tail(tokens, i), 0.85, "address", value(tokens, first, i))


def _is_title(tokens: Sequence[Token], i: int) -> bool:
    """Whether "dr" is a doctor: "four with Dr. Feldman"."""
    following = tokens[i + 1] if i + 1 < len(tokens) and not tokens[i + 1].first else None
    doctor = tokens[i].text == "dr" and following is not None and following.gap in (" ", ". ")
    return doctor and (tokens[i - 1].case == "x" and tokens[i].case == "X")


def _before_name(tokens: Sequence[Token], i: int, taken: int) -> int:
    """The token before the name of the street whose type is at `i`; at most three words are it."""
    k, names = i - 1, 0
    while k > taken and names < 3 and not tokens[k + 1].first:
        word = tokens[k].text
        if ("." in tokens[k + 1].gap and len(word) > 2) or "?" in tokens[k + 1].gap:
            break
        if is_number_word(tokens[k]) or word in NOT_STREET or word in lex.FILLERS:
            misheard = word in lex.HOMOPHONES and k > 0 and is_number_word(tokens[k - 1])
            return k - 1 if names and misheard else k
        names, k = names + 1, k - 1
    return k


def _with_unit(tokens: Sequence[Token], first: int) -> int:
    """With the flat that is said before: "flat 4B, 17 Rose Gardens"."""
    k = first - 1
    while k > 0 and first - k < 4 and (is_number_word(tokens[k]) or len(tokens[k].text) == 1):
        k -= 1
    named = 0 <= k < first - 1 and tokens[k].text in UNITS and not tokens[first].first
    return k if named else first


def _corrected(tokens: Sequence[Token], first: int) -> int:
    """With the number that was begun before: "sixteen, uh, 1650 Ponderosa Loop"."""
    k = first - 1
    while k > 0 and tokens[k].text in lex.FILLERS and not tokens[k].first and first - k < 3:
        k -= 1
    begun = 0 <= k < first - 1 and is_number_word(tokens[k])
    start = house_number(tokens, k, -1) if begun else None
    return first if start is None else start


def _is_site(tokens: Sequence[Token], k: int, i: int) -> bool:
    """Whether the street is where an office is: "the Elm Street office"."""
    after = tokens[i + 1].text if i + 1 < len(tokens) and not tokens[i + 1].first else ""
    if k > 0 and tokens[k].text in ("on", "at") and tokens[k - 1].text in _PLACES | {"one", "ones"}:
        return True
    return after in _PLACES or (k >= 0 and tokens[k].text == "the")


def _is_told(tokens: Sequence[Token], k: int, i: int) -> bool:
    """Whether a street without a number is someone's: a number behind, or "still ... on"."""
    numbered = [token for token in tokens[i + 1 : i + 3] if not token.first]
    behind = any(is_number_word(token) for token in numbered[:1]) or (
        len(numbered) == 2 and numbered[0].text == "number" and is_number_word(numbered[1])
    )
    at = k >= 0 and tokens[k].text in ("on", "at")
    lived = {token.text for token in tokens[max(0, k - 4) : k]} & {"still", "live", "lives"}
    still = k >= 0 and (tokens[k].text == "still" or (at and bool(lived)))
    return (behind and at) or still


def _is_street(tokens: Sequence[Token], first: int, k: int, i: int) -> bool:
    """Whether a number before the name makes an ambiguous type ("way", "drive") a street."""
    if tokens[i].text in ALWAYS_STREET or "X" in (tokens[i].case, tokens[i - 1].case):
        return True
    digits = sum(len(token.text) if token.case == "9" else 1 for token in tokens[first : k + 1])
    at = first > 0 and tokens[first - 1].text in _BEFORE_ADDRESS
    whole = digits > 1 or tokens[first].text in lex.TEENS or tokens[first].text in lex.TENS
    return digits >= _LONG or (at and whole)
