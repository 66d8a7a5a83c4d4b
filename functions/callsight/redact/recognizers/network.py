"""Web addresses that lead to a person, and IP addresses, as written and as said."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Final

from callsight.redact import lexicon as lex
from callsight.redact.hints import hints
from callsight.redact.passages import Conversation, Passage
from callsight.redact.readings import begins_number, is_break, read
from callsight.redact.recognizers import ip_forms
from callsight.redact.recognizers.base import Hit
from callsight.redact.recognizers.email import DOTS, SITES, TLDS
from callsight.redact.recognizers.name_words import NOT_NAMES
from callsight.redact.tokens import Token

_PROFILES: Final = frozenset(
    "facebook linkedin instagram twitter tiktok youtube github x threads snapchat t".split()
)
_SITES: Final = SITES | {"shop", "domain", "link", "web", "store"}
_OWNERS: Final = frozenset("my his her own a".split())
"""Whose site leads to a person; "our" and "your" one to a company."""
_PERSONS: Final = frozenset(("profile", "portfolio", "blog"))
"""Sites that companies do not have."""
_ASKED: Final = re.compile(
    r"\b(?:your|his|her|own|personal) (?:\w+ )?(?:website|site|page|blog|profile|portfolio|domain|shop|channel"
    r"|url|link|homepage)\b|\b(?:have|got) a (?:website|site|page|blog|profile|portfolio)\b"
    r"|\bowner of the domain\b"
)
_ASKED_CUSTOMER: Final = re.compile(
    r"\b(?:what|which)(?:'s| is| was)? (?:the |your |exact )*(?:web ?site|site|domain|url)(?: name)?\b"
    r"(?! (?:did|do|are|were) you (?:use|using|order|buy|bought|go|see|visit|find|try))"
)
"""Asks for the site that a customer calls about."""
_NEAR: Final = 12
"""Tokens between "my own website" and its address."""
_HOST_LEADS: Final = (
    NOT_NAMES
    | lex.FILLERS
    | _SITES
    | {"www", "slash"}
    | frozenset("look check visit go find".split())
) - {"the", "first", "last"}
"""Words with which the words of a host do not begin."""
_HEX_STARTS: Final = frozenset("f fe fc fd fe80 alpha bravo charlie delta echo foxtrot".split())
"""Begin an IP address of version 6 where no digit does."""
_HESITATIONS: Final = frozenset("uh um er erm ah".split())
_VERSION: Final = 20
"""Highest number with which a version of four begins."""
_ASIDE: Final = 4
"""Most tokens between the last dot and what follows: "dot, looks like 204"."""
_HOST: Final = 8
"""Most words of a host."""
_NAME: Final = 3
"""Most words behind a slash."""
_BARE, _PERSONAL = 0.3, 0.6
"""Scores of a plain host (a company's web site) and of a page below it."""


def find(conversation: Conversation) -> Iterator[tuple[Passage, Hit]]:
    """IP and web addresses of a call."""
    hits = [(p, hit) for p in conversation.passages for hit in _in_passage(conversation, p)]
    personal = {_compact(hit) for _, hit in hits if hit.entity == "URL" and hit.score >= _PERSONAL}
    for passage, hit in hits:
        known = hit.entity == "URL" and _compact(hit) in personal
        yield passage, replace(hit, score=max(hit.score, _PERSONAL)) if known else hit
    told = [hit.value.split(".") for _, hit in hits if hit.entity == "IP_ADDRESS"]
    for passage in conversation.passages if told else ():
        for hit in ip_forms.read_back(passage, told):
            yield passage, hit


def _compact(hit: Hit) -> str:
    """A web address without what may be said or not: `gustheluthiercom`."""
    return "".join(word for word in hit.value.split() if word not in DOTS | {"www"})


def _in_passage(conversation: Conversation, passage: Passage) -> Iterator[Hit]:
    tokens, i = passage.tokens, 0
    while i < len(tokens):
        hit = None if passage.claimed[i] else _at(conversation, passage, i)
        if hit is not None:
            yield hit
            i = hit.last
        i += 1


def _at(conversation: Conversation, passage: Passage, i: int) -> Hit | None:
    if begins_number(passage.tokens[i]) or _is_misheard(passage.tokens, i):
        hit = _ip(passage.tokens, i) or ip_forms.version_6(passage.tokens, i)
        if hit is not None and ip_forms.is_shared(hit.value):
            passage.claim(hit.first, hit.last, lex.REMOVED)
            return None
        return None if hit is None or _is_version(conversation, passage, hit) else hit
    if passage.tokens[i].text in _HEX_STARTS and (hit := ip_forms.version_6(passage.tokens, i)):
        return hit
    return _url(conversation, passage, i) if passage.tokens[i].text in TLDS else None


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


def _is_dot(tokens: Sequence[Token], i: int) -> bool:
    return i < len(tokens) and not tokens[i].first and tokens[i].gap == "."


def _is_misheard(tokens: Sequence[Token], i: int) -> bool:
    """Whether a word stands for a digit: right before a dot or another number."""
    if tokens[i].text not in lex.HOMOPHONES or i + 1 >= len(tokens) or tokens[i + 1].first:
        return False
    following = tokens[i + 1]
    return following.text in DOTS or following.text in lex.HOMOPHONES or begins_number(following)


def _ip(tokens: Sequence[Token], start: int) -> Hit | None:
    """Four numbers up to 255 with dots between them."""
    if (start and _is_dot(tokens, start)) or _is_before_written(tokens, start):
        return None
    groups, i, last = [""], start, start
    while i < len(tokens) and (i == start or not tokens[i].first or _is_continued(tokens, i)):
        dotted = _is_dot(tokens, i) and tokens[i].case == "9"
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
    return word and i + 2 < len(tokens) and tokens[i + 1].case == "9" and _is_dot(tokens, i + 2)


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


def _url(conversation: Conversation, passage: Passage, i: int) -> Hit | None:
    """A host that ends in a known domain, with what follows after slashes."""
    tokens = passage.tokens
    if i == 0 or not (_is_dot(tokens, i) or tokens[i - 1].text in DOTS):
        return None
    first = i - 1 if _is_dot(tokens, i) else max(0, i - 2)
    while first > 0 and not passage.claimed[first - 1]:
        if _is_dot(tokens, first) or tokens[first].gap in ("-", "://"):
            first -= 1
        elif tokens[first - 1].text in DOTS and first > 1:
            first -= 2
        else:
            break
    first = _host_start(passage, first)
    last, path = _path_end(tokens, i)
    if first < 0 or passage.claimed[first]:
        return None
    host = {token.text for token in tokens[first : i + 1]}
    own = _is_own(conversation, passage, first)
    if own:
        first = _words_start(passage, first)
    # What an agent sends a customer to is the company's: "open streamflix dot com slash tv".
    shown = conversation.transcript.turns[tokens[first].turn].speaker == "agent"
    leads = (path and not shown) or (host & _PROFILES and last > i)
    score = _PERSONAL if own or leads else _BARE
    return Hit("URL", first, last, score, "url", " ".join(t.text for t in tokens[first : last + 1]))


def _is_own(conversation: Conversation, passage: Passage, first: int) -> bool:
    """Whether somebody's own site is spoken of: "my blog is", "he's got a page", or asked for."""
    tokens, turn = passage.tokens, passage.tokens[first].turn
    for k in range(first - 1, max(0, first - _NEAR), -1):
        if tokens[k].turn != turn:
            break
        if tokens[k].text in _SITES:
            owners = _OWNERS | ({"your"} if tokens[k].text in _PERSONS else set())
            return any(token.text in owners for token in tokens[max(0, k - 3) : k])
    other = turn > 0 and not conversation.is_same_speaker(turn, turn - 1)
    if not other:
        return False
    asked, turns = (
        conversation.transcript.turns[turn - 1].text.lower(),
        conversation.transcript.turns,
    )
    calls = turns[turn].speaker == "customer" and turns[turn - 1].speaker == "agent"
    return bool(_ASKED.search(asked) or (calls and _ASKED_CUSTOMER.search(asked)))


def _words_start(passage: Passage, first: int) -> int:
    """First of the words that a host is said in: "gus the luthier dot com"."""
    tokens, start = passage.tokens, first
    while start > 0 and first - start < _NAME and not tokens[start].first:
        before = tokens[start - 1]
        if tokens[start].gap != " " or passage.claimed[start - 1] or before.text in _HOST_LEADS:
            break
        start -= 1
    return start + (start < first and tokens[start].text == "the")


def _host_start(passage: Passage, first: int) -> int:
    """First token of a host said in several words behind "w w w" or joined by "dash"."""
    tokens = passage.tokens
    for k in range(first, max(-1, first - _HOST), -1):
        if passage.claimed[k]:
            break
        if tokens[k].text == "www":
            return k
        if k > 1 and [token.text for token in tokens[k - 2 : k + 1]] == ["w", "w", "w"]:
            return k - 2
        if k + 1 < len(tokens) and any(mark in tokens[k].gap for mark in ".?!"):
            break
    while first > 1 and tokens[first - 1].text in ("dash", "hyphen") and not tokens[first].first:
        first -= 2
    return first


def _name_end(tokens: Sequence[Token], i: int) -> int:
    """Last word of what follows a "slash", where it ends the clause: "slash desmond tilakaratne"."""
    for k in range(i, min(i + _NAME, len(tokens))):
        if k + 1 == len(tokens) or is_break(tokens[k + 1]):
            return k
    return i


def _path_end(tokens: Sequence[Token], i: int) -> tuple[int, bool]:
    last, path = i, False
    while last + 1 < len(tokens) and not tokens[last + 1].first:
        following = tokens[last + 1]
        if following.gap and following.gap[0] in "/?&=#" and " " not in following.gap:
            last, path = last + 1, True
        elif following.text == "slash" and last + 2 < len(tokens):
            last, path = _name_end(tokens, last + 2), True
        elif following.text in DOTS and last + 2 < len(tokens) and tokens[last + 2].text in TLDS:
            last += 2
        elif following.gap in (".", "-", "_", "", "%") and (path or following.text in TLDS):
            last += 1
        else:
            break
    return last, path
