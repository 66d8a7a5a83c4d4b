"""Who is the agent: by channel as configured, and by what is said when that speaks against it.

Some recorders put the agent on the right. Only overwhelming evidence swaps the sides, because
the configuration is usually right and a speech model's words are not.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Mapping, Sequence
from typing import Final

from callsight.calls import Speaker

logger = logging.getLogger(__name__)

_EVIDENCE: Final = 3
"""Different cues on the wrong side, and none on the right one, that swap the sides."""
_AGENT_CUES: Final = tuple(
    re.compile(cue)
    for cue in (
        r"\bthank(s| you) for (calling|contacting|holding|your patience)\b",
        r"\bhow (can|may) i (help|assist)\b",
        r"\b(can|may|could) i (have|get) your\b",
        r"\b(for|due to) (security|verification)\b",
        r"\bverify your\b",
        r"\banything else (i can|we can|that i can)\b",
        r"\b(let me|i will|i'll) (check|look into|pull up|transfer you|escalate)\b",
        r"\bi (see|can see) (it |that )?(here|in|on) (your|my|the) (account|screen|system)\b",
        r"\bmay i (place|put) you on hold\b",
        r"\bthis call (is|may be|will be) recorded\b",
        r"\bhave a (great|nice|good|wonderful) day\b",
    )
)


def speakers(texts: Mapping[int, str], roles: Sequence[Speaker]) -> dict[int, Speaker]:
    """Channel to speaker, given what each channel says and the configured roles by channel.

    A recording with one channel has speakers `unknown`; so have channels beyond the roles.
    """
    if len(texts) < 2:
        return dict.fromkeys(texts, "unknown")
    result: dict[int, Speaker] = {
        channel: roles[channel] if channel < len(roles) else "unknown" for channel in texts
    }
    agents = [channel for channel, role in result.items() if role == "agent"]
    customers = [channel for channel, role in result.items() if role == "customer"]
    if len(agents) == len(customers) == 1:
        agent, customer = agents[0], customers[0]
        if cues(texts[agent]) == 0 and cues(texts[customer]) >= _EVIDENCE:
            logger.info("Channels %d and %d swapped: the words say so", agent, customer)
            result[agent], result[customer] = "customer", "agent"
    return result


def cues(text: str) -> int:
    """How many different phrases of an agent (English) a text holds."""
    plain = re.sub(r"[^\w\s']", " ", text.lower())
    plain = re.sub(r"\s+", " ", plain)
    return sum(cue.search(plain) is not None for cue in _AGENT_CUES)
