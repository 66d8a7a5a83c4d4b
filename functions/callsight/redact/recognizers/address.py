"""Postal addresses: number, street, city, state, code; post codes; units; post boxes.

Without a model a place is known by its form: a number before a street type, a type before a name
and a number, a state behind a city; and by the question that it answers.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Final

from callsight.redact import lexicon as lex
from callsight.redact.hints import is_own
from callsight.redact.passages import Conversation, Passage
from callsight.redact.recognizers import (
    address_again,
    address_answers,
    address_codes,
    address_forms,
    address_houses,
    address_replies,
)
from callsight.redact.recognizers.address_answers import is_expected
from callsight.redact.recognizers.address_numbers import (
    corrected,
    number_before,
    with_town,
    with_unit,
)
from callsight.redact.recognizers.address_numbers import (
    digits as digits_of,
)
from callsight.redact.recognizers.address_parts import (
    ALWAYS_STREET,
    CAPITAL_TYPES,
    COMPOUNDS,
    DIRECTIONS,
    NOT_STREET,
    PREFIXED,
    STOPS,
    STREET_TYPES,
    UNITS,
    house_number,
    is_number_word,
    is_unknown,
    tail,
    value,
)
from callsight.redact.recognizers.address_seen import Seen, number_alone, offered
from callsight.redact.recognizers.base import Hit
from callsight.redact.recognizers.secret_questions import asked_secret
from callsight.redact.tokens import Token

_PLACES: Final = frozenset("office branch store station location site shop campus".split())
"""What stands on a street of its own: "the Elm Street office"."""
_ESTATES: Final = frozenset("industrial business retail trading science office".split())
_FORMS: Final = CAPITAL_TYPES | STREET_TYPES | PREFIXED | DIRECTIONS | _ESTATES | {"box"}
_BEFORE_ADDRESS: Final = frozenset(
    "at is live lives address thats that's its it's still to from outside".split()
)
_ENDINGS: Final = ("th", "st", "nd", "rd")
_SURE: Final = frozenset("cottages villas mansions mews terrace crescent gardens".split())
"""Types that make a street of a number of one digit, behind "at" or "is it"."""
_NUMBERED: Final = frozenset(
    "bay platform gate dock aisle table seat zone stop bus route line door pump exit junction".split()
)
"""What has a number and is no house."""
_ANSWER: Final = 8
"""Most words of a turn before a street that answers and was not announced as one."""
_LONG: Final = 3
"""Digits of a house number that make a street of "3301 white heron drive" in lower case."""


def find(conversation: Conversation) -> Iterator[tuple[Passage, Hit]]:
    """All addresses of a call: by form, by what was asked, and streets that were said before."""
    seen = Seen()
    for passage, answer in address_replies.find(conversation):
        told = _as_asked(conversation, passage, answer)
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
                hit = _as_asked(conversation, passage, hit)
                taken = max(taken, hit.last)
                passage.claim(hit.first, hit.last, hit.entity)
                seen.note(passage.tokens, hit)
                yield passage, hit
    for passage, again in address_again.find(conversation, seen.names):
        passage.claim(again.first, again.last, again.entity)
        seen.note(passage.tokens, again)
        yield passage, again
    yield from offered(conversation, seen)
    yield from address_houses.find(conversation)


def _as_asked(conversation: Conversation, passage: Passage, hit: Hit) -> Hit:
    """The street that a security question asked for, as its answer."""
    turn = passage.tokens[hit.first].turn
    if turn == 0 or conversation.turn_words[turn] > _ANSWER * 2:
        return hit
    if asked_secret(conversation, turn)[0] != "SECURITY_ANSWER":
        return hit
    before = conversation.transcript.turns[turn - 1].text.lower()
    both = any(word in before for word in ("address", "zip", "code", "postal"))
    return hit if both else replace(hit, entity="SECURITY_ANSWER")


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
    conversation: Conversation, passage: Passage, i: int, taken: int, seen: Seen
) -> Hit | None:
    """An address by its form alone."""
    tokens, word = passage.tokens, passage.tokens[i].text
    if word in STREET_TYPES and (hit := _street(conversation, passage, i, taken)):
        return hit
    if word in CAPITAL_TYPES:
        return address_houses.whole_turn(conversation, tokens, i) or (
            address_forms.capitals(tokens, i, taken) if i else None
        )
    if word == "box" and i:
        return address_forms.box(passage, i, is_expected(conversation, passage, i, i))
    if word in PREFIXED or word.endswith(COMPOUNDS):
        return address_forms.foreign(tokens, i, taken)
    if word in DIRECTIONS:
        return address_forms.direction(tokens, i, taken)
    return address_forms.estate(tokens, i) if word in _ESTATES else None


def _placed(
    conversation: Conversation, passage: Passage, i: int, taken: int, seen: Seen
) -> Hit | None:
    """A unit or number whose question, state or neighbors make it an address."""
    hit = address_answers.find(conversation, passage, i, seen.turns)
    return hit or number_alone(conversation, passage, i, seen)


def _coded(
    conversation: Conversation, passage: Passage, i: int, taken: int, seen: Seen
) -> Hit | None:
    """A written post code."""
    return address_codes.written(conversation, passage, i)


def _mentioned(
    conversation: Conversation, passage: Passage, i: int, taken: int, seen: Seen
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
    ordinal = any(t.text in lex.ORDINALS or t.text in _ENDINGS for t in tokens[k + 1 : i])
    if _is_title(tokens, i):
        return None
    first = number_before(tokens, k, taken)
    if first == k and tokens[k + 1].gap == "" and tokens[k + 1].text in _ENDINGS:
        first, k = None, k - 1  # "the bus to 14th Street"
    if first and _is_counted(tokens, first):
        return None
    if first is None and is_number_word(tokens[k]) and "th" in tokens[k + 1].text:
        return None
    if not ordinal and not any(t.text not in lex.HOMOPHONES for t in tokens[k + 1 : i]):
        return None
    expected = is_expected(conversation, passage, i, i)
    if first is None:
        capital = tokens[i].case == "X" and tokens[i - 1].case in ("X", "9", "XX")
        sure = capital or tokens[i].text in ALWAYS_STREET
        asked = expected and sure and not _is_site(tokens, k, i)
        if asked and not any(token.first for token in tokens[max(0, i - _ANSWER) : i + 1]):
            asked = is_own(conversation, passage, i, i, "ADDRESS")
        if not (_is_told(tokens, k, i) or asked):
            return None
        first = k + 1
    elif not _is_street(tokens, first, k, i) and not expected:
        return None
    first = with_town(tokens, with_unit(tokens, corrected(tokens, first)))
    first -= first > 0 and tokens[first - 1].text in ("number", "no") and not tokens[first].first
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
        if tokens[k].case == "x" and "," in tokens[k + 1].gap and not is_number_word(tokens[k]):
            return k  # "before you ask, Finch Road"
        if is_number_word(tokens[k]) or word in NOT_STREET or word in lex.FILLERS:
            misheard = word in lex.HOMOPHONES and k > 0 and is_number_word(tokens[k - 1])
            misheard = misheard and (word != "on" or (k > 1 and is_number_word(tokens[k - 2])))
            return k - 1 if names and misheard else k
        names, k = names + 1, k - 1
    return k


def _is_counted(tokens: Sequence[Token], first: int) -> bool:
    """Whether the number is of something on a street: "bay 12, Albion Street car park"."""
    return not tokens[first].first and tokens[first - 1].text in _NUMBERED


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
    digits = digits_of(tokens, first, k)
    if any(is_unknown(token) for token in tokens[k + 1 : i]):
        return True
    before = [token.text for token in tokens[max(0, first - 2) : first]]
    at = before[-1:] and (before[-1] in _BEFORE_ADDRESS | UNITS or before == ["is", "it"])
    whole = digits > 1 or tokens[first].text in lex.TEENS or tokens[first].text in lex.TENS
    return digits >= _LONG or bool(at and (whole or tokens[i].text in _SURE))
