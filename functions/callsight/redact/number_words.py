"""Numbers as written and as said in words: "four", "twenty two", "eight hundred", "double four", `1,250`.

A `Reading` is one or more tokens with the digits or letters they say. Each knows its tokens, so
every digit leads back to characters and seconds.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final, Literal

from callsight.redact import lexicon as lex
from callsight.redact.tokens import Token

Kind = Literal["digit", "group", "numeral", "cardinal", "letter", "letters"]
_MONEY: Final = frozenset("$€£₹₪¥")
_BREAKS: Final = frozenset(".?!,;:")
_MERGED_WORDS: Final = {
    word: str(number) for word, number in (lex.DIGITS | lex.TEENS | lex.TENS | lex.ORDINALS).items()
} | {"double": "", "triple": ""}
_MERGED: Final = re.compile("|".join(sorted(_MERGED_WORDS, key=len, reverse=True)))


@dataclass(slots=True)
class Reading:
    """Tokens `first..last` (positions in their sequence) say `text`."""

    first: int
    last: int
    text: str
    """Digits and upper-case letters."""
    kind: Kind
    quantity: bool = False
    """True for what counts, measures, prices, times or orders."""

    @property
    def spoken_singly(self) -> bool:
        """Said digit by digit, which nobody does with an amount."""
        return self.kind in ("digit", "letter")


@lru_cache(maxsize=4096)
def merged(word: str) -> str:
    """The digits of number words written as one ("fortyeight", "nineoneone"), "" for other words."""
    parts = _MERGED.findall(word) if len(word) > 5 else []
    if len(parts) < 2 or "".join(parts) != word:
        return ""
    digits = ""
    for one, other in zip([*parts, ""], ["", *parts], strict=True):
        follows = other in lex.TENS and 0 < int(_MERGED_WORDS.get(one) or 0) < 10
        digits = (digits[:-1] if follows else digits) + _MERGED_WORDS.get(one, "")
    return digits


def is_break(token: Token) -> bool:
    return token.first or (token.gap != " " and not _BREAKS.isdisjoint(token.gap))


def numeral(tokens: Sequence[Token], i: int) -> Reading:
    """Digits as written, with thousands separators joined: `1,250`."""
    text, j, end = tokens[i].text, i, len(tokens)
    while (
        j + 1 < end
        and tokens[j + 1].gap == ","
        and not tokens[j + 1].first
        and tokens[j + 1].case == "9"
        and len(tokens[j + 1].text) == 3
        and len(tokens[i].text) <= 3
    ):
        j += 1
        text += tokens[j].text
    if j == i and len(text) < 4 and _is_scale(tokens, j + 1):
        return Reading(i, j + 1, str(int(text) * lex.SCALES[tokens[j + 1].text]), "cardinal")
    kind: Kind = "cardinal" if j > i else "digit" if len(text) == 1 else "numeral"
    money = not _MONEY.isdisjoint(tokens[i].gap)
    clock = len(text) <= 2 and is_glued(tokens, j + 1, ":") and len(tokens[j + 1].text) == 2
    if (clock or (money and is_glued(tokens, j + 1, "."))) and tokens[j + 1].case == "9":
        return Reading(i, j + 1, text + tokens[j + 1].text, kind, quantity=True)
    return Reading(i, j, text, kind, quantity=money)


def _is_scale(tokens: Sequence[Token], i: int) -> bool:
    """Whether "hundred" or "thousand" goes on with the number before: "53 hundred"."""
    return i < len(tokens) and tokens[i].text in lex.SCALES and tokens[i].gap == " "


def is_glued(tokens: Sequence[Token], i: int, gap: str) -> bool:
    return i < len(tokens) and not tokens[i].first and tokens[i].gap == gap


def _below_hundred(tokens: Sequence[Token], i: int) -> Reading | None:
    """One number word under a hundred: "four", "fifteen", "twenty two"."""
    word = tokens[i].text
    if word in lex.DIGITS:
        return Reading(i, i, lex.DIGITS[word], "digit")
    if word in lex.TEENS:
        return Reading(i, i, lex.TEENS[word], "group")
    if word not in lex.TENS:
        return None
    if i + 1 < len(tokens) and not is_break(tokens[i + 1]):
        if lex.ORDINALS.get(tokens[i + 1].text, 10) < 10:
            return None  # "twenty first"
        unit = lex.DIGITS.get(tokens[i + 1].text, "0")
        if unit != "0":
            return Reading(i, i + 1, lex.TENS[word][0] + unit, "group")
    return Reading(i, i, lex.TENS[word], "group")


def number_words(tokens: Sequence[Token], i: int) -> Reading | None:
    """A number said as words, scales included: "four hundred and twenty two"."""
    head = _below_hundred(tokens, i)
    if head is None and tokens[i].text in ("a", "one"):
        head = Reading(i, i, "1", "digit")
    if head is None:
        return None
    total, part, j, scaled = 0, int(head.text), head.last, False
    while j + 1 < len(tokens) and not is_break(tokens[j + 1]):
        word = tokens[j + 1].text
        if word in lex.SCALES:
            scale = lex.SCALES[word]
            if scale == 100:
                part *= 100
            else:
                total, part = total + part * scale, 0
            j, scaled = j + 1, True
            continue
        if not scaled or part % 100:
            break
        k = j + 2 if word == "and" and j + 2 < len(tokens) else j + 1
        more = None if is_break(tokens[k]) else _below_hundred(tokens, k)
        if more is None or _said_singly(tokens, more):
            break
        part, j = part + int(more.text), more.last
    if scaled:
        return Reading(i, j, str(total + part), "cardinal")
    return None if tokens[i].text == "a" else head


def _said_singly(tokens: Sequence[Token], reading: Reading) -> bool:
    """Whether a digit goes on as a run: in "eight hundred five five five" the five stands alone."""
    after = reading.last + 1
    return (
        reading.kind == "digit"
        and after < len(tokens)
        and not tokens[after].first
        and (tokens[after].text in lex.DIGITS or tokens[after].text in lex.OH)
    )


def repeated(tokens: Sequence[Token], i: int) -> Reading | None:
    """ "double four", "triple oh"."""
    if i + 1 >= len(tokens):
        return None
    times, token = lex.REPEATS[tokens[i].text], tokens[i + 1]
    word = token.text
    digit = lex.DIGITS.get(word) or lex.PLURALS.get(word) or ("0" if word in lex.OH else "")
    if not digit and token.case == "9" and len(word) == 1:
        digit = word
    if digit:
        return Reading(i, i + 1, digit * times, "digit")
    if len(word) == 1 and word.isascii():
        return Reading(i, i + 1, word.upper() * times, "letter")
    return None
