"""Where capitals tell something: one speaker's transcriber may write them and the other's not."""

from __future__ import annotations

from callsight.redact.lexicon import REMOVED
from callsight.redact.passages import Conversation


def cased_turns(conversation: Conversation) -> list[bool]:
    """Per turn whether its capitals tell names from words: "I" and acronyms alone do not.

    A turn without any word in capitals ("its carl dad of ellie") is read as one of a transcript
    without capitals, whatever the other turns are; but not where a placeholder stands for them.
    """
    cased = [False] * len(conversation.transcript.turns)
    if conversation.cased:
        for passage in conversation.passages:
            for token in passage.tokens:
                if token.text == REMOVED or (token.case == "X" and not token.text.startswith("i'")):
                    cased[token.turn] = True
    return cased
