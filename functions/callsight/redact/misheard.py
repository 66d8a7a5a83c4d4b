"""What recognition made of digits: "for ate too nine", "four to one one", and what a number begins with."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from callsight.redact import lexicon as lex
from callsight.redact.number_words import is_break
from callsight.redact.tokens import Token

NUMBER_WORDS: Final = lex.DIGITS.keys() | lex.TEENS.keys() | lex.TENS.keys()
_DENSE: Final = 5
"""Numbers near a homophone by which it is one of them."""


def is_misheard(tokens: Sequence[Token], i: int) -> bool:
    """Whether a homophone inside a run stands for its digit."""
    before = tokens[i - 1]
    sure = tokens[i].text in lex.SURE_HOMOPHONES and before.text in lex.HOMOPHONES
    between = not is_break(tokens[i]) and (is_single(before) or sure)
    return (between and _sounds_like_digit(tokens, i)) or _in_dense_digits(tokens, i)


def misheard_start(tokens: Sequence[Token], i: int) -> int:
    """Tokens of a number read out that begins with a homophone: "for ate too nine", "won two won"."""
    k = i
    while k < min(i + _DENSE, len(tokens)) and (k == i or not is_break(tokens[k])):
        if not (is_single(tokens[k]) or tokens[k].text in lex.HOMOPHONES):
            break
        k += 1
    said = [token.text for token in tokens[i:k]]
    sure = [word not in lex.HOMOPHONES or word in lex.SURE_HOMOPHONES for word in said]
    before = "" if is_break(tokens[i]) else tokens[i - 1].text
    leads = not before or before in lex.FILLERS or before in ("the", "a") or all(sure)
    while sure and not sure[-1]:
        sure.pop()  # "... nine for" goes on with other words
    enough = len(sure) > 2 and sum(sure) > 1 and 2 * sum(sure) >= len(sure)
    return len(sure) if leads and enough else 0


def digit_of(token: Token) -> str:
    word = token.text
    if token.case == "9":
        return word
    return lex.DIGITS.get(word) or lex.HOMOPHONES.get(word) or "0"


def _in_dense_digits(tokens: Sequence[Token], i: int) -> bool:
    """Whether numbers stand on both sides and hardly anything else is said: "3 to, 67 for 3"."""
    before, after = tokens[i - 1], tokens[i + 1] if i + 1 < len(tokens) else None
    if tokens[i].first or "." in tokens[i].gap or not is_number(before):
        return False
    ends = after is None or after.first
    if not (ends or is_number(tokens[i + 1]) or tokens[i + 1].text in lex.SURE_HOMOPHONES):
        return False
    alone = [_is_alone(tokens, i - 1), not ends and _is_alone(tokens, i + 1)]
    if not any(alone):
        return False  # "forty nine ninety nine to sixty four ninety nine"
    around = [t for t in tokens[max(0, i - _DENSE) : i + _DENSE + 1] if t.turn == tokens[i].turn]
    sure = sum(is_number(t) or is_letter(t) or t.text in lex.SURE_HOMOPHONES for t in around)
    least = _DENSE if all(alone) or ends else _DENSE + 1  # not "one for sixty-three oh four"
    return sure >= least and sum(map(is_number, around)) >= _DENSE - 1


def _is_alone(tokens: Sequence[Token], i: int) -> bool:
    """Whether a digit is said alone, not as the end of "ninety nine"."""
    single = is_single(tokens[i]) or tokens[i].text in lex.SURE_HOMOPHONES
    return single and not (i and tokens[i - 1].text in lex.TENS)


def is_number(token: Token) -> bool:
    return begins_number(token) or token.text in lex.OH or token.text in lex.REPEATS


def _sounds_like_digit(tokens: Sequence[Token], i: int) -> bool:
    """Whether a homophone after a digit is one: "four to one one", "nine ate.", not "two to five"."""
    if i + 1 >= len(tokens) or is_break(tokens[i + 1]):
        return tokens[i].text in lex.SURE_HOMOPHONES
    if {tokens[i].text, tokens[i + 1].text} <= lex.SURE_HOMOPHONES or _closes_number(tokens, i):
        return True
    if not (is_single(tokens[i + 1]) or tokens[i + 1].text in lex.SURE_HOMOPHONES):
        return False
    if tokens[i + 1].text in lex.OH:
        return True
    more = i >= 2 and not tokens[i - 1].first and is_single(tokens[i - 2])
    return more or (i + 2 < len(tokens) and is_single(tokens[i + 2]))


def _closes_number(tokens: Sequence[Token], i: int) -> bool:
    """Whether nothing but digits and homophones, one of them sure, ends: "eight won for", not "one for"."""
    k = i
    while k < len(tokens) and (k == i or not is_break(tokens[k])):
        if k > i + _DENSE or not (is_single(tokens[k]) or tokens[k].text in lex.HOMOPHONES):
            return False
        k += 1
    return any(is_single(t) or t.text in lex.SURE_HOMOPHONES for t in tokens[i:k])


def begins_number(token: Token) -> bool:
    """Whether a number can begin here, in digits or words."""
    return token.case == "9" or token.text in NUMBER_WORDS


def is_single(token: Token) -> bool:
    """A digit said alone."""
    word = token.text
    return word in lex.DIGITS or word in lex.OH or (token.case == "9" and len(word) == 1)


def is_letter(token: Token) -> bool:
    return (len(token.text) == 1 and token.text.isascii() and token.case != "9") or (
        token.text in lex.NATO or token.text in lex.LETTER_NAMES
    )
