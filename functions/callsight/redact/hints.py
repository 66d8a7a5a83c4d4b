"""Which kind of value is being talked about: from the speaker's own words, or the other's question."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Final

from callsight.redact.cues import Cue
from callsight.redact.passages import Conversation, Passage

_OWN_REACH: Final = 14
"""Tokens between a cue and the value it announces, in the same passage."""
_BEHIND_REACH: Final = 5
_DICTATED: Final = 4
"""Tokens between what an agent announces in one turn and dictates in a later one."""
_DIRECT: Final = 3
"""Turns after a question in which an answer is direct."""
_TURNS_BACK: Final = 8
"""Turns after a question in which its answer may come."""
_ASKS: Final = 8
"""Most words of a turn that asks without a question: "and the amount"."""
_SHORT: Final = 4
"""Most words of a question that names nothing but what it asks for."""
_LINKS: Final = frozenset(
    "but is are was as for on the my your his her of that's that its it's our this a".split()
)


@dataclass(frozen=True, slots=True)
class Hint:
    """A kind that was announced for what stands at one place."""

    entity: str
    """"" for a value that is nobody's (a price, a meter)."""
    weak: bool
    source: str
    """`own`, `behind` or `asked`."""
    distance: int
    """Tokens (own, behind) or turns (asked) between the cue and the value."""
    turn: int
    """Turn of the cue."""


def hints(conversation: Conversation, passage: Passage, first: int, last: int) -> list[Hint]:
    """What was announced for tokens `first..last` of a passage, the best first."""
    turn = passage.tokens[first].turn
    own, others = list(_own(conversation, passage, first)), list(asked(conversation, turn))
    # What was just asked comes before what the speaker had spoken of in an earlier turn.
    direct = [h for h in others if h.distance == 1] if any(map(_is_direct, others)) else []
    found = [*_behind(passage, last), *(hint for hint in own if hint.turn == turn), *direct]
    found += [hint for hint in own + others if hint not in found]
    # "The last four are ..." may be of a card or of a social: the question before it tells.
    counts = Counter(hint.entity for hint in found if not hint.weak)
    places = {place: k for k, place in enumerate(dict.fromkeys(map(_place, found)))}
    done = {entity for entity, turns in conversation.answers.items() if turn in turns}
    return sorted(
        found,
        key=lambda hint: (
            places[_place(hint)],
            hint.entity in done,
            hint.entity == "ID_NUMBER",  # any "... number"
            -counts[hint.entity],
        ),
    )


def _is_direct(hint: Hint) -> bool:
    return hint.distance == 1 and bool(hint.entity) and not hint.weak


def _place(hint: Hint) -> tuple[str, int]:
    return hint.source, hint.distance


def _own(conversation: Conversation, passage: Passage, first: int) -> Iterator[Hint]:
    """Cues before the value in the same passage, the nearest first, until one has its value."""
    tokens = passage.tokens
    k = bisect_left(passage.cues, first, key=lambda cue: cue.first) - 1
    while k >= 0 and first - passage.cues[k].last <= _OWN_REACH:
        cue = passage.cues[k]
        turn, distance = tokens[cue.last].turn, first - cue.last - 1
        claimed = sum(map(bool, passage.claimed[cue.last + 1 : first]))
        if claimed > (not cue.entities):  # "model WM 14": a word that was taken for a name
            return
        if distance >= 0 and _is_told(conversation, passage, cue, tokens[first].turn, distance):
            yield from _each(cue, "own", distance, turn)
        k -= 1


def _is_told(
    conversation: Conversation, passage: Passage, cue: Cue, value_turn: int, distance: int
) -> bool:
    """Whether a cue announces the speaker's own value, and does not ask the other side for one."""
    turn = passage.tokens[cue.last].turn
    if turn == value_turn or cue.mine:
        return True
    if conversation.questions[turn]:
        return False
    if conversation.transcript.turns[turn].speaker != "agent":
        return True
    return distance <= _DICTATED and _is_verb_behind(passage, cue)


def _is_verb_behind(passage: Passage, cue: Cue) -> bool:
    """ "Your confirmation number is", which an agent goes on from; not "date of birth?"."""
    tokens = passage.tokens
    following = tokens[cue.last + 1] if cue.last + 1 < len(tokens) else None
    return following is not None and not following.first and following.text in ("is", "was", "will")


def _behind(passage: Passage, last: int) -> Iterator[Hint]:
    """A cue after the value that a link ties to it: "4417 is my PIN"."""
    k = bisect_left(passage.cues, last + 1, key=lambda cue: cue.first)
    if k >= len(passage.cues):
        return
    cue = passage.cues[k]
    between = passage.tokens[last + 1 : cue.first]
    if not between and passage.tokens[cue.first].text == "on" and "CVV" in cue.entities:
        yield Hint("CVV", False, "behind", 1, passage.tokens[cue.first].turn)  # "444 on the back"
        return
    if not 0 < len(between) <= _BEHIND_REACH or between[0].first:
        return
    if between[0].text in ("is", "as", "was", "for", "that's", "on", "are", "but") and all(
        token.text in _LINKS and not any(mark in token.gap for mark in ".?!;") for token in between
    ):
        yield from _each(cue, "behind", len(between), passage.tokens[cue.first].turn)


