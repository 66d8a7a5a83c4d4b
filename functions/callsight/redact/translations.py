"""Translations are redacted like what was said: as further turns of the same call.

So a value keeps its placeholder in both, and what the gate at the end finds left withholds both. A
value in a translation silences the whole turn that it translates: nobody knows which of its words
it was.
"""

from __future__ import annotations

from dataclasses import replace

from callsight.calls import RedactedCall, Transcript


def joined(transcript: Transcript) -> Transcript:
    """Each translation as one more turn, after all others; no turn keeps one of its own."""
    if not any(turn.translation for turn in transcript.turns):
        return transcript
    turns = [replace(turn, translation=None) for turn in transcript.turns]
    for turn in transcript.turns:
        if turn.translation:
            text = turn.translation
            turns.append(
                replace(turn, index=len(turns), text=text, words=(), translation=None)
            )  # fmt: skip
    return replace(transcript, turns=tuple(turns))


def separated(redacted: RedactedCall, original: Transcript) -> RedactedCall:
    """The inverse of `joined` after redaction; findings are those of what was said."""
    count = len(original.turns)
    turns = redacted.transcript.turns
    if not any(turn.translation for turn in original.turns):
        return redacted
    translations = iter(turns[count:])
    mine = tuple(
        replace(turn, translation=next(translations).text if before.translation else None)
        for turn, before in zip(turns[:count], original.turns, strict=True)
    )
    spoken = {turn.index for turn in mine}
    return RedactedCall(
        replace(redacted.transcript, turns=mine),
        tuple(finding for finding in redacted.findings if finding.turn in spoken),
        redacted.silenced,
    )
