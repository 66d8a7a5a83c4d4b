"""What is nobody's by its own words, whatever was found there.

"One second" before an address, "testing, one two three", "same as in twenty fifteen", and the answer
to "how many people are on the plan?" stand right beside values, and are read as part of them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Final

from callsight.redact import lexicon as lex
from callsight.redact.cues import NUMBER_TYPES
from callsight.redact.found import Found
from callsight.redact.passages import Conversation
from callsight.redact.recognizers.address_parts import STREET_TYPES

_ONE, _TEEN = "|".join(lex.DIGITS), "|".join(lex.TEENS)
_TENS: Final = f"(?:{'|'.join(lex.TENS)})(?:[ -](?:{_ONE}))?"
_YEAR: Final = (
    rf"(?:(?:19|20)\d\d|(?:nineteen|twenty) (?:oh (?:{_ONE})|{_TEEN}|{_TENS})"
    rf"|two thousand(?: (?:and )?(?:{_TEEN}|{_TENS}|{_ONE}))?)(?![\w-])"
)
_STREETS: Final = "|".join(sorted(STREET_TYPES))
_PHRASE: Final = re.compile(
    r"(?:^|[,.?!-] *|\b(?:just|me|on|wait|okay|ok|uh|um|for|in) +)"
    r"(?:(?:one|a|1) +(?:more +)?(?:second|sec|moment|minute|min)|(?:two|2) +(?:second|minute|sec|min)s)\b"
    rf"(?! +(?:{_STREETS})\b)"
    r"|\btesting,? +one,? +two\b(?:,? +three\b)?(?:,? +four\b)?"
    rf"|\b(?:same as|this account|the account) +(?:in +)?{_YEAR}",
    re.IGNORECASE,
)
_COUNTING: Final = re.compile(
    r"\b(?:how (?:many|much|long|often|far|big)|what (?:year|time)|(?:which|what) step)\b[^.?!]*[?.]*\s*$",
    re.IGNORECASE,
)
_COUNTABLE: Final = frozenset((*NUMBER_TYPES, "DATE_OF_BIRTH"))
"""Kinds that a count or a year is taken for."""
_DATED: Final = frozenset(("DATE_OF_BIRTH", "CARD_EXPIRY", "AGE"))
"""Kinds of which a year or a count may be a part."""
_NEAR: Final = 6
"""Turns in which one of these is still spoken of."""
_WORDS: Final = 10
"""Most words of an answer that counts or dates something and tells nothing else."""
_READ_OUT: Final = re.compile(
    rf"(?:\b(?:{_ONE}|oh|\d)\b[\s,-]*){{3}}|\d{{5}}|\b(?!(?:19|20)\d\d\b)\d{{4}}\b",
    re.IGNORECASE,
)
"""Digits that nobody counts with."""


def without_harmless(conversation: Conversation, found: Iterable[Found]) -> list[Found]:
    """`found` without such phrases at their ends; valid checksums stay as they are."""
    found = list(found)
    turns, told = conversation.transcript.turns, {each.turn for each in found}
    counted = {turn for turn in told if turn and _counts(conversation, turn)}
    phrases = {turn: [m.span() for m in _PHRASE.finditer(turns[turn].text)] for turn in told}
    kept: list[Found] = []
    for each in found:
        if each.score == 1:
            kept.append(each)
        elif each.turn not in counted or each.entity not in _COUNTABLE:
            kept += _cut(turns[each.turn].text, each, phrases[each.turn])
    return kept


def _cut(text: str, found: Found, phrases: list[tuple[int, int]]) -> Iterator[Found]:
    start, end = found.start, found.end
    for first, last in phrases:
        if first <= start < last:
            start = last + len(text[last:end]) - len(text[last:end].lstrip(" .,;-"))
        if first < end <= last:
            end = len(text[:first].rstrip(" .,;-"))
    if (start, end) == (found.start, found.end):
        yield found
    elif any(character.isalnum() for character in text[start:end]):
        yield replace(found, start=start, end=end)


def _counts(conversation: Conversation, turn: int) -> bool:
    """Whether a turn answers how many there are, or when it was, and tells nothing else."""
    turns = conversation.transcript.turns
    asked, said = turns[turn - 1], turns[turn]
    question = _COUNTING.search(asked.text)
    if question is None or conversation.is_same_speaker(turn, turn - 1):
        return False
    cues = [cue for cue in conversation.turn_cues[turn] if cue.entities]
    last = conversation.turn_words[turn - 1] - len(question[0].split())
    cues += [cue for cue in conversation.turn_cues[turn - 1] if cue.entities and cue.last >= last]
    if cues or _READ_OUT.search(said.text):
        return False
    near = range(max(0, turn - _NEAR), turn)
    if any(not _DATED.isdisjoint(cue.entities) for k in near for cue in conversation.turn_cues[k]):
        return False
    words = re.findall(r"\d+|[a-z]+", said.text.lower())
    return len(words) <= _WORDS and lex.MONTHS.keys().isdisjoint(words)
