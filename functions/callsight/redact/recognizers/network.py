"""Web addresses that lead to a person, and IP addresses, as written and as said."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Final

from callsight.redact import lexicon as lex
from callsight.redact.hints import hints
from callsight.redact.passages import Conversation, Passage
from callsight.redact.readings import begins_number, read
from callsight.redact.recognizers import ip_forms, sites
from callsight.redact.recognizers.base import Hit
from callsight.redact.recognizers.email_parts import DOTS, TLDS
from callsight.redact.tokens import Token

_HEX_STARTS: Final = frozenset("f fe fc fd fe80 alpha bravo charlie delta echo foxtrot".split())
"""Begin an IP address of version 6 where no digit does."""
_HESITATIONS: Final = frozenset("uh um er erm ah".split())
_JOINTS: Final = DOTS | {"colon", "colons"}
_VERSION: Final = 20
"""Highest number with which a version of four begins."""
_ASIDE: Final = 4
"""Most tokens between the last dot and what follows: "dot, looks like 204"."""


def find(conversation: Conversation) -> Iterator[tuple[Passage, Hit]]:
    """IP and web addresses of a call."""
    left: list[tuple[Passage, Hit]] = []
    hits = [(p, hit) for p in conversation.passages for hit in _in_passage(conversation, p, left)]
    own = {hit.value for _, hit in hits if hit.entity == "IP_ADDRESS"}
    yield from (each for each in left if each[1].value in own)
    personal = {
        _compact(hit) for _, hit in hits if hit.entity == "URL" and hit.score >= sites.PERSONAL
    }
    for passage, hit in hits:
        known = hit.entity == "URL" and _compact(hit) in personal
        yield passage, replace(hit, score=max(hit.score, sites.PERSONAL)) if known else hit
    told = [hit.value.split(".") for _, hit in hits if hit.entity == "IP_ADDRESS"]
    for passage in conversation.passages if told else ():
        for hit in ip_forms.read_back(passage, told):
            yield passage, hit


def _compact(hit: Hit) -> str:
    """A web address without what may be said or not: `gustheluthiercom`."""
    return "".join(word for word in hit.value.split() if word not in DOTS | {"www"})


def _in_passage(
    conversation: Conversation, passage: Passage, left: list[tuple[Passage, Hit]]
) -> Iterator[Hit]:
    """The addresses of a passage; those that every router has go to `left`."""
    tokens, i = passage.tokens, 0
    if not any(t.gap == "." or t.text in _JOINTS or ":" in t.gap for t in tokens):
        return  # no address is without a dot or a colon
    while i < len(tokens):
        hit = None if passage.claimed[i] else _at(conversation, passage, i, left)
        if hit is not None:
            yield hit
            i = hit.last
        i += 1


def _at(
    conversation: Conversation, passage: Passage, i: int, left: list[tuple[Passage, Hit]]
) -> Hit | None:
    if begins_number(passage.tokens[i]) or _is_misheard(passage.tokens, i):
        hit = _ip(passage.tokens, i) or ip_forms.version_6(passage.tokens, i)
        if hit is not None and ip_forms.is_shared(hit.value):
            if _is_own(conversation, passage.tokens[i]):
                return hit
            passage.claim(hit.first, hit.last, lex.REMOVED)
            left.append((passage, hit))
            return None
        return None if hit is None or _is_version(conversation, passage, hit) else hit
    if passage.tokens[i].text in _HEX_STARTS and (hit := ip_forms.version_6(passage.tokens, i)):
        return hit
    return sites.find(conversation, passage, i) if passage.tokens[i].text in TLDS else None


def _is_own(conversation: Conversation, token: Token) -> bool:
    turns = conversation.transcript.turns
    said = turns[token.turn].text[: token.start]
    asked = turns[token.turn - 1].text if token.turn else ""
    return ip_forms.is_own(said) or ip_forms.is_own(asked)


def _is_version(conversation: Conversation, passage: Passage, hit: Hit) -> bool:
    """Whether what is spoken of is a version or the like: "five dot one dot two dot forty two"."""
    if ":" in hit.value or int(hit.value.partition(".")[0]) > _VERSION:
        return False
    token, turns = passage.tokens[hit.first], conversation.transcript.turns
    asked = turns[token.turn - 1].text if token.turn else ""
    if ip_forms.is_nobodys(asked, hit.value):
        return True
    nearest = next(iter(hints(conversation, passage, hit.first, hit.last)), None)
    return nearest is not None and not nearest.entity and not nearest.weak


def _is_misheard(tokens: Sequence[Token], i: int) -> bool:
    """Whether a word stands for a digit: right before a dot or another number."""
    if tokens[i].text not in lex.HOMOPHONES or i + 1 >= len(tokens) or tokens[i + 1].first:
        return False
    following = tokens[i + 1]
    return following.text in DOTS or following.text in lex.HOMOPHONES or begins_number(following)


def _ip(tokens: Sequence[Token], start: int) -> Hit | None:
    """Four numbers up to 255 with dots between them."""
    if (start and ip_forms.is_dot(tokens, start)) or _is_before_written(tokens, start):
        return None
    groups, i, last = [""], start, start
    while i < len(tokens) and (i == start or not tokens[i].first or _is_continued(tokens, i)):
        dotted = ip_forms.is_dot(tokens, i) and tokens[i].case == "9"
        if groups[-1] and (dotted or tokens[i].text in DOTS):
            if len(groups) == 4:
                break
            groups.append("")
            i += not dotted
            continue
        again = not groups[-1] and tokens[i].text in DOTS  # "dot, um, dot"
        aside = not groups[-1] and len(groups) == 4 and i - last <= _ASIDE and tokens[i].case == "x"
        joins = tokens[i].text in ("and", "then") and _leads_to_dot(tokens, i)
        if (
            joins
            or tokens[i].text in _HESITATIONS
            or again
            or (aside and _digits(tokens, i) is None)
        ):
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


def _is_before_written(tokens: Sequence[Token], i: int) -> bool:
    """Whether "to" or "for" stands before a written address: "go to 10.0.0.1"."""
    word = tokens[i].case != "9" and tokens[i].text in lex.HOMOPHONES
    return (
        word
        and i + 2 < len(tokens)
        and tokens[i + 1].case == "9"
        and ip_forms.is_dot(tokens, i + 2)
    )


def _leads_to_dot(tokens: Sequence[Token], i: int) -> bool:
    """Whether "and then" goes on with a dot: "102.89.34 and then dot 211"."""
    following = [token.text for token in tokens[i + 1 : i + 3] if not token.first]
    return any(word in DOTS for word in following)


def _is_continued(tokens: Sequence[Token], i: int) -> bool:
    """Whether an address goes on in the next turn: one of the two begins or ends with a dot."""
    return tokens[i].text in DOTS or tokens[i - 1].text in DOTS


def _is_apart(tokens: Sequence[Token], i: int, groups: Sequence[str]) -> bool:
    """Whether a number behind a whole address is another one."""
    return len(groups) == 4 and bool(groups[-1]) and tokens[i].case == "9" and tokens[i].gap != " "


def _digits(tokens: Sequence[Token], i: int) -> tuple[str, int] | None:
    """The number at `i` and its last token; beside a dot what sounds like a digit is one."""
    reading = read(tokens, i, inside=False)
    if reading is not None:
        return (reading.text, reading.last) if reading.text.isdigit() else None
    word = tokens[i].text
    beside = i and (tokens[i - 1].text in DOTS or begins_number(tokens[i - 1]))
    if (beside or _is_misheard(tokens, i)) and (word in lex.OH or word in lex.HOMOPHONES):
        return lex.HOMOPHONES.get(word, "0"), i
    return None
