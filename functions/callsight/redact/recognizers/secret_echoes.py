"""Secrets that are said again: read back, spelled, or confirmed in part."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from callsight.redact import lexicon as lex
from callsight.redact.passages import Passage
from callsight.redact.recognizers.base import Hit
from callsight.redact.recognizers.name_words import NOT_NAMES
from callsight.redact.tokens import Token

CASES: Final[dict[str, frozenset[str]]] = {
    "capital": frozenset(), "uppercase": frozenset(), "lowercase": frozenset(),
    "exclamation": frozenset(("mark", "point", "sign")), "dollar": frozenset(("sign",)),
    "hash": frozenset(("sign",)), "percent": frozenset(("sign",)), "question": frozenset(("mark",)),
}  # fmt: skip
"""Words by which the letters and signs of a secret are told."""
WRITTEN: Final = (
    frozenset("all lower upper case caps capital no space spaces letter number one word".split())
    | CASES.keys()
    | frozenset().union(*CASES.values())
)
"""Words by which it is told how a secret is written."""
JOINED: Final = "+"
"""Before the words of a secret in one: "MisterBiscuits"."""
_SIGNS: Final = lex.FILLERS | frozenset("dash hyphen dot underscore".split())
_SAID_OTHERWISE: Final = lex.REPEATS.keys() | lex.DIGITS.keys() | lex.TENS.keys() | lex.TEENS.keys()
"""Numbers between the words of a secret that may be read back in another way: "double eight"."""


def find(passage: Passage, said: dict[int, set[str]], kinds: dict[int, str]) -> Iterator[Hit]:
    """Runs of words of a secret that was told up to three turns before, or here or next."""
    tokens, i = passage.tokens, 0
    while i < len(tokens):
        turn = tokens[i].turn
        near = [k for k in (turn - 1, turn + 1, turn - 2, turn - 3, turn) if k in said]
        runs = [(_run(tokens, i, said[k]), -at, k) for at, k in enumerate(near)]
        last, _, told = max(runs, default=(i - 1, 0, -1))
        free = last >= i and not passage.claimed[i]
        if free and _is_most(tokens[i : last + 1], said[told]):
            words = " ".join(token.text for token in tokens[i : last + 1])
            yield Hit(kinds[told], i, last, 0.7, "secret", words)
        i = max(i, last) + 1


def _run(tokens: Sequence[Token], i: int, secret: set[str]) -> int:
    """Last token of the run of words of a secret that begins at `i`, or `i - 1`."""
    whole = _glued_end(tokens, i)
    said = tokens[i].text if whole == i else "".join(t.text for t in tokens[i : whole + 1])
    if JOINED + said in secret:
        return whole
    last = i - 1
    k = i
    while k < len(tokens) and (k == i or not tokens[k].first):
        if tokens[k].text in secret:
            last = k
        elif k == i or tokens[k].text not in _SAID_OTHERWISE:
            break
        k += 1
    return last


def _glued_end(tokens: Sequence[Token], i: int) -> int:
    """Last token of what is written in one with the token at `i`: "Trout-55-kite"."""
    last = i
    while last + 1 < len(tokens) and tokens[last + 1].gap in ("", "-", "_"):
        if tokens[last + 1].first:
            break
        last += 1
    return last


def joined(words: Sequence[str]) -> Iterator[str]:
    """A secret in one, as told and without the words that tell how it is written."""
    yield JOINED + "".join(words)
    plain = [word for word in words if word not in WRITTEN | _SIGNS]
    yield JOINED + "".join(lex.DIGITS.get(word, word) for word in plain)


def _is_most(said: Sequence[Token], secret: set[str]) -> bool:
    """Whether the words are at least half of the secret's."""
    telling = secret - WRITTEN - NOT_NAMES | (secret & lex.DIGITS.keys())
    if JOINED + "".join(token.text for token in said) in secret:
        return True
    telling = {word for word in telling if len(word) > 1 and word[0] != JOINED}
    return bool(telling) and 2 * len({token.text for token in said} & telling) >= len(telling)
