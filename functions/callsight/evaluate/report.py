"""The report of an evaluation: scores that are the same for the same data, and timings apart.

It holds numbers, keys and call ids only: nothing that was said, spoken or found.
"""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from callsight.errors import InputError
from callsight.evaluate.metrics import FAMILIES, Family, family_of, label_of
from callsight.evaluate.statistics import Score

if TYPE_CHECKING:
    import pandas as pd

VERSION: Final = 1


@dataclass(frozen=True)
class FailedCall:
    """One call that did not get through; the message holds nothing that was said."""

    call: str
    """Call id; empty where the truth cannot be used."""
    recording: str
    """File name."""
    stage: str
    kind: str
    message: str


@dataclass(frozen=True)
class Report:
    """How good every stage is on one dataset."""

    dataset: str
    """Fingerprint of the recordings and their truth."""
    calls: int
    seconds: float
    """Length of all recordings with a truth."""
    settings: Mapping[str, Any]
    """Configuration of the stages, dotted keys."""
    seed: int
    """Of the bootstrap."""
    scores: tuple[Score, ...]
    """In the order of the scoreboard."""
    per_call: Mapping[str, Mapping[str, float]]
    """Call id to the metrics of this call alone."""
    failures: tuple[FailedCall, ...]
    notes: tuple[str, ...]
    """What the reader of the numbers must know: what was not measured or only done at best."""
    speed: tuple[Score, ...]
    """Real-time factors: the only part that differs from run to run."""

    @property
    def lines(self) -> tuple[Score, ...]:
        """Every line of the scoreboard."""
        return (*self.scores, *self.speed)

    def results(self) -> dict[str, float]:
        """Metric to value, for MLRun: keys with `_` for `/`."""
        return {score.metric.replace("/", "_"): score.value for score in self.lines}

    def tables(self) -> dict[str, pd.DataFrame]:
        """`scores`, `calls` (one row per call and metric) and `failures`."""
        import pandas as pd

        scores = [
            {"group": family.group, "label": label_of(score.metric)}
            | dataclasses.asdict(score)
            | {"of": family.of, "unit": family.unit, "better": family.better}
            for score, family in ((line, family_of(line.metric)) for line in self.lines)
        ]
        calls = [
            {"call": call, "metric": metric, "value": value}
            for call, values in self.per_call.items()
            for metric, value in values.items()
        ]
        failures = [dataclasses.asdict(failure) for failure in self.failures]
        return {
            "scores": pd.DataFrame(scores),
            "calls": pd.DataFrame(calls, columns=["call", "metric", "value"]),
            "failures": pd.DataFrame(
                failures, columns=[item.name for item in dataclasses.fields(FailedCall)]
            ),
        }

    def to_json(self) -> str:
        """The text of `evaluation.json`."""
        data = {"version": VERSION} | dataclasses.asdict(self)
        return json.dumps(data, indent=1, ensure_ascii=False, default=list) + "\n"

    def save(self, path: str | Path) -> Path:
        """Writes `evaluation.json` in one go."""
        path = Path(path)
        path.parent.mkdir(parents=True, exist_ok=True)
        partial = path.with_name(f".{path.name}.partial")
        partial.write_text(self.to_json(), encoding="utf-8")
        return partial.replace(path)


def load_report(path: str | Path) -> Report:
    """Reads `evaluation.json`.

    Raises InputError where it is not one, or one of another version.
    """
    path = Path(path)
    try:
        data = json.loads(path.read_text(encoding="utf-8"))
        version = data.pop("version")
        if version != VERSION:
            raise ValueError(f"its version is `{version}`")
        scores = {key: tuple(Score(**item) for item in data[key]) for key in ("scores", "speed")}
        if unknown := {s.metric for s in scores["scores"] if not _known(s.metric)}:
            raise ValueError(f"unknown metric `{min(unknown)}`")
        failures = tuple(FailedCall(**item) for item in data["failures"])
        data |= scores | {"failures": failures, "notes": tuple(data["notes"])}
        return Report(**data)
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise InputError(
            f"`{path}` is not an evaluation of version {VERSION} ({error}): "
            "make one with `callsight evaluate FOLDER`."
        ) from None


def shown(value: float, family: Family) -> str:
    """A value for people: `12.3%`, `0.145 s`."""
    if family.unit == "%":
        return f"{100 * value:.1f}%"
    if family.unit == "×":
        return f"{value:.2g}×"
    return f"{value:.3f} {family.unit}".strip()


def _known(metric: str) -> bool:
    return metric.partition("/")[0] in FAMILIES
