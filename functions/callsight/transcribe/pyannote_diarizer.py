"""pyannote.audio as the diarizer, for those who have it and a token of the model hub.

Its neural voices hold up better on real lines than the embedded statistics. It is loaded once and
called by one thread at a time; overlapping passages are dealt to whoever began first.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from callsight.errors import CallError, ConfigurationError
from callsight.transcribe.diarize import Passage
from callsight.transcribe.engine import RATE
from callsight.transcribe.sound import Sound

TOKENS = ("HF_TOKEN", "HUGGING_FACE_HUB_TOKEN")
"""Environment variables that may hold the token of the hub."""


class PyannoteDiarizer:
    """A pipeline of pyannote.audio as a `Diarizer`."""

    def __init__(self, model: str, device: str, speakers: int | None) -> None:
        """Raises ConfigurationError without the package, the token, or the model."""
        self._pipeline = _load(model, device)
        self._speakers = speakers
        self._lock = threading.Lock()

    def __call__(self, sound: Sound, speech: Sequence[tuple[int, int]]) -> list[Passage]:
        """See `Diarizer`. The pipeline finds speech on its own; `speech` is not needed."""
        import torch

        waveform = torch.from_numpy(sound.cut(0, sound.length))[None]
        try:
            with self._lock:
                found = self._pipeline(
                    {"waveform": waveform, "sample_rate": RATE}, num_speakers=self._speakers
                )
        except (RuntimeError, ValueError) as error:
            raise CallError(
                "diarization",
                f"pyannote could not tell the voices apart (`{type(error).__name__}`): use "
                "`transcribe.diarizer=embedded` for this call.",
            ) from error
        return passages_of(found)


def passages_of(found: Any) -> list[Passage]:
    """Passages of what a pipeline of version 3 (an annotation) or 4 (an output) gives back."""
    annotation = getattr(found, "exclusive_speaker_diarization", None)
    annotation = annotation or getattr(found, "speaker_diarization", found)
    numbers: dict[Any, int] = {}
    passages: list[Passage] = []
    for segment, _, label in annotation.itertracks(yield_label=True):
        start = max(segment.start, passages[-1].end if passages else 0.0)
        if start < segment.end:
            voice = numbers.setdefault(label, len(numbers))
            passages.append(Passage(start, segment.end, voice))
    return passages


def _load(model: str, device: str) -> Any:
    try:
        from pyannote.audio import Pipeline
    except ImportError:
        raise ConfigurationError(
            "`transcribe.diarizer` is `pyannote`, but `pyannote.audio` is not installed: "
            "`pip install pyannote.audio`, or use `embedded`."
        ) from None
    token = next((os.environ[name] for name in TOKENS if os.environ.get(name)), None)
    local = Path(model).exists()
    if not (token or local):
        raise ConfigurationError(
            f"The diarization model `{model}` needs a token of the Hugging Face hub: accept its "
            "conditions there and set `HF_TOKEN`, or give the path of a local copy."
        )
    try:
        pipeline = _from_pretrained(Pipeline, model, token)
    except Exception as error:  # hub, network, files and checkpoints each fail in their own ways
        raise ConfigurationError(
            f"The diarization model `{model}` cannot be loaded (`{type(error).__name__}`): check "
            "its name, that its conditions are accepted for this token, and the network."
        ) from error
    if pipeline is None:
        raise ConfigurationError(
            f"The hub did not give out `{model}`: accept its conditions there with this token."
        )
    return _placed(pipeline, device)


def _from_pretrained(pipeline: Any, model: str, token: str | None) -> Any:
    """Version 4 calls the token `token`, version 3 `use_auth_token`."""
    try:
        return pipeline.from_pretrained(model, token=token)
    except TypeError:
        return pipeline.from_pretrained(model, use_auth_token=token)


def _placed(pipeline: Any, device: str) -> Any:
    import torch

    if device != "cpu" and torch.cuda.is_available():
        pipeline.to(torch.device("cuda"))
    return pipeline
