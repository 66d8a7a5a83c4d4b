"""Web addresses that lead to a person, as written and as said: "crumbs by carol dot blog"."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from callsight.redact import lexicon as lex
from callsight.redact.passages import Conversation, Passage
from callsight.redact.readings import is_break
from callsight.redact.recognizers.base import Hit
from callsight.redact.recognizers.email_parts import DOTS, SITES, TLDS
from callsight.redact.recognizers.ip_forms import is_dot
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
    r"\b(?:what|which)(?:'s| is| was)? (?:the |your |exact )*(?:web ?site|web address|site|domain|url)(?: name)?\b"
    r"(?! (?:did|do|are|were) you (?:use|using|order|buy|bought|go|see|visit|find|try))|^(?:and )?(?:the |your |any )?(?:web ?site|web address|domain|url)\W*$"
)
"""Asks for the site that a customer calls about."""
_NEAR: Final = 12
"""Tokens between "my own website" and its address."""
_HOST_LEADS: Final = (
    NOT_NAMES
    | lex.FILLERS
    | _SITES
    | {"www", "slash"}
    | frozenset("look check visit go find called named went saw".split())
) - {"the", "first", "last"}
"""Words with which the words of a host do not begin."""
_LINKING: Final = frozenset("by and with of for in on at to n from".split())
"""Words between those of a host: "crumbs by carol"."""
_WORDS: Final = 5
"""Most words of a host that nothing joins."""
_SHOWN: Final = 5
_SHOWERS: Final = frozenset("my his her".split())
_MINE: Final = re.compile(
    r"\bmy (?:\w+ )?(?:web ?site|site|blog|page|shop|domain|portfolio|url)(?:'s)?\b"
)
_HOST: Final = 8
"""Most words of a host."""
_NAME: Final = 3
"""Most words behind a slash."""
BARE, PERSONAL = 0.3, 0.6
"""Scores of a plain host (a company's web site) and of a page below it."""


def find(conversation: Conversation, passage: Passage, i: int) -> Hit | None:
    """A host that ends in a known domain, with what follows after slashes."""
    tokens = passage.tokens
    if i == 0 or not (is_dot(tokens, i) or tokens[i - 1].text in DOTS):
        return None
    first = i - 1 if is_dot(tokens, i) else max(0, i - 2)
    while first > 0 and not passage.claimed[first - 1]:
        if is_dot(tokens, first) or tokens[first].gap in ("-", "://"):
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
    score = PERSONAL if own or leads else BARE
    return Hit("URL", first, last, score, "url", " ".join(t.text for t in tokens[first : last + 1]))


def _is_own(conversation: Conversation, passage: Passage, first: int) -> bool:
    """Whether somebody's own site is spoken of: "my blog is", "he's got a page", or asked for."""
    tokens, turn = passage.tokens, passage.tokens[first].turn
    for k in range(first - 1, max(0, first - _NEAR), -1):
        if tokens[k].turn != turn:
            break
        site = tokens[k].text.removesuffix("'s")
        if site in _SITES:
            owners = _OWNERS | ({"your"} if site in _PERSONS else set())
            return any(token.text in owners for token in tokens[max(0, k - 3) : k])
    if _shows(tokens, first) or _spoke_of(conversation, passage, first):
        return True
    other = turn > 0 and not conversation.is_same_speaker(turn, turn - 1)
    if not other:
        return False
    asked, turns = (
        conversation.transcript.turns[turn - 1].text.lower(),
        conversation.transcript.turns,
    )
    calls = turns[turn].speaker == "customer" and turns[turn - 1].speaker == "agent"
    return bool(_ASKED.search(asked) or (calls and _ASKED_CUSTOMER.search(asked)))


def _shows(tokens: Sequence[Token], first: int) -> bool:
    """ "His paintings are on ...", "my cakes are at ..."."""
    said = [token.text for token in tokens[max(0, first - _SHOWN) : first]]
    return (
        said[-2:-1] in (["are"], ["is"], ["up"])
        and said[-1] in ("on", "at")
        and (not _SHOWERS.isdisjoint(said))
    )


def _spoke_of(conversation: Conversation, passage: Passage, first: int) -> bool:
    """Whether the turn begins with the address, after its speaker spoke of "my old website"."""
    tokens, turn = passage.tokens, passage.tokens[first].turn
    begins = any(token.first for token in tokens[max(0, first - _SHOWN) : first + 1])
    if turn < 2 or not begins or not conversation.is_same_speaker(turn, turn - 2):
        return False
    return bool(_MINE.search(conversation.transcript.turns[turn - 2].text.lower()))


def _words_start(passage: Passage, first: int) -> int:
    """First of the words that a host is said in: "gus the luthier dot com"."""
    tokens, start = passage.tokens, first
    if is_dot(tokens, first + 1):
        return first
    while start > 0 and first - start < _WORDS and not tokens[start].first:
        before = tokens[start - 1]
        if tokens[start].gap != " " or passage.claimed[start - 1]:
            break
        linked = before.text in _LINKING and not before.first and tokens[start - 1].gap == " "
        if before.text in _HOST_LEADS:
            if not linked or tokens[start - 2].text in _HOST_LEADS or passage.claimed[start - 2]:
                break
            start -= 1
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
