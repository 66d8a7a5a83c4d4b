"""The base engine: openai-whisper's own model classes under a decoder for batches.

What differs from `whisper.transcribe`: many chunks at once, of the model's own context length, each
normalized on its own; sampling seeded by the chunk; word times from the decoding itself.
"""

from __future__ import annotations

import itertools
import zlib
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Final

import numpy as np
import torch
from torch import Tensor
from whisper.audio import HOP_LENGTH, N_FFT, mel_filters
from whisper.model import Conv1d, Linear, Whisper
from whisper.tokenizer import Tokenizer, get_tokenizer

from callsight.transcribe.alignment import word_timings
from callsight.transcribe.beam import write_by_beams
from callsight.transcribe.engine import (
    RATE,
    DecodedChunk,
    DeviceMemoryError,
    Samples,
    SpokenWord,
    Task,
)
from callsight.transcribe.greedy import write_greedily
from callsight.transcribe.hypotheses import Hypothesis, Job, token_frames
from callsight.transcribe.rules import Rules

FRAME: Final = 2 * HOP_LENGTH
"""Samples per encoder frame: 20 ms."""
_WITHOUT_SPACES: Final = frozenset({"zh", "ja", "th", "lo", "my", "yue"})


class WhisperEngine:
    """A loaded Whisper model as a `SpeechEngine`."""

    def __init__(
        self,
        model: Whisper,
        name: str,
        *,
        beam_size: int = 1,
        timestamps: bool = False,
        precision: torch.dtype | None = None,
    ) -> None:
        """`precision` is half on a GPU and single on a CPU unless said otherwise."""
        self.name = name
        self.model = model.eval()
        self.beam_size, self.timestamps = beam_size, timestamps
        on_gpu = model.device.type == "cuda"
        self.precision = precision or (torch.float16 if on_gpu else torch.float32)
        if self.precision != torch.float32:
            _convert(model, self.precision)
        self._known_rules: dict[tuple[str, Task], Rules] = {}

    @property
    def context_seconds(self) -> float:
        """The longest chunk: 30 s for the published models."""
        return self.model.dims.n_audio_ctx * FRAME / RATE

    @property
    def language(self) -> str | None:
        """`en` for English-only models."""
        return None if self.model.is_multilingual else "en"

    def detect_language(self, chunks: Sequence[Samples]) -> list[Mapping[str, float]]:
        """See `SpeechEngine.detect_language`."""
        with _device_memory():
            tokenizer = get_tokenizer(True, num_languages=self.model.num_languages)
            _, shares = self.model.detect_language(self._listen(chunks), tokenizer)
        return list(shares)

    def decode(
        self,
        chunks: Sequence[Samples],
        *,
        language: str,
        prompt: str | None,
        temperature: float,
        task: Task = "transcribe",
    ) -> list[DecodedChunk]:
        """See `SpeechEngine.decode`."""
        rules = self._rules(language, task)
        written = "en" if task == "translate" else language
        before = self._before(rules, prompt) if prompt else ()
        job = Job(rules, before, tuple(-(-len(chunk) // FRAME) for chunk in chunks))
        with _device_memory():
            features = self._listen(chunks)
            if self.beam_size > 1 and not temperature:
                found = write_by_beams(self.model, features, job, self.beam_size)
            else:
                seeds = [zlib.crc32(chunk.tobytes()) for chunk in chunks]
                found = write_greedily(self.model, features, job, temperature, seeds)
            starts = token_frames(found)
        return [
            decoded_chunk(rules.tokenizer, hypothesis, own, written, len(chunk) / RATE)
            for hypothesis, own, chunk in zip(found, starts, chunks, strict=True)
        ]

    def _rules(self, language: str, task: Task) -> Rules:
        code = language if self.model.is_multilingual else "en"
        if (code, task) not in self._known_rules:
            self._known_rules[code, task] = Rules(self.model, code, self.timestamps, task)
        return self._known_rules[code, task]

    def _before(self, rules: Rules, prompt: str) -> tuple[int, ...]:
        tokens = prompt_tokens(rules.tokenizer, prompt, self.model.dims.n_text_ctx)
        return (rules.tokenizer.sot_prev, *tokens)

    @torch.no_grad()
    def _listen(self, chunks: Sequence[Samples]) -> Tensor:
        """Encoder features [chunks, context, width]; chunks are filled up with silence."""
        dims = self.model.dims
        sound = stack(chunks, dims.n_audio_ctx * FRAME).to(self.model.device)
        return self.model.encoder(log_mel(sound, dims.n_mels).to(self.precision))


def stack(chunks: Sequence[Samples], length: int) -> Tensor:
    """The chunks as one batch [chunks, length], filled up with silence."""
    sound = np.zeros((len(chunks), length), np.float32)
    for row, chunk in zip(sound, chunks, strict=True):
        row[: len(chunk)] = chunk
    return torch.from_numpy(sound)


def prompt_tokens(tokenizer: Tokenizer, text: str, context: int) -> list[int]:
    """Tokens of the prompt, at most a quarter of the text context: the answer needs room."""
    return tokenizer.encode(" " + text.strip())[: context // 4]


def log_mel(sound: Tensor, bands: int) -> Tensor:
    """`whisper.log_mel_spectrogram` of a batch [chunks, samples] -> [chunks, bands, frames].

    The original cuts at 80 dB below the loudest value of the whole batch, so that a chunk would
    depend on its neighbors; here of each chunk.
    """
    window = torch.hann_window(N_FFT, device=sound.device)
    spectrum = torch.stft(sound, N_FFT, HOP_LENGTH, window=window, return_complex=True)
    power = spectrum[..., :-1].abs() ** 2
    mel = (mel_filters(sound.device, bands) @ power).clamp(min=1e-10).log10()
    mel = torch.maximum(mel, mel.amax((1, 2), keepdim=True) - 8.0)
    return (mel + 4.0) / 4.0


def decoded_chunk(
    tokenizer: Tokenizer,
    hypothesis: Hypothesis,
    frames: Sequence[int],
    language: str,
    seconds: float,
) -> DecodedChunk:
    tokens = list(hypothesis.tokens)
    words, groups = _split(tokenizer, tokens, language) if tokens else ([], [])
    edges = np.cumsum([0, *map(len, groups)])
    bounds = [min(frames[edge] * FRAME / RATE, seconds) for edge in edges] if tokens else [0.0]
    timings = word_timings(bounds, [len(word.strip()) for word in words])
    confidences = [np.mean(hypothesis.probabilities[a:b]) for a, b in itertools.pairwise(edges)]
    return DecodedChunk(
        tuple(
            SpokenWord(word, timing.start, timing.end, float(confidence), timing.estimated)
            for word, timing, confidence in zip(words, timings, confidences, strict=True)
        ),
        hypothesis.log_probability,
        hypothesis.no_speech,
    )


def _split(
    tokenizer: Tokenizer, tokens: list[int], language: str
) -> tuple[list[str], list[list[int]]]:
    """Words as written and their tokens. Between spaces all is one word, as in `$19.99,`."""
    words: list[str] = []
    groups: list[list[int]] = []
    spaced = language not in _WITHOUT_SPACES
    split = tokenizer.split_to_word_tokens if spaced else tokenizer.split_tokens_on_unicode
    for word, group in zip(*split(tokens), strict=True):
        if words and (not word.strip() or (spaced and not word.startswith(" "))):
            words[-1] += word
            groups[-1] = groups[-1] + group
        else:
            words.append(word)
            groups.append(group)
    if spaced and not words[0].startswith(" "):
        words[0] = " " + words[0]
    return words, groups


@contextmanager
def _device_memory() -> Iterator[None]:
    """Turns a full GPU into the error that the pool knows how to answer."""
    try:
        yield
    except torch.OutOfMemoryError as error:
        torch.cuda.empty_cache()
        raise DeviceMemoryError(str(error)) from None


def _convert(model: Whisper, precision: torch.dtype) -> None:
    """Matrices in `precision` once, instead of at every step; norms stay in single."""
    for module in model.modules():
        if isinstance(module, (Linear, Conv1d, torch.nn.Embedding)):
            module.to(precision)
