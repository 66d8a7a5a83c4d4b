"""What each stage of a run wants a call to have been processed with."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from callsight.calls import Stage


@dataclass(frozen=True)
class Fingerprints:
    """One hash per stage, each covering the stages before it as well."""

    raw: str
    """Of the raw transcript."""
    redacted: str
    """Of the redacted transcript."""
    analyzed: str
    """Of the answers."""
    ingest: str = "ingest"
    """Ingest has no settings that make a known file worth reading again."""

    @classmethod
    def chain(cls, transcribe: str, redact: str, analyze: str) -> Fingerprints:
        """From the stages' own fingerprints: a change in one stage changes all after it."""
        raw = _hash(transcribe)
        redacted = _hash(raw, redact)
        return cls(raw, redacted, _hash(redacted, analyze))

    def of(self, stage: Stage) -> str:
        """The fingerprint of a stage."""
        return {
            "ingest": self.ingest,
            "transcribe": self.raw,
            "redact": self.redacted,
            "analyze": self.analyzed,
        }[stage]


def _hash(*parts: str) -> str:
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:16]
