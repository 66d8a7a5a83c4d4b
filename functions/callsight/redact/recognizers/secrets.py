"""Passwords and answers to security questions: words, not numbers, that a cue announces."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from callsight.redact import lexicon as lex
from callsight.redact.passages import Conversation, Passage
from callsight.redact.recognizers.base import Hit
from callsight.redact.tokens import Token

_SECRETS: Final = ("PASSWORD", "SECURITY_ANSWER")
_LONGEST: Final = 8
"""Most words of a secret."""
_AT_END: Final = 2
"""Tokens from which a cue ends the turn: it leaves the rest to the other side."""
_NOT_SECRET: Final = frozenset(
    """
    not working wrong expired locked reset resetting changed incorrect invalid correct the a an my
    your required needed on in for to from and or but so because when that this there been being was
    does doesn't did didn't do don't i we you they he she it has have had is are no longer still
    never
    too very just only really already same case sent blocked disabled weak strong secure safe
    old new
    please what which who how can could would will may asking being's question questions
    """.split()
) | {lex.REMOVED}
_BETWEEN: Final = frozenset(
    "i use used set that i've for my account it here gave you was the".split()
)
_CASES: Final[dict[str, frozenset[str]]] = {
    "capital": frozenset(), "uppercase": frozenset(), "lowercase": frozenset(),
    "exclamation": frozenset(("mark", "point", "sign")), "dollar": frozenset(("sign",)),
    "hash": frozenset(("sign",)), "percent": frozenset(("sign",)), "question": frozenset(("mark",)),
}  # fmt: skip
"""Words by which the letters and signs of a secret are told."""
_LEADS: Final = frozenset("is was it's its that's be to use set password yeah yes okay".split())
_VERBS: Final = frozenset("is was it's be would should are 's to".split())
_OPENERS: Final = lex.FILLERS | frozenset(
    "was my mother's first name pet's password answer would be her his of a pet dog cat color "
    "favorite school car called named grew up on lived maiden it'd in sure".split()
)


def find(conversation: Conversation) -> Iterator[tuple[Passage, Hit]]:
    """Secrets that the speaker announces, or answers a question with."""
    for passage in conversation.passages:
        for hit in _in_passage(conversation, passage):
            yield passage, hit


def _in_passage(conversation: Conversation, passage: Passage) -> Iterator[Hit]:
    tokens = passage.tokens
    for cue in passage.cues:
        entity = next((e for e in _SECRETS if e in cue.entities), None)
        if entity and not conversation.questions[tokens[cue.last].turn]:
            yield from _announced(passage, cue.last, entity)
    yield from _spelled(passage)
    yield from _answers(conversation, passage)


def _announced(passage: Passage, cue: int, entity: str) -> Iterator[Hit]:
    """ "my password is blue horse seven", "my mother's maiden name is ..."."""
    tokens, i = passage.tokens, cue + 1
    while i < min(len(tokens), cue + 5) and tokens[i].text not in _VERBS and not _ends(tokens, i):
        i += 1
    if i >= len(tokens) or "." in tokens[i].gap:
        return
    if tokens[i].text in _VERBS:
        first = i + 1
    elif i == cue + 1 and "," in tokens[i].gap and not tokens[i].first:
        first = i  # "I gave them my password, tulips ..."
    else:
        return
    while first < len(tokens) and tokens[first].text in ("uh", "um", "it's", "like", "well"):
        first += 1
    if first >= len(tokens) or tokens[first].text in _NOT_SECRET:
        return
    yield from _hit(passage, first, entity)


def _spelled(passage: Passage) -> Iterator[Hit]:
    """What is told with its capitals and signs: "capital R rocket, dash, five five"."""
    tokens, k = passage.tokens, 0
    while k + 1 < len(tokens):
        if passage.claimed[k] or not _is_case(tokens, k):
            k += 1
            continue
        first = k
        while first > 0 and k - first < _LONGEST and not _leads(tokens, first):
            first -= 1
        for hit in _hit(passage, first, "PASSWORD", k):
            yield hit
            k = hit.last
        k += 1


def _is_case(tokens: Sequence[Token], k: int) -> bool:
    """Whether it is said how something is written: "capital R", "exclamation mark"."""
    following = tokens[k + 1]
    if following.first or tokens[k].text not in _CASES:
        return False
    letter = len(following.text) == 1 and following.case != "9"
    return letter or following.text in _CASES[tokens[k].text]


def _leads(tokens: Sequence[Token], i: int) -> bool:
    """Whether token `i` begins what is told: a sentence, or behind "is" and the like."""
    return _ends(tokens, i) or tokens[i - 1].text in _LEADS


def _answers(conversation: Conversation, passage: Passage) -> Iterator[Hit]:
    """A short turn after a question for a secret."""
    tokens, i = passage.tokens, 0
    while i < len(tokens):
        turn, end = tokens[i].turn, i
        while end < len(tokens) and tokens[end].turn == turn:
            end += 1
        entity = _asked_secret(conversation, turn)
        if entity and end - i <= 14:
            first = i
            while first < end and tokens[first].text in _OPENERS:
                first += 1
            if first < end and tokens[first].text not in _NOT_SECRET:
                yield from _hit(passage, first, entity)
        i = end


def _asked_secret(conversation: Conversation, turn: int) -> str | None:
    for back in (1, 2):
        if turn - back < 0 or conversation.is_same_speaker(turn, turn - back):
            return None
        for cue in conversation.turn_cues[turn - back]:
            entity = next((e for e in _SECRETS if e in cue.entities), None)
            if entity and _wants(conversation, turn - back, cue.last):
                return entity
        if conversation.turn_words[turn - back] > 4:
            return None
    return None


def _wants(conversation: Conversation, turn: int, cue: int) -> bool:
    """The turn asks for the secret itself: "what is", "may I have", "tell me", or just names it."""
    text = conversation.transcript.turns[turn].text.lower()
    if conversation.turn_words[turn] - cue <= _AT_END:
        return True  # "and the old password was", "thank you and a verbal password"
    wanted = ("what", "may i have", "can i have", "tell me", "could i", "give me", "need your", "?")
    spoiled = (
        "reset",
        "forgot",
        "change your password",
        "new password",
        "tried",
        "try the",
        "times",
    )
    return any(w in text for w in wanted) and not any(s in text for s in spoiled)


def _hit(passage: Passage, first: int, entity: str, least: int = 0) -> Iterator[Hit]:
    """A secret from `first` on, to token `least` or farther."""
    tokens, last = passage.tokens, max(first, least)
    while last + 1 < len(tokens) and last - first + 1 < _LONGEST and not _ends(tokens, last + 1):
        last += 1
    value = " ".join(token.text for token in tokens[first : last + 1])
    yield Hit(entity, first, last, 0.8, "secret", value)


def _ends(tokens: Sequence[Token], i: int) -> bool:
    """A new sentence or turn, or a word that goes on with something else."""
    return (
        tokens[i].first
        or any(mark in tokens[i].gap for mark in ".?!;")
        or tokens[i].text
        in ("but", "because", "which", "with", "if", "please", "is", "and", "this")
    )
