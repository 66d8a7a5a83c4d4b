"""Where a company is said whose the call is: "Sparrow Ledger, Birgit speaking", "Ana from Zephyr Air".

What is in doubt (a title, what may be one person's whole name) is left to the recognizer of names.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from callsight.redact.lexicon import REMOVED
from callsight.redact.recognizers.name_lists import DOUBTFUL, FIRST, SURNAMES, WORDS
from callsight.redact.recognizers.name_words import ANY_TITLES, NOT_NAMES, ORGANIZATIONS, bare
from callsight.redact.tokens import Token

TRADES: Final = ORGANIZATIONS | frozenset(
    "credit county sheriff police linen uniform tax power internet air tackle lock key gas oil pump "
    "glass carpet paint tree pool family medicine feed grill nails beauty yoga ballet butcher bakery "
    "wedding weddings catering rental windows doors blinds solar septic".split()
)
"""What companies deal in, as they name themselves."""
_REACH: Final = 14
"""Words of a turn in which who speaks says whose the call is."""
_LONGEST: Final = 6
_NAME: Final = 3
"""Most words of a name before "speaking"."""
_GREETINGS: Final = frozenset(
    "hello hi hey good morning afternoon evening day yes yeah uh um er okay ok greetings it's its "
    "this is you've reached thanks thank you for calling".split()
)
_OF: Final = frozenset(("from", "with", "at"))
_SAYS_WHO: Final = frozenset("is i'm im it's its name's here calling speaking hi hello hey".split())
_NO_PARTS: Final = NOT_NAMES - TRADES - {"and", "the", "of", "card", "sales", "billing"}
"""What no company's name is made of."""
_NAMES: Final = FIRST | SURNAMES | DOUBTFUL


def said(tokens: Sequence[Token], lo: int, cased: bool, agent: bool) -> Iterator[tuple[int, int]]:
    """First and last token of each company that the turn from `lo` says."""
    hi = lo + 1
    while hi < len(tokens) and hi - lo < _REACH and not tokens[hi].first:
        hi += 1
    if cased and agent:
        yield from _before_speaker(tokens, lo, hi)
    for k in range(lo + 1, hi - 1):
        if tokens[k].text in _OF and _says_who(tokens, lo, k, cased):
            yield from _named(tokens, k + 1, cased)
        elif tokens[k].text in ("this", "that", "reached") and tokens[k - 1].text in ("is", "i"):
            yield from _owned(tokens, k + 1)


def _before_speaker(tokens: Sequence[Token], lo: int, hi: int) -> Iterator[tuple[int, int]]:
    """What stands before a name that speaks: "Ace Lock and Key, Murray speaking"."""
    for k in range(lo + 2, hi):
        if tokens[k].text not in ("speaking", "here") or tokens[k].gap != " ":
            continue
        first = k - 1
        while first > lo and k - first < _NAME and tokens[first].gap == " ":
            first -= 1
        start = lo
        while start < first and tokens[start].text in _GREETINGS:
            start += 1
        end = first if tokens[first].gap.strip() == "," else start
        while end > start:  # "French desk, Cabinet Merle, Solange speaking"
            part = end - 1
            while part > start and "," not in tokens[part].gap:
                part -= 1
            if not _is_company(tokens[part:end]):
                return
            yield part, end - 1
            end = part
        return


def _is_company(words: Sequence[Token]) -> bool:
    if not any(token.case in ("X", "XX") for token in words):
        return False
    if any(token.text in ANY_TITLES or token.text in _NO_PARTS for token in words):
        return False
    return not _is_person(words)


def _is_person(words: Sequence[Token]) -> bool:
    """Whether the words may be one person's name: "Daniel", "Daniel Reeves"."""
    given = bare(words[0]) in FIRST
    if len(words) == 1:
        return given
    last = bare(words[-1])
    return given and len(words) == 2 and (last not in WORDS or last in FIRST)


def _says_who(tokens: Sequence[Token], lo: int, k: int, cased: bool) -> bool:
    """Whether the words right before "from" at `k` are who speaks: "this is Ana from"."""
    name = tokens[k - 1]
    named = name.case == "X" if cased else bare(name) in _NAMES
    if not named and name.text not in ("calling", "here", "speaking", REMOVED):
        return False
    before = [token.text for token in tokens[max(lo, k - 3) : k - 1]]
    return k - 1 == lo or not _SAYS_WHO.isdisjoint(before)


def _named(tokens: Sequence[Token], first: int, cased: bool) -> Iterator[tuple[int, int]]:
    first += tokens[first].text in ("the", "your")
    last = first - 1
    for k in range(first, min(first + _LONGEST, len(tokens))):
        token = tokens[k]
        ends = token.first or (k > first and any(mark in token.gap for mark in ",.?!;:"))
        if ends or token.text in ANY_TITLES or (cased and token.text in _NO_PARTS):
            break
        if cased and token.case in ("X", "XX"):
            last = k
        elif cased and token.text not in ("and", "of", "the"):
            break
        elif not cased and token.text in NOT_NAMES:
            if token.text in ORGANIZATIONS and k > first:
                last = k
            break
        elif not cased and token.text in TRADES and k > first:
            last = k
    words = tokens[first : last + 1]
    if words and not (first + 1 == last + 1 and bare(words[0]) in _NAMES) and not _is_person(words):
        yield first, last


def _owned(tokens: Sequence[Token], k: int) -> Iterator[tuple[int, int]]:
    """ "Is this Benny's Towing?"."""
    k += k < len(tokens) and tokens[k].text == "the"
    if k + 1 >= len(tokens) or not tokens[k].text.endswith("'s") or tokens[k + 1].gap != " ":
        return
    shop = tokens[k + 1]
    if shop.text in TRADES or (
        shop.case == "X" and shop.text in WORDS and shop.text not in NOT_NAMES
    ):
        yield k, k + 1
