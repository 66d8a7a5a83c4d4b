"""What a speech engine is: chunks of speech in, words with times and doubts out.

Everything around it (voice activity, chunks, pooling, guards, turns) does not know which
implementation of Whisper runs, so a faster one only has to speak this protocol.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, Protocol, TypeAlias

import numpy as np
import numpy.typing as npt

Samples: TypeAlias = npt.NDArray[np.float32]
"""Sound in [-1, 1] at 16 kHz, shape [samples] unless said otherwise."""
Task: TypeAlias = Literal["transcribe", "translate"]
RATE = 16_000
"""Hz: what Whisper and Silero hear."""


class DeviceMemoryError(Exception):
    """The batch does not fit into the memory of the device: try again with fewer chunks."""


@dataclass(frozen=True)
class SpokenWord:
    """A word inside its chunk."""

    text: str
    """As written, with a leading space where the language separates words by spaces."""
    start: float
    """Seconds from the start of the chunk."""
    end: float
    """Seconds from the start of the chunk."""
    confidence: float
    """Mean probability of its tokens in [0, 1]."""
    estimated: bool = False
    """True when the time was interpolated."""


@dataclass(frozen=True)
class DecodedChunk:
    """What an engine heard in one chunk, at one temperature."""

    words: tuple[SpokenWord, ...]
    """Monotone and inside the chunk."""
    log_probability: float
    """Mean natural logarithm of the probability of a token."""
    no_speech: float
    """Probability in [0, 1] that nothing was said; 0 where the engine cannot tell."""

    @property
    def text(self) -> str:
        """The words as written."""
        return "".join(word.text for word in self.words).strip()


class SpeechEngine(Protocol):
    """A loaded speech model."""

    @property
    def name(self) -> str:
        """Short name for people, stored with the transcript."""

    @property
    def context_seconds(self) -> float:
        """The longest chunk that the model hears at once."""

    @property
    def language(self) -> str | None:
        """ISO 639-1 code of the only language, or None for a multilingual model."""

    def detect_language(self, chunks: Sequence[Samples]) -> list[Mapping[str, float]]:
        """Probability of each language (ISO 639-1) for each chunk.

        Raises DeviceMemoryError when the batch is too large.
        """

    def decode(
        self,
        chunks: Sequence[Samples],
        *,
        language: str,
        prompt: str | None,
        temperature: float,
        task: Task = "transcribe",
    ) -> list[DecodedChunk]:
        """The words of each chunk, in order; in English if the task is to `translate`.

        A row must not depend on the other rows of its batch, and sampling (temperature above 0)
        must be seeded by the chunk itself: a rerun hears the same words.

        Raises DeviceMemoryError when the batch is too large.
        """
