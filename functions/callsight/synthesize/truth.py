"""Ground truth: what is known about a synthesized call, as it lies beside the recording in JSON.

Everything is known because it was decided before it was spoken: the words and when each of them is
heard, the personal data and how it was said, and the answers that the scenario implies.
"""

import dataclasses
import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal, TypeAlias

from callsight.errors import InputError

Role: TypeAlias = Literal["agent", "customer"]
Tone: TypeAlias = Literal["positive", "neutral", "negative"]
AnswerValue: TypeAlias = str | bool | int | list[str]
VERSION = 1


@dataclass(frozen=True)
class TrueWord:
    """One spoken word as it is shown, with its punctuation."""

    text: str
    start: float
    """Seconds."""
    end: float
    """Seconds."""


@dataclass(frozen=True)
class TrueTurn:
    """What one speaker says in one go."""

    speaker: Role
    channel: int
    start: float
    end: float
    text: str
    """As it would be written down: "$84.20"."""
    spoken: str
    """As it is said: "eighty four dollars and twenty cents"; the words joined by spaces."""
    words: tuple[TrueWord, ...]
    voice: str
    """Engine, voice and pitch, for example `flite:slt+1`."""


@dataclass(frozen=True)
class TruePii:
    """One mention of personal data."""

    entity: str
    """Presidio's name of the type where it has one, for example `CREDIT_CARD`."""
    turn: int
    """Index into the turns."""
    start: int
    """First character in the SPOKEN text of the turn."""
    end: int
    """Character after the last one."""
    start_seconds: float
    end_seconds: float
    value: str
    """The whole value as written, also where a mention says only a part of it."""
    form: str
    """How it is said: `digits`, `oh`, `double`, `pairs`, `spelled`, ...; `_split`, `_corrected`."""


@dataclass(frozen=True)
class GroundTruth:
    """All that is known about one recording."""

    call_id: str
    recording: str
    """File name of the recording, in the same folder."""
    sha256: str
    """Of the recording's bytes."""
    sample_rate: int
    seconds: float
    channels: Mapping[str, str]
    """Channel number to role; in a mono recording "0" is `mixed`."""
    seed: str
    """What the call was made from."""
    intent: str
    sector: str
    topic: str
    outcome: Literal["resolved", "follow_up", "escalated", "unresolved"]
    client_tone: Tone
    agent_tone: Tone
    upsell_attempted: bool
    upsell_succeeded: bool
    escalation_requested: bool
    turns: tuple[TrueTurn, ...]
    pii: tuple[TruePii, ...]
    answers: Mapping[str, AnswerValue] = field(default_factory=dict)
    """Question of the default questionnaire to its answer; only what follows from the scenario."""
    version: int = VERSION

    @property
    def resolved(self) -> bool:
        """Whether the concern was dealt with in the call."""
        return self.outcome == "resolved"


def sha256(path: Path) -> str:
    """Identity of a file, as in `callsight.calls.Call`."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


def write(truth: GroundTruth, path: Path) -> None:
    """Writes the JSON file in one go; the same truth gives the same bytes."""
    text = json.dumps(dataclasses.asdict(truth), indent=1, ensure_ascii=False)
    partial = path.with_name(f".{path.name}.partial")
    partial.write_text(text + "\n", encoding="utf-8")
    partial.replace(path)


def read(path: Path) -> GroundTruth:
    """Reads a ground-truth file; `InputError` says what is wrong with it."""
    try:
        raw = json.loads(path.read_text(encoding="utf-8"))
        return _parsed(raw)
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise InputError(
            f"`{path.name}` is not a ground-truth file of version {VERSION} ({error!r}). "
            "Make new ones with: callsight synthesize OUT --calls 10"
        ) from error


def _parsed(raw: dict[str, Any]) -> GroundTruth:
    if raw.get("version") != VERSION:
        raise ValueError(f"version is `{raw.get('version')}`")
    turns = tuple(
        TrueTurn(**{**turn, "words": tuple(TrueWord(**word) for word in turn["words"])})
        for turn in raw["turns"]
    )
    pii = tuple(TruePii(**item) for item in raw["pii"])
    return GroundTruth(**{**raw, "turns": turns, "pii": pii})


def check(truth: GroundTruth, recording: Path) -> None:
    """Raises `InputError` where the truth belongs to another recording."""
    if not recording.is_file():
        raise InputError(
            f"The recording `{recording.name}` of the ground truth `{truth.call_id}` is missing. "
            "Keep recordings and JSON files together, as `callsight synthesize` writes them."
        )
    found = sha256(recording)
    if found != truth.sha256:
        raise InputError(
            f"The ground truth `{truth.call_id}` does not match its recording "
            f"`{recording.name}`: expected SHA-256 `{truth.sha256[:16]}`, found `{found[:16]}`. "
            "The file was changed or replaced; make the calls again from their seed."
        )