def asked(conversation: Conversation, turn: int) -> Iterator[Hint]:
    """Cues in the turns before, the latest first, until they are answered."""
    for before in range(turn - 1, max(-1, turn - 1 - _TURNS_BACK), -1):
        same = conversation.is_same_speaker(turn, before)
        question = conversation.questions[before]
        if same and (turn - before > 2 or question):
            continue
        if not (same or question) and _is_told_to_agent(conversation, before, turn):
            continue
        cues = [
            cue
            for cue in conversation.turn_cues[before]
            if (same or not cue.mine) and (cue.entities or not cue.valued)
        ]
        strong = any(cue.entities and not cue.weak for cue in cues)
        latest = not same and before == turn - 1 and conversation.turn_words[before] <= _ASKS
        if strong or question or (latest and any(not cue.entities for cue in cues)):
            yield from _asked_in(conversation, cues, before, turn)


def _is_told_to_agent(conversation: Conversation, before: int, turn: int) -> bool:
    """What a customer tells an agent ("her first pet") does not ask the agent for a value."""
    turns = conversation.transcript.turns
    return turns[before].speaker == "customer" and turns[turn].speaker == "agent"


def _asked_in(
    conversation: Conversation, cues: list[Cue], before: int, turn: int
) -> Iterator[Hint]:
    said = [
        hint
        for cue in cues
        if not any(conversation.is_answered(e, before, turn) for e in cue.entities)
        for hint in _each(cue, "asked", turn - before, before)
    ]
    if _names_only(conversation, cues, before):  # "and the account?"
        said = [replace(hint, weak=hint.weak and not hint.entity) for hint in said]
    benign = any(not hint.entity for hint in said) and not _heads(cues)
    if benign and not any(hint.entity and not hint.weak for hint in said):
        amount = not conversation.questions[before] or all(hint.weak for hint in said)
        yield Hint("", amount, "asked", turn - before, before)
        return
    # "the last four digits of your social": what more words speak of comes first.
    counts = Counter(hint.entity for hint in said if not hint.weak)
    strong = {e for cue in cues if not cue.weak for e in cue.entities}
    answered = any(conversation.is_answered(e, before, turn) for e in strong)
    for hint in sorted(said, key=lambda hint: -counts[hint.entity]):
        if hint.entity and not (hint.weak and answered):
            yield hint


def _names_only(conversation: Conversation, cues: list[Cue], turn: int) -> bool:
    """Whether an agent's question names nothing but what it asks for, in its last words."""
    first = conversation.turn_words[turn] - conversation.last_words[turn]
    short = conversation.last_words[turn] <= _SHORT and all(cue.first >= first for cue in cues)
    customer = conversation.transcript.turns[turn].speaker == "customer"
    return short and not customer and conversation.questions[turn]


def _heads(cues: list[Cue]) -> bool:
    """Whether a personal number is the first that is named: "the serial on the meter"."""
    things = [cue for cue in cues if not cue.entities]
    return bool(cues[0].entities) and not any(cue.weak for cue in things)


def is_asked(conversation: Conversation, turn: int, entity: str, back: int = _TURNS_BACK) -> bool:
    """Whether the other side asked for `entity` in the last `back` turns and has no answer yet."""
    return any(
        entity in cue.entities and not cue.weak and not cue.mine
        for before in range(max(0, turn - back), turn)
        if not conversation.is_same_speaker(turn, before)
        and not conversation.is_answered(entity, before, turn)
        for cue in conversation.turn_cues[before]
    )


def requested(conversation: Conversation, turn: int, back: int = _DIRECT) -> list[str]:
    """Kinds that the other side asked for right before `turn`, the latest first."""
    kinds: dict[str, None] = {}
    for before in range(turn - 1, max(-1, turn - 1 - back), -1):
        if conversation.is_same_speaker(turn, before):
            continue
        for cue in conversation.turn_cues[before]:
            done = any(conversation.is_answered(e, before, turn) for e in cue.entities)
            if not (cue.mine or cue.weak or done):
                kinds |= dict.fromkeys(cue.entities)
    return list(kinds)


def is_own(
    conversation: Conversation,
    passage: Passage,
    first: int,
    last: int,
    entity: str,
    reach: int = _OWN_REACH,
) -> bool:
    """Whether the speaker spoke of `entity` right before or after tokens `first..last`."""
    low = bisect_left(passage.cues, first - reach, key=lambda cue: cue.first)
    turn = passage.tokens[first].turn
    for cue in passage.cues[low:]:
        if cue.first > last + _BEHIND_REACH:
            return False
        if first <= cue.first <= last:
            continue  # "street" in the name of one
        cue_turn, distance = passage.tokens[cue.first].turn, first - cue.last - 1
        told = cue_turn == turn or (
            cue_turn < turn and _is_told(conversation, passage, cue, turn, distance)
        )
        used = distance > 0 and any(passage.claimed[cue.last + 1 : first])
        if entity in cue.entities and not cue.weak and told and not used:
            return True
    return False


def _each(cue: Cue, source: str, distance: int, turn: int) -> Iterator[Hint]:
    for entity in cue.entities or ("",):
        yield Hint(entity, cue.weak, source, distance, turn)
