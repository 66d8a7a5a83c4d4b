"""Line sounds and the telephone line."""

import random

import numpy as np
import pytest

from callsight.synthesize import sounds
from callsight.synthesize.channel import mu_law, telephone


def power_at(signal: np.ndarray, frequency: float) -> float:
    time = np.arange(len(signal)) / 8000
    return float(abs(np.exp(-2j * np.pi * frequency * time) @ signal)) / len(signal)


def test_ring_is_two_seconds_of_440_and_480() -> None:
    tone = sounds.ring(6)
    assert power_at(tone[:16000], 440) == pytest.approx(0.25, abs=0.01)
    assert power_at(tone[:16000], 480) == pytest.approx(0.25, abs=0.01)
    assert not tone[16000:].any()


def test_every_sound_has_the_wanted_length() -> None:
    for seed in range(40):
        rng = random.Random(seed)
        sound = sounds.anything(rng, 2.5)
        assert sound.shape == (20000,)
        assert np.abs(sound).max() <= 1


def test_mu_law_keeps_its_own_values() -> None:
    ramp = np.linspace(-1, 1, 50_001)
    once = mu_law(ramp)
    assert len(np.unique(once)) == 255
    assert (mu_law(once.astype(np.float64)) == once).all()
    assert np.abs(once - np.clip(ramp, once.min(), once.max())).max() < 0.017


def test_telephone_line_removes_what_is_outside_of_its_band() -> None:
    time = np.arange(8000) / 8000
    for frequency, passes in ((60, False), (1000, True), (3900, False)):
        tone = np.sin(2 * np.pi * frequency * time).astype(np.float32)
        heard = telephone(tone, level=-6, hiss=-60, seed=1)
        assert (power_at(heard, frequency) > 0.2) is passes
