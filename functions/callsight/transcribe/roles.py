"""Who is the agent: as configured by channel, and by what is said and who says it.

A configured channel is usually right and a speech model's words are not, so only overwhelming
evidence swaps the sides. Where nothing is configured, as for the voices of a mono recording, what
is said decides: who greets for a company and asks for identification, and who wants something.
"""

from __future__ import annotations

import logging
import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from callsight.calls import Speaker
from callsight.transcribe.turns import Source

logger = logging.getLogger(__name__)

_EVIDENCE: Final = 3
"""Different cues on the wrong side, and none on the right one, that swap the sides."""
_CONFIGURED: Final = 3.0
"""Log odds that the configured sides are right before anybody speaks: 95%."""
_CUE: Final = 1.0
"""Log odds of one cue: about three to one."""
_FIRST: Final = 0.7
"""Log odds that who speaks first on a call that is not outbound is the agent: two to one."""
_SURE: Final = 0.6
"""Confidence from which the voices of a mono recording get roles at all."""
_AGENT_CUES: Final = tuple(
    re.compile(cue)
    for cue in (
        r"\bthank(s| you) for (calling|contacting|holding|your patience|waiting)\b",
        r"\bhow (can|may) i (help|assist)\b|\bwhat can i do for you\b",
        r"\b(can|may|could) i (just )?(have|get|take) (your|the)\b",
        r"\b(can|could|would) you (please )?(tell|give|confirm|spell|read) (me )?(your|the)\b",
        r"\bwhat is (your|the) (full |date|account|order|card|phone|member|policy|booking)",
        r"\b(for|due to) (security|verification)\b",
        r"\b(verify|confirm) your\b|\bverify (you|the account)\b",
        r"\banything else (i can|we can|that i can)\b|\bis there anything else\b",
        r"\b(let me|i will|i'll) (check|look into|pull up|transfer you|escalate|look that up)\b",
        r"\bi (see|can see) (it |that )?(here|in|on) (your|my|the) (account|screen|system)\b",
        r"\b(place|put) you on hold\b|\bbear with me\b",
        r"\bthis call (is|may be|will be) recorded\b",
        r"\b(my name is|this is) \w+( \w+)? (from|with|at)\b|\byou (are|re) speaking with\b",
        r"\bhave a (great|nice|good|wonderful|lovely) (day|evening|weekend)\b",
    )
)
_CUSTOMER_CUES: Final = tuple(
    re.compile(cue)
    for cue in (
        r"\bi('m| am) calling (about|because|to|regarding)\b",
        r"\bi (need|want|would like|'d like|d like) (to|a|an|my)\b",
        r"\bmy (order|bill|account|card|internet|package|flight|booking|policy|claim|password)\b",
        r"\b(can|could) (you|somebody|someone) (please )?(help|check|fix|tell me (why|when|if))\b",
        r"\bi (never|haven't|have not|didn't|did not) (get|got|receive|received)\b",
        r"\bit('s| is| does| has)? (not|stopped|still|keeps)\b|\b(doesn't|won't|isn't) work",
        r"\bi('ve| have) been (waiting|charged|trying|on hold)\b",
        r"\b(speak|talk) to (a|your) (manager|supervisor)\b",
        r"\bthank you for your help\b|\bthanks for your help\b",
    )
)


@dataclass(frozen=True)
class Roles:
    """Who is who in one call."""

    speakers: Mapping[Source, Speaker]
    confidence: float | None
    """Probability in [0.5, 1] that agent and customer are not swapped; None without the two."""


def by_channel(texts: Mapping[int, str], configured: Sequence[Speaker]) -> Roles:
    """Roles of channels, given what each says and the configured roles by channel.

    Channels beyond the configured ones are `unknown`.
    """
    result: dict[int, Speaker] = {
        channel: configured[channel] if channel < len(configured) else "unknown"
        for channel in texts
    }
    agents = [channel for channel, role in result.items() if role == "agent"]
    customers = [channel for channel, role in result.items() if role == "customer"]
    confidence = None
    if len(agents) == len(customers) == 1:
        agent, customer = agents[0], customers[0]
        odds = _CONFIGURED + _CUE * (leaning(texts[agent]) - leaning(texts[customer]))
        if cues(texts[agent]) == 0 and cues(texts[customer]) >= _EVIDENCE:
            logger.info("Channels %d and %d swapped: the words say so", agent, customer)
            result[agent], result[customer] = "customer", "agent"
            odds = max(-odds, 0.0)
        confidence = _probability(max(odds, 0.0))
    return Roles({(channel, 0): role for channel, role in result.items()}, confidence)


def by_content(texts: Mapping[int, str], outbound: bool = False) -> Roles:
    """Roles of the voices on one channel, by what they say; `texts` in order of first speech.

    The voice that leans most to the agent's side is the agent, the one that says most of the rest
    is the customer, and any other is `unknown`; so are all where there is too little to tell.
    """
    result: dict[int, Speaker] = dict.fromkeys(texts, "unknown")
    if len(texts) < 2:
        return Roles({(0, voice): role for voice, role in result.items()}, None)
    first = next(iter(texts))
    odds = {
        voice: _CUE * leaning(text) + (_FIRST if voice == first and not outbound else 0.0)
        for voice, text in texts.items()
    }
    agent = max(odds, key=odds.__getitem__)
    customer = max((v for v in texts if v != agent), key=lambda voice: len(texts[voice]))
    confidence = _probability(odds[agent] - odds[customer])
    if confidence >= _SURE:
        result[agent], result[customer] = "agent", "customer"
    speakers = {(0, voice): role for voice, role in result.items()}
    return Roles(speakers, confidence if confidence >= _SURE else None)


def leaning(text: str) -> int:
    """Cues of an agent less those of a customer (English)."""
    plain = _plain(text)
    return cues(text) - sum(cue.search(plain) is not None for cue in _CUSTOMER_CUES)


def cues(text: str) -> int:
    """How many different phrases of an agent (English) a text holds."""
    plain = _plain(text)
    return sum(cue.search(plain) is not None for cue in _AGENT_CUES)


def _plain(text: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"[^\w\s']", " ", text.lower()))


def _probability(odds: float) -> float:
    return round(1 / (1 + math.exp(-odds)), 4)
