"""The redacted audio, transcribed again: whether a value can still be heard in it.

What was silenced stands as a placeholder among the words that were heard, so the second look is the
one that a redacted text gets, with the same question for each silenced answer.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence

from callsight.calls import Failure, Finding, RedactedCall, Transcript, Turn
from callsight.options import RedactOptions
from callsight.redact.engine import Redactor
from callsight.redact.verify import residue

_MARK = "[removed]"


class AudioVerifier:
    """Judges redacted audio by what a speech model hears in it; loads policy and models once."""

    def __init__(self, options: RedactOptions) -> None:
        """Raises ConfigurationError for a bad policy or model."""
        self._redactor = Redactor(options)

    def __call__(
        self, redacted: RedactedCall, heard: Transcript, names: Sequence[str] = ()
    ) -> Failure | None:
        """Why the call is withheld, or None where nothing personal is heard."""
        redactor, silenced = self._redactor, with_silences(redacted, heard)
        try:
            left = residue(silenced, redactor.policy, names, redactor.name_model, redactor.tagger)
        except Exception as error:  # what could not be judged does not get through
            return _withheld(heard.call_id, f"could not be judged ({type(error).__name__})")
        if not left:
            return None
        kinds = ", ".join(sorted({each.entity for each in left}))
        return _withheld(heard.call_id, f"still seems to hold {kinds}")


def _withheld(call_id: str, problem: str) -> Failure:
    message = (
        f"The redacted audio {problem} when it is listened to again, so the call is withheld and "
        "its audio not kept. Widen `audio.margin` in the redaction policy, or check the recording."
    )
    return Failure("redact", "audible_pii", message, False, call_id)


def with_silences(redacted: RedactedCall, heard: Transcript) -> RedactedCall:
    """What was heard, with a placeholder where each finding was silenced, in order of time."""
    channels = {turn.index: turn for turn in redacted.transcript.turns}
    turns: list[Turn] = list(heard.turns)
    for finding in redacted.findings:
        said, at = channels[finding.turn], finding.start_seconds or 0.0
        turns.append(
            Turn(-1 - finding.turn, said.speaker, said.channel, at, at, _MARK, flags=(finding.entity,))
        )  # fmt: skip
    turns.sort(key=lambda turn: (turn.start, turn.index))
    marks = []
    for index, turn in enumerate(turns):
        if turn.index < 0:
            marks.append(
                Finding(
                    turn.flags[0], index, 0, len(_MARK), "silenced", 1.0,
                    redacted_start=0, redacted_end=len(_MARK),
                )
            )  # fmt: skip
        turns[index] = dataclasses.replace(turn, index=index)
    transcript = dataclasses.replace(heard, turns=tuple(turns))
    return RedactedCall(transcript, tuple(marks), ())
