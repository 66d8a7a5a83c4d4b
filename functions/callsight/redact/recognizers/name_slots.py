"""Places in a call where a word that no list knows can only be a person: "tell Zorvath I called"."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from callsight.redact.passages import Conversation
from callsight.redact.recognizers import name_words as words
from callsight.redact.recognizers.name_calls import CLAUSES, PEOPLE
from callsight.redact.recognizers.name_contexts import FOLLOWING
from callsight.redact.recognizers.name_lists import SURNAMES, WORDS
from callsight.redact.recognizers.name_words import NOT_NAMES, bare, can_be_name
from callsight.redact.tokens import Token

_SHORTEST: Final = 3
_PARTS: Final = 3
_ENDINGS: Final = ("ed", "ing", "ly", "n't")
"""How words end that a list of words may lack."""
_REACHED: Final = frozenset(
    tuple(phrase.split())
    for phrase in "speak to|speak with|talk to|talk with|looking for|to reach|hold of|ask for".split(
        "|"
    )
)
_BEHIND: Final = frozenset("please about in from at there and here i'm i".split())
"""What follows whom one wants to speak to."""
_WHERE: Final = frozenset("there in home around about available".split())
_MESSAGES: Final = {
    "tell": frozenset("i i'm i've that we".split()),
    "let": frozenset(("know",)),
    "have": frozenset("call phone ring email contact give reach get".split()),
    "ask": frozenset(("",)),
    "get": frozenset(("",)),
    "send": frozenset(),
}
"""Verb before whom a message is for, and what follows."""
_SENT: Final = frozenset("out over round to on".split())
_PARTING: Final = frozenset(
    "welcome worries problem much okay ok alright thanks perfect great lovely brilliant wonderful "
    "sorry bye cheers".split()
)
_PARTING_PAIRS: Final = frozenset(
    [("got", "it"), ("bye", "now"), ("right", "now")]
    + [
        (wish, time)
        for wish in "good nice great lovely".split()
        for time in "day evening weekend night one morning afternoon".split()
    ]
)
"""Last words before the name of whom one speaks to."""
_PERSONS: Final = frozenset(
    phrase
    for phrase in words.MEETING
    if phrase[-1] in ("is", "of", "with", "was") and phrase[0] != "it"
) - {("is", "that"), ("that", "is"), ("this", "is")}
"""Phrases that only a person follows."""
_HERE: Final = frozenset(("here", "speaking"))


def in_slot(
    conversation: Conversation,
    tokens: Sequence[Token],
    i: int,
    cased: bool,
    phrase: tuple[str, ...] | None,
) -> bool:
    """Whether a rare word stands where only persons stand."""
    if not _is_rare(tokens[i], cased):
        return False
    last = _run_end(tokens, i, cased)
    ends = _pauses(tokens, last + 1)
    following = "" if ends else tokens[last + 1].text
    if tokens[i].first:
        return cased and last > i and following in _HERE
    agent = conversation.transcript.turns[tokens[i].turn].speaker == "agent"
    before = tokens[i - 1].text
    pair = (tokens[i - 2].text if i > 1 else "", before)
    if pair in _REACHED and (ends or following in _BEHIND):
        return True
    if before == "called" and pair[0] in PEOPLE:
        return True
    if before in _MESSAGES and tokens[i].gap == " ":
        return _is_message(tokens, i, before, following, agent)
    if before == "is" and following in _WHERE and _pauses(tokens, last + 2):
        return following != "available" or last > i
    if agent and pair == ("is", "this") and ends:
        return True
    if not cased and phrase is not None and _is_told(tokens, i, phrase, following):
        return True
    return agent and _is_parting(tokens, i, last, cased)


def _is_told(tokens: Sequence[Token], i: int, phrase: tuple[str, ...], following: str) -> bool:
    """Whether without capitals a phrase says whose name it is: "my son brixto"."""
    if following and (phrase[0] not in words.FAMILY or following not in FOLLOWING):
        return False
    if phrase in words.SURE or phrase in _PERSONS:
        return tokens[i].turn > 0
    kin = phrase[0] in words.FAMILY and i > 1
    return kin and tokens[i - 2].text in ("my", "your", "his", "her", "our", "their", "the")


def _is_message(tokens: Sequence[Token], i: int, verb: str, following: str, agent: bool) -> bool:
    if verb in ("get", "send") and following in _SENT and bare(tokens[i]) in SURNAMES:
        return agent  # "I can get Fraser out to you"
    if following not in _MESSAGES[verb]:
        return False
    will = i > 1 and tokens[i - 2].text in ("i'll", "me", "will", "and", "to", "can", "just")
    return agent and will if verb in ("ask", "get") else verb != "have" or will


def _is_parting(tokens: Sequence[Token], i: int, last: int, cased: bool) -> bool:
    """ "Have a good day, Zorvath."."""
    pair = (tokens[i - 2].text if i > 1 else "", tokens[i - 1].text)
    parting = pair in _PARTING_PAIRS or pair[1] in _PARTING
    if not parting or last > i or tokens[i].turn == 0:
        return False
    ends = _pauses(tokens, i + 1)
    if cased:
        return ends and tokens[i].gap in (" ", ", ")
    return i + 1 == len(tokens) or tokens[i + 1].first or tokens[i + 1].text in CLAUSES


def _is_rare(token: Token, cased: bool) -> bool:
    word = bare(token)
    if len(word) < _SHORTEST or word in WORDS or word in NOT_NAMES or word in words.ORGANIZATIONS:
        return False
    if cased:
        return token.case == "X"
    return (
        can_be_name(token, cased)
        and word.isalpha()
        and len(word) > _SHORTEST
        and not word.endswith(_ENDINGS)
    )


def _run_end(tokens: Sequence[Token], i: int, cased: bool) -> int:
    """Last word of the name that may begin at `i`."""
    last = i
    while last + 1 < len(tokens) and last - i < _PARTS:
        token = tokens[last + 1]
        part = _is_rare(token, cased) or (
            token.text in SURNAMES and token.text not in NOT_NAMES and token.case == tokens[i].case
        )
        if token.first or token.gap not in (" ", "-") or not part:
            break
        last += 1
    return last


def _pauses(tokens: Sequence[Token], k: int) -> bool:
    return k >= len(tokens) or tokens[k].first or any(mark in tokens[k].gap for mark in ",.?!;:")
