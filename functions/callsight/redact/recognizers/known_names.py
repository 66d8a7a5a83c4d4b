"""Further mentions of names that a phrase gave away elsewhere in the call, or that metadata knows."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final

from callsight.redact import lexicon as lex
from callsight.redact.passages import Conversation, Passage
from callsight.redact.recognizers.base import Hit
from callsight.redact.recognizers.name_calls import is_called_again, is_plain
from callsight.redact.recognizers.name_lists import DOUBTFUL, FIRST, SURNAMES, WORDS
from callsight.redact.recognizers.name_words import (
    GENERATIONS,
    NOT_NAMES,
    ORGANIZATIONS,
    bare,
    can_be_name,
    value,
)
from callsight.redact.tokens import Token

_SPELLED: Final = 3
"""Least letters of a name that is spelled."""
_GREETINGS: Final = frozenset("hi hello hey thanks bye goodbye dear mr mrs ms".split())
"""Words behind which a name is one though it is also a word: "hi grant"."""


def find(
    conversation: Conversation, names: Iterable[str], given: Iterable[str] = ()
) -> Iterator[tuple[Passage, Hit]]:
    """Parts of `names` (found in the call) and `given` (from metadata) wherever they are said."""
    sure = {part: name for name in given for part in name.split()}
    parts = {part for name in names for part in name.split()} | sure.keys()
    parts = {part for part in parts if _tells(part)}
    beginnings = {part[:size] for part in parts for size in range(_SPELLED, len(part) + 1)}
    for passage in conversation.passages if parts else ():
        for hit in _spelled(passage, beginnings):
            yield passage, hit
        for hit in _in_passage(conversation, passage, parts, sure):
            yield passage, hit


def _in_passage(
    conversation: Conversation, passage: Passage, parts: set[str], sure: Mapping[str, str]
) -> Iterator[Hit]:
    tokens, i = passage.tokens, 0
    while i < len(tokens):
        last = i
        while last < len(tokens) and _is_mention(conversation, passage, last, parts, sure):
            last += 1
            if last == len(tokens) or tokens[last].first or tokens[last].gap.strip():
                break
        if last > i:
            i = _given_before(conversation, passage, i)
            said, last = value(tokens, i, last - 1), _surname_end(conversation, passage, last)
            yield Hit("PERSON", i, last - 1, 0.8, "known_name", sure.get(said, said))
        i = max(last, i + 1)


def _given_before(conversation: Conversation, passage: Passage, i: int) -> int:
    """The given name before a surname of the call, whatever it is: "Torvald Bjornsen"."""
    tokens = passage.tokens
    if not conversation.cased or tokens[i].first or tokens[i].gap != " " or passage.claimed[i - 1]:
        return i
    before = tokens[i - 1]
    rare = before.case == "X" and before.text not in WORDS and before.text not in ORGANIZATIONS
    surname = bare(tokens[i]) not in WORDS and bare(tokens[i]) not in FIRST
    return i - 1 if rare and surname and can_be_name(before, True) else i


def _surname_end(conversation: Conversation, passage: Passage, k: int) -> int:
    """Behind a surname that follows a name of the call at `k`: "Joska Farkas"."""
    tokens = passage.tokens
    if not conversation.cased or k == len(tokens) or tokens[k].gap != " " or passage.claimed[k]:
        return k
    word = bare(tokens[k])
    sure = word in SURNAMES and word not in WORDS and tokens[k].case == "X"
    given = tokens[k - 1].case == "X" and "'" not in tokens[k - 1].text
    return k + (sure and given and not tokens[k].first and can_be_name(tokens[k], True))


def _spelled(passage: Passage, beginnings: set[str]) -> Iterator[Hit]:
    """A name of the call letter by letter, or its beginning: "s h a r i f a"."""
    tokens, first = passage.tokens, 0
    while first < len(tokens):
        if len(tokens[first].text) > 1:
            first += 1
            continue
        last = first
        while last < len(tokens) and len(tokens[last].text) == 1 and tokens[last].case != "9":
            last += 1
            if last < len(tokens) and tokens[last].turn != tokens[first].turn:
                break
        said = "".join(token.text for token in tokens[first:last])
        # "a" and "i" at an edge may have been read as words where the name was found.
        cut = (said, said[1:], said[:-1]) if len(said) > _SPELLED else (said,)
        if not beginnings.isdisjoint(cut) and said not in lex.ACRONYMS:
            yield Hit("PERSON", first, last - 1, 0.8, "known_name", said)
        first = max(last, first + 1)


def _tells(part: str) -> bool:
    if part in GENERATIONS or (part in NOT_NAMES and part not in DOUBTFUL):
        return False
    return len(part) > 2 or (len(part) == 2 and part not in lex.SHORT_WORDS)


def _is_mention(
    conversation: Conversation, passage: Passage, i: int, parts: set[str], sure: Mapping[str, str]
) -> bool:
    """A name that is also a word ("Will", "Mark", "Green") is a mention only when capitalized."""
    token, word = passage.tokens[i], bare(passage.tokens[i])
    if word not in parts and word not in WORDS and token.text.endswith("s"):
        word = word.removesuffix("s")  # "I see two Oyamas"
    if passage.claimed[i] or word not in parts:
        return False
    if conversation.cased and token.case != "x":
        return not _is_shop(passage.tokens, i)
    greeted = i > 0 and not token.first and passage.tokens[i - 1].text in _GREETINGS
    if greeted and not conversation.cased:
        return True
    if is_called_again(conversation, passage.tokens, i):
        return True
    return not is_plain(word) and (not conversation.cased or word in FIRST or word in sure)


def _is_shop(tokens: Sequence[Token], i: int) -> bool:
    """Whether a name of the call belongs to a company: "is this Ray's Towing?"."""
    following = tokens[i + 1] if i + 1 < len(tokens) and not tokens[i + 1].first else None
    owned = tokens[i].text.endswith("'s") and following is not None and following.case == "X"
    return owned and following is not None and following.text in ORGANIZATIONS
