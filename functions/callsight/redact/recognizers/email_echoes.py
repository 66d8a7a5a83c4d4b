"""Local parts of e-mail addresses that are read back without their domain: "brightwater91?"."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from callsight.redact import lexicon as lex
from callsight.redact.passages import Conversation, Passage
from callsight.redact.recognizers.base import Hit
from callsight.redact.recognizers.name_lists import WORDS
from callsight.redact.tokens import Token

_JOINTS: Final = frozenset("dot dots point underscore dash hyphen minus uh um".split())
_TENS: Final = re.compile(rf"({'|'.join(lex.TENS)})([1-9])?")
_TURNS: Final = 3
"""Turns after an address in which it is read back."""
_TELLING: Final = 5
"""Fewest letters of a local part that is known again."""


def find(
    conversation: Conversation, told: Mapping[int, Sequence[str]]
) -> Iterator[tuple[Passage, Hit]]:
    """Runs of tokens that spell a local part of an address in `told` (by turn)."""
    locals_ = {
        turn: {_compact(value.partition("@")[0]) for value in values if "@" in value}
        for turn, values in told.items()
    }
    for passage in conversation.passages:
        tokens, i = passage.tokens, 0
        while i < len(tokens):
            turn = tokens[i].turn
            parts = {p for k in range(turn - _TURNS, turn) for p in locals_.get(k, ())}
            last = _match(passage, i, parts) if parts else None
            if last is not None:
                yield passage, Hit("EMAIL_ADDRESS", i, last, 0.7, "email", "")
            i = i + 1 if last is None else last + 1


def _compact(text: str) -> str:
    return _with_digits("".join(c for c in text if c.isalnum()))


def _with_digits(text: str) -> str:
    """With numbers told in words as digits: "ronfifty2" is "ron52"."""
    return _TENS.sub(lambda m: str(lex.TENS[m[1]])[0] + (m[2] or "0"), text)


def _match(passage: Passage, i: int, parts: set[str]) -> int | None:
    """Last token of the run from `i` on that spells one of `parts`."""
    tokens, said, last, letters = passage.tokens, "", None, 0
    for k in range(i, len(tokens)):
        if passage.claimed[k] or (k > i and tokens[k].first):
            break
        if said and (tokens[k].text in _JOINTS or _leads_on(tokens, k)):
            continue
        word = lex.DIGITS.get(tokens[k].text, tokens[k].text)
        letters += len(word) == 1
        tens = word in lex.TENS and k + 1 < len(tokens) and tokens[k + 1].text in lex.DIGITS
        said = _with_digits(said + word) if not tens else said + word
        if not tens and not any(part.startswith(said) for part in parts):
            said = said.replace("dot", "").replace("underscore", "")  # "pattydotorourke"
            if not any(part.startswith(said) for part in parts):
                break
        whole = said in parts and said not in WORDS
        if len(said) >= _TELLING and (whole or letters >= _TELLING):
            last = k
            if whole and letters < len(said):
                break
    return last


def _leads_on(tokens: Sequence[Token], k: int) -> bool:
    """Whether a small word stands between letters: "then the underscore and a W"."""
    following = [token.text for token in tokens[k + 1 : k + 5]]
    on = any(word in _JOINTS or len(word) == 1 for word in following)
    return on and tokens[k].text in ("then", "the", "and", "a") and len(following) > 0
