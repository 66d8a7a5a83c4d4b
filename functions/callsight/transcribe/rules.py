"""Which tokens Whisper may write next, for all rows of a batch at once.

The rules of openai-whisper's `decoding.py` (its `LogitFilter` classes), as tensor operations: the
original asks every row in a Python loop at every step.
"""

from __future__ import annotations

from typing import Final

import torch
from torch import Tensor
from whisper.decoding import DecodingOptions, DecodingTask
from whisper.model import Whisper
from whisper.tokenizer import Tokenizer

from callsight.transcribe.engine import Task

_NEVER: Final = float("-inf")
_FIRST_TIMESTAMP: Final = 1.0
"""Seconds: the latest first time token, as in openai-whisper."""


class Rules:
    """The rules of one transcription task."""

    def __init__(
        self, model: Whisper, language: str, timestamps: bool, task_name: Task = "transcribe"
    ) -> None:
        options = DecodingOptions(
            task=task_name, language=language, without_timestamps=not timestamps
        )
        task = DecodingTask(model, options)
        self.tokenizer: Tokenizer = task.tokenizer
        self.start: tuple[int, ...] = tuple(task.initial_tokens)
        """Tokens that open every transcript."""
        self.longest: int = task.sample_len
        """The most tokens that a transcript may have."""
        self.timestamps = timestamps
        vocabulary, device = model.dims.n_vocab, model.device
        self.suppressed: tuple[int, ...] = tuple(task._get_suppress_tokens())
        """Tokens that are never written."""
        self._suppressed = torch.zeros(vocabulary, device=device)
        self._suppressed[list(self.suppressed)] = _NEVER
        self._blank = self._suppressed.clone()
        self._blank[[*self.tokenizer.encode(" "), self.tokenizer.eot]] = _NEVER
        self._last_first = self.tokenizer.timestamp_begin + round(
            _FIRST_TIMESTAMP * model.dims.n_audio_ctx / 30
        )

    def apply(self, logits: Tensor, written: Tensor) -> Tensor:
        """Logits [rows, vocabulary] with the forbidden ones at minus infinity.

        `written` are the tokens [rows, steps] after the start of the transcript.
        """
        logits = logits + (self._suppressed if written.shape[1] else self._blank)
        return self._timed(logits, written) if self.timestamps else logits

    def _timed(self, logits: Tensor, written: Tensor) -> Tensor:
        """Time tokens come in pairs, do not go back, and come first where they are likelier."""
        begin, steps = self.tokenizer.timestamp_begin, written.shape[1]
        places = torch.arange(logits.shape[1], device=logits.device)
        forbidden = (places == self.tokenizer.no_timestamps).expand_as(logits)
        if not steps:
            forbidden = forbidden | (places < begin) | (places > self._last_first)
        else:
            is_time = written >= begin
            last = is_time[:, -1:]
            pair = is_time[:, -2:-1] if steps > 1 else torch.ones_like(last)
            forbidden = forbidden | (last & pair & (places >= begin))
            forbidden = forbidden | (last & ~pair & (places < self.tokenizer.eot))
            # the last one written (they never decrease); an open pair may close at the same time
            earliest = written.where(is_time, begin - 1).amax(1, keepdim=True)
            earliest = earliest + (~(last & ~pair) & (earliest >= begin)).long()
            forbidden = forbidden | ((places >= begin) & (places < earliest))
        logits = logits.masked_fill(forbidden, _NEVER)
        shares = logits.float().log_softmax(-1)
        timed = shares[:, begin:].logsumexp(-1) > shares[:, :begin].amax(-1)
        return logits.masked_fill(timed[:, None] & (places < begin), _NEVER)
