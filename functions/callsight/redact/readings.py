"""The token lattice: what tokens and token runs can stand for, from left to right.

A `Reading` is one or more tokens with the digits or letters they say: "four", "double one",
"twenty-two", "eight hundred", "S as in Sam", "BK4417". Each knows its tokens, so every digit leads
back to characters and seconds. Readings that count something ("four dollars") say so.
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
_BREAKS: Final = frozenset(".?!,;:")
_LONGEST_GROUP: Final = 4
"""Letters of a group in a code ("BK4417")."""
_NUMBER_WORDS: Final = lex.DIGITS.keys() | lex.TEENS.keys() | lex.TENS.keys()
_READABLE: Final = (
    _NUMBER_WORDS
    | lex.REPEATS.keys()
    | lex.NATO.keys()
    | lex.LETTER_NAMES.keys()
    | lex.HOMOPHONES.keys()
    | lex.PLURALS.keys()
    | lex.ORDINALS.keys()
    | lex.OH
)
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


def _numeral(tokens: Sequence[Token], i: int) -> Reading:
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
    kind: Kind = "cardinal" if j > i else "digit" if len(text) == 1 else "numeral"
    money = any(sign in tokens[i].gap for sign in "$€£")
    clock = len(text) <= 2 and is_glued(tokens, j + 1, ":") and len(tokens[j + 1].text) == 2
    if (clock or (money and is_glued(tokens, j + 1, "."))) and tokens[j + 1].case == "9":
        return Reading(i, j + 1, text + tokens[j + 1].text, kind, quantity=True)
    return Reading(i, j, text, kind, quantity=money)


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


def _number_words(tokens: Sequence[Token], i: int) -> Reading | None:
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


def _repeated(tokens: Sequence[Token], i: int) -> Reading | None:
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


def _letter(tokens: Sequence[Token], i: int) -> Reading:
    """One letter, with its explanation where one follows: "S as in Sam", "B for Bravo"."""
    letter = tokens[i].text
    if letter == "x" and i + 1 < len(tokens) and tokens[i + 1].text == "ray":
        return Reading(i, i + 1, "X", "letter")
    j = i + 1
    while j < len(tokens) and j - i <= 2 and tokens[j].text in ("as", "in", "like", "for", "of"):
        j += 1
    explained = (
        i + 1 < j < len(tokens)
        and len(tokens[j].text) > 1
        and tokens[j].text[0] == letter
        and tokens[j].turn == tokens[i].turn
    )
    return Reading(i, j if explained else i, letter.upper(), "letter")


def read(tokens: Sequence[Token], i: int, inside: bool) -> Reading | None:
    """What the tokens from `i` on stand for, or None for an ordinary word.

    `inside` says that the token before belongs to a run of digits or letters: "oh", "a", "alpha"
    and "to" are read as "0", "A", "A" and "2" only in such company.
    """
    token = tokens[i]
    word = token.text
    if token.case == "9":
        return _numeral(tokens, i)
    if len(word) > _LONGEST_GROUP and word not in _READABLE:
        digits = merged(word)
        return Reading(i, i, digits, "group") if digits else None
    if word in lex.REPEATS:
        return _repeated(tokens, i)
    if inside and (reading := _ordinal(tokens, i)):
        return reading
    if reading := _number_words(tokens, i):
        return reading
    if (len(word) == 1 and word.isascii()) or word in lex.OH:
        return _single(tokens, i, inside)
    return _by_company(tokens, i, inside)


def _ordinal(tokens: Sequence[Token], i: int) -> Reading | None:
    """What recognition made an ordinal of a digit or number: "four sixteenth", "ninety second"."""
    word, last = tokens[i].text, i
    if is_break(tokens[i]) and "," not in tokens[i].gap:
        return None  # "First, ..." begins something else
    if word in lex.TENS and i + 1 < len(tokens) and not is_break(tokens[i + 1]):
        last = i + 1
    number = lex.ORDINALS.get(tokens[last].text)
    if number is None or (last > i and number > 9):
        return None
    text = str(number if last == i else int(lex.TENS[word]) + number)
    return Reading(i, last, text, "digit" if number < 10 and last == i else "group")


def _by_company(tokens: Sequence[Token], i: int, inside: bool) -> Reading | None:
    """What is a digit or letter only beside others: "Bravo", "bee", "for", "fours", `BK`."""
    word = tokens[i].text
    letter = lex.NATO.get(word) or lex.LETTER_NAMES.get(word)
    if letter:
        company = _in_letter_company(tokens, i, inside)
        return Reading(i, i, letter.upper(), "letter") if company else None
    between = inside and not is_break(tokens[i]) and _is_single(tokens[i - 1])
    if word in lex.HOMOPHONES and between and _sounds_like_digit(tokens, i):
        return Reading(i, i, lex.HOMOPHONES[word], "digit")
    if len(word) <= _LONGEST_GROUP and _in_code(tokens, i):
        return Reading(i, i, word.upper(), "letters")
    if inside and word in lex.PLURALS:
        return Reading(i, i, lex.PLURALS[word], "digit")
    return None


def _single(tokens: Sequence[Token], i: int, inside: bool) -> Reading | None:
    """A letter that stands alone, or "oh" for zero."""
    token, word = tokens[i], tokens[i].text
    following = tokens[i + 1] if i + 1 < len(tokens) and not tokens[i + 1].first else None
    next_is_digit = following is not None and (_is_digit(following) or following.text in lex.OH)
    if word in lex.OH:
        spelled = inside and is_letter(tokens[i - 1]) and not next_is_digit
        if word == "o" and (spelled or (following and is_letter(following) and not inside)):
            return _letter(tokens, i)
        if (inside and "," not in token.gap) or (
            next_is_digit and following is not None and "," not in following.gap
        ):
            return Reading(i, i, "0", "digit")
        return Reading(i, i, "0", "digit") if inside and next_is_digit else None
    if word in ("a", "i"):
        explained = following is not None and following.text in ("as", "like")
        spelled = is_letter(following) if following else False
        glued = "-" in token.gap or (following is not None and following.gap == "-")
        before = inside and is_letter(tokens[i - 1])
        if not (explained or glued or (before and (token.case == "XX" or spelled)) or
                (spelled and token.case == "XX")):  # fmt: skip
            return None
    return _letter(tokens, i)


def _is_digit(token: Token) -> bool:
    return token.case == "9" or token.text in _NUMBER_WORDS or token.text in lex.REPEATS


def _sounds_like_digit(tokens: Sequence[Token], i: int) -> bool:
    """Whether a homophone after a digit is one: "four to one one", "nine ate.", not "two to five"."""
    if i + 1 >= len(tokens) or is_break(tokens[i + 1]):
        return tokens[i].text in lex.SURE_HOMOPHONES
    if not _is_single(tokens[i + 1]):
        return False
    if tokens[i + 1].text in lex.OH:
        return True
    more = i >= 2 and not tokens[i - 1].first and _is_single(tokens[i - 2])
    return more or (i + 2 < len(tokens) and _is_single(tokens[i + 2]))


def begins_number(token: Token) -> bool:
    """Whether a number can begin here, in digits or words."""
    return token.case == "9" or token.text in _NUMBER_WORDS


def _is_single(token: Token) -> bool:
    """A digit said alone."""
    word = token.text
    return word in lex.DIGITS or word in lex.OH or (token.case == "9" and len(word) == 1)


def is_letter(token: Token) -> bool:
    return (len(token.text) == 1 and token.text.isascii() and token.case != "9") or (
        token.text in lex.NATO or token.text in lex.LETTER_NAMES
    )


def _in_letter_company(tokens: Sequence[Token], i: int, inside: bool) -> bool:
    if inside:
        return True
    if i + 1 >= len(tokens):
        return False
    following = tokens[i + 1]
    if tokens[i].text in lex.NATO and _is_digit(following):
        return True
    return not following.first and is_letter(following) and following.text not in ("a", "i")


def _in_code(tokens: Sequence[Token], i: int) -> bool:
    """Whether a group of letters is part of a code: `BK4417`, `BK 4417`, `44 XY`, `bk-4417`."""
    token, following = tokens[i], tokens[i + 1] if i + 1 < len(tokens) else None
    if i and not token.first and _belongs(token, tokens[i - 1], token.gap):
        return True
    return (
        following is not None and not following.first and _belongs(token, following, following.gap)
    )


def _belongs(letters: Token, digits: Token, gap: str) -> bool:
    if gap in ("", "-") and digits.case == "9":
        return True
    if not _is_digit(digits) or letters.text in lex.ACRONYMS:
        return False
    return letters.case == "XX" or (len(letters.text) < 4 and letters.text not in lex.COMMON_SHORT)
