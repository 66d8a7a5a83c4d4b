"""The nouns that travel between the stages of Callsight: frozen and typed.

A call is heard as `Audio`, written down as a `Transcript` of `Turn`s and `Word`s, cleaned into a
`RedactedCall` with its `Finding`s, and answered as an `Analysis`. What goes wrong is a `Failure`.
Times are seconds from the start of the recording, characters are counted in the text of one turn.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, TypeAlias

import numpy as np
import numpy.typing as npt

Speaker: TypeAlias = Literal["agent", "customer", "unknown"]
Stage: TypeAlias = Literal["ingest", "transcribe", "redact", "analyze"]
Verdict: TypeAlias = Literal["yes", "no", "unclear"]
ASKED = "ask_"
"""How the names of questionnaires begin that `callsight ask` makes."""
STAGES: tuple[Stage, ...] = ("ingest", "transcribe", "redact", "analyze")


@dataclass(frozen=True)
class Audio:
    """Decoded sound of one recording."""

    samples: npt.NDArray[np.float32]
    """Shape [channels, samples], in [-1, 1]."""
    sample_rate: int
    """Hz."""

    @property
    def seconds(self) -> float:
        """Length of the recording in seconds."""
        return self.samples.shape[1] / self.sample_rate


@dataclass(frozen=True)
class Call:
    """One call: the identity and the shape of its recording, and what its metadata says."""

    id: str
    """First 16 hexadecimal digits of `sha256`: the key of the call everywhere."""
    sha256: str
    """SHA-256 of the recording's bytes: the same recording found twice is one call."""
    recording: str
    """File name for people, with digits and addresses that could identify a person masked."""
    seconds: float
    """Length of the recording."""
    sample_rate: int
    """Hz, as recorded."""
    channels: int
    """Channels, as recorded."""
    codec: str
    """Codec of the recording as PyAV names it, for example `pcm_mulaw`."""
    bytes: int
    """Size of the recording."""
    health: tuple[str, ...] = ()
    """Names of audio problems, for example `clipped`, `dual_mono`, `dead_channel_1`."""
    external_id: str | None = None
    """The call id of the metadata table."""
    agent_id: str | None = None
    customer_id: str | None = None
    queue: str | None = None
    direction: Literal["inbound", "outbound"] | None = None
    started_at: dt.datetime | None = None
    """Start of the call, in UTC."""
    metadata: Mapping[str, str] = field(default_factory=dict)
    """Further columns of the metadata table that the configuration allows to be stored."""


@dataclass(frozen=True)
class Word:
    """One recognized word."""

    text: str
    start: float
    """Seconds."""
    end: float
    """Seconds."""
    confidence: float | None = None
    """Probability in [0, 1]."""
    estimated: bool = False
    """True when the time was interpolated: redaction then silences the whole turn."""


@dataclass(frozen=True)
class Turn:
    """What one speaker says until somebody else speaks or a pause divides it."""

    index: int
    """Position in the call, from 0, in order of start."""
    speaker: Speaker
    channel: int
    """Channel of the recording, from 0."""
    start: float
    """Seconds."""
    end: float
    """Seconds."""
    text: str
    """The words joined as written; `words[i]` is found in it in order."""
    words: tuple[Word, ...] = ()
    confidence: float | None = None
    """Mean probability of the words in [0, 1]."""
    flags: tuple[str, ...] = ()
    """Doubts of the transcriber, for example `low_confidence`, `repetition`."""
    voice: int = 0
    """Which voice of its channel speaks, from 0: several share the channel of a mono recording."""
    translation: str | None = None
    """In English, where that was asked for and something else is spoken; as heard, not verified."""


@dataclass(frozen=True)
class Transcript:
    """All turns of one call. A call without speech has none and is a valid result."""

    call_id: str
    language: str | None
    """ISO 639-1 code, or None where nothing was said."""
    turns: tuple[Turn, ...]
    seconds: float
    """Length of the recording."""
    model: str = ""
    """Name of the speech model."""
    role_confidence: float | None = None
    """Probability in [0.5, 1] that agent and customer are not swapped; None without the two."""


@dataclass(frozen=True)
class Finding:
    """Where personal data was found. It never holds the value."""

    entity: str
    """Presidio's name of the type, for example `CREDIT_CARD`, `PERSON`."""
    turn: int
    """Index of the turn."""
    start: int
    """First character in the text of the turn BEFORE redaction."""
    end: int
    """Character after the last one, BEFORE redaction."""
    detector: str
    """Name of the recognizer that found it."""
    score: float
    """Confidence in [0, 1]."""
    start_seconds: float | None = None
    end_seconds: float | None = None
    placeholder: str = ""
    """What stands in the redacted text, for example `[PERSON_1]`."""
    redacted_start: int = -1
    """First character of the placeholder in the redacted text."""
    redacted_end: int = -1
    """Character after the placeholder in the redacted text."""


@dataclass(frozen=True)
class Span:
    """A stretch of one channel, for example one that was silenced."""

    channel: int
    start: float
    """Seconds."""
    end: float
    """Seconds."""


