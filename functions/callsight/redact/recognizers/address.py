"""Postal addresses: number, street, city, state, code; post codes; units; post boxes.

Without a model a place is known by its form: a number before a street type, a type before a name
and a number, a state behind a city; and by the question that it answers.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final

from callsight.redact import lexicon as lex
from callsight.redact.passages import Conversation, Passage
from callsight.redact.readings import read
from callsight.redact.recognizers import address_answers
from callsight.redact.recognizers.address_answers import is_expected
from callsight.redact.recognizers.address_parts import (
    ALWAYS_STREET,
    COMPOUNDS,
    DIRECTIONS,
    LINKS,
    NOT_STREET,
    PREFIXED,
    STREET_TYPES,
    UNITS,
    house_number,
    is_number_word,
    tail,
    value,
)
from callsight.redact.recognizers.base import Hit
from callsight.redact.recognizers.name_lists import WORDS
from callsight.redact.tokens import Token

_PLACES: Final = frozenset("office branch store station location site shop campus".split())
"""What stands on a street of its own: "the Elm Street office"."""
_ESTATES: Final = frozenset("industrial business retail trading science office".split())
_FORMS: Final = STREET_TYPES | PREFIXED | DIRECTIONS | _ESTATES | {"box"}
_LONG: Final = 3
"""Digits of a house number that make a street of "3301 white heron drive" in lower case."""


@dataclass(slots=True)
class _Seen:
    """What of addresses a call has said so far."""

    streets: set[tuple[str, str]] = field(default_factory=set)
    """Last word and type of streets that were said with a number."""
    turns: set[int] = field(default_factory=set)


def find(conversation: Conversation) -> Iterator[tuple[Passage, Hit]]:
    """All addresses of a call: by form, by what was asked, and streets that were said before."""
    seen = _Seen()
    for rule, begins in ((_formed, _has_form), (_placed, _has_number), (_mentioned, _is_type)):
        if rule is _mentioned and not seen.streets:
            return
        for passage in conversation.passages:
            taken = -1
            for i in [i for i, token in enumerate(passage.tokens) if begins(token)]:
                if i <= taken or passage.claimed[i]:
                    continue
                hit = rule(conversation, passage, i, taken, seen)
                if hit is None or any(passage.claimed[hit.first : hit.last + 1]):
                    continue
                taken = max(taken, hit.last)
                passage.claim(hit.first, hit.last, hit.entity)
                seen.turns.add(passage.tokens[hit.first].turn)
                yield passage, hit


def _has_form(token: Token) -> bool:
    return token.text in _FORMS or token.text.endswith(COMPOUNDS)


def _has_number(token: Token) -> bool:
    return token.text in UNITS or is_number_word(token)


def _is_type(token: Token) -> bool:
    return token.text in STREET_TYPES


def _formed(
    conversation: Conversation, passage: Passage, i: int, taken: int, seen: _Seen
) -> Hit | None:
    """An address by its form alone."""
    tokens, word = passage.tokens, passage.tokens[i].text
    if word in STREET_TYPES and (hit := _street(conversation, passage, i, taken)):
        if not is_number_word(tokens[i - 1]) and is_number_word(tokens[hit.first]):
            seen.streets.add((tokens[i - 1].text, word))
        return hit
    if word == "box" and i:
        return _box(passage, i)
    if word in PREFIXED or word.endswith(COMPOUNDS):
        return _foreign(tokens, i, taken)
    if word in DIRECTIONS:
        return _direction(tokens, i, taken)
    return _estate(tokens, i) if word in _ESTATES else None


def _placed(
    conversation: Conversation, passage: Passage, i: int, taken: int, seen: _Seen
) -> Hit | None:
    """A unit or number whose question, state or neighbors make it an address."""
    return address_answers.find(conversation, passage, i, seen.turns)


def _mentioned(
    conversation: Conversation, passage: Passage, i: int, taken: int, seen: _Seen
) -> Hit | None:
    """A street again that was said with its number elsewhere."""
    tokens = passage.tokens
    if i <= taken + 1 or (tokens[i - 1].text, tokens[i].text) not in seen.streets:
        return None
    return Hit("ADDRESS", i - 1, i, 0.7, "address", value(tokens, i - 1, i))


def _street(conversation: Conversation, passage: Passage, i: int, taken: int) -> Hit | None:
    """A street type with the name before it, and a number before or behind that (or asked for)."""
    tokens = passage.tokens
    k = _before_name(tokens, i, taken)
    ordinal = any(
        t.text in lex.ORDINALS or t.text in ("th", "st", "nd", "rd") for t in tokens[k + 1 : i]
    )
    first = house_number(tokens, k, taken)
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
    first = _with_unit(tokens, _corrected(tokens, first) if expected else first)
    if first and tokens[first - 1].text in ("number", "no") and not tokens[first].first:
        first -= 1
    return Hit("ADDRESS", first, tail(tokens, i), 0.85, "address", value(tokens, first, i))


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
    at = first > 0 and tokens[first - 1].text in ("at", "is", "live", "address")
    return digits >= _LONG or (at and digits > 1)


def _foreign(tokens: Sequence[Token], i: int, taken: int) -> Hit | None:
    """ "22 rue des Tilleuls", "Calle Mayor 12", "Lindenstrasse forty four a"."""
    last = i
    if tokens[i].text in PREFIXED:
        while last + 1 < len(tokens) and not tokens[last + 1].first and last - i < 4:
            following = tokens[last + 1]
            named = following.case == "X" or (following.case == "x" and following.text not in WORDS)
            if not (following.text in LINKS or named) or "." in following.gap:
                break
            last += 1
        if last == i:
            return None
    first = house_number(tokens, i - 1, taken) if tokens[i].text in PREFIXED else None
    behind = (
        last + 1 < len(tokens) and not tokens[last + 1].first and is_number_word(tokens[last + 1])
    )
    if first is None and not behind:
        return None
    first = i if first is None else first
    if behind and (number := read(tokens, last + 1, inside=False)):
        last = number.last
        letter = tokens[last + 1] if last + 1 < len(tokens) else None
        if letter is not None and len(letter.text) == 1 and letter.gap in ("", " "):
            last += 1
    return Hit("ADDRESS", first, tail(tokens, last), 0.85, "address", value(tokens, first, last))


def _direction(tokens: Sequence[Token], i: int, taken: int) -> Hit | None:
    """ "nine hundred west ogden": a house number, a direction, and a name."""
    if i + 1 >= len(tokens) or tokens[i].first or tokens[i + 1].first:
        return None
    first = house_number(tokens, i - 1, taken)
    name = tokens[i + 1]
    if first is None or name.gap != " " or (name.case == "x" and name.text in WORDS):
        return None
    return Hit("ADDRESS", first, tail(tokens, i + 1), 0.7, "address", value(tokens, first, i + 1))


def _estate(tokens: Sequence[Token], i: int) -> Hit | None:
    """ "unit four, Saltmarsh Industrial Park"."""
    if i + 1 >= len(tokens) or tokens[i + 1].text not in ("park", "estate", "centre", "center"):
        return None
    k = i - 1
    while k > 0 and i - k < 4 and not tokens[k].first and not is_number_word(tokens[k]):
        k -= 1
    first = house_number(tokens, k, -1)
    if first is None or not first or tokens[first - 1].text not in UNITS:
        return None
    return Hit("ADDRESS", first - 1, tail(tokens, i + 1), 0.8, "address", value(tokens, first, i))


def _box(passage: Passage, i: int) -> Hit | None:
    """ "PO box 12", "rural route four, box sixty-one"."""
    tokens, first = passage.tokens, i - 1
    route = next((k for k in range(i - 1, max(-1, i - 5), -1) if tokens[k].text == "route"), None)
    if route is not None and all(is_number_word(token) for token in tokens[route + 1 : i]):
        first = route
    elif tokens[i - 1].text not in ("po", "o", "office"):
        return None
    if i + 1 >= len(tokens) or not (reading := read(tokens, i + 1, inside=True)):
        return None
    last = reading.last
    while last + 1 < len(tokens) and (more := read(tokens, last + 1, inside=True)):
        last = more.last
    first = i - 2 if tokens[i - 1].text == "o" and i > 1 else first
    return Hit("ADDRESS", first, tail(tokens, last), 0.9, "address", value(tokens, first, last))
