"""Capitalized words that nothing introduces: sign-ons, lists of names, surnames asked for."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from callsight.redact.passages import Conversation, Passage
from callsight.redact.recognizers import name_words as words
from callsight.redact.recognizers.name_contexts import pauses
from callsight.redact.recognizers.name_lists import DOUBTFUL, FIRST, SURNAMES, WORD_SURNAMES, WORDS
from callsight.redact.recognizers.name_spans import is_double_barrelled
from callsight.redact.recognizers.name_words import NOT_NAMES, bare
from callsight.redact.tokens import Token

_OPENING: Final = 2
"""Turns in which an agent signs on."""
_LONGEST: Final = 2
"""Most words of a name that nothing introduces."""
_NAMES: Final = DOUBTFUL | SURNAMES


def alone(conversation: Conversation, passage: Passage, i: int) -> float:
    """How sure a capitalized word between pauses is a name: a sign-on, a question, a surname."""
    tokens = passage.tokens
    if is_double_barrelled(tokens, i):
        return 0.6
    last = i
    while last + 1 < len(tokens) and not pauses(tokens, last + 1) and last - i < _LONGEST:
        if tokens[last + 1].case != "X":
            break
        last += 1
    goes_on = last + 1 < len(tokens) and _goes_with(conversation, tokens, i, last + 1)
    if goes_on or (last == i and _is_alternative(passage, i)):
        return 0.65
    apart = pauses(tokens, last + 1) or tokens[last + 1].text == "and"
    if not apart or last - i >= _LONGEST:
        return 0.0
    if _signs_on(conversation, passage, i):
        return 0.7 if _may_name(tokens[i]) else 0.0
    word = bare(tokens[i])
    if last == i and word in DOUBTFUL and _is_listed(passage, i):
        return 0.6
    if word not in SURNAMES or word in WORD_SURNAMES or word in WORDS:
        return 0.0
    if not tokens[i].first and passage.claimed[i - 1] == "PERSON" and tokens[i].gap == ", ":
        return 0.6  # "Theodore, Ted, Bukowski"
    return 0.65 if last == i and _is_read_back(conversation, tokens, i) else 0.0


def _goes_with(conversation: Conversation, tokens: Sequence[Token], i: int, k: int) -> bool:
    """Whether what follows a word at `k` says that it is a person's: "Dex on the line"."""
    said = tuple(token.text for token in tokens[k : k + 3] if not token.first)
    known = bare(tokens[i]) in _NAMES
    if said in (("on", "the", "line"), ("on", "the", "phone")):
        return known or _may_name(tokens[i])
    following = tokens[k + 1] if len(said) > 1 else None
    if following is None or following.case != "X" or tokens[k].gap.strip():
        return False
    if said[0] == "and":  # "Dev and Anjali"
        return bare(tokens[i]) in DOUBTFUL and bare(following) in FIRST
    opens = tokens[i].turn < _OPENING and tokens[i].first  # "Rafferty from Pinnacle Roofing"
    return opens and said[0] in ("from", "with") and (known or _may_name(tokens[i]))


def _is_listed(passage: Passage, i: int) -> bool:
    """Whether a word goes on with a list of names: "Wyatt, Sage and Juniper"."""
    tokens, k = passage.tokens, i - 1
    if tokens[i].first or k < 0:
        return False
    if tokens[k].text == "and" and not tokens[k].first:
        k -= 1
    elif tokens[i].gap != ", ":
        return False
    return k >= 0 and passage.claimed[k] == "PERSON" and tokens[k].turn == tokens[i].turn


def _is_alternative(passage: Passage, i: int) -> bool:
    """Whether a name that is also a word stands beside another: "Jolene or Pat can help"."""
    tokens, word = passage.tokens, bare(passage.tokens[i])
    if i < 2 or tokens[i].first or tokens[i - 1].first or tokens[i - 1].text not in ("or", "and"):
        return False
    joined = not tokens[i].gap.strip() and not tokens[i - 1].gap.strip()
    return joined and word in DOUBTFUL and passage.claimed[i - 2] == "PERSON"


def _may_name(token: Token) -> bool:
    """Whether a capitalized word can be a rare name, or one that is also an ordinary word."""
    word = bare(token)
    if word in NOT_NAMES or word in words.ORGANIZATIONS or token.case != "X":
        return False
    return word in DOUBTFUL if word in WORDS else word not in DOUBTFUL


def _signs_on(conversation: Conversation, passage: Passage, i: int) -> bool:
    """Whether a word stands apart behind the company or desk: "Coinharbor, compliance, Thessaly."."""
    tokens, turn = passage.tokens, passage.tokens[i].turn
    if turn >= _OPENING or conversation.transcript.turns[turn].speaker == "customer":
        return False
    closes = "." in tokens[i].gap and (i + 1 == len(tokens) or tokens[i + 1].first)
    if tokens[i].first or not ("," in tokens[i].gap or closes):
        return False
    low = i
    while not tokens[low].first:
        low -= 1
    if _is_desk(tokens, i):
        return False
    # What opens the turn is the company's name: "Hello, Brightwater, how can we help".
    return any(
        token.text not in NOT_NAMES or token.text in words.ORGANIZATIONS for token in tokens[low:i]
    )


def _is_desk(tokens: Sequence[Token], i: int) -> bool:
    """Whether a word belongs to a company, whose desk follows: "Mutuelle Vasserot, claims line"."""
    for k in range(i, min(i + 5, len(tokens))):
        if k > i and (tokens[k].first or any(mark in tokens[k].gap for mark in ".?!")):
            break
        if tokens[k].text in words.ORGANIZATIONS:
            return True
    return False


def _is_read_back(conversation: Conversation, tokens: Sequence[Token], i: int) -> bool:
    """Whether the agent asks for no more than whether a surname is right: "Pickersgill, is it?"."""
    turn = tokens[i].turn
    apart = tokens[i].first or any(mark in tokens[i].gap for mark in ".?!")
    text = conversation.transcript.turns[turn].text
    asked = text.find("?", tokens[i].end)
    near = 0 <= asked - tokens[i].end <= len(", somewhere, is it")
    near = near or text.startswith(", is it", tokens[i].end)
    placed = any(
        "ADDRESS" in cue.entities
        for before in range(max(0, turn - _OPENING), turn)
        for cue in conversation.turn_cues[before]
    )
    return apart and near and not placed


def is_hailed(
    conversation: Conversation, tokens: Sequence[Token], i: int, phrase: tuple[str, ...] | None
) -> bool:
    """Whether who calls asks for what may as well be a company: "Is that Halfords?"."""
    turn, word = tokens[i].turn, bare(tokens[i])
    if phrase is None or phrase[-1] not in ("that", "this") or turn >= _OPENING:
        return False
    known = word in FIRST or word in _NAMES
    return not known and conversation.transcript.turns[turn].speaker == "customer"
