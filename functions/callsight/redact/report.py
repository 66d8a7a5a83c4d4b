"""What redaction did, in numbers: counts by type and detector, seconds silenced, calls withheld."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from callsight.calls import Failure, RedactedCall


@dataclass
class RedactionReport:
    """Counts of a run; never a value."""

    calls: int = 0
    entities: Counter[str] = field(default_factory=Counter)
    """Findings by type."""
    detectors: Counter[str] = field(default_factory=Counter)
    """Findings by detector."""
    seconds: float = 0.0
    """Length of the calls."""
    seconds_silenced: float = 0.0
    """Silenced time, summed over channels."""
    withheld: Counter[str] = field(default_factory=Counter)
    """Calls withheld, by kind of failure."""
    limits: tuple[str, ...] = ()
    """What this run could only do as best effort."""

    def add(self, item: RedactedCall | Failure) -> None:
        """Count one call."""
        if isinstance(item, Failure):
            self.withheld[item.kind] += 1
            return
        self.calls += 1
        self.seconds += item.transcript.seconds
        self.seconds_silenced += sum(span.end - span.start for span in item.silenced)
        for finding in item.findings:
            self.entities[finding.entity] += 1
            self.detectors[finding.detector] += 1

    def results(self) -> dict[str, float | int | str]:
        """The main numbers, flat; `redaction_limits` says what was only best effort."""
        return {
            "findings": self.entities.total(),
            "seconds_silenced": round(self.seconds_silenced, 1),
            **{f"findings_{entity}": count for entity, count in self.entities.most_common()},
            "redaction_limits": " ".join(self.limits) or "none",
        }

    def rows(self) -> list[dict[str, str | int]]:
        """A table: how many findings of each type and by each detector, and calls withheld."""
        counters = {"type": self.entities, "detector": self.detectors, "withheld": self.withheld}
        return [
            {"what": what, "name": name, "count": count}
            for what, counter in counters.items()
            for name, count in counter.most_common()
        ]

    def to_dict(self) -> dict[str, Any]:
        """Plain data, the most frequent first."""
        return {
            "calls": self.calls,
            "findings": self.entities.total(),
            "entities": dict(self.entities.most_common()),
            "detectors": dict(self.detectors.most_common()),
            "seconds": round(self.seconds, 1),
            "seconds_silenced": round(self.seconds_silenced, 1),
            "withheld": dict(self.withheld.most_common()),
            "limits": list(self.limits),
        }


def report(
    items: Iterable[RedactedCall | Failure], limits: tuple[str, ...] = ()
) -> RedactionReport:
    """The report of all `items`; `limits` from `callsight.redact.limits`."""
    result = RedactionReport(limits=limits)
    for item in items:
        result.add(item)
    return result
