"""Web addresses that lead to a person, and IP addresses, as written and as said."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from callsight.redact import lexicon as lex
from callsight.redact.hints import hints
from callsight.redact.passages import Conversation, Passage
from callsight.redact.readings import begins_number, is_break, read
from callsight.redact.recognizers.base import Hit
from callsight.redact.recognizers.email import DOTS, TLDS
from callsight.redact.tokens import Token

_PROFILES: Final = frozenset(
    "facebook linkedin instagram twitter tiktok youtube github x threads snapchat t".split()
)
_HESITATIONS: Final = frozenset("uh um er erm ah".split())
_HOST: Final = 8
"""Most words of a host."""
_NAME: Final = 3
"""Most words behind a slash."""
_BARE, _PERSONAL = 0.3, 0.6
"""Scores of a plain host (a company's web site) and of a page below it."""


def find(conversation: Conversation) -> Iterator[tuple[Passage, Hit]]:
    """IP and web addresses of a call."""
    for passage in conversation.passages:
        for hit in _in_passage(conversation, passage):
            yield passage, hit


def _in_passage(conversation: Conversation, passage: Passage) -> Iterator[Hit]:
    tokens, i = passage.tokens, 0
    while i < len(tokens):
        hit = None if passage.claimed[i] else _at(conversation, passage, i)
        if hit is not None:
            yield hit
            i = hit.last
        i += 1


def _at(conversation: Conversation, passage: Passage, i: int) -> Hit | None:
    if begins_number(passage.tokens[i]) or _is_homophone(passage.tokens, i):
        hit = _ip(passage.tokens, i)
        return None if hit is None or _is_version(conversation, passage, hit) else hit
    return _url(passage, i) if passage.tokens[i].text in TLDS else None


def _is_version(conversation: Conversation, passage: Passage, hit: Hit) -> bool:
    """Whether what is spoken of is a version or the like: "five dot one dot two dot forty two"."""
    nearest = next(iter(hints(conversation, passage, hit.first, hit.last)), None)
    return nearest is not None and not nearest.entity and not nearest.weak


def _is_dot(tokens: Sequence[Token], i: int) -> bool:
    return i < len(tokens) and not tokens[i].first and tokens[i].gap == "."


def _ip(tokens: Sequence[Token], start: int) -> Hit | None:
    """Four numbers up to 255 with dots between them."""
    if start and _is_dot(tokens, start):
        return None
    groups, i, last = [""], start, start
    while i < len(tokens) and not (i > start and tokens[i].first):
        dotted = bool(groups[-1]) and _is_dot(tokens, i) and tokens[i].case == "9"
        if dotted or (any(groups) and tokens[i].text in DOTS):
            if len(groups) == 4 and groups[-1]:
                break
            groups += [""] if groups[-1] else []  # "dot, um, dot": said twice
            i += not dotted
            continue
        if tokens[i].text in _HESITATIONS:
            i += 1
            continue
        said = _digits(tokens, i)
        number = groups[-1] + said[0] if said else ""
        if said is None or len(number) > 3 or int(number) > 255 or _is_apart(tokens, i, groups):
            break
        groups[-1], last = str(int(number)), said[1]
        i = last + 1
    if len(groups) == 4 and all(groups):
        return Hit("IP_ADDRESS", start, last, 0.9, "ip", ".".join(groups))
    return None


def _is_apart(tokens: Sequence[Token], i: int, groups: Sequence[str]) -> bool:
    """Whether a number behind a whole address is another one."""
    return len(groups) == 4 and bool(groups[-1]) and tokens[i].case == "9" and tokens[i].gap != " "


def _digits(tokens: Sequence[Token], i: int) -> tuple[str, int] | None:
    """The number at `i` and its last token; beside a dot what sounds like a digit is one."""
    reading = read(tokens, i, inside=False)
    if reading is not None:
        return (reading.text, reading.last) if reading.text.isdigit() else None
    word = tokens[i].text
    beside = i and tokens[i - 1].text in DOTS
    if _is_homophone(tokens, i) or (beside and (word in lex.OH or word in lex.HOMOPHONES)):
        return lex.HOMOPHONES.get(word, "0"), i
    return None


def _is_homophone(tokens: Sequence[Token], i: int) -> bool:
    """Whether a sure homophone is a digit beside another digit or a dot: "ate won dot one"."""
    after = tokens[i + 1] if i + 1 < len(tokens) and not is_break(tokens[i + 1]) else None
    said = after is not None and (
        begins_number(after) or after.text in DOTS or after.text in lex.SURE_HOMOPHONES
    )
    return said and tokens[i].text in lex.SURE_HOMOPHONES


def _url(passage: Passage, i: int) -> Hit | None:
    """A host that ends in a known domain, with what follows after slashes."""
    tokens = passage.tokens
    if i == 0 or not (_is_dot(tokens, i) or tokens[i - 1].text in DOTS):
        return None
    first = i - 1 if _is_dot(tokens, i) else max(0, i - 2)
    while first > 0 and not passage.claimed[first - 1]:
        if _is_dot(tokens, first) or tokens[first].gap in ("-", "://"):
            first -= 1
        elif tokens[first - 1].text in DOTS and first > 1:
            first -= 2
        else:
            break
    first = _host_start(passage, first)
    last, path = _path_end(tokens, i)
    if first < 0 or passage.claimed[first]:
        return None
    host = {token.text for token in tokens[first : i + 1]}
    score = _PERSONAL if path or (host & _PROFILES and last > i) else _BARE
    return Hit("URL", first, last, score, "url", " ".join(t.text for t in tokens[first : last + 1]))


def _host_start(passage: Passage, first: int) -> int:
    """First token of a host said in several words behind "w w w" or joined by "dash"."""
    tokens = passage.tokens
    for k in range(first, max(-1, first - _HOST), -1):
        if passage.claimed[k]:
            break
        if tokens[k].text == "www":
            return k
        if k > 1 and [token.text for token in tokens[k - 2 : k + 1]] == ["w", "w", "w"]:
            return k - 2
        if k + 1 < len(tokens) and any(mark in tokens[k].gap for mark in ".?!"):
            break
    while first > 1 and tokens[first - 1].text in ("dash", "hyphen") and not tokens[first].first:
        first -= 2
    return first


def _name_end(tokens: Sequence[Token], i: int) -> int:
    """Last word of what follows a "slash", where it ends the clause: "slash desmond tilakaratne"."""
    for k in range(i, min(i + _NAME, len(tokens))):
        if k + 1 == len(tokens) or is_break(tokens[k + 1]):
            return k
    return i


def _path_end(tokens: Sequence[Token], i: int) -> tuple[int, bool]:
    last, path = i, False
    while last + 1 < len(tokens) and not tokens[last + 1].first:
        following = tokens[last + 1]
        if following.gap and following.gap[0] in "/?&=#" and " " not in following.gap:
            last, path = last + 1, True
        elif following.text == "slash" and last + 2 < len(tokens):
            last, path = _name_end(tokens, last + 2), True
        elif following.gap in (".", "-", "_", "", "%") and (path or following.text in TLDS):
            last += 1
        else:
            break
    return last, path
