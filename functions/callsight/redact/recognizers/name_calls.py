"""Without capitals: whom one speaks to, asks for or speaks of by a name that is also another word.

The given names that are places or brands too ("florence", "dante") are hardly meant otherwise in
these places; of those that are ordinary words only the ones that many people have are taken.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from callsight.redact.passages import Conversation, Passage
from callsight.redact.recognizers.name_lists import DOUBTFUL, FIRST, WORD_SURNAMES, WORDS
from callsight.redact.recognizers.name_words import NOT_NAMES, bare
from callsight.redact.tokens import Token

POPULAR: Final = frozenset(
    "carol crystal daisy dawn dean drew eve faith ginger glen grace hazel heather holly iris ivy jack "
    "jade jay june kitty lily mike misty nick norm pat patty penny ray rob robin rose ruby rusty sandy "
    "sierra sue victor violet chuck cliff dolly don dusty gene hunter joy lance lee mason tanner".split()
)
"""Words that many people are called by."""
_CALLS: Final = frozenset(
    "okay ok alright hi hello hey thanks bye goodbye cheers worries problem perfect sorry morning "
    "afternoon evening".split()
)
"""What is said before the name of whom one speaks to."""
CLAUSES: Final = frozenset(
    "what what's whats how how's can could would will do does did are is i i'm im i'll i've ive you "
    "you're youre your let let's lets the so and that's thats it's its it'll this we we'll there's "
    "just go may when where which who thank thanks nice have my one now any for".split()
)
"""What a clause begins with, behind such a name."""
_STATES: Final = frozenset(
    "isn't isnt was wasn't has hasn't had wants needs said says went".split()
)
"""What is said of a third one: "mike has left"."""
_REACHED: Final = frozenset(
    tuple(phrase.split())
    for phrase in (
        "speak to|speak with|talk to|talk with|to reach|reaching|looking for|give you|get you|ask for"
        "|asked for|asking for|waiting for|spoke to|spoke with|met with|this is|to see|message for"
    ).split("|")
)
"""What is said before the name of a third one."""
_DESKS: Final = frozenset("in at from please about again here there over on today".split())
"""What follows such a name: "mike in receiving"."""
_NEAR: Final = 6
"""Words before a name in which it is said that somebody is meant."""
PEOPLE: Final = frozenset(
    "guy lady woman man girl boy chap bloke gentleman gal person someone somebody colleague "
    "agent rep kid".split()
)
_ASKED: Final = frozenset(("that", "this", "you", "you're", "youre"))
"""Before a name at the end of a question: "is that patty"."""
_BIG: Final = frozenset("ben mac sur lots apple".split())
"""Big things: "big ben"."""
_NEVER_CALLED: Final = frozenset(
    "a an the my your his her their our this some any no more in on at per by of".split()
)


def is_meant(passage: Passage, i: int) -> bool:
    """Whether a doubtful given name without capitals stands where people are called or named."""
    tokens, word = passage.tokens, bare(passage.tokens[i])
    if word not in DOUBTFUL or word in NOT_NAMES or (word in WORDS and word not in POPULAR):
        return False
    last = i + 1 == len(tokens) or tokens[i + 1].first
    following = "" if last else tokens[i + 1].text
    if tokens[i].first or passage.claimed[i - 1]:
        return False
    before = tokens[i - 1].text
    if following == "i" and word not in WORDS and _is_recalled(tokens, i):
        return True
    if before == "big" and word not in WORDS and word not in _BIG:
        return True
    if before in _CALLS and (last or following in CLAUSES):
        return True
    earlier = tokens[i - 2].text if i > 1 and not tokens[i - 1].first else ""
    reached = (earlier, before) in _REACHED or (before,) in _REACHED
    if reached and (last or following in _DESKS or (before == "is" and following in CLAUSES)):
        return True
    if before == "and" and i > 1 and passage.claimed[i - 2] == "PERSON" and word not in WORDS:
        return True  # "jayden and mya"
    return last and before in _ASKED and earlier in ("is", "and", "are", "for")


def _is_recalled(tokens: Sequence[Token], i: int) -> bool:
    """Whether one tries to recall whom one dealt with: "the guy before you, kelvin i think"."""
    if i + 2 >= len(tokens) or tokens[i + 2].text not in ("think", "believe", "guess"):
        return False
    k = i
    while k and i - k < _NEAR and not tokens[k].first:
        k -= 1
        if tokens[k].text in PEOPLE:
            return True
    return False


def is_called_again(conversation: Conversation, tokens: Sequence[Token], i: int) -> bool:
    """Whether a name of the call that is also a word is called at the edge of a turn.

    "your number misty", "misty can you hear me".
    """
    word = bare(tokens[i])
    if conversation.cased or (word in NOT_NAMES and word not in DOUBTFUL):
        return False
    last = i + 1 == len(tokens) or tokens[i + 1].first
    if tokens[i].first:
        clause = not last and (tokens[i + 1].text in CLAUSES or tokens[i + 1].text in _STATES)
        return clause and word not in NOT_NAMES
    if tokens[i - 1].text in ("tell", "told", "ask", "asked"):
        return True
    if not last and tokens[i + 1].text in _STATES:
        return tokens[i - 1].text in _CALLS
    return last and tokens[i - 1].text not in _NEVER_CALLED


def is_plain(word: str) -> bool:
    """Whether a name is more than another name: an ordinary word, or one of the language's."""
    return word in NOT_NAMES or (word in WORDS and (word in DOUBTFUL or word in WORD_SURNAMES))


def is_read_back(conversation: Conversation, tokens: Sequence[Token], i: int) -> bool:
    """Whether the agent asks whether a rare word is the name: "cheers and noelene is it"."""
    word = bare(tokens[i])
    if word in WORDS or word in NOT_NAMES or len(word) < 3 or i + 2 >= len(tokens):
        return False
    tail = tuple(token.text for token in tokens[i + 1 : i + 3])
    ends = i + 3 == len(tokens) or tokens[i + 3].first
    turn = tokens[i].turn
    if not ends or tail not in (("is", "it"), ("was", "it"), ("isn't", "it"), ("right", "yeah")):
        return False
    low = max(0, turn - 2)
    placed = any(
        "ADDRESS" in cue.entities
        for before in range(low, turn)
        for cue in conversation.turn_cues[before]
    )
    known = word in FIRST or word in DOUBTFUL
    return known or not placed
