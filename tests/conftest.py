"""What all tests share: a clean environment, the sample calls, and short clips of them."""

import os
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
import pytest

from callsight.audio import decode, encode
from callsight.calls import Audio
from callsight.config import ASSETS
from callsight.errors import ConfigurationError
from callsight.synthesize import flite

SAMPLES = ASSETS / "samples"


@pytest.fixture(autouse=True)
def clean_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """No setting of the developer's shell reaches a test."""
    for name in os.environ:
        if name.startswith(("CALLSIGHT_", "MLRUN_")):
            monkeypatch.delenv(name)
    monkeypatch.setenv("MLRUN_IGNORE_ENV_FILE", "true")
    monkeypatch.setenv("MLRUN_LOG_LEVEL", "ERROR")


@pytest.fixture(scope="session")
def flite_library() -> None:
    """Skips where the speech engine of the synthesizer is not installed."""
    try:
        flite.library()
    except ConfigurationError:
        pytest.skip(f"flite is missing; install it with: {flite.INSTALL}")


@pytest.fixture(scope="session")
def sample_calls() -> list[Path]:
    """The recordings that ship with Callsight."""
    return sorted(path for path in SAMPLES.iterdir() if path.suffix in (".flac", ".ogg", ".wav"))


@pytest.fixture
def clips(tmp_path: Path, sample_calls: list[Path]) -> Callable[[int], Path]:
    """A folder of `count` different stereo clips of 6 seconds, cut from the sample calls."""
    return lambda count: write_clips(tmp_path / "recordings", count, sample_calls)


def write_clips(folder: Path, count: int, calls: Sequence[Path]) -> Path:
    """`count` stereo clips of 6 seconds in `folder`; those that it has stay."""
    folder.mkdir(exist_ok=True)
    sounds = [decode(path) for path in calls]
    sounds = [sound for sound in sounds if sound.samples.shape[0] == 2]
    for index in range(len(list(folder.iterdir())), count):
        sound = sounds[index % len(sounds)]
        start = (4 + 5 * (index // len(sounds))) * sound.sample_rate
        part = sound.samples[:, start : start + 6 * sound.sample_rate]
        part = np.ascontiguousarray(part)
        encode(Audio(part, sound.sample_rate), folder / f"clip_{index:03}.wav")
    return folder
