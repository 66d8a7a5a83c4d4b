"""E-mail addresses as written and as said: `j.doe@gmail.com`, "j dot doe at gmail dot com"."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from callsight.redact import lexicon as lex
from callsight.redact.hints import is_asked, is_own
from callsight.redact.passages import Conversation, Passage
from callsight.redact.readings import is_break
from callsight.redact.recognizers import email_echoes
from callsight.redact.recognizers.base import Hit
from callsight.redact.recognizers.email_parts import (
    DOTS,
    JOINTS,
    PROVIDERS,
    SITES,
    TLDS,
    after_dot,
    is_letter,
    is_symbol,
    symbol,
)
from callsight.redact.tokens import Token

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
_ASIDES: Final = frozenset(
    "all word words no space spaces lowercase lower case caps uppercase together capital".split()
)
"""What is said of how an address is written: "all one word"."""
_LEADS: Final = _STOPS | _NOT_FIRST | _ASIDES
"""Words with which no address begins."""
_REACH: Final = 12
"""Most tokens of a domain."""
_SPELLED: Final = 3
"""Most letters of a spelled top-level domain ("dot e d u")."""
_PLAIN_WORDS: Final = 3
"""Most words of a local part that nothing joins ("jason lee jones at ...")."""


def find(conversation: Conversation) -> Iterator[tuple[Passage, Hit]]:
    """All addresses of a call."""
    told: dict[int, list[str]] = {}
    for passage in conversation.passages:
        for hit in _in_passage(conversation, passage):
            turn = passage.tokens[hit.last].turn
            told.setdefault(turn, []).append(hit.value)
            if any(passage.tokens[cue.last].turn == turn for cue in passage.cues):
                conversation.told.add((hit.entity, turn))
            yield passage, hit
    if told:
        yield from email_echoes.find(conversation, told)


def _in_passage(conversation: Conversation, passage: Passage) -> Iterator[Hit]:
    tokens = passage.tokens
    taken = -1
    for i, token in enumerate(tokens):
        if i <= taken:
            continue
        hit = None
        if "@" in token.gap:
            end = _domain_end(tokens, i)
            hit = _address(conversation, passage, i, end, taken) if end is not None else None
        elif token.text == "at" and i + 1 < len(tokens):
            end = _domain_end(tokens, _after_at(tokens, i))
            if end is not None and not any(t.text in SITES for t in tokens[i:end]):
                hit = _address(conversation, passage, i, end, taken)
        elif token.text in TLDS and after_dot(tokens, i):
            hit = _address(conversation, passage, -1, i, taken)
        elif token.text == "underscore":
            hit = _part(tokens, i, taken)
        if hit is not None:
            taken = hit.last
            yield hit


def _part(tokens: Sequence[Token], i: int, taken: int) -> Hit | None:
    """A part of an address that is read back: "b j underscore"; nothing else has an underscore."""
    last = i
    while (
        last + 1 < len(tokens)
        and not is_break(tokens[last + 1])
        and (last == i or is_symbol(tokens[last + 1]))
    ):
        last += 1
    ahead = tokens[i + 1 : i + 1 + _REACH]
    if any(token.text == "at" or "@" in token.gap for token in ahead):
        return None  # the whole address comes
    first = max(taken + 1, _local_start(tokens, i, taken))
    if first >= i or not is_symbol(tokens[i - 1]):
        return None
    value = "".join(symbol(tokens, k) for k in range(first, last + 1))
    return Hit("EMAIL_ADDRESS", first, last, 0.6, "email", value)


def _after_at(tokens: Sequence[Token], i: int) -> int:
    """Where the domain begins behind the "at" at `i`: "at, um, at outlook dot com"."""
    start = i + 1
    while start + 1 < len(tokens) and tokens[start].text in _HESITATIONS | {"at"}:
        start += 1
    return start


def _domain_end(tokens: Sequence[Token], start: int) -> int | None:
    """Last token of a domain that begins at `start`, or None where none is said."""
    if start >= len(tokens):
        return None
    written = tokens[start].gap == "@"
    joined = tokens[start].text + (tokens[start + 1].text if start + 1 < len(tokens) else "")
    if joined in PROVIDERS and start + 1 < len(tokens):
        end: int | None = start + 1  # "hot mail", "proton mail"
    elif tokens[start].text in ("g", "hot", "i") and start + 1 < len(tokens):
        end = None
    else:
        end = start if tokens[start].text in PROVIDERS or tokens[start].gap == "@" else None
    dotted = False
    for j in range(start + 1, min(start + _REACH, len(tokens))):
        if after_dot(tokens, j) and (top := _top_level(tokens, j, dotted)) is not None:
            end, dotted = max(end or 0, top), True
        elif written and end == j - 1 and tokens[j].gap in (".", "-", "_") and not tokens[j].first:
            end = j
        elif (
            tokens[j].text == "at"
            or any(mark in tokens[j].gap for mark in "?!;")
            or (end is not None and j > end and not _joined(tokens, j))
        ):
            break
    return end


def _top_level(tokens: Sequence[Token], j: int, dotted: bool) -> int | None:
    """Last token of a top-level domain at `j`: a known one, "e d u", or any word behind "dot"."""
    spoken = tokens[j - 1].text in DOTS
    last = j
    while last + 1 < len(tokens) and last - j + 1 < _SPELLED and is_letter(tokens[last + 1]):
        last += 1
    spelled = "".join(token.text for token in tokens[j : last + 1])
    if last > j and is_letter(tokens[j]) and spelled in TLDS:
        return last
    known = tokens[j].text in TLDS
    word = spoken and not dotted and tokens[j - 1].text == "dot" and len(tokens[j].text) > 2
    return j if known or (word and tokens[j].case != "9") else None


def _joined(tokens: Sequence[Token], j: int) -> bool:
    """Whether token `j` goes on with what came before: a joint, or glued by one."""
    return (
        tokens[j].text in JOINTS
        or tokens[j - 1].text in JOINTS
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
    turn = tokens[at].turn
    told = ("EMAIL_ADDRESS", turn - 1) in conversation.told
    again = told and not conversation.is_same_speaker(turn, turn - 1)
    expected = again or _is_expected(conversation, passage, at, last)
    first = _local_start(tokens, at, taken, expected)
    if first == at and _is_me(tokens, at, taken):
        first = at - 1
    if first == at and "@" not in tokens[at].gap and not expected:
        return None
    first = _word_spelled(tokens, first, at, taken)
    value = "".join(symbol(tokens, k) for k in range(first, last + 1))
    return Hit("EMAIL_ADDRESS", first, last, 0.95, "email", value)


def _is_me(tokens: Sequence[Token], at: int, taken: int) -> bool:
    """Whether "me" before "at" is a local part: "my own domain, me at ...", not "reach me at"."""
    if at < 2 or at - 1 <= taken or tokens[at - 1].text not in ("me", "hello", "contact"):
        return False
    return "," in tokens[at - 1].gap or tokens[at - 2].text in ("is", "it's", "that's", "just")


def _word_spelled(tokens: Sequence[Token], first: int, at: int, taken: int) -> int:
    """With the word before, which is spelled in it: "jazzy with two Z's, j-a-z-z-y, dot monroe"."""
    letters = ""
    for k in range(first, at):
        if len(tokens[k].text) == 1 and (not letters or tokens[k].gap == "-"):
            letters += tokens[k].text
        elif len(letters) > 2:
            break
        else:
            letters = ""
    low = max(taken, first - _PLAIN_WORDS - 2)
    return next(
        (k for k in range(first - 1, low, -1) if len(letters) > 2 and tokens[k].text == letters),
        first,
    )


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


def _local_start(tokens: Sequence[Token], at: int, taken: int, expected: bool = False) -> int:
    """First token of the part before "at": back over what is joined, spelled, or a plain word.

    Where an address is `expected`, "all one word" may stand in it.
    """
    k, plain, written = at, 0, tokens[at].gap == "@"
    while k - 1 > taken:
        before = tokens[k - 1]
        if _goes_on(tokens, k, at) or (k - 2 > taken and _hesitates(tokens, k)):
            k -= 1
            continue
        paused = any(mark in tokens[k].gap for mark in ".?!:;")
        aside = expected and (before.text in _ASIDES or _is_told_digit(tokens, k - 1))
        if written or paused or (before.text in _STOPS and not aside):
            break
        plain += not aside
        if plain > _PLAIN_WORDS:
            break
        k -= 1
    while k < at and _is_lead(tokens[k].text):
        k += 1
    return k


def _is_told_digit(tokens: Sequence[Token], k: int) -> bool:
    """Whether token `k` belongs to "the number for, um, four" within a local part."""
    word = tokens[k].text
    if word in ("number", "numeral", "figure") or (word in _HESITATIONS and "," in tokens[k].gap):
        return True
    near = {token.text for token in tokens[k - 1 : k + 2]}
    return (word in lex.HOMOPHONES or word == "the") and bool(
        near & {"number", "numeral", "figure"}
    )


def _is_lead(word: str) -> bool:
    return len(word) > 1 and word in _LEADS


def _goes_on(tokens: Sequence[Token], k: int, at: int) -> bool:
    """Whether token `k` is joined to the one before, or that is a letter, a digit or a joint."""
    before, word = tokens[k - 1], tokens[k - 1].text
    glued = not tokens[k].first and tokens[k].gap in (".", "_", "-", "+", "", "@")
    if glued or ("@" in tokens[k].gap and k == at):
        return True
    ends = k == at and k > 1 and len(tokens[k - 2].text) == 1  # "H A K I M I, at"
    spelled = word == "i" and before.case == "XX" and (len(tokens[k].text) == 1 or ends)
    if word in JOINTS or is_symbol(before) or spelled or tokens[k].text in JOINTS:
        return True
    if word in ("that's", "thats", "its", "it's") and len(tokens[k].text) == 1 and not before.first:
        return True  # "lupe, that's L-U-P-E, dot"
    return word in ("as", "in") and len(tokens[k].text) > 1 and _explained(tokens, k)


def _hesitates(tokens: Sequence[Token], k: int) -> bool:
    before = tokens[k - 1]
    joined = before.first or tokens[k - 2].text in JOINTS
    at = (
        tokens[k].text == "at"
        and k > 2
        and (is_symbol(tokens[k - 2]) or tokens[k - 3].text in JOINTS)
    )  # "engel dot 90, um, at"
    return before.text in _HESITATIONS and (joined or at)


def _explained(tokens: Sequence[Token], k: int) -> bool:
    """Whether the tokens before `k` are "S as in": k is an explaining word."""
    letters = [tokens[j].text for j in range(max(0, k - 3), k)]
    return any(len(text) == 1 and tokens[k].text.startswith(text) for text in letters) or tokens[
        k
    ].text in ("in", "as")
