"""What the speech benchmarks run on: models with random weights, and long calls."""

from __future__ import annotations

import dataclasses
import os
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, Final

import numpy as np

DIMS: Final = {  # width, heads, encoder layers, decoder layers, tokens, mel bands
    "tiny": (384, 6, 4, 4, 51865, 80),
    "base": (512, 8, 6, 6, 51865, 80),
    "small": (768, 12, 12, 12, 51865, 80),
    "large-v3": (1280, 20, 32, 32, 51866, 128),
    "large-v3-turbo": (1280, 20, 32, 4, 51866, 128),
}


def make_model(dims: str, path: Path) -> None:
    """A checkpoint with random weights."""
    import torch
    from whisper.model import ModelDimensions, Whisper

    width, heads, deep, shallow, vocabulary, mels = DIMS[dims]
    sizes = ModelDimensions(mels, 1500, width, heads, deep, vocabulary, 448, width, heads, shallow)
    torch.manual_seed(0)
    model = Whisper(sizes)
    for parameter in model.parameters():
        if parameter.dim() > 1:
            torch.nn.init.normal_(parameter, 0, 0.02)
    state = {name: value for name, value in model.state_dict().items() if "alignment" not in name}
    torch.save({"dims": dataclasses.asdict(sizes), "model_state_dict": state}, path)


def load_model(path: Path, dims: str, device: str) -> Any:
    """The checkpoint on its device, with the published alignment heads."""
    import torch
    import whisper
    from whisper import _ALIGNMENT_HEADS

    torch.set_num_threads(threads())
    model = whisper.load_model(str(path), device=device).eval()
    model.set_alignment_heads(_ALIGNMENT_HEADS[dims])
    return model


def threads() -> int:
    """Of each system: OMP_NUM_THREADS, else all cores."""
    return int(os.environ.get("OMP_NUM_THREADS") or os.cpu_count() or 1)


def make_calls(folder: Path, count: int, minutes: float) -> list[Path]:
    """Stereo recordings at 8 kHz from the sample calls; each side speaks about half of the time."""
    import soundfile

    from callsight.audio import decode
    from callsight.config import ASSETS

    sounds = [decode(path).samples for path in sorted((ASSETS / "samples").glob("*.flac"))]
    every, paths = np.concatenate([sound for sound in sounds if len(sound) == 2], 1), []
    length = int(minutes * 60 * 8000)
    for index in range(count):
        shift = index * 7919 * 80 % every.shape[1]
        call = np.tile(np.roll(every, -shift, 1), (1, 1 + length // every.shape[1]))[:, :length]
        paths.append(folder / f"call_{index:04}.flac")
        soundfile.write(paths[-1], call.T, 8000)
    return paths


def recordings(paths: Sequence[Path]) -> Iterator[Any]:
    """The files as the transcribe stage takes them."""
    from callsight.audio import decode
    from callsight.transcribe import Recording
    from tests.transcribe.builders import call

    for path in paths:
        yield Recording(call(path.stem, 180.0), lambda path=path: decode(path))


def channels(path: Path) -> list[np.ndarray]:
    """Each channel at 16 kHz, as every system but ours is given it (decoding counts for all)."""
    from callsight.audio import decode, resample

    audio = decode(path)
    return list(resample(audio.samples, audio.sample_rate, 16000))


def chunks_of(paths: Sequence[Path]) -> list[np.ndarray]:
    """The speech of recordings, spliced and cut by us for a context of 30 s."""
    from callsight.transcribe.recordings import Prepared, prepare

    prepared = [prepare(recording, 30.0, 0.5) for recording in recordings(paths)]
    return [c.samples for call in prepared if isinstance(call, Prepared) for c in call.chunks]
