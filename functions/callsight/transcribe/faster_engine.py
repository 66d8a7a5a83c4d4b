"""The CPU engine: CTranslate2, the library under faster-whisper, with 8-bit matrices.

It is fed by the same pool as the base engine: whole batches of chunks instead of the file by file
interface of faster-whisper.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

import numpy as np
import torch
from whisper.model import Whisper
from whisper.tokenizer import Tokenizer

from callsight.transcribe.ctranslate import save_converted
from callsight.transcribe.engine import RATE, DecodedChunk, DeviceMemoryError, Samples, Task
from callsight.transcribe.hypotheses import Hypothesis
from callsight.transcribe.rules import Rules
from callsight.transcribe.whisper_engine import FRAME, decoded_chunk, log_mel, prompt_tokens, stack

_BEAMS: Final = 5
"""For chunks in doubt: CTranslate2 cannot seed a draw by the chunk, so they get a wider search."""


class FasterWhisperEngine:
    """A Whisper model in CTranslate2 as a `SpeechEngine`."""

    def __init__(self, model: Whisper, name: str, *, beam_size: int = 1) -> None:
        import ctranslate2

        self.name, self.dims, self.beam_size = name, model.dims, beam_size
        self.multilingual, self.languages = model.is_multilingual, model.num_languages
        self._rules = {code: Rules(model, code, False) for code in self._codes()}
        device = model.device.type
        with tempfile.TemporaryDirectory(prefix="callsight-") as folder:
            save_converted(model, Path(folder) / "model")
            self.model = ctranslate2.models.Whisper(
                str(Path(folder) / "model"),
                device=device,
                compute_type="int8_float16" if device == "cuda" else "int8",
                intra_threads=torch.get_num_threads(),
            )

    @property
    def context_seconds(self) -> float:
        """The longest chunk: 30 s for the published models."""
        return self.dims.n_audio_ctx * FRAME / RATE

    @property
    def language(self) -> str | None:
        """`en` for English-only models."""
        return None if self.multilingual else "en"

    def detect_language(self, chunks: Sequence[Samples]) -> list[Mapping[str, float]]:
        """See `SpeechEngine.detect_language`."""
        with _device_memory():
            found = self.model.detect_language(self._mel(chunks))
        return [{token[2:-2]: share for token, share in row} for row in found]

    def decode(
        self,
        chunks: Sequence[Samples],
        *,
        language: str,
        prompt: str | None,
        temperature: float,
        task: Task = "transcribe",
    ) -> list[DecodedChunk]:
        """See `SpeechEngine.decode`; a temperature above 0 means a wider search."""
        rules = self._rules[language if self.multilingual else "en"]
        start, opening = (
            [_of_task(rules.tokenizer, token, task) for token in tokens]
            for tokens in (rules.start, rules.tokenizer.sot_sequence)
        )
        written = "en" if task == "translate" else language
        if prompt:
            before = prompt_tokens(rules.tokenizer, prompt, self.dims.n_text_ctx)
            start = [rules.tokenizer.sot_prev, *before, *start]
        with _device_memory():
            features = self.model.encode(self._mel(chunks))
            results = self.model.generate(
                features,
                [start] * len(chunks),
                beam_size=_BEAMS if temperature else self.beam_size,
                max_length=min(self.dims.n_text_ctx, len(start) + rules.longest),
                return_scores=True,
                return_no_speech_prob=True,
                suppress_tokens=list(rules.suppressed),
            )
            texts = [
                [token for token in result.sequences_ids[0] if token < rules.tokenizer.eot]
                for result in results
            ]
            frames = [-(-len(chunk) // FRAME) for chunk in chunks]
            aligned = self.model.align(
                features,
                opening,
                [text or [rules.tokenizer.eot - 1] for text in texts],
                [2 * count for count in frames],
            )
        return [
            decoded_chunk(
                rules.tokenizer, _hypothesis(result, text, alignment.text_token_probs),
                _starts(alignment.alignments, len(text), count), written, len(chunk) / RATE,
            )
            for result, text, alignment, count, chunk in zip(
                results, texts, aligned, frames, chunks, strict=True
            )
        ]  # fmt: skip

    def _codes(self) -> tuple[str, ...]:
        from whisper.tokenizer import LANGUAGES

        return tuple(LANGUAGES)[: self.languages] if self.multilingual else ("en",)

    def _mel(self, chunks: Sequence[Samples]) -> Any:
        import ctranslate2

        mel = log_mel(stack(chunks, self.dims.n_audio_ctx * FRAME), self.dims.n_mels)
        return ctranslate2.StorageView.from_array(np.ascontiguousarray(mel.numpy()))


def _of_task(tokenizer: Tokenizer, token: int, task: Task) -> int:
    """`token` of the start of a transcript, or what stands in its place in a translation."""
    swap = task == "translate" and token == tokenizer.transcribe
    return tokenizer.translate if swap else token


def _hypothesis(result: Any, text: list[int], probabilities: Sequence[float]) -> Hypothesis:
    """As CTranslate2 scored it: its score is a mean over the tokens without the end."""
    said = len(result.sequences_ids[0])
    mean = result.scores[0] * said / (said + 1)
    return Hypothesis(
        tuple(text), tuple(probabilities[: len(text)]), mean, result.no_speech_prob, None
    )


def _starts(path: Sequence[tuple[int, int]], tokens: int, frames: int) -> list[int]:
    """The frame where each token begins and the last ends, from pairs of token and frame."""
    if not tokens:
        return []
    starts = [frames] * (tokens + 1)
    for token, frame in reversed(path):
        if token <= tokens:
            starts[token] = min(frame, frames)
    return starts


@contextmanager
def _device_memory() -> Iterator[None]:
    """Turns a full GPU into the error that the pool knows how to answer."""
    try:
        yield
    except RuntimeError as error:
        if "out of memory" not in str(error).lower():
            raise
        raise DeviceMemoryError(str(error)) from None
