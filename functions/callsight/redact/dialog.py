"""Redaction of plain text: a dialog with one turn per line, or any other text."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any, Final

from callsight.calls import Speaker, Transcript, Turn
from callsight.options import RedactOptions
from callsight.redact.engine import Redactor

_LINE: Final = re.compile(r"[^\r\n]*(?:\r\n|\n|\r)|[^\r\n]+")
"""A line with its end; other separators (form feeds, U+2028) end no turn."""
_SPEAKER: Final = re.compile(r"\s*(agent|customer|caller|client|unknown)\s*:\s*", re.IGNORECASE)
_ROLES: Final[dict[str, Speaker]] = {
    "agent": "agent", "customer": "customer", "caller": "customer", "client": "customer",
    "unknown": "unknown",
}  # fmt: skip


@dataclass(frozen=True)
class TextFinding:
    """Where personal data was in a text: characters `start..end`. It never holds the value."""

    entity: str
    start: int
    end: int
    score: float
    detector: str


@dataclass(frozen=True)
class RedactedText:
    """A text without personal data, and what was removed."""

    text: str
    findings: tuple[TextFinding, ...]
    """Offsets are characters of the text BEFORE redaction."""

    def to_dict(self) -> dict[str, Any]:
        """One line of `callsight redact --jsonl`."""
        return {"text": self.text, "findings": [vars(finding) for finding in self.findings]}


def redact_dialog(
    text: str, options: RedactOptions | None = None, names: tuple[str, ...] = ()
) -> RedactedText:
    """Redact one dialog (`Agent: ...` / `Customer: ...` per line). See `DialogRedactor` for many."""
    return DialogRedactor(options or RedactOptions())(text, names)


class DialogRedactor:
    """Redacts dialogs; loads policy and model once."""

    def __init__(self, options: RedactOptions) -> None:
        """Raises ConfigurationError for a bad policy or model."""
        self._redactor = Redactor(options)

    def __call__(self, text: str, names: tuple[str, ...] = ()) -> RedactedText:
        """The redacted dialog. Raises CallError where it must be withheld."""
        turns, offsets, prefixes = [], [], []
        position = 0
        for index, line in enumerate(_LINE.findall(text)):
            content = line.rstrip("\r\n")
            match = _SPEAKER.match(content)
            start = match.end() if match else 0
            speaker: Speaker = _ROLES[match[1].lower()] if match else "unknown"
            channel = {"agent": 0, "customer": 1, "unknown": 0}[speaker]
            turns.append(Turn(index, speaker, channel, float(index), index + 1.0, content[start:]))
            offsets.append(position + start)
            prefixes.append((line[:start], line[len(content) :]))
            position += len(line)
        redacted = self._redactor.redact(Transcript("text", None, tuple(turns), len(turns)), names)
        lines = (
            before + turn.text + after
            for (before, after), turn in zip(prefixes, redacted.transcript.turns, strict=True)
        )
        findings = tuple(
            TextFinding(
                f.entity, offsets[f.turn] + f.start, offsets[f.turn] + f.end, f.score, f.detector
            )
            for f in redacted.findings
        )
        return RedactedText("".join(lines), findings)
