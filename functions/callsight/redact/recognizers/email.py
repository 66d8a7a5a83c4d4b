"""E-mail addresses as written and as said: `j.doe@gmail.com`, "j dot doe at gmail dot com"."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from callsight.redact import lexicon as lex
from callsight.redact.hints import is_asked, is_own
from callsight.redact.passages import Conversation, Passage
from callsight.redact.recognizers.base import Hit
from callsight.redact.tokens import Token

TLDS: Final = frozenset(
    "com net org edu gov mil info biz io co uk us ca de fr es it nl be ch at il ie au nz in me eu "
    "tv "
    "app dev ai online shop cloud email xyz pro name se no dk fi pl pt br mx jp cn ru gr cz hu".split()
)
PROVIDERS: Final = frozenset(
    "gmail yahoo hotmail outlook icloud aol proton protonmail googlemail gmx live msn ymail "
    "comcast verizon jmail fastmail zoho mac".split()
)
DOTS: Final = frozenset(("dot", "point", "period", "dots", "dotcom"))
_JOINTS: Final = DOTS | {"underscore", "dash", "hyphen", "minus", "plus", "score"}
_MISHEARD_AT: Final = frozenset("add ad hat et app that".split())
_STOPS: Final = frozenset(
    "is it's its my email mail address to that's that be the yes sure yeah okay ok so and uh um er "
    "erm under as with send use have it was new old i are on can reach me you for your his her "
    "correct again just right called it'll would said well hi please account username name contact "
    "sent emails e's then no sorry i'm there here him them us our their from of this using goes "
    "has "
    "will wait actually need got at e".split()
) | {lex.REMOVED}
_HESITATIONS: Final = frozenset("uh um er erm ah hmm mm well so and then".split())
_NOT_FIRST: Final = _HESITATIONS | {"dash", "dot", "oh"}
_REACH: Final = 8
"""Most tokens of a domain."""
_PLAIN_WORDS: Final = 3
"""Most words of a local part that nothing joins ("jason lee jones at ...")."""


def find(conversation: Conversation) -> Iterator[tuple[Passage, Hit]]:
    """All addresses of a call."""
    for passage in conversation.passages:
        for hit in _in_passage(conversation, passage):
            yield passage, hit


def _in_passage(conversation: Conversation, passage: Passage) -> Iterator[Hit]:
    tokens = passage.tokens
    taken = -1
    for i, token in enumerate(tokens):
        if i <= taken:
            continue
        if "@" in token.gap or (token.text == "at" and i + 1 < len(tokens)):
            at = i
            end = _domain_end(tokens, i if "@" in token.gap else i + 1)
        elif token.text in TLDS and _after_dot(tokens, i):
            at, end = -1, i
        else:
            continue
        if at >= 0 and end is None:
            continue
        last = end if end is not None else i
        hit = _address(conversation, passage, at, last, taken)
        if hit is not None:
            taken = hit.last
            yield hit


def _after_dot(tokens: Sequence[Token], i: int) -> bool:
    if i == 0:
        return False
    return (tokens[i].gap == "." and not tokens[i].first) or tokens[i - 1].text in DOTS


def _domain_end(tokens: Sequence[Token], start: int) -> int | None:
    """Last token of a domain that begins at `start`, or None where none is said."""
    if start >= len(tokens):
        return None
    if tokens[start].text in ("g", "hot", "i") and start + 1 < len(tokens):
        joined = tokens[start].text + tokens[start + 1].text
        known = PROVIDERS | {"icloud"}
        end = start + 1 if joined in known else None
    else:
        end = start if tokens[start].text in PROVIDERS or tokens[start].gap == "@" else None
    for j in range(start + 1, min(start + _REACH, len(tokens))):
        if tokens[j].text in TLDS and _after_dot(tokens, j):
            end = j
        elif tokens[j].text == "at" or (end is not None and not _joined(tokens, j)):
            break
    return end


def _joined(tokens: Sequence[Token], j: int) -> bool:
    """Whether token `j` goes on with what came before: a joint, or glued by one."""
    return (
        tokens[j].text in _JOINTS
        or tokens[j - 1].text in _JOINTS
        or (not tokens[j].first and tokens[j].gap in (".", "_", "-", "+", ""))
    )


def _address(
    conversation: Conversation, passage: Passage, at: int, last: int, taken: int
) -> Hit | None:
    tokens = passage.tokens
    if at < 0:
        at = _unheard_at(conversation, passage, last, taken)
        if at < 0:
            return None
    first = _local_start(tokens, at, taken)
    bare = first == at and "@" not in tokens[at].gap
    if bare and not _is_expected(conversation, passage, at, last):
        return None
    value = "".join(_symbol(tokens, k) for k in range(first, last + 1))
    return Hit("EMAIL_ADDRESS", first, last, 0.95, "email", value)


def _is_expected(conversation: Conversation, passage: Passage, first: int, last: int) -> bool:
    turn = passage.tokens[first].turn
    return is_own(conversation, passage, first, last, "EMAIL_ADDRESS") or is_asked(
        conversation, turn, "EMAIL_ADDRESS"
    )


def _unheard_at(conversation: Conversation, passage: Passage, last: int, taken: int) -> int:
    """Where "at" must have been in an address that was asked for, -1 where it is just a host."""
    tokens = passage.tokens
    low = max(taken + 1, last - _REACH)
    for k in range(last - 1, low, -1):
        if tokens[k].text in _MISHEARD_AT:
            return k if _is_expected(conversation, passage, k, last) else -1
    if not _is_expected(conversation, passage, last, last) or "www" in {
        t.text for t in tokens[low:last]
    }:
        return -1
    return last - 2 if last - 2 > taken else -1


def _local_start(tokens: Sequence[Token], at: int, taken: int) -> int:
    """First token of the part before "at": back over what is joined, spelled, or a plain word."""
    k, plain = at, 0
    while k - 1 > taken:
        before = tokens[k - 1]
        glued = not tokens[k].first and tokens[k].gap in (".", "_", "-", "+", "", "@")
        if "@" in tokens[k].gap and k == at:
            glued = True
        word = before.text
        spelled = word == "i" and before.case == "XX" and len(tokens[k].text) == 1
        symbol = word in _JOINTS or _is_symbol(before) or spelled or tokens[k].text in _JOINTS
        explains = word in ("as", "in") and k + 1 < len(tokens) and len(tokens[k].text) > 1
        if glued or symbol or (explains and _explained(tokens, k)):
            k -= 1
            continue
        if (
            word in _HESITATIONS
            and k - 2 > taken
            and (before.first or tokens[k - 2].text in _JOINTS)
        ):
            k -= 1
            continue
        written = tokens[at].gap == "@"
        if written or word in _STOPS or any(mark in tokens[k].gap for mark in ".,?!:;"):
            break
        plain += 1
        if plain > _PLAIN_WORDS:
            break
        k -= 1
    while k < at and tokens[k].text in _STOPS | _NOT_FIRST and len(tokens[k].text) > 1:
        k += 1
    return k


def _explained(tokens: Sequence[Token], k: int) -> bool:
    """Whether the tokens before `k` are "S as in": k is an explaining word."""
    letters = [tokens[j].text for j in range(max(0, k - 3), k)]
    return any(len(text) == 1 and tokens[k].text.startswith(text) for text in letters) or tokens[
        k
    ].text in ("in", "as")


def _is_symbol(token: Token) -> bool:
    word = token.text
    if word in ("a", "i"):
        return token.case == "XX" and word == "a"
    return (
        token.case == "9"
        or len(word) == 1
        or word in lex.DIGITS
        or word in lex.TEENS
        or word in lex.TENS
        or word in lex.REPEATS
        or word in lex.OH
    )


def _symbol(tokens: Sequence[Token], k: int) -> str:
    word, gap = tokens[k].text, tokens[k].gap
    joint = {"at": "@", "underscore": "_", "dash": "-", "hyphen": "-", "plus": "+"}
    text = "." if word in DOTS else joint.get(word) or lex.DIGITS.get(word, word)
    return (gap if gap in (".", "_", "-", "+", "@") else "") + text
