"""Every audio problem by its name, and none on good recordings."""

import numpy as np
import pytest

from callsight.ingest.health import HealthMeter

from .conftest import voice


def problems(sound: np.ndarray, rate: int = 8000, block: int = 3333) -> list[str]:
    """`sound`: [samples, channels]."""
    meter = HealthMeter(sound.shape[1], rate)
    for start in range(0, len(sound), block):
        meter.add(sound[start : start + block].T.astype(np.float32))
    return meter.problems()


GOOD = voice(5)
LEFT, RIGHT = GOOD.T


def stereo(left: np.ndarray, right: np.ndarray) -> np.ndarray:
    return np.stack([left, right], axis=1)


def click(length: int) -> np.ndarray:
    sound = np.zeros(length)
    sound[length // 2] = 0.9
    return sound


@pytest.mark.parametrize(
    ("sound", "expected"),
    [
        (GOOD, []),
        (voice(0.15), []),
        (GOOD[:, :1], []),
        (0 * GOOD, ["silent"]),
        (GOOD * 0.002, ["silent"]),
        (GOOD * 0.05, ["low_level"]),
        (stereo(LEFT, 0 * LEFT), ["dead_channel_1"]),
        (stereo(click(len(RIGHT)), RIGHT), ["dead_channel_0"]),
        (stereo(LEFT, LEFT), ["dual_mono"]),
        (stereo(LEFT, -0.5 * LEFT), ["dual_mono"]),
        (stereo(LEFT, RIGHT + 0.1 * LEFT), []),
        (np.clip(GOOD * 30, -1, 32767 / 32768), ["clipped"]),
        (np.clip(GOOD * 30, -0.980347, 0.980347), ["clipped"]),
        (GOOD * 8, ["clipped"]),
        (GOOD * (0.99 / np.abs(GOOD).max()), []),
    ],
    ids=lambda value: ",".join(value) or "good" if isinstance(value, list) else "",
)
def test_problem(sound: np.ndarray, expected: list[str]) -> None:
    assert problems(sound) == expected


def test_blocks_make_no_difference() -> None:
    sound = stereo(np.clip(LEFT * 30, -1, 1), 0 * RIGHT)
    assert problems(sound, block=97) == problems(sound, block=10**6) != []


def test_a_full_scale_tone_is_not_clipped() -> None:
    tone = np.sin(2 * np.pi * 440 * np.arange(16000) / 8000)[:, None]
    assert problems(np.round(tone * 32767) / 32768) == []
    low = np.sin(2 * np.pi * 50 * np.arange(16000) / 8000)[:, None]
    assert problems(np.round(low * 32767) / 32768) == []


def test_pauses_do_not_hide_clipping() -> None:
    loud = np.clip(voice(1, channels=1) * 30, -1, 1)
    assert problems(np.concatenate([loud, np.zeros((8000 * 60, 1))])) == ["clipped"]


def test_all_six_channels_the_same() -> None:
    assert problems(np.repeat(LEFT[:, None], 6, axis=1)) == ["dual_mono"]
