"""The company that a call is with: "thank you for calling Hartwell Vision", "Tickle & Thread, hello".

It is named in the opening, where names of companies look like those of people. What is marked here
is nobody's; every doubt (a title, a name before "speaking") leaves it to the recognizer of names.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from callsight.redact.passages import Conversation, Passage
from callsight.redact.recognizers import brands, company_phrases
from callsight.redact.recognizers.name_lists import DOUBTFUL, FIRST, SURNAMES, WORDS
from callsight.redact.recognizers.name_words import (
    ANY_TITLES,
    FAMILY,
    NOT_NAMES,
    ORGANIZATIONS,
    bare,
)
from callsight.redact.tokens import Token

COMPANY: Final = "company"
"""What its tokens are claimed as: no entity."""
_OPENING: Final = 3
"""Turns in which a company is named."""
_REACH: Final = 12
"""Words of a turn in which "for calling" begins."""
_LONGEST: Final = 7
_GREETINGS: Final = frozenset(
    "hello hi hey good morning afternoon evening day yes yeah uh um er okay ok greetings".split()
)
_STOPS: Final = frozenset(
    "this is it's you you're youre your how my can may could what who where i i'm im in on with for "
    "from at please today back again about speaking here do are have before if by name and we if "
    "let which there thanks thank sorry hold just so customer's".split()
)
"""Words at which the name of a company ends."""
_JOINS: Final = frozenset("of the and".split())
_SPEAKING: Final = frozenset(("speaking", "here"))
_NAMES: Final = FIRST | SURNAMES | DOUBTFUL


def claim(conversation: Conversation) -> None:
    """Mark the name of the company in the opening, wherever it is said again, and known brands."""
    for passage in conversation.passages:
        brands.claim(passage, COMPANY)
    named = [
        (passage, *span)
        for passage in conversation.passages
        if passage.tokens[0].turn < _OPENING
        for span in _in_openings(conversation, passage)
    ]
    phrases = set()
    for passage, first, last in named:
        passage.claim(first, last, COMPANY)
        words = tuple(token.text for token in passage.tokens[first : last + 1])
        if not _NAMES.isdisjoint(bare(token) for token in passage.tokens[first : last + 1]):
            phrases.add(words)
    for passage in conversation.passages if phrases else ():
        _claim_again(passage, phrases)


def _claim_again(passage: Passage, phrases: set[tuple[str, ...]]) -> None:
    words = [token.text for token in passage.tokens]
    for phrase in phrases:
        for i, word in enumerate(words):
            if word == phrase[0] and tuple(words[i : i + len(phrase)]) == phrase:
                passage.claim(i, i + len(phrase) - 1, COMPANY)


def _in_openings(conversation: Conversation, passage: Passage) -> Iterator[tuple[int, int]]:
    """First and last token of each company's name in the openings of a passage."""
    for lo, token in enumerate(passage.tokens):
        if token.turn >= _OPENING:
            return
        agent = conversation.transcript.turns[token.turn].speaker != "customer"
        if token.first:
            yield from company_phrases.said(passage.tokens, lo, conversation.cased, agent)
        if token.first and agent:
            span = _named(passage.tokens, lo, conversation.cased)
            if span is not None:
                yield span


def _named(tokens: Sequence[Token], lo: int, cased: bool) -> tuple[int, int] | None:
    first, called = _start(tokens, lo)
    last = _end(tokens, first, cased)
    said = tokens[first : last + 1]
    if not said or any(token.text in ANY_TITLES for token in said):
        return None
    following = tokens[last + 1] if last + 1 < len(tokens) else None
    spoken = following is not None and following.text in _SPEAKING and following.gap == " "
    while (
        said
        and (spoken or (not cased and len(said) > 2))
        and (bare(said[-1]) in FIRST or (spoken and bare(said[-1]) in DOUBTFUL))
    ):
        last, said = last - 1, said[:-1]  # "lakeshore federal denise speaking"
    if spoken and len(said) < 2:
        return None
    desk = cased and len(said) > 1 and _is_desk(following)
    return (first, last) if said and (called or desk or _is_company(said, cased)) else None


def _is_desk(following: Token | None) -> bool:
    """Whether what follows the name in the opening is a desk: "Madison Reed customer care"."""
    if following is None or following.first or following.gap != " ":
        return False
    return following.text in ORGANIZATIONS or following.text == "customer"


def _start(tokens: Sequence[Token], lo: int) -> tuple[int, bool]:
    """Where the name may begin, and whether "thank you for calling" leads to it."""
    for k in range(lo + 1, min(lo + _REACH, len(tokens) - 1)):
        if tokens[k].first:
            break
        pair = tokens[k - 1].text, tokens[k].text
        called = pair == ("for", "calling") and tokens[k - 2].text in ("you", "thanks")
        if called or pair in (("welcome", "to"), ("through", "to"), ("have", "reached")):
            return _behind_article(tokens, k + 1), called
        if pair[1] == "reached":
            return _behind_article(tokens, k + 1), False
    if tokens[lo].turn:
        return len(tokens), False  # a bare name opens the first turn only
    while lo < len(tokens) - 1 and tokens[lo].text in _GREETINGS and not tokens[lo + 1].first:
        lo += 1
    return lo, False


def _behind_article(tokens: Sequence[Token], k: int) -> int:
    return k + (tokens[k].text == "the")


def _end(tokens: Sequence[Token], first: int, cased: bool) -> int:
    """Last token of the name that begins at `first`; before it where there is none."""
    last = first - 1
    for k in range(first, min(first + _LONGEST, len(tokens))):
        token = tokens[k]
        ends = k > first and (token.first or any(mark in token.gap for mark in ",.?!;:"))
        if ends or token.text in _STOPS - _JOINS or token.case == "9":
            break
        begins = k == first and token.text not in ORGANIZATIONS and token.text in NOT_NAMES
        if begins and token.text not in _JOINS:
            break  # "I'll get Marnie", "Is Jerome there?"
        if token.text in _JOINS or (cased and token.case == "x" and k > first):
            continue  # counts only with more of the name behind it
        if cased and token.case == "x":
            break
        last = k
    return last


def _is_company(said: Sequence[Token], cased: bool) -> bool:
    """Whether the words can be no person's name."""
    if any("&" in token.gap for token in said[1:]):
        return True
    for k, token in enumerate(said):
        word = bare(token)
        following = said[k + 1] if k + 1 < len(said) else None
        owned = token.text.endswith("'s") and following is not None
        if owned and following is said[-1] and bare(said[-1]) in FIRST:
            return False  # "Technician's Lonnie"
        if owned and following is not None and following.text not in FAMILY:
            return True
        if word in _NAMES or token.text in _JOINS:
            continue
        plain = word in company_phrases.TRADES or (cased and word in WORDS)
        if cased and not plain and token.case == "XX" and 2 < len(word) < 6:
            return True
        if plain:
            return len(said) > 1
    return False
