"""The last gate: a redacted call is scanned again before it leaves the stage."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from callsight.calls import Finding, RedactedCall, Transcript
from callsight.errors import CallError
from callsight.redact.found import Found
from callsight.redact.lexicon import REMOVED
from callsight.redact.name_model import NameModel
from callsight.redact.policy import Policy, load_policy
from callsight.redact.scan import scan
from callsight.redact.tagger import Tagger


def verify(
    redacted: RedactedCall,
    policy: Policy | None = None,
    names: Sequence[str] = (),
    name_model: NameModel | None = None,
    tagger: Tagger | None = None,
) -> None:
    """Raise CallError(`residual_pii`) if the redacted text still holds personal data.

    The message names kinds and turns, never what was said.
    """
    policy = policy or load_policy()
    left = residue(redacted, policy, names, name_model, tagger)
    if left:
        kinds = ", ".join(sorted({each.entity for each in left}))
        turns = ", ".join(str(turn) for turn in sorted({each.turn for each in left})[:10])
        raise CallError(
            "residual_pii",
            f"After redaction the text still seems to hold {kinds} (turns {turns}), so the call is "
            "withheld. Report it with the recognizer's version; a retry gives the same.",
        )


def residue(
    redacted: RedactedCall,
    policy: Policy,
    names: Sequence[str] = (),
    name_model: NameModel | None = None,
    tagger: Tagger | None = None,
) -> list[Found]:
    """What a second scan finds outside the placeholders; positions are of the redacted text."""
    blank = without_placeholders(redacted)
    found = scan(blank, policy, names, name_model, tagger, redacted.findings)
    return [
        each
        for each in found
        if blank.turns[each.turn].text[each.start : each.end].replace(REMOVED, "").strip()
    ]


def in_original(redacted: RedactedCall, left: Sequence[Found]) -> list[Found]:
    """Residue as findings in the text before redaction."""
    turns = redacted.transcript.turns
    moved = []
    for each in left:
        own = [f for f in redacted.findings if f.turn == turns[each.turn].index]
        start, end = (
            place + sum(_shrunk(f) for f in own if f.redacted_end <= place)
            for place in (each.start, each.end)
        )
        moved.append(replace(each, start=start, end=end))
    return moved


def _shrunk(finding: Finding) -> int:
    """Characters that a text lost where this was removed (negative where it grew)."""
    return (finding.end - finding.start) - (finding.redacted_end - finding.redacted_start)


def without_placeholders(redacted: RedactedCall) -> Transcript:
    """The redacted transcript with each placeholder replaced by as many characters that say nothing.

    Only what the findings point at is taken for a placeholder, not what looks like one.
    """
    by_turn: dict[int, list[Finding]] = {}
    for finding in redacted.findings:
        by_turn.setdefault(finding.turn, []).append(finding)
    turns = []
    for turn in redacted.transcript.turns:
        text = turn.text
        for finding in by_turn.get(turn.index, ()):
            width = finding.redacted_end - finding.redacted_start
            text = text[: finding.redacted_start] + REMOVED * width + text[finding.redacted_end :]
        turns.append(replace(turn, text=text, words=()))
    return replace(redacted.transcript, turns=tuple(turns))
