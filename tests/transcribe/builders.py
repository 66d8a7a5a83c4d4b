"""What the transcription tests share: sounds, calls, tiny Whisper models, an engine by script."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from callsight.audio import decode
from callsight.calls import Audio, Call
from callsight.transcribe import DecodedChunk, Recording, SpokenWord
from callsight.transcribe.engine import RATE, Samples, Task

CLIP = Path(__file__).parents[1] / "data" / "speech" / "two_sides.flac"
"""12 s, 8 kHz stereo, spoken by two voices of flite (free of rights); see TRUTH."""
TRUTH = {0: ((0.56, 3.30), (3.73, 6.41)), 1: ((7.55, 9.86), (10.33, 11.78))}
"""Seconds in which each channel of CLIP speaks."""


def clip() -> Audio:
    """The real speech that the tests listen to."""
    return decode(CLIP)


def call(name: str = "call", seconds: float = 12.0, channels: int = 2, **fields: Any) -> Call:
    """A call as ingest would describe it."""
    shape = {"seconds": seconds, "sample_rate": 8000, "channels": channels}
    return Call(id=name, sha256="", recording=name, codec="flac", bytes=1, **shape, **fields)


def recording(audio: Audio, name: str = "call", health: tuple[str, ...] = ()) -> Recording:
    """A recording that is in memory already."""
    return Recording(call(name, audio.seconds, len(audio.samples), health=health), lambda: audio)


def tones(seconds: float, *frequencies: float, rate: int = 8000) -> Samples:
    """Several sine waves at once."""
    time = np.arange(int(seconds * rate)) / rate
    waves = [np.sin(2 * np.pi * frequency * time) for frequency in frequencies]
    return (0.25 * np.sum(waves, axis=0)).astype(np.float32)


def ringing(seconds: float, rate: int = 8000) -> Samples:
    """The ring tone of a US line: 440 and 480 Hz, 2 s on, 4 s off."""
    on = (np.arange(int(seconds * rate)) / rate) % 6 < 2
    return tones(seconds, 440, 480, rate=rate) * on


def keys(rate: int = 8000) -> Samples:
    """Ten telephone keys (DTMF), 0.1 s each with 0.1 s between."""
    rows, columns = (697, 770, 852, 941), (1209, 1336, 1477)
    pressed = [tones(0.1, rows[i % 4], columns[i % 3], rate=rate) for i in range(10)]
    silent = np.zeros(rate // 10, np.float32)
    return np.concatenate([part for key in pressed for part in (key, silent)])


def noise(seconds: float, level: float = 0.05, rate: int = 8000) -> Samples:
    """White noise, the same every time."""
    dice = np.random.default_rng(1)
    return (level * dice.standard_normal(int(seconds * rate))).astype(np.float32)


def tiny_whisper(seed: int = 0, **dims: int) -> Any:
    """A Whisper with random weights: English only, 3 s of context, 2 layers, unless said else."""
    import torch
    from whisper.model import ModelDimensions, Whisper

    width = {"n_audio_state": 32, "n_text_state": 32, "n_audio_head": 2, "n_text_head": 2}
    depth = {"n_audio_layer": 2, "n_text_layer": 2, "n_mels": 80, "n_vocab": 51864}
    sizes = width | depth | {"n_audio_ctx": 150, "n_text_ctx": 64} | dims
    torch.manual_seed(seed)
    model = Whisper(ModelDimensions(**sizes))
    for parameter in model.parameters():
        if parameter.dim() > 1:
            torch.nn.init.normal_(parameter, 0, 0.3)
    return model.eval()


def save_whisper(model: Any, path: Path) -> Path:
    """The model as a checkpoint of openai-whisper."""
    import torch

    dims = dataclasses.asdict(model.dims)
    torch.save({"dims": dims, "model_state_dict": model.state_dict()}, path)
    return path


def heard(
    text: str, log_probability: float = -0.1, no_speech: float = 0.0, seconds: float = 1.0
) -> DecodedChunk:
    """A decoded chunk whose words share its seconds."""
    words = text.split()
    step = seconds / max(1, len(words))
    return DecodedChunk(
        tuple(SpokenWord(f" {w}", i * step, (i + 1) * step, 0.9) for i, w in enumerate(words)),
        log_probability,
        no_speech,
    )


@dataclasses.dataclass
class ScriptedEngine:
    """A speech engine that answers by a function and remembers what it was asked."""

    answer: Callable[[Samples, float], DecodedChunk]
    languages: Callable[[Samples], Mapping[str, float]] = lambda chunk: {"en": 1.0}
    language: str | None = "en"
    translation: Callable[[Samples], DecodedChunk] = lambda chunk: heard("in English")
    room: int = 1000
    """Chunks that fit into its memory."""
    name: str = "script"
    context_seconds: float = 10.0
    asked: list[tuple[int, str, str | None, float]] = dataclasses.field(default_factory=list)
    """Chunks, language, prompt and temperature of every batch."""

    def detect_language(self, chunks: Sequence[Samples]) -> list[Mapping[str, float]]:
        self._check(chunks)
        return [self.languages(chunk) for chunk in chunks]

    def decode(
        self,
        chunks: Sequence[Samples],
        *,
        language: str,
        prompt: str | None,
        temperature: float,
        task: Task = "transcribe",
    ) -> list[DecodedChunk]:
        self._check(chunks)
        if task == "translate":
            return [self.translation(chunk) for chunk in chunks]
        self.asked.append((len(chunks), language, prompt, temperature))
        return [self.answer(chunk, temperature) for chunk in chunks]

    def _check(self, chunks: Sequence[Samples]) -> None:
        from callsight.transcribe.engine import DeviceMemoryError

        if len(chunks) > self.room:
            raise DeviceMemoryError("full")


def chunk_seconds(samples: Samples) -> float:
    """Length of a chunk in seconds."""
    return len(samples) / RATE
