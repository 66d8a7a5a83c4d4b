"""Where a name stands without a phrase before it, and where what looks like one is none."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from callsight.redact.recognizers import name_words as words
from callsight.redact.recognizers.name_calls import POPULAR
from callsight.redact.recognizers.name_lists import DOUBTFUL, FIRST, SURNAMES, WORD_SURNAMES, WORDS
from callsight.redact.recognizers.name_spans import PET
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
    first, last = _couple(tokens, i)
    matter = tokens[last + 1].text if last + 1 < len(tokens) else ""
    if matter in _MATTERS and tokens[last + 1].gap == " " and tokens[last + 1].case == "x":
        sure = word in SURNAMES and word not in WORDS and word not in WORD_SURNAMES
        return sure and first > 0 and tokens[first - 1].text == "the"
    while k > 0 and tokens[k].text == "the" and not tokens[k].first:
        k -= 1
    plural = word.endswith("s") and word[:-1] in SURNAMES and k < i - 1 and tokens[i].case == "X"
    return plural and k >= 0 and tokens[k].text in _ARE


def _couple(tokens: Sequence[Token], i: int) -> tuple[int, int]:
    """First and last token of two surnames of which one stands at `i`: "Fitzgerald and Osei"."""
    if i + 2 < len(tokens) and tokens[i + 1].text == "and":
        return i, i + 2
    return (i - 2, i) if i > 2 and tokens[i - 1].text == "and" else (i, i)


def is_met(tokens: Sequence[Token], i: int) -> bool:
    """Whether a name that is mostly another word is all that a greeting says: "Hi Bill."."""
    if i == 0 or tokens[i].gap != " " or not pauses(tokens, i + 1):
        return False
    pair = (tokens[i - 2].text if i > 1 else "", tokens[i - 1].text)
    return pair == ("this", "is") or pair[1] in ("hi", "hello", "hey", "i'm", "dear")


def is_whole_name(tokens: Sequence[Token], i: int) -> bool:
    """Whether a turn is two capitalized words, the last a surname: "Bright Turner."."""
    turn = [token for token in tokens[i : i + 3] if token.turn == tokens[i].turn]
    if len(turn) != 2 or any(token.case != "X" for token in turn) or turn[1].gap != " ":
        return False
    surname = bare(turn[1])
    return surname in SURNAMES and surname not in NOT_NAMES


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
    return near and (pauses(tokens, i + 1) or tokens[i + 1].case == "x")


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
        if pair[1:] in words.DECLARED and pauses(tokens, i + 1):
            return True  # "i'm ivy."
        goes_on = following in words.AFTER_NAME or following in _ASKS or pauses(tokens, i + 1)
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


def pauses(tokens: Sequence[Token], k: int) -> bool:
    """Whether there is a pause, or nothing more, before token `k`."""
    return k >= len(tokens) or tokens[k].first or any(mark in tokens[k].gap for mark in ",.?!;:")


def is_sentence(tokens: Sequence[Token], i: int) -> bool:
    """Whether one word is a sentence: "He has his dad's. Greer."."""
    begins = tokens[i].first or any(mark in tokens[i].gap for mark in ".?!")
    return begins and pauses(tokens, i + 1)


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
