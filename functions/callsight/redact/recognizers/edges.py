"""What recognition mangled at the edges of a number: words that touch it and sound like digits.

"... sixty two sixteenth, ninety four", "seventy nine there [the rest]": a number goes on over
ordinals, homophones and a word or two that was misheard, as long as number words follow and none
of them counts, prices or times anything. The same words beside a placeholder are residue.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from callsight.redact import lexicon as lex
from callsight.redact.cues import NUMBER_TYPES
from callsight.redact.hints import requested
from callsight.redact.passages import Conversation, Passage
from callsight.redact.quantities import is_quantity
from callsight.redact.readings import merged, read
from callsight.redact.recognizers.base import Hit
from callsight.redact.recognizers.name_words import NOT_NAMES
from callsight.redact.recognizers.shapes import CLOCK_BEFORE
from callsight.redact.runs import is_pronoun
from callsight.redact.tokens import Token

_NUMERIC: Final = NUMBER_TYPES.keys() | {"DATE_OF_BIRTH"}
_WHOLE: Final = {"CREDIT_CARD": 15, "PHONE_NUMBER": 10, "US_SSN": 9, "ABA_ROUTING_NUMBER": 9}
"""Digits from which a value wants no more, so that a word between ends it."""
_GAP: Final = 2
"""Most words in a row that recognition made of digits."""
_BETWEEN: Final = 4
"""Most words between two parts of one value."""
_PAUSE: Final = 3
"""Turns between two parts of one value."""
_SCORE: Final = 0.51
"""Below all that the edges belong to, so that these name the whole."""
_MANGLED: Final = 2
"""Most words of a clause beside its number words that were some of them."""
_LONG: Final = 24
"""Most words of a number."""
_ANNOUNCING: Final = frozenset("is it's that's are was number".split())
_MOSTLY: Final = 0.6
"""Share of number words in a turn that only gives (a part of) a number."""
_LEAST: Final = 3
"""Digits that an answer must say to be one."""
_LEADS: Final = frozenset(
    "is it's that's are at was be i you we he she they i'm my your and but or because so if then "
    "until till by before after around about between from since on in with when please thanks "
    "thank charge".split()
)
"""Words across which no number goes on."""
_STRONG: Final = (
    lex.DIGITS.keys()
    | lex.TEENS.keys()
    | lex.TENS.keys()
    | lex.ORDINALS.keys()
    | lex.PLURALS.keys()
)
_WEAK: Final = lex.HOMOPHONES.keys() | lex.OH | lex.REPEATS.keys() | lex.SCALES.keys()
_VAGUE: Final = frozenset("thing things other others more different separate".split())
"""Units that recognition also makes of digits."""
_FREE: Final = frozenset(
    "uh um uhm er erm ah eh hm hmm mm and dash hyphen space then sorry no wait mean".split()
)
"""Hesitations and joints: they count as no word."""


@dataclass(frozen=True, slots=True)
class _Group:
    """Neighboring tokens of one numeric value."""

    first: int
    last: int
    entity: str


def find(conversation: Conversation) -> Iterator[tuple[Passage, Hit]]:
    """The mangled words at the edges of all numeric values of a call, and between their parts."""
    for passage in conversation.passages:
        cues = _announcing(passage)
        groups = _groups(conversation, passage)
        yield from ((passage, hit) for hit in _between(passage, groups, cues))
        for group in groups:
            yield from ((passage, hit) for hit in _around(passage, group, cues))
        yield from ((passage, hit) for hit in _whole_turns(conversation, passage, groups, cues))


def _announcing(passage: Passage) -> set[int]:
    """Tokens of cues; a number word or homophone alone ("line") is none."""
    return {
        k
        for cue in passage.cues
        if cue.last > cue.first or not sound(passage.tokens[cue.first])
        for k in range(cue.first, cue.last + 1)
    }


def _groups(conversation: Conversation, passage: Passage) -> list[_Group]:
    groups: list[_Group] = []
    for k, label in enumerate(passage.claimed):
        token = passage.tokens[k]
        entity = conversation.removed.get((token.turn, token.start), label)
        if entity not in _NUMERIC:
            continue
        last = groups[-1] if groups else None
        if last and last.last == k - 1 and last.entity == entity and not token.first:
            groups[-1] = _Group(last.first, k, entity)
        else:
            groups.append(_Group(k, k, entity))
    return groups


def sound(token: Token) -> int:
    """How much a token sounds like digits: 2 a number word, 1 a homophone, 0 not at all."""
    if token.case == "9" or token.text in _STRONG or merged(token.text):
        return 2
    return int(token.text in _WEAK)


def _size(tokens: Sequence[Token]) -> int:
    """About how many digits the tokens say."""
    size = 0
    for token in tokens:
        text = merged(token.text) or token.text
        tens = text in lex.TEENS or lex.ORDINALS.get(text, 0) > 9
        said = sound(token) == 2 or text in lex.OH
        size += len(text) if text.isdigit() else (2 if tens else 1) * said
        size += lex.REPEATS.get(text, 1) - 1
    return size


def _between(passage: Passage, groups: Sequence[_Group], cues: set[int]) -> Iterator[Hit]:
    """Words between two parts of one value in a turn."""
    tokens = passage.tokens
    for one, other in itertools.pairwise(groups):
        inner = range(one.last + 1, other.first)
        if not inner or one.entity != other.entity or not 0 < len(inner) <= _BETWEEN:
            continue
        if tokens[one.last].turn != tokens[other.first].turn or cues & {*inner}:
            continue
        misheard = len(inner) <= _GAP or any(sound(tokens[k]) for k in inner)
        if misheard and not any(passage.claimed[k] for k in inner):
            yield _hit(tokens, one.first, other.last, one.entity)


def _around(passage: Passage, group: _Group, cues: set[int]) -> Iterator[Hit]:
    """Words before and after a value that go on with it."""
    tokens = passage.tokens
    whole = _size(tokens[group.first : group.last + 1]) >= _WHOLE.get(group.entity, 99)
    whole = whole or group.entity not in NUMBER_TYPES
    written = all(token.case == "9" for token in tokens[group.first : group.last + 1])
    whole = whole or written  # nothing was misheard in "2410583"
    gap = 0 if whole else _GAP
    low, high = (group.first, group.last) if whole else _clause(passage, group, cues)
    first = min(low, _walk(passage, group.first, -1, gap, cues))
    last = max(high, _walk(passage, group.last, 1, gap, cues))
    if (first, last) != (group.first, group.last):
        yield _hit(tokens, first, last, group.entity)


def _walk(passage: Passage, edge: int, step: int, most: int, cues: set[int]) -> int:
    """The farthest token from `edge` on that still belongs to its number."""
    tokens, reached, gap, k = passage.tokens, edge, 0, edge + step
    while 0 <= k < len(tokens) and tokens[k].turn == tokens[edge].turn and gap <= most:
        token, inner = tokens[k], tokens[max(k, k - step)]
        if passage.claimed[k] or k in cues or any(mark in inner.gap for mark in ".?!;:$€£"):
            break
        if token.gap == "." and token.case == "9":
            break  # "$64.12 and one for": its cents
        strength = sound(token)
        if strength == 2:
            if _counts(tokens, k) or is_pronoun(tokens, k):
                break
            reached, gap = k, 0
        elif strength == 1 and gap == 0 and _closes(tokens, k, step):
            reached = k
        elif token.text in _LEADS and not strength and token.text not in _FREE:
            if token.text != "i" or [t.text for t in tokens[k + 1 : k + 2]] != ["mean"]:
                break
        elif not strength and token.text not in _FREE:
            gap += 1
        k += step
    return reached


def _clause(passage: Passage, group: _Group, cues: set[int]) -> tuple[int, int]:
    """The clause around a value that says hardly anything else, its ordinary edges left out."""
    tokens, lo, hi = passage.tokens, group.first, group.last

    def ends(k: int, at: int) -> bool:
        marked = tokens[at].first or any(mark in tokens[at].gap for mark in ".?!;:$€£")
        word = tokens[k].text
        other = passage.claimed[k] not in ("", lex.REMOVED, group.entity)
        return (
            other
            or is_pronoun(tokens, k)
            or marked
            or k in cues
            or word in _ANNOUNCING
            or (word in _LEADS and word not in _FREE)
        )

    while lo > max(0, group.first - _LONG) and not ends(lo - 1, lo):
        lo -= 1
    while hi + 1 < min(len(tokens), group.last + _LONG) and not ends(hi + 1, hi + 1):
        hi += 1
    said = [k for k in range(lo, hi + 1) if passage.claimed[k] or sound(tokens[k])]
    others = sum(tokens[k].text not in lex.FILLERS for k in {*range(lo, hi + 1)} - {*said})
    own = {*range(group.first, group.last + 1)}
    counted = any(_counts(tokens, k) for k in said if k not in own and sound(tokens[k]) == 2)
    if counted or len(said) < _MOSTLY * (len(said) + others) or len(said) > _LONG:
        return group.first, group.last
    # What stands right before and behind a number in a clause of its own was a digit, too.
    sure = [k for k in said if passage.claimed[k] or sound(tokens[k]) == 2]
    lo, hi = max(lo, sure[0] - _MANGLED), min(hi, sure[-1] + _MANGLED)
    while lo < group.first and _is_plain(tokens[lo]):
        lo += 1
    while hi > group.last and _is_plain(tokens[hi]):
        hi -= 1
    return lo, hi


def _is_plain(token: Token) -> bool:
    return token.text in lex.FILLERS or (token.text in NOT_NAMES and not sound(token))


def _counts(tokens: Sequence[Token], k: int) -> bool:
    """Whether the number word at `k` counts, prices or times something."""
    first = k - 1 if k and tokens[k - 1].text in lex.TENS and not tokens[k].first else k
    reading = read(tokens, first, inside=True)
    after = (reading.last if reading else k) + 1
    following = tokens[after] if after < len(tokens) and not tokens[after].first else None
    if following is not None and following.text in _VAGUE:
        more = [token for token in tokens[after + 1 : after + 3] if not token.first]
        return not any(sound(token) == 2 or token.text == lex.REMOVED for token in more)
    if following is not None and following.text == "point":
        return True
    if reading is not None:
        return is_quantity(tokens, reading)
    return following is not None and following.text in lex.UNITS


def _closes(tokens: Sequence[Token], k: int, step: int) -> bool:
    """Whether a homophone beside a number is the end of the clause, or sure to be a digit."""
    if step < 0:
        return tokens[k].first or "," in tokens[k].gap
    following = tokens[k + 1] if k + 1 < len(tokens) else None
    ends = following is None or following.first or any(mark in following.gap for mark in ".,?!;")
    return ends or tokens[k].text in lex.SURE_HOMOPHONES


def _whole_turns(
    conversation: Conversation, passage: Passage, groups: Sequence[_Group], cues: set[int]
) -> Iterator[Hit]:
    """Turns that only give a number, where one was asked for or one stands beside them."""
    near = {
        passage.tokens[group.first].turn: group.entity
        for group in groups
        if group.entity in NUMBER_TYPES and not _is_whole(passage.tokens, group)
    }
    lo = 0
    for hi in range(1, len(passage.tokens) + 1):
        if hi < len(passage.tokens) and not passage.tokens[hi].first:
            continue
        turn = passage.tokens[lo].turn
        if not any(passage.claimed[lo:hi]) and (hit := _given(passage, lo, hi, cues)):
            around = range(turn - _PAUSE, turn + _PAUSE + 1)
            beside = [near[place] for place in around if place in near]
            asked = [entity for entity in requested(conversation, turn) if entity in _NUMERIC]
            if entity := next(iter(asked + beside), ""):
                yield _hit(passage.tokens, *hit, entity)
        lo = hi


def _is_whole(tokens: Sequence[Token], group: _Group) -> bool:
    said = tokens[group.first : group.last + 1]
    kind, size = NUMBER_TYPES[group.entity], _size(said)
    return said[0].text == lex.REMOVED or size >= kind.lengths[0] or size in kind.parts


def _given(passage: Passage, lo: int, hi: int, cues: set[int]) -> tuple[int, int] | None:
    """First and last number word of a turn that says hardly anything else."""
    tokens = passage.tokens
    words = [k for k in range(lo, hi) if sound(tokens[k])]
    if not words:
        return None
    strong = [k for k in words if sound(tokens[k]) == 2]
    others = sum(tokens[k].text not in lex.FILLERS for k in range(lo, hi) if k not in words)
    if (
        len(words) - len(strong) + _size(tokens[lo:hi]) < _LEAST
        or not strong
        or any(_counts(tokens, k) or tokens[k - 1].text in CLOCK_BEFORE for k in strong if k > lo)
        or _counts(tokens, strong[0])
        or any(tokens[k].text in lex.SCALES for k in words)
    ):
        return None
    if any(not cue.entities and lo <= cue.first < hi and cue.first in cues for cue in passage.cues):
        return None
    return (words[0], words[-1]) if len(words) >= _MOSTLY * (len(words) + others) else None


def _hit(tokens: Sequence[Token], first: int, last: int, entity: str) -> Hit:
    value = "".join(token.text for token in tokens[first : last + 1])
    return Hit(entity, first, last, _SCORE, "edge", value)
