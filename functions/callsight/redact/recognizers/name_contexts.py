"""Where a name stands without a phrase before it, and where what looks like one is none."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from callsight.redact.passages import Conversation, Passage
from callsight.redact.recognizers import name_words as words
from callsight.redact.recognizers.name_calls import POPULAR
from callsight.redact.recognizers.name_lists import DOUBTFUL, FIRST, SURNAMES, WORD_SURNAMES, WORDS
from callsight.redact.recognizers.name_spans import PET, is_double_barrelled
from callsight.redact.recognizers.name_words import NOT_NAMES, bare
from callsight.redact.tokens import Token

_OPENING: Final = 2
"""Turns in which an agent signs on."""
_LONGEST: Final = 2
"""Most words of a name that nothing introduces."""
_HOUSEHOLDS: Final = frozenset(("residence", "household"))
_MATTERS: Final = frozenset("file family estate wedding party funeral case matter twins".split())
"""What is called by a family: "the Vandermeer file"."""
_ARE: Final = frozenset("you're we're they're are this".split())
"""Before those who live somewhere: "you're the Shoemakers"."""
_MEETINGS: Final = frozenset(
    "o'clock appointment appt session lesson massage haircut cut colour color checkup cleaning slot "
    "seeing am pm consultation interview facial fitting".split()
)
_NEAR: Final = 8
"""Words before "with Mai" that tell that one is to meet her."""
_FILED: Final = frozenset(
    (noun, word)
    for noun in "reservation booking table order appointment room booked reserved".split()
    for word in ("for", "as")
)
_VERBS: Final = frozenset("chase mark grant bill sue rob pat drew trace ray don art dean".split())
"""Names that are also said of what a relative does: "my son chase ..." is left."""
FOLLOWING: Final = frozenset(
    "is was will has had and who wants wanted said says can could would needs he she they just "
    "broke lost got went called did does isn't wasn't hasn't won't can't she's he's needs is".split()
)
_ADJECTIVES: Final = frozenset(
    "rich sunny frank earnest happy gay merry blue christian misty dusty rusty young able early "
    "precious royal noble sincere unique handy stormy just".split()
)
"""Names that say how somebody is: "i'm frank"."""
_OPENERS: Final = frozenset(
    "look listen well no nope yes yeah right okay ok so sorry please hey hi hello now see honestly "
    "thanks you what anyway".split()
)
"""What people say before the name of whom they speak to."""
_NAMES: Final = DOUBTFUL | SURNAMES
_HERE: Final = frozenset(("here", "speaking"))
_ASKS: Final = frozenset("do can may could what what's whats who is are how i".split())
"""What goes on behind who speaks: "this is poppy do you have"."""
_INVITES: Final = frozenset("ask how what what's from and can".split())


def is_introduced(tokens: Sequence[Token], i: int) -> bool:
    """Whether a given name in lower case says who speaks, though capitals are written elsewhere."""
    if bare(tokens[i]) not in FIRST or tokens[i].first:
        return False
    following = tokens[i + 1] if i + 1 < len(tokens) and not tokens[i + 1].first else None
    if following is not None and following.text in _HERE and following.gap == " ":
        return True
    pair = (tokens[i - 2].text if i > 1 else "", tokens[i - 1].text)
    return pair in words.SURE or pair == ("this", "is") or pair[1:] in words.DECLARED


def is_household(tokens: Sequence[Token], i: int) -> bool:
    """ "Is this the Delacroix residence?"."""
    following = tokens[i + 1] if i + 1 < len(tokens) else None
    if following is not None and not following.first and following.text in _HOUSEHOLDS:
        return True
    word, k = tokens[i].text, i - 1
    if following is not None and following.text in _MATTERS and following.gap == " ":
        sure = word in SURNAMES and word not in WORDS and word not in WORD_SURNAMES
        return sure and k >= 0 and tokens[k].text == "the" and following.case == "x"
    while k > 0 and tokens[k].text == "the" and not tokens[k].first:
        k -= 1
    plural = word.endswith("s") and word[:-1] in SURNAMES and k < i - 1 and tokens[i].case == "X"
    return plural and k >= 0 and tokens[k].text in _ARE


def is_met(tokens: Sequence[Token], i: int) -> bool:
    """Whether a name that is mostly another word is all that a greeting says: "Hi Bill."."""
    if i == 0 or tokens[i].gap != " " or not _pauses(tokens, i + 1):
        return False
    pair = (tokens[i - 2].text if i > 1 else "", tokens[i - 1].text)
    return pair == ("this", "is") or pair[1] in ("hi", "hello", "hey", "i'm", "dear")


def is_pet(tokens: Sequence[Token], i: int) -> bool:
    """Whether it is said how family and friends say it: "Nana June", "Big Mike"."""
    if i == 0 or tokens[i].first or tokens[i].gap != " " or tokens[i - 1].text not in PET:
        return False
    word = bare(tokens[i])
    named = word in DOUBTFUL and (word not in WORDS or word in POPULAR)
    return named and tokens[i].case == tokens[i - 1].case == "X"


def is_booked(tokens: Sequence[Token], i: int) -> bool:
    """Whether one is to meet whom stands at `i`: "a three o'clock with Mai"."""
    word = bare(tokens[i])
    if i < 2 or tokens[i - 1].text != "with" or word not in _NAMES or word in WORDS:
        return False
    low = max(0, i - _NEAR)
    near = any(t.text in _MEETINGS and t.turn == tokens[i].turn for t in tokens[low : i - 1])
    return near and (_pauses(tokens, i + 1) or tokens[i + 1].case == "x")


def is_filed(tokens: Sequence[Token], i: int) -> bool:
    """Whether something is kept under the surname at `i`: "reservation for nguyen"."""
    if i < 2 or tokens[i].first:
        return False
    pair = tokens[i - 2].text, tokens[i - 1].text
    return pair[1] == "under" or pair in _FILED


def is_here(tokens: Sequence[Token], i: int) -> bool:
    """Whether who calls says no more than a name that is also a word: "pat here", "its me pat"."""
    if tokens[i].turn >= _OPENING:
        return False
    following = tokens[i + 1] if i + 1 < len(tokens) and not tokens[i + 1].first else None
    here = following is not None and following.text in _HERE
    before = "" if tokens[i].first else tokens[i - 1].text
    begins = not before or before in _OPENERS or before in words.ORGANIZATIONS
    return (here and begins) or (
        i > 1
        and tokens[i - 1].text == "me"
        and not tokens[i].first
        and tokens[i - 2].text in ("it's", "its")
    )


def is_speaker(tokens: Sequence[Token], i: int) -> bool:
    """Whether an opening without capitals says who speaks: "suki speaking", "this is rob in sales"."""
    word = bare(tokens[i])
    end = i + 1 == len(tokens) or tokens[i + 1].first
    following = "" if end else tokens[i + 1].text
    if following not in _HERE and word not in DOUBTFUL:
        return False
    pair = (tokens[i - 2].text if i > 1 else "", tokens[i - 1].text if i else "")
    if word in DOUBTFUL and word not in _ADJECTIVES and not tokens[i].first:
        if pair[1:] in words.DECLARED and _pauses(tokens, i + 1):
            return True  # "i'm ivy."
        goes_on = following in words.AFTER_NAME or following in _ASKS or _pauses(tokens, i + 1)
        if pair[1:] in words.DECLARED and word in POPULAR and following in _INVITES:
            return True  # "i'm joy ask for me"
        if pair == ("this", "is") and goes_on and tokens[i].turn < _OPENING:
            return True
        if pair[1] in ("it's", "its") and following in ("from", "calling", "again"):
            return tokens[i].turn <= _OPENING
        if following == "speaking" and word not in NOT_NAMES and tokens[i].turn < _OPENING:
            return True
    rare = len(word) > _LONGEST and word not in WORDS and word not in words.ORGANIZATIONS
    return rare and following in _HERE and tokens[i].turn < _OPENING


def is_calling(tokens: Sequence[Token], i: int) -> bool:
    """Whether one says whence one calls: "it's Grant from the estate agents"."""
    following = tokens[i + 1] if i + 1 < len(tokens) and not tokens[i + 1].first else None
    return (
        following is not None
        and tokens[i].turn <= _OPENING
        and following.gap in (" ", ", ")
        and following.text in ("from", "calling", "with", "again", "at")
    )


def is_subject(tokens: Sequence[Token], i: int) -> bool:
    """Whether a name that is also a word is of whom is spoken: "my daughter autumn is sick"."""
    if bare(tokens[i]) not in DOUBTFUL or bare(tokens[i]) in _VERBS:
        return False
    return i + 1 == len(tokens) or tokens[i + 1].first or tokens[i + 1].text in FOLLOWING


def alone(conversation: Conversation, passage: Passage, i: int) -> float:
    """How sure a capitalized word between pauses is a name: a sign-on, a question, a surname."""
    tokens = passage.tokens
    if is_double_barrelled(tokens, i):
        return 0.6
    last = i
    while last + 1 < len(tokens) and not _pauses(tokens, last + 1) and last - i < _LONGEST:
        if tokens[last + 1].case != "X":
            break
        last += 1
    if last == i and _is_alternative(passage, i):
        return 0.6
    if last + 1 < len(tokens) and _goes_with(conversation, tokens, i, last + 1):
        return 0.65
    apart = _pauses(tokens, last + 1) or tokens[last + 1].text == "and"
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


def _pauses(tokens: Sequence[Token], k: int) -> bool:
    """Whether there is a pause, or nothing more, before token `k`."""
    return k >= len(tokens) or tokens[k].first or any(mark in tokens[k].gap for mark in ",.?!;:")


def is_sentence(tokens: Sequence[Token], i: int) -> bool:
    """Whether one word is a sentence: "He has his dad's. Greer."."""
    begins = tokens[i].first or any(mark in tokens[i].gap for mark in ".?!")
    return begins and _pauses(tokens, i + 1)


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
    placed = any(
        "ADDRESS" in cue.entities
        for before in range(max(0, turn - _OPENING), turn)
        for cue in conversation.turn_cues[before]
    )
    return apart and near and not placed


def is_owner(tokens: Sequence[Token], i: int) -> bool:
    """Whether it is a genitive without its mark before a relative: "deshawns mom"."""
    word, following = tokens[i].text, tokens[i + 1 : i + 2]
    own = word.endswith("s") and word[:-1] in FIRST and word not in FIRST and word not in WORDS
    return own and bool(following) and not following[0].first and following[0].text in words.FAMILY


def is_called(tokens: Sequence[Token], i: int) -> bool:
    """Whether a word stands as somebody's name does who is spoken to: "no problem, Grace."."""
    if tokens[i].first or "," not in tokens[i].gap:
        return False
    last = i + 1 == len(tokens) or tokens[i + 1].first
    if last or any(mark in tokens[i + 1].gap for mark in ".?!"):
        alone = tokens[i - 1].case == "x"  # not "Detroit, Florida."
        return alone or tokens[i - 1].text in _OPENERS
    return "," in tokens[i + 1].gap and tokens[i - 1].text in _OPENERS  # "Well, Chase, that's"
