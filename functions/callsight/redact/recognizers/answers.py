"""What recognition mangled in a direct answer: on doubt it belongs to the value that was asked for.

"It's four and five five Park Drive" after "what is your address?": the words right beside a value,
or in its place, are masked where the question (or the speaker's own "my ... is") says that the
value stands there. Words that only lead to a value, or thank for it, stay.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from typing import Final

from callsight.redact import lexicon as lex
from callsight.redact.hints import requested
from callsight.redact.passages import Conversation, Passage
from callsight.redact.quantities import is_quantity
from callsight.redact.readings import begins_number, read
from callsight.redact.recognizers.base import Hit
from callsight.redact.recognizers.name_words import NOT_NAMES
from callsight.redact.tokens import Token

_BESIDE: Final = 3
"""Most words beside a value that are taken for a part of it."""
_BETWEEN: Final = 4
"""Most words between two parts of a value."""
_LONGEST: Final = 10
"""Most words of an answer in which nothing was recognized."""
_LEADS: Final = frozenset("is it's that's are at was be".split())
_PLAIN: Final = (
    NOT_NAMES
    | lex.FILLERS
    | frozenset("reach at live send say says use using email box turned turn turning".split())
) - (lex.DIGITS.keys() | lex.TENS.keys() | lex.TEENS.keys() | {lex.REMOVED})
"""Words that lead to a value or follow it and are no part of it."""
_WHOLE: Final = frozenset(("PERSON", "AGE"))
"""Kinds of which ordinary words part two values: "I'm forty and she's six"."""
_ELSEWHERE: Final = frozenset(
    "after before until till by around from between about but or thats its hes shes im ive ill "
    "youre theyre whats runs".split()
)
"""Words that begin something else."""
_MAILS: Final = frozenset(("EMAIL_ADDRESS",))
_MAIL: Final = frozenset("dot underscore com net org gmail yahoo hotmail outlook".split())
"""Words that only an e-mail address holds."""
_WORDS: Final = frozenset(("PERSON", "ADDRESS", "EMAIL_ADDRESS"))
"""Kinds whose values are words: an answer needs no digit to hold one."""


def find(conversation: Conversation) -> Iterator[tuple[Passage, Hit]]:
    """The doubtful words of all direct answers."""
    for passage in conversation.passages:
        lo = 0
        for hi in range(1, len(passage.tokens) + 1):
            if hi == len(passage.tokens) or passage.tokens[hi].first:
                for hit in _in_turn(conversation, passage, lo, hi):
                    yield passage, hit
                lo = hi


def _in_turn(conversation: Conversation, passage: Passage, lo: int, hi: int) -> Iterator[Hit]:
    """Doubtful words of the turn with tokens `lo..hi-1`."""
    tokens, labels = passage.tokens, passage.claimed
    if lex.REMOVED in labels[lo:hi]:
        return
    turn = tokens[lo].turn
    if conversation.transcript.turns[turn].speaker == "agent":
        return
    asked = requested(conversation, turn)
    latest = requested(conversation, turn, 1)
    told = {
        e for c in passage.cues if lo <= c.first < hi and c.mine and not c.weak for e in c.entities
    }
    if not asked and not told:
        return
    parts = [k for k in range(lo, hi) if labels[k] in asked or labels[k] in told]
    if parts:
        yield from _beside(passage, parts, lo, hi)
    elif latest and not any(labels[lo:hi]) and not conversation.questions[turn]:
        yield from _instead(passage, latest, lo, hi)


def _beside(passage: Passage, parts: Sequence[int], lo: int, hi: int) -> Iterator[Hit]:
    tokens, labels = passage.tokens, passage.claimed
    cues = {k for cue in passage.cues for k in range(cue.first, cue.last + 1)}
    for one, other in itertools.pairwise(parts):
        between = range(one + 1, other)
        if labels[one] in _WHOLE and any(_parts(tokens[k]) for k in range(one + 1, other + 1)):
            continue
        if 0 < len(between) <= _BETWEEN and labels[one] == labels[other] and not cues & {*between}:
            yield _hit(tokens, labels[one], one, other)
    before = range(parts[0] - 1, max(lo, parts[0] - _BESIDE) - 1, -1)
    first = _grow(tokens, parts[0], before, cues, labels[parts[0]] == "PERSON")
    if first < parts[0]:
        yield _hit(tokens, labels[parts[0]], first, parts[0])
    if hi - parts[-1] - 1 <= _BESIDE:
        after = range(parts[-1] + 1, hi)
        last = _grow(tokens, parts[-1], after, cues, labels[parts[-1]] == "PERSON")
        if last > parts[-1]:
            yield _hit(tokens, labels[parts[-1]], parts[-1], last)


def _parts(token: Token) -> bool:
    """Whether a token parts two values: "Ngaire is N G A I R E", "Raman, two words"."""
    return token.text in _PLAIN or bool(token.gap.strip(" -"))


def _grow(
    tokens: Sequence[Token], start: int, places: Sequence[int], cues: set[int], name: bool
) -> int:
    """The farthest of `places` that may belong to the value that ends at `start`."""
    reached = start
    for k in places:
        if k in cues or _is_sentence(tokens[max(k, k + (k < start))]):
            break
        if name and tokens[k].case == "9":
            break  # "Dana Reyes, 212 555 0147"
        word = tokens[k].text
        plain = word in _PLAIN or word in _ELSEWHERE or "'" in word
        if plain and word not in ("and", "uh", "um"):
            break
        if not plain:
            reached = k
    return reached


def _is_sentence(token: Token) -> bool:
    return token.first or any(mark in token.gap for mark in ".?!")


def _instead(passage: Passage, asked: Sequence[str], lo: int, hi: int) -> Iterator[Hit]:
    """An answer ("it's ...") in which nothing was recognized, but that says something."""
    tokens = passage.tokens
    if any(lo <= cue.first < hi and not cue.entities for cue in passage.cues):
        return
    leads = [k for k in range(lo, min(lo + 7, hi)) if tokens[k].text in _LEADS]
    if not leads and not _MAILS & {*asked}:
        return
    first, last = (leads[-1] if leads else lo - 1) + 1, hi - 1
    for k in range(first + 1, hi):
        if any(mark in tokens[k].gap for mark in ".?!"):
            last = k - 1
            break
    region = tokens[first : last + 1]
    if not 0 < len(region) <= _LONGEST or any(first <= cue.first < hi for cue in passage.cues):
        return
    if region[-1].text in lex.UNITS or region[0].text in ("about", "around", "for", "on"):
        return
    if "EMAIL_ADDRESS" in asked and any(t.text in _MAIL for t in region):
        yield _hit(tokens, "EMAIL_ADDRESS", first, last)
        return
    if any(_counts(tokens, k) for k in range(first, last + 1)):
        return
    digits = [k for k, t in enumerate(region) if begins_number(t) or t.text in lex.MONTHS]
    words = [t for t in region if t.text not in _PLAIN and t.case != "x"]
    if len(digits) > 1 or (digits and len(region) <= _BESIDE) or (words and _WORDS & {*asked}):
        yield _hit(tokens, asked[0], first, last)


def _counts(tokens: Sequence[Token], k: int) -> bool:
    """Whether a number at `k` prices, times or measures something: "it's 7 a.m. here"."""
    reading = read(tokens, k, inside=False) if begins_number(tokens[k]) else None
    return reading is not None and is_quantity(tokens, reading)


def _hit(tokens: Sequence[Token], entity: str, first: int, last: int) -> Hit:
    value = "".join(token.text for token in tokens[first : last + 1])
    return Hit(entity, first, last, 0.55, "answer", value)
