"""IP addresses of version 6 as said, parts of addresses that are read back, and nobody's addresses."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Final

from callsight.redact import lexicon as lex
from callsight.redact.passages import Passage
from callsight.redact.readings import begins_number, read
from callsight.redact.recognizers.base import Hit
from callsight.redact.recognizers.email_parts import DOTS
from callsight.redact.tokens import Token

_SHARED: Final = re.compile(
    r"192\.168\.\d+\.(?:1|254)|10\.[01]\.[01]\.(?:1|138)|127\.0\.0\.1|0\.0\.0\.0"
    r"|255\.\d+\.\d+\.\d+|8\.8\.[84]\.[84]|1\.[01]\.[01]\.1|9\.9\.9\.9"
)
"""What every router, network mask or public name server has."""
_VERSION: Final = re.compile(
    r"\b(?:version|firmware|build|release|software)\b(?!.*\b(?:ip|address)\b)[^.?!|]*[?:]?\s*$"
)
_NEAR: Final = 50
"""Characters before an address that tell what it is."""
_OWN: Final = re.compile(r"\b(?:my|your|his|her|their) (?:\w+ )?ip\b[^.?!]*[?:,]?\s*$")
"""Speaks of somebody's own address, which then is redacted even where it is a router's."""
_HEX: Final = re.compile(r"[0-9a-f]{1,4}")
_REACH: Final = 5
"""Most tokens of a group of hexadecimal digits before its "colon"."""
_COLONS: Final = 3
_GROUP: Final = 7
"""Most letters of a word that is a digit ("foxtrot")."""
_DIGITS: Final = lex.DIGITS | {"oh": "0"}


def is_shared(address: str) -> bool:
    """Whether an address is nobody's: `192.168.1.1`, `255.255.255.0`."""
    return _SHARED.fullmatch(address) is not None


def is_own(before: str) -> bool:
    """Whether the text before an address, or the question for it, says that it is somebody's own."""
    return _OWN.search(before[-_NEAR:].lower()) is not None


def is_nobodys(before: str, address: str) -> bool:
    """Whether an address behind the text `before` is shared, or the version of something."""
    return is_shared(address) or _VERSION.search(before[-_NEAR:].lower()) is not None


def is_dot(tokens: Sequence[Token], i: int) -> bool:
    """Whether a full stop without a space stands before token `i`."""
    return i < len(tokens) and not tokens[i].first and tokens[i].gap == "."


def version_6(tokens: Sequence[Token], start: int) -> Hit | None:
    """ "2001 colon d b 8 colon colon 1"."""
    if not _comes_colon(tokens, start) or _hex(tokens[start]) is None:
        return None
    groups, last, colons = [""], start - 1, 0
    for k in range(start, len(tokens)):
        digits = _hex(tokens[k])
        if tokens[k].first and k > start:
            break
        if tokens[k].text == "colon":
            groups.append("")
            colons += 1
        elif digits is not None and len(groups[-1] + digits) <= 4:
            groups[-1] += digits
            last = k
        else:
            break
    if colons < _COLONS or max(map(len, groups)) < 3:
        return None
    return Hit("IP_ADDRESS", start, last, 0.9, "ip", ":".join(groups))


def _comes_colon(tokens: Sequence[Token], start: int) -> bool:
    """Whether "colon" stands behind one group of digits."""
    for k in range(start + 1, min(start + 1 + _REACH, len(tokens))):
        if tokens[k].text == "colon":
            return True
        if len(tokens[k].text) > _GROUP:
            return False
    return False


def _hex(token: Token) -> str | None:
    """The hexadecimal digits that a token stands for."""
    text = _DIGITS.get(token.text) or lex.NATO.get(token.text, token.text)
    return text if _HEX.fullmatch(text) else None


def read_back(passage: Passage, known: Sequence[Sequence[str]]) -> Iterator[Hit]:
    """Two or three groups in a row of an address in `known`: "73 dot 162, that's my Comcast"."""
    tokens, i = passage.tokens, 0
    while i + 1 < len(tokens):
        said, last = ([], i) if passage.claimed[i] else _groups(tokens, i)
        runs = (a[k : k + len(said)] for a in known for k in range(5 - len(said)))
        if len(said) > 1 and any(list(run) == said for run in runs):
            yield Hit("IP_ADDRESS", i, last, 0.7, "ip", "")
        i = last + 1


def _groups(tokens: Sequence[Token], i: int) -> tuple[list[str], int]:
    """Numbers with dots between them from `i` on, and the last token of them."""
    groups: list[str] = []
    last, k = i, i
    while k < len(tokens) and begins_number(tokens[k]) and not (groups and tokens[k].first):
        text, j = "", k
        while j < len(tokens) and (j == k or tokens[j].gap == " "):
            reading = read(tokens, j, inside=False)
            if reading is None or not reading.text.isdigit():
                break
            text, j = text + reading.text, reading.last + 1
        if not text:
            break
        groups, last = [*groups, text], j - 1
        dotted = j < len(tokens) and tokens[j].gap == "." and not tokens[j].first
        if not dotted and not (j + 1 < len(tokens) and tokens[j].text in DOTS):
            break
        k = j + (not dotted)
    return groups, last
