"""Seconds inside the parts of the transcribe stage, for the speech benchmarks."""

from __future__ import annotations

import functools
import time
from collections import defaultdict
from typing import Any, Final

STAGES: Final[dict[str, float]] = defaultdict(float)
"""Seconds by part, of this process; `decoder` holds `words`."""


def watch_stages() -> None:
    """Count from now on."""
    from whisper.model import AudioEncoder

    from callsight import audio
    from callsight.transcribe import greedy, voice, whisper_engine

    for owner, name, stage in (
        (audio, "decode", "decode"), (audio.Resampler, "push", "decode"),
        (voice.VoiceActivity, "hear", "VAD"), (whisper_engine, "log_mel", "mel"),
        (AudioEncoder, "forward", "encoder"), (whisper_engine, "write_greedily", "decoder"),
        (greedy, "finish", "words"), (whisper_engine, "token_frames", "words"),
    ):  # fmt: skip
        _watch(owner, name, stage)


def _watch(owner: Any, name: str, stage: str) -> None:
    plain = getattr(owner, name)

    @functools.wraps(plain)
    def timed(*args: Any, **kwargs: Any) -> Any:
        started = clock()
        try:
            return plain(*args, **kwargs)
        finally:
            STAGES[stage] += clock() - started

    setattr(owner, name, timed)


def clock() -> float:
    """Seconds of this thread on a CPU; with a GPU those on the wall, with its work done."""
    import torch

    if not torch.cuda.is_available():
        return time.thread_time()
    torch.cuda.synchronize()
    return time.perf_counter()
