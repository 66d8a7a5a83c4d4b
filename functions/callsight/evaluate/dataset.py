"""A folder of recordings with their ground truth, checked before any model is loaded.

A truth that does not belong to its recording would make every number wrong without a word, so
identity and times are checked, and such a call is left out by name.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from callsight.calls import Failure
from callsight.config import ASSETS
from callsight.errors import CallError, InputError
from callsight.synthesize import truth as truths
from callsight.synthesize.truth import GroundTruth

SLACK = 0.1
"""Seconds by which a truth may differ from the recording: codecs pad the end."""


@dataclass(frozen=True)
class Case:
    """One recording whose truth is known."""

    recording: Path
    truth: GroundTruth

    @property
    def call_id(self) -> str:
        """As `Call.id`."""
        return self.truth.sha256[:16]


@dataclass(frozen=True)
class Dataset:
    """The cases of one folder."""

    folder: Path
    cases: tuple[Case, ...]
    """In order of file name."""
    failures: tuple[Failure, ...]
    """Recordings whose truth is unusable."""
    fingerprint: str
    """16 hexadecimal digits that change with any recording or truth."""


def load_dataset(folder: str | Path) -> Dataset:
    """Reads every ground-truth file under `folder` (`samples`: the bundled calls).

    Recordings without ground truth are not looked at.

    Raises InputError where the folder is missing, or where no ground truth in it is usable.
    """
    folder = ASSETS / "samples" if str(folder) == "samples" else Path(folder)
    if not folder.is_dir():
        raise InputError(
            f"`{folder}` is not a folder: name one that holds recordings with their ground truth."
        )
    folder = folder.resolve()
    cases: dict[str, Case] = {}
    failures = []
    mark = hashlib.sha256()
    for path in _truth_files(folder):
        try:
            case = _case(path)
            if case.truth.sha256 in cases:
                raise CallError("duplicate", f"The recording of `{path.name}` is there twice.")
        except CallError as error:
            failures.append(
                Failure("ingest", error.kind, str(error), error.transient, recording=path.name)
            )
            continue
        cases[case.truth.sha256] = case
        mark.update(path.read_bytes())
    if not cases:
        raise InputError(
            failures[0].message
            if failures
            else f"No ground truth in `{folder}`: each recording needs a JSON file of the same "
            "name, as `callsight synthesize OUT --calls 10` writes them."
        )
    return Dataset(folder, tuple(cases.values()), tuple(failures), mark.hexdigest()[:16])


def check_length(truth: GroundTruth, seconds: float) -> None:
    """Raises CallError(`truth_mismatch`) where the recording has another length in seconds."""
    if abs(truth.seconds - seconds) > SLACK:
        raise CallError(
            "truth_mismatch",
            f"The ground truth `{truth.call_id}` does not match its recording "
            f"`{truth.recording}`: it speaks of `{truth.seconds:.2f}` seconds, the recording has "
            f"`{seconds:.2f}`. Make the calls again from their seed.",
        )


def _truth_files(folder: Path) -> Iterator[Path]:
    """JSON files beside a recording of the same name, or that speak of a recording."""
    for path in sorted(folder.rglob("*.json")):
        beside = any(other != path for other in path.parent.glob(f"{_escaped(path.stem)}.*"))
        if beside or _names_recording(path):
            yield path


def _names_recording(path: Path) -> bool:
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return False
    return isinstance(content, dict) and {"recording", "sha256"} <= content.keys()


def _case(path: Path) -> Case:
    try:
        truth = truths.read(path)
        recording = path.parent / truth.recording
        truths.check(truth, recording)
    except InputError as error:
        raise CallError("truth_mismatch", str(error)) from None
    if problem := _problem(truth):
        raise CallError(
            "truth_mismatch",
            f"The ground truth `{path.name}` is not consistent: {problem}. "
            "Make the calls again from their seed.",
        )
    return Case(recording, truth)


def _problem(truth: GroundTruth) -> str | None:
    """What is impossible in a truth; it names places, never words."""
    latest = truth.seconds + SLACK
    for number, turn in enumerate(truth.turns):
        if not 0 <= turn.start <= turn.end <= latest:
            return f"turn `{number}` is not within the recording"
        if any(not 0 <= word.start <= word.end <= latest for word in turn.words):
            return f"turn `{number}` has a word that is not within the recording"
    for number, item in enumerate(truth.pii):
        if not 0 <= item.turn < len(truth.turns):
            return f"personal value `{number}` is in turn `{item.turn}`, which does not exist"
        if not 0 <= item.start < item.end <= len(truth.turns[item.turn].spoken):
            return f"personal value `{number}` is not within the characters of its turn"
        if not 0 <= item.start_seconds <= item.end_seconds <= latest:
            return f"personal value `{number}` is not within the recording"
    return None


def _escaped(stem: str) -> str:
    return "".join(f"[{char}]" if char in "*?[" else char for char in stem)
