"""Tiny real recordings, made where they are needed."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
import soundfile

Record = Callable[..., Path]


def voice(seconds: float, rate: int = 8000, channels: int = 2, seed: int = 0) -> np.ndarray:
    """Modulated noise as loud as speech, [samples, channels], another one per channel."""
    generator = np.random.default_rng(seed)
    length = int(seconds * rate)
    envelope = 0.5 + 0.5 * np.sin(2 * np.pi * 2 * np.arange(length) / rate)
    noise = generator.normal(size=(length, channels)).clip(-3, 3)
    return (0.08 * noise * envelope[:, None]).astype(np.float32)


@pytest.fixture
def record(tmp_path: Path) -> Record:
    """Writes a recording into `calls/` under the test's folder."""

    def write(
        name: str,
        sound: np.ndarray | None = None,
        rate: int = 8000,
        subtype: str | None = None,
        seed: int = 0,
    ) -> Path:
        path = tmp_path / "calls" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        soundfile.write(
            path, voice(1.5, rate, seed=seed) if sound is None else sound, rate, subtype
        )
        return path

    return write
