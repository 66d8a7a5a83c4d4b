"""The token lattice: what tokens and token runs can stand for, from left to right.

Numbers are read by `number_words`; here are letters ("S as in Sam", `BK4417`, NATO) and what is a
digit or letter only in company: "oh", "a", "for", "fourth".
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from callsight.redact import lexicon as lex
from callsight.redact.misheard import (
    NUMBER_WORDS,
    begins_number,
    digit_of,
    is_letter,
    is_misheard,
    is_number,
    misheard_start,
)
from callsight.redact.number_words import (
    Reading,
    is_break,
    is_glued,
    merged,
    number_words,
    numeral,
    repeated,
)
from callsight.redact.tokens import Token

__all__ = ["Reading", "begins_number", "is_break", "is_glued", "is_letter", "merged", "read"]
_SPELLED: Final = 3
"""Digits or letters before a letter that make an "a" one of them."""
_BEHIND: Final = frozenset("and that's thats thanks thank please okay ok is for but so".split())
"""Words that go on behind a code."""
_BREAKS: Final = frozenset(",.?!")
_EXPLAINED: Final = 4
"""Most words between a letter and the word that explains it: "K as in, uh, kitten"."""
_EXPLAINING: Final = frozenset("as in like for of uh um er".split())
_PREFIXES: Final = frozenset("am pm ok hr it ny la dc md inc".split())
"""Acronyms that stand before a number only in a code."""
_VOWELS: Final = frozenset("aeiouy")
_DASHES: Final = frozenset(("dash", "hyphen"))
_LONGEST_GROUP: Final = 4
"""Letters of a group in a code ("BK4417")."""
_COUNTS: Final = NUMBER_WORDS | {"a", "one"}
"""First words of numbers."""
_READABLE: Final = (
    NUMBER_WORDS
    | lex.REPEATS.keys()
    | lex.NATO.keys()
    | lex.LETTER_NAMES.keys()
    | lex.HOMOPHONES.keys()
    | lex.PLURALS.keys()
    | lex.ORDINALS.keys()
    | lex.OH
)


def _letter(tokens: Sequence[Token], i: int) -> Reading:
    """One letter, with its explanation where one follows: "S as in Sam", "B for Bravo"."""
    letter = tokens[i].text
    if letter == "x" and i + 1 < len(tokens) and tokens[i + 1].text == "ray":
        return Reading(i, i + 1, "X", "letter")
    j = i + 1
    while j < len(tokens) and j - i <= _EXPLAINED and tokens[j].text in _EXPLAINING:
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
        return numeral(tokens, i)
    if len(word) > _LONGEST_GROUP and word not in _READABLE:
        if token.case == "XX" and len(word) == 5 and _is_licence(tokens, i):
            return Reading(i, i, word.upper(), "letters")
        digits = merged(word)
        return Reading(i, i, digits, "group") if digits else None
    if word in lex.REPEATS:
        return repeated(tokens, i)
    if inside and (reading := _ordinal(tokens, i)):
        return reading
    if word in _COUNTS and (reading := number_words(tokens, i)):
        return reading
    if (len(word) == 1 and word.isascii()) or word in lex.OH:
        return _single(tokens, i, inside)
    return _by_company(tokens, i, inside)


def _is_licence(tokens: Sequence[Token], i: int) -> bool:
    """Whether five letters begin a British driving licence: "HOLLO 057 124 KM9AB"."""
    digits = [t for t in tokens[i + 1 : i + 3] if t.case == "9" and not t.first]
    return bool(digits) and digits[0] is tokens[i + 1] and len(digits[0].text) in (3, 6)


def _likened(tokens: Sequence[Token], i: int) -> int | None:
    """Last token of what explains letters: "RF as in Frank", "XGB, as in X-ray"."""
    said = [token.text for token in tokens[i + 1 : i + 4] if not token.first]
    if len(said) == 3 and said[:2] == ["as", "in"] and said[2][0] in tokens[i].text:
        return i + (3 if len(said[2]) > 1 else 2)
    return None


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
    if letter and tokens[i].case == "XX" and len(word) == 2 and _in_code(tokens, i):
        return Reading(i, i, word.upper(), "letters")  # "file AR 771 0394"
    if tokens[i].case == "XX" and len(word) <= _LONGEST_GROUP and (last := _likened(tokens, i)):
        return Reading(i, last, word.upper(), "letters")
    if letter:
        company = _in_letter_company(tokens, i, inside)
        return Reading(i, i, letter.upper(), "letter") if company else None
    if word in lex.HOMOPHONES:
        begins = not inside or is_break(tokens[i])
        if begins and word in lex.LEADING_HOMOPHONES and (count := misheard_start(tokens, i)):
            digits = "".join(digit_of(token) for token in tokens[i : i + count])
            return Reading(i, i + count - 1, digits, "digit")
        if inside and is_misheard(tokens, i):
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
        if (inside and not _BREAKS.intersection(token.gap)) or (
            next_is_digit and following is not None and "," not in following.gap
        ):
            return Reading(i, i, "0", "digit")
        return Reading(i, i, "0", "digit") if inside and next_is_digit else None
    if word in ("a", "i"):
        explained = following is not None and (
            following.text in ("as", "like")
            or (following.text in _DASHES and i + 2 < len(tokens) and is_number(tokens[i + 2]))
        )
        spelled = following is not None and (is_letter(following) or following.text in lex.REPEATS)
        glued = "-" in token.gap or (following is not None and following.gap == "-")
        glued = glued or (following is not None and following.gap == "" and following.case == "9")
        # No article is a capital inside a sentence: "authorisation code is A four four".
        after = tokens[i + 2] if following is not None and i + 2 < len(tokens) else None
        more = after is not None and not after.first and _is_symbol(after) and after.gap != ""
        spells = more and (spelled or (next_is_digit and token.case == "XX"))
        glued = glued or spells or (inside and _closes_code(tokens, i))
        named = token.case == "XX" and word == "a" and not is_break(token) and next_is_digit
        glued = glued or named
        before = inside and is_letter(tokens[i - 1])
        if not (explained or glued or (before and (token.case == "XX" or spelled)) or
                (spelled and token.case == "XX")):  # fmt: skip
            return None
    return _letter(tokens, i)


def _is_symbol(token: Token) -> bool:
    return is_letter(token) or _is_digit(token) or token.text in lex.OH


def _closes_code(tokens: Sequence[Token], i: int) -> bool:
    """Whether a letter ends what is read out: "nine two five six eight two a"."""
    ends = i + 1 == len(tokens) or is_break(tokens[i + 1]) or tokens[i + 1].text in _BEHIND
    return ends and i >= _SPELLED and all(map(_is_symbol, tokens[i - _SPELLED : i]))


def _is_digit(token: Token) -> bool:
    return token.case == "9" or token.text in NUMBER_WORDS or token.text in lex.REPEATS


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
    if token.case != "XX" and not _VOWELS.isdisjoint(token.text):  # a word, if no digit is glued
        before = i > 0 and not token.first and token.gap in ("", "-") and tokens[i - 1].case == "9"
        if before or following is None or following.first or following.gap not in ("", "-"):
            return before
        return following.case == "9"
    joined = tokens[i + 2] if i + 2 < len(tokens) and not tokens[i + 2].first else None
    if following is not None and following.text in _DASHES and token.case == "XX" and joined:
        return joined.case == "9" or joined.text in NUMBER_WORDS  # "LAF dash 40 22"
    if i and not token.first and _belongs(token, tokens[i - 1], token.gap):
        return True
    return (
        following is not None and not following.first and _belongs(token, following, following.gap)
    )


def _belongs(letters: Token, digits: Token, gap: str) -> bool:
    if gap in ("", "-") and digits.case == "9":
        return True
    prefix = letters.case == "XX" and letters.text in _PREFIXES and digits.case == "9"
    if prefix and digits.start > letters.start:
        return True  # "policy AM 66 20 118"
    if not _is_digit(digits) or letters.text in lex.ACRONYMS:
        return False
    unspeakable = len(letters.text) < 4 and _VOWELS.isdisjoint(letters.text)
    return letters.case == "XX" or (unspeakable and letters.text not in lex.COMMON_SHORT)
