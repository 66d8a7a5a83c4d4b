"""Which secret the other side asks for: a password, or the answer to a security question."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

from callsight.redact.passages import Conversation

_BRIEF: Final = 10
"""Most words of a turn that asks for a secret by naming it."""
_QUESTION: Final = re.compile(
    r"\bmaiden name|\b(?:street|road|town|city|house|place|village)\b.* (?:grow|grew) up"
    r"|\bfirst (?:pet|car|school|concert|job|crush|teacher|boss|phone|kiss|bike)\b"
    r"|\b(?:where|(?:city|town|hospital|village)\b.*) (?:(?:did|were|was) (?:you|she|he|they|(?:your|her|his) \w+)|(?:you|she|he) were|(?:she|he) was) (?:born|meet|married|get married|honeymoon)\b"
    r"|\bchildhood (?:\w+ )?(?:nickname|friend|pet|hero|street|home)\b|\bnickname\b"
    r"|\bfavou?rite (?:sports |baseball |football |soccer |childhood )?(?:colou?r|teacher|book|film|movie|food|singer|band|team|sport|song|place|animal"
    r"|author|actor|subject|holiday|dish|city|fruit)\b"
    r"|\b(?:place|city|town|country) of birth\b|\b(?:father|mother|dad|mom|mum|sister|brother)'?s middle name\b|\bname of your (?:dog|cat)\b"
    r"|\bpets? name\b|\b(?:first|second|third|fourth|fifth|sixth|[1-6](?:st|nd|rd|th))[ -]grade\b|\bmascot\b"
    r"|\b(?:oldest|eldest|youngest) (?:sibling|brother|sister)|\bgrand(?:mother|father)'s \w+ name\b"
    r"|\b(?:primary|elementary|high) school\b|\bfirst concert\b|\bmemorable\b|\bsecurity question\b"
)
"""What the other side asks for to know somebody."""
_AT_END: Final = 2
"""Tokens from which a cue ends the turn: it leaves the rest to the other side."""
_PASSWORD: Final = re.compile(
    r"\bpass ?(?:word|phrase|code)\b|\b(?:secret|verbal|security) (?:phrase|word)\b"
)
_REQUESTED: Final = re.compile(
    r"\b(?:need|have|tell me|give me|what's|what is|what was|confirm|say|take) (?:your|the) "
    r"(?:\w+ ){0,2}(?:pass|secret|verbal|security)"
    r"|\b(?:the|your) (?:\w+ )?pass(?:word|phrase|code) (?:on|for) (?:the|your|that|this) (?:\w+ )?\w+(?: please)?\W*$"
)
_CHOSEN: Final = re.compile(
    r"\b(?:pick|choose|create|think of|come up with|set up) (?:a|an|your|another|something) "
    r"(?:\w+ )?(?:word|password|passphrase|phrase|passcode)\b"
)
"""Asks for a new password."""
_TRIED: Final = re.compile(
    r"\bwhat (?:are|were|did|have|do) you (?:been )?(?:put(?:ting)?|type|typed|typing|enter(?:ed|ing)?|set|pick"
    r"|choose|chosen)\b(?! (?:up|off|out))|\bwhat (?:would|do) you (?:like|want) (?:it to (?:be|say)|as the"
    r"|as your|for (?:the|your) (?:new )?(?:pass)?word)\b"
)
"""Asks for a password where one was spoken of."""
_REFUSED: Final = re.compile(
    r"\b(?:one|another) (?:more )?(?:try|go|attempt|guess)\b|\btry (?:again|once more)\b"
    r"|\b(?:not|isn't) (?:it|right|correct|what|the one)\b|\b(?:doesn't|does not|didn't) match\b"
)
"""Asks again for a secret that was just answered."""
_SPOKEN_OF: Final = 4
"""Turns back in which a password was spoken of that is asked for by "what are you putting in?"."""
_STATED: Final = ("reset", "forgot", "sent", "changed", "updated", "i've", "i'll", "new password",
                  "locked", "expired", "is wrong")  # fmt: skip
SECRETS: Final = ("PASSWORD", "SECURITY_ANSWER")


def asked_secret(conversation: Conversation, turn: int, tries: int = 2) -> tuple[str, bool]:
    """What secret the other side asked for ("" for none), and whether it only named it.

    After an answer that was refused, up to `tries` times, it asks for the same again.
    """
    for back in (1, 2):
        before = turn - back
        if before < 0 or conversation.is_same_speaker(turn, before):
            break
        asked = _asked_in(conversation, before)
        if asked[0]:
            return asked
        refused = _REFUSED.search(conversation.transcript.turns[before].text.lower())
        if refused and tries and before > 1:
            again = asked_secret(conversation, before - 1, tries - 1)[0]
            if again:
                return again, True
        if conversation.turn_words[before] > 4:
            break
    return "", False


@lru_cache(maxsize=1024)
def _said(text: str) -> tuple[bool, ...]:
    """Which of the patterns match a turn."""
    patterns = (_PASSWORD, _REQUESTED, _CHOSEN, _TRIED, _QUESTION)
    return tuple(each.search(text) is not None for each in patterns)


def _asked_in(conversation: Conversation, turn: int) -> tuple[str, bool]:
    """What secret a turn asks for, as `asked_secret`."""
    for cue in conversation.turn_cues[turn]:
        entity = next((e for e in SECRETS if e in cue.entities), "")
        if entity and _wants(conversation, turn, cue.last):
            return entity, False
        if entity and _names(conversation, turn):
            return entity, True
    text = conversation.transcript.turns[turn].text.lower()
    password, requested, chosen, tried, question = _said(text)
    if password and (_names(conversation, turn) or requested):
        return "PASSWORD", True
    if chosen or (tried and _spoken_of(conversation, turn)):
        return "PASSWORD", True
    brief = conversation.turn_words[turn] <= _BRIEF
    asks = conversation.questions[turn] or brief or "question" in text
    if asks and question:
        return "SECURITY_ANSWER", not conversation.questions[turn]
    return "", False


def _spoken_of(conversation: Conversation, turn: int) -> bool:
    """Whether a password was spoken of in a turn or shortly before."""
    turns = conversation.transcript.turns[max(0, turn - _SPOKEN_OF) : turn + 1]
    return any(_PASSWORD.search(each.text.lower()) for each in turns)


def _wants(conversation: Conversation, turn: int, cue: int) -> bool:
    """The turn asks for the secret itself: "what is", "may I have", "tell me", or just names it."""
    text = conversation.transcript.turns[turn].text.lower()
    if conversation.turn_words[turn] - cue <= _AT_END:
        return not any(
            s in text for s in _STATED
        )  # "and the old password was", "thank you and a verbal password"
    wanted = ("what", "may i have", "can i have", "tell me", "could i", "give me", "need your", "?")
    spoiled = (
        "reset",
        "forgot",
        "change your password",
        "new password",
        "tried",
        "try the",
        "times",
    )
    return any(w in text for w in wanted) and not any(s in text for s in spoiled)


def _names(conversation: Conversation, turn: int) -> bool:
    """A short turn that names the secret and tells nothing of it: "next, the telephone password"."""
    text = conversation.transcript.turns[turn].text.lower()
    return conversation.turn_words[turn] <= _BRIEF and not any(s in text for s in _STATED)
