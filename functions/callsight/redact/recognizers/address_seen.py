"""What of addresses a call has said so far, and house numbers alone beside them: "Apologies, 16"."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final

from callsight.redact import lexicon as lex
from callsight.redact.passages import Conversation, Passage
from callsight.redact.quantities import is_quantity
from callsight.redact.readings import is_break, read
from callsight.redact.recognizers import address_again
from callsight.redact.recognizers.address_parts import (
    NOT_STREET,
    STREET_TYPES,
    UNITS,
    is_name,
    is_number_word,
    is_unknown,
)
from callsight.redact.recognizers.age_mentions import with_half
from callsight.redact.recognizers.base import Hit
from callsight.redact.recognizers.name_words import NOT_NAMES
from callsight.redact.tokens import Token

_COMMON: Final = NOT_STREET | NOT_NAMES | UNITS | lex.UNITS
_BEHIND: Final = 5
_REPLY: Final = 3
"""Most words beside the number in a reply that corrects one; most words of the number."""
_GOING_ON: Final = frozenset("we've we i've i yes yeah not it's that's always still".split())
_BEFORE_NUMBER: Final = frozenset("number no it's its is been".split())
"""Words after which a house number is said alone."""


@dataclass(slots=True)
class Seen:
    """What of addresses a call has said so far."""

    pairs: set[tuple[str, str]] = field(default_factory=set)
    """Last word and type of the streets, or number and name, that were said."""
    ends: set[str] = field(default_factory=set)
    names: set[str] = field(default_factory=set)
    """Names that stood right behind a house number and are no ordinary words."""
    words: dict[int, set[str]] = field(default_factory=dict)
    """Names in the addresses of each turn."""
    numbers: set[str] = field(default_factory=set)
    """House numbers."""
    turns: set[int] = field(default_factory=set)
    last: set[int] = field(default_factory=set)
    """Turns that end with a numbered address, or soon after it: "18 Beech Grove, is that right?"."""

    def note(self, tokens: Sequence[Token], hit: Hit) -> None:
        """Remember what an address consists of."""
        self.turns.add(tokens[hit.first].turn)
        behind = [token.first for token in tokens[hit.last + 1 : hit.last + 1 + _BEHIND]]
        if len(behind) < _BEHIND or any(behind):
            self.last.add(tokens[hit.last].turn)
        names = {t.text for t in tokens[hit.first : hit.last + 1] if is_name(t)}
        self.words.setdefault(tokens[hit.last].turn, set()).update(names)
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


def offered(conversation: Conversation, seen: Seen) -> Iterator[tuple[Passage, Hit]]:
    """House numbers alone beside what was said again: "340 palmetto or 430?", "four thirty"."""
    for passage in conversation.passages if seen.numbers else ():
        for i, token in enumerate(passage.tokens):
            free = is_number_word(token) and not passage.claimed[i]
            hit = number_alone(conversation, passage, i, seen) if free else None
            if hit is not None and not any(passage.claimed[hit.first : hit.last + 1]):
                passage.claim(hit.first, hit.last, hit.entity)
                yield passage, hit
    for passage in conversation.passages if seen.words else ():
        yield from _confirmed(conversation, passage, seen)
        yield from _asked_back(conversation, passage, seen)


def _asked_back(
    conversation: Conversation, passage: Passage, seen: Seen
) -> Iterator[tuple[Passage, Hit]]:
    """The town that is asked for behind an address: "is that in Bozeman?"."""
    tokens = passage.tokens
    for i in range(3, len(tokens)):
        turn = tokens[i].turn
        if tokens[i - 1].text != "in" or turn - 1 not in seen.turns or passage.claimed[i]:
            continue
        lead = [token.text for token in tokens[i - 3 : i - 1]]
        last = i + (
            i + 1 < len(tokens) and tokens[i + 1].case == "X" and not is_break(tokens[i + 1])
        )
        ends = last + 1 == len(tokens) or is_break(tokens[last + 1])
        town = is_name(tokens[i]) and (tokens[i].case == "X" or is_unknown(tokens[i]))
        if lead in (["is", "that"], ["is", "it"], ["and", "that's"]) and ends and town:
            yield passage, Hit("ADDRESS", i, last, 0.6, "address", tokens[i].text)


def _confirmed(
    conversation: Conversation, passage: Passage, seen: Seen
) -> Iterator[tuple[Passage, Hit]]:
    """Short replies that begin with a name of the address in the turn before: "toledo yeah"."""
    for i, token in enumerate(passage.tokens):
        turn = token.turn
        if not token.first or passage.claimed[i] or token.text not in seen.words.get(turn - 1, ()):
            continue
        other = not conversation.is_same_speaker(turn, turn - 1)
        if other and conversation.turn_words[turn] <= _REPLY and token.text not in STREET_TYPES:
            yield passage, Hit("ADDRESS", i, i, 0.6, "address", token.text)


def number_alone(conversation: Conversation, passage: Passage, i: int, seen: Seen) -> Hit | None:
    """The number of a house alone, beside an address with it: "Apologies, 16"."""
    tokens, turn = passage.tokens, passage.tokens[i].turn
    if seen.turns.isdisjoint((turn, turn - 1, turn + 1)):
        return None
    reading = read(tokens, i, inside=False) if is_number_word(tokens[i]) else None
    text, end = _number(tokens, i)
    if reading is None or len(text) == 1:
        return None
    if text not in seen.numbers and not _corrects(conversation, passage, i, end, seen):
        return None
    begins = is_break(tokens[i]) or tokens[i - 1].text in _BEFORE_NUMBER
    last = with_half(tokens, end)
    known = text in seen.numbers and tokens[i].first
    ends = last + 1 == len(tokens) or is_break(tokens[last + 1])
    ends = ends or (known and tokens[last + 1].text in _GOING_ON)
    if not (begins and ends) or (last == end and is_quantity(tokens, reading)):
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


def _corrects(conversation: Conversation, passage: Passage, i: int, end: int, seen: Seen) -> bool:
    """Whether a short reply to an address is another house number: "No, 1402."."""
    tokens, turn = passage.tokens, passage.tokens[i].turn
    if turn - 1 not in seen.turns or conversation.is_same_speaker(turn, turn - 1):
        return False
    words = conversation.turn_words[turn] - (end + 1 - i)
    first = next(k for k in range(i, -1, -1) if tokens[k].first)
    leads = all(token.text in lex.FILLERS for token in tokens[first:i])
    return turn - 1 in seen.last and words <= _REPLY and leads and end - i < _REPLY
