"""Postal addresses: number, street, city, state, code; post codes; post boxes.

Without a model a place is known by its form: a number before a street type, a state behind a city.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from callsight.redact import lexicon as lex
from callsight.redact.hints import is_asked, is_own
from callsight.redact.passages import Conversation, Passage
from callsight.redact.quantities import is_quantity
from callsight.redact.readings import read
from callsight.redact.recognizers.base import Hit
from callsight.redact.tokens import Token

STREET_TYPES: Final = frozenset(
    "street st avenue ave road rd drive dr lane ln court ct boulevard blvd way place pl terrace "
    "ter "
    "circle cir parkway pkwy highway hwy square sq crescent close trail trl alley row mews grove "
    "hill "
    "heights gardens walk plaza turnpike loop strasse straße rue calle str".split()
)
ALWAYS_STREET: Final = STREET_TYPES - frozenset(
    "st dr way place pl close hill court row walk square ter loop str drive circle ct sq heights "
    "gardens plaza trail road lane".split()
)
STATES: Final = frozenset(
    "alabama alaska arizona arkansas california colorado connecticut delaware florida georgia "
    "hawaii "
    "idaho illinois indiana iowa kansas kentucky louisiana maine maryland massachusetts michigan "
    "minnesota mississippi missouri montana nebraska nevada ohio oklahoma oregon pennsylvania "
    "tennessee texas utah vermont virginia washington wisconsin wyoming hampshire jersey mexico "
    "york "
    "carolina dakota england scotland wales ireland germany france spain israel london".split()
)
STATE_CODES: Final = frozenset(
    "al ak az ar ca co ct de fl ga hi id il in ia ks ky la me md ma mi mn ms mo mt ne nv nh nj nm "
    "ny "
    "nc nd oh ok or pa ri sc sd tn tx ut vt va wa wv wi wy uk dc".split()
)
_UNITS: Final = frozenset(
    "apartment apt unit suite ste flat floor room building number lot".split()
)
_NOT_STREET: Final = frozenset(
    "the a an of on in to is it my your for and or that this at from i we you was were be have has "
    "had no not another other by other's same right wrong way only first's all one's any".split()
)
_WITHIN: Final = frozenset("in and uh um zip the it's".split())
"""Words that may stand between the parts of an address."""


def find(conversation: Conversation) -> Iterator[tuple[Passage, Hit]]:
    """All addresses of a call."""
    for passage in conversation.passages:
        for hit in _in_passage(conversation, passage):
            yield passage, hit


def _in_passage(conversation: Conversation, passage: Passage) -> Iterator[Hit]:
    taken = -1
    for i, token in enumerate(passage.tokens):
        if i > taken and not passage.claimed[i]:
            hit = None
            if token.text in STREET_TYPES:
                hit = _street(conversation, passage, i, taken)
            elif token.text == "box" and i and passage.tokens[i - 1].text in ("po", "o", "office"):
                hit = _box(passage, i)
            if hit is not None and not any(passage.claimed[hit.first : hit.last + 1]):
                taken = hit.last
                passage.claim(hit.first, hit.last, hit.entity)
                yield hit
    for i, token in enumerate(passage.tokens):
        if _number_word(token) and not passage.claimed[i]:
            hit = _asked_place(conversation, passage, i) or _state_zip(passage.tokens, i)
            if hit is not None and not any(passage.claimed[hit.first : hit.last + 1]):
                passage.claim(hit.first, hit.last, hit.entity)
                yield hit


def _expected(conversation: Conversation, passage: Passage, first: int, last: int) -> bool:
    turn = passage.tokens[first].turn
    return is_own(conversation, passage, first, last, "ADDRESS") or is_asked(
        conversation, turn, "ADDRESS", 4
    )


def _street(conversation: Conversation, passage: Passage, i: int, taken: int) -> Hit | None:
    """A street type with the name before it, and a number before that (or an asked address)."""
    tokens, k = passage.tokens, i - 1
    names = 0
    while k > taken and names < 3 and not tokens[k + 1].first:
        word = tokens[k].text
        if ("." in tokens[k + 1].gap and len(word) > 2) or "?" in tokens[k + 1].gap:
            break
        if _number_word(tokens[k]) or word in _NOT_STREET or word in lex.FILLERS:
            if names == 0 or not (word in lex.HOMOPHONES and k and _number_word(tokens[k - 1])):
                break
            k -= 1
            break
        names, k = names + 1, k - 1
    ordinal = names > 0 and any(
        t.text in lex.ORDINALS or t.text in ("th", "st", "nd", "rd") for t in tokens[k + 1 : i]
    )
    first = _house_number(tokens, k, taken)
    if first is None and _number_word(tokens[k]) and "th" in tokens[k + 1].text:
        return None
    if names == 0 and not ordinal:
        return None
    expected = _expected(conversation, passage, i, i)
    if first is None:
        capital = tokens[i].case == "X" and tokens[i - 1].case in ("X", "9", "XX")
        if not (expected and (capital or tokens[i].text in ALWAYS_STREET)):
            return None
        first = k + 1
    elif (
        tokens[i].text not in ALWAYS_STREET
        and not expected
        and tokens[i].case == "x"
        and tokens[i - 1].case == "x"
    ):
        return None
    last = tail(tokens, i)
    return Hit("ADDRESS", first, last, 0.85, "address", _value(tokens, first, i))


def _number_word(token: Token) -> bool:
    return (
        token.case == "9"
        or token.text in lex.DIGITS
        or token.text in lex.TENS
        or token.text in lex.TEENS
        or token.text in lex.SCALES
        or token.text in lex.OH
    )


def _house_number(tokens: Sequence[Token], k: int, taken: int) -> int | None:
    """First token of the number that ends at `k`, or None."""
    if k <= taken or k < 0:
        return None
    first = None
    while k > taken and k >= 0:
        token = tokens[k]
        misheard = (
            first is not None and token.text in lex.HOMOPHONES and k and _number_word(tokens[k - 1])
        )
        if _number_word(token) or misheard or (first is not None and token.text in lex.REPEATS):
            first = k
        elif not (len(token.text) == 1 and first is None and token.case == "XX") and not (
            token.text == "and" and first is not None and k and tokens[k - 1].text in lex.SCALES
        ):
            break
        if "$" in token.gap:
            return None
        k -= 1
    return first


def tail(tokens: Sequence[Token], i: int) -> int:
    """Last token of what belongs to the street: unit, city, state, code."""
    last, j = i, i + 1
    while j < len(tokens) and j - last <= 5 and j - i <= 16:
        ends = "." in tokens[j].gap and len(tokens[j - 1].text) > 3
        if ends or any(mark in tokens[j].gap for mark in "?!"):
            break
        if (part := _part(tokens, j, last)) is not None:
            last = j = part
        elif _leaves(tokens, j, last):
            break
        j += 1
    return last


def _part(tokens: Sequence[Token], j: int, last: int) -> int | None:
    """Last token of a part of an address that begins at `j`: a state, unit, number or place name."""
    token, word = tokens[j], tokens[j].text
    stop = j + 1 == len(tokens) or tokens[j + 1].first or bool(tokens[j + 1].gap.strip())
    if word in STATES or (word in STATE_CODES and (token.case == "XX" or stop)):
        return j
    if word in _UNITS and j + 1 < len(tokens) and (unit := read(tokens, j + 1, inside=True)):
        return unit.last
    number = read(tokens, j, inside=False)
    if number is not None and number.text.isdigit():
        return None if is_quantity(tokens, number) else number.last
    capital = token.case in ("X", "XX") and word not in ("i", "i'm") and not token.first
    return j if capital and j - last <= 1 else None


def _leaves(tokens: Sequence[Token], j: int, last: int) -> bool:
    """Whether the speaker goes on with something else at `j`."""
    word = tokens[j].text
    number = read(tokens, j, inside=False)
    if number is not None and number.text.isdigit():
        return True
    return (word in _NOT_STREET | lex.FILLERS and word not in _WITHIN) or (
        tokens[j].first and j - last > 2
    )


def _value(tokens: Sequence[Token], first: int, last: int) -> str:
    return " ".join(token.text for token in tokens[first : last + 1])


def _box(passage: Passage, i: int) -> Hit | None:
    tokens = passage.tokens
    if i + 1 >= len(tokens) or not (reading := read(tokens, i + 1, inside=True)):
        return None
    last = reading.last
    while last + 1 < len(tokens) and (more := read(tokens, last + 1, inside=True)):
        last = more.last
    first = i - 2 if tokens[i - 1].text == "o" and i > 1 else i - 1
    return Hit("ADDRESS", first, tail(tokens, last), 0.9, "address", _value(tokens, first, last))


def _state_zip(tokens: Sequence[Token], i: int) -> Hit | None:
    """ "Denver, Colorado 80203": a state before five digits."""
    if i == 0 or tokens[i].first or tokens[i].case != "9" or len(tokens[i].text) != 5:
        return None
    before = tokens[i - 1]
    if before.text in STATES or (before.text in STATE_CODES and before.case == "XX"):
        first = i - 1
        while first and tokens[first - 1].case == "X" and not tokens[first].first and i - first < 4:
            first -= 1
        return Hit("ADDRESS", first, i, 0.8, "address", _value(tokens, first, i))
    return None


def _asked_place(conversation: Conversation, passage: Passage, i: int) -> Hit | None:
    """An answer to "what is your address?" whose street type was not heard: a number and names."""
    tokens = passage.tokens
    if i and not tokens[i].first and _number_word(tokens[i - 1]):
        return None
    reading = read(tokens, i, inside=False)
    if reading is None or not reading.text.isdigit() or is_quantity(tokens, reading):
        return None
    while (
        more := read(tokens, reading.last + 1, inside=True)
        if reading.last + 1 < len(tokens)
        else None
    ):
        reading = more
    j = reading.last + 1
    if (
        j >= len(tokens)
        or tokens[j].first
        or tokens[j].case != "X"
        or tokens[j].text in lex.FILLERS
    ):
        return None
    if any(mark in tokens[j].gap for mark in ".?!") or tokens[j].text in lex.MONTHS:
        return None
    if not _expected(conversation, passage, i, j):
        return None
    while (
        j + 1 < len(tokens) and not tokens[j + 1].first and tokens[j + 1].case == "X" and j - i < 8
    ):
        j += 1
    last = tail(tokens, j)
    return Hit("ADDRESS", i, last, 0.6, "address", _value(tokens, i, j))
