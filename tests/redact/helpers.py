"""Small calls for the tests of redaction."""

from __future__ import annotations

from callsight.calls import Speaker, Transcript, Turn, Word
from callsight.redact import Policy, load_policy
from callsight.redact.found import Found
from callsight.redact.scan import scan

ROLES: dict[str, Speaker] = {"A": "agent", "C": "customer", "U": "unknown"}


def call(text: str, seconds_per_word: float = 0.5) -> Transcript:
    """Lines "A: ..." / "C: ..." as a transcript in which each word takes half a second."""
    turns, at = [], 0.0
    for index, line in enumerate(text.strip("\n").splitlines()):
        who, _, said = line.partition(": ")
        said = said if _ else ""
        speaker = ROLES[who.strip(":")[0]]
        words = []
        for word in said.split():
            words.append(Word(word, at, at + seconds_per_word * 0.8, 0.9))
            at += seconds_per_word
        start = words[0].start if words else at
        channel = 1 if speaker == "customer" else 0
        turns.append(Turn(index, speaker, channel, start, at, said, tuple(words)))
        at += 0.5
    return Transcript("call", "en", tuple(turns), at)


def found(text: str, policy: Policy | None = None, names: tuple[str, ...] = ()) -> list[Found]:
    """What `scan` finds in lines as for `call`; a text without a speaker is the customer's."""
    lines = text if text[:3] in ("A: ", "C: ", "U: ") else f"C: {text}"
    return scan(call(lines), policy or load_policy(), names)


def pairs(text: str, **options: object) -> list[tuple[str, str]]:
    """(entity, text) of what is found."""
    lines = text if text[:3] in ("A: ", "C: ", "U: ") else f"C: {text}"
    turns = call(lines).turns
    return [
        (f.entity, turns[f.turn].text[f.start : f.end])
        for f in found(text, **options)  # type: ignore[arg-type]
    ]