@dataclass(frozen=True)
class RedactedCall:
    """A call without personal data: the only form in which a transcript leaves the redact stage."""

    transcript: Transcript
    """Redacted text; the words of removed values are replaced by their placeholder."""
    findings: tuple[Finding, ...]
    silenced: tuple[Span, ...]
    """What is to be silenced (merged, sorted) in the audio."""


@dataclass(frozen=True)
class Source:
    """Where an answer comes from and what it took."""

    engine: str
    """`lexicon`, `transformers`, `openai`, or `rule` where phrases alone decided."""
    model: str
    """Language model; empty: none."""
    fingerprint: str
    """Changes with all that the answer depends on: question, prompt, engine, model, lexicon."""
    prompt_tokens: int | None = None
    """Tokens read: the share of this answer in those of the whole prompt."""
    answer_tokens: int | None = None
    """Tokens written, shared likewise."""
    seconds: float | None = None
    """Time of the engine, shared over the calls of a batch and the answers of a call."""
    cost: float | None = None
    """In the currency of the configured prices; None where there are none."""
    run_id: str | None = None
    """Run that asked; None: the one that stores the answer."""


@dataclass(frozen=True)
class Check:
    """Whether the cited turns support one sentence, or one item of a list, of an answer."""

    text: str
    verdict: Verdict


@dataclass(frozen=True)
class Answer:
    """The answer to one question about one call."""

    question: str
    """Id of the question."""
    value: Any
    """str, bool, int, float, list of str, or None (not stated)."""
    status: Literal["answered", "not_stated", "unsupported", "unavailable"]
    """`unavailable`: this engine cannot answer it; `unsupported`: evidence was missing."""
    reason: str | None = None
    """Why there is no value."""
    evidence: tuple[int, ...] = ()
    """Indexes of the turns that support it."""
    quote: str | None = None
    """Words of the redacted transcript, verified to occur in an evidence turn."""
    confidence: float | None = None
    """In [0, 1]; the share of agreeing votes for polled questions."""
    votes: tuple[Any, ...] = ()
    """The values of all votes where the question was polled, in the order in which they came."""
    checks: tuple[Check, ...] = ()
    """The second pass over a text or list (`analyze.faithfulness`); empty: it was not checked."""
    checked_by: str | None = None
    """Model of that pass."""
    source: Source | None = None
    corrected_by: str | None = None
    """The reviewer whose value this is; None: the engine's own."""

    @property
    def faithful(self) -> Verdict | None:
        """The worst verdict of `checks`; None without any."""
        verdicts = {check.verdict for check in self.checks}
        order: tuple[Verdict, ...] = ("no", "unclear", "yes")
        return next((verdict for verdict in order if verdict in verdicts), None)


@dataclass(frozen=True)
class Analysis:
    """All that analysis says about one call."""

    call_id: str
    answers: tuple[Answer, ...]
    sentiment: tuple[float | None, ...]
    """Per turn in [-1, 1]; None where a turn holds nothing to judge."""
    metrics: Mapping[str, float | None]
    """Call dynamics, for example `talk_ratio_agent`; None where the call has no such moment."""
    engine: str
    model: str
    prompt_fingerprint: str
    prompt_tokens: int | None = None
    """Tokens read in this analysis; answers that were kept took theirs before."""
    answer_tokens: int | None = None
    elapsed: float | None = None
    """Seconds that the engine took, shared over its batch."""
    cost: float | None = None
    """In the currency of the configured prices; None where there are none."""
    kept: int = 0
    """Answers taken over from an earlier analysis, because nothing about them changed."""


@dataclass(frozen=True)
class Failure:
    """Why one call (or one file that never became a call) did not get through a stage."""

    stage: Stage
    kind: str
    """Short stable name, for example `not_audio`."""
    message: str
    """For people: what was wrong, what would be right, what to do. Never what was said."""
    transient: bool
    call_id: str | None = None
    recording: str | None = None
    """Masked file name where there is no call."""
    location: str | None = None
    """`Found.key` of the file (see `callsight.ingest`), so that a bad file is not read again."""
    place: str | None = None
    """`Entry.place` of the file: when it is replaced by a good one, the failure is overcome."""


def to_dict(value: Any) -> dict[str, Any]:
    """A noun as plain JSON-ready data (dates in ISO 8601); for scratch files and artifacts."""

    def plain(item: Any) -> Any:
        if isinstance(item, dt.datetime):
            return item.isoformat()
        if isinstance(item, Mapping):
            return {key: plain(entry) for key, entry in item.items()}
        if isinstance(item, (list, tuple)):
            return [plain(entry) for entry in item]
        return item

    return {key: plain(entry) for key, entry in dataclasses.asdict(value).items()}


def transcript_from_dict(data: Mapping[str, Any]) -> Transcript:
    """The inverse of `to_dict` for a `Transcript`."""
    turns = tuple(
        Turn(
            **{**turn, "words": tuple(Word(**word) for word in turn["words"])}
            | {"flags": tuple(turn["flags"])}
        )
        for turn in data["turns"]
    )
    return Transcript(**{**data, "turns": turns})
