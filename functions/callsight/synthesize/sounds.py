"""Sounds on a telephone line that are not speech: ring tone, keys, music, hum."""

import random

import numpy as np
from numpy.typing import NDArray

RATE = 8_000
Sound = NDArray[np.float32]
KEYS = {
    key: (low, high)
    for row, low in zip(("123", "456", "789", "*0#"), (697, 770, 852, 941), strict=True)
    for key, high in zip(row, (1209, 1336, 1477), strict=True)
}


def _time(seconds: float) -> NDArray[np.float64]:
    return np.arange(int(seconds * RATE)) / RATE


def _tones(seconds: float, *frequencies: float) -> Sound:
    time = _time(seconds)
    mixed = sum(np.sin(2 * np.pi * frequency * time) for frequency in frequencies)
    return np.asarray(mixed / len(frequencies), np.float32)


def _repeated(pattern: Sound, seconds: float) -> Sound:
    count = int(seconds * RATE)
    return np.tile(pattern, count // len(pattern) + 1)[:count]


def ring(seconds: float, shift: float = 0.0) -> Sound:
    """North American ring-back tone: two seconds on, four off."""
    pattern = np.concatenate([_tones(2, 440, 480), np.zeros(4 * RATE, np.float32)])
    return _repeated(np.roll(pattern, int(shift * RATE)), seconds)


def busy(seconds: float) -> Sound:
    """Busy tone: half a second on, half a second off."""
    return _repeated(
        np.concatenate([_tones(0.5, 480, 620), np.zeros(RATE // 2, np.float32)]), seconds
    )


def keys(rng: random.Random, seconds: float) -> Sound:
    """Telephone keys being pressed (DTMF)."""
    pressed = [np.zeros(1, np.float32)]
    while sum(map(len, pressed)) < seconds * RATE:
        pressed.append(_tones(rng.uniform(0.08, 0.2), *KEYS[rng.choice(sorted(KEYS))]))
        pressed.append(np.zeros(int(rng.uniform(0.06, 0.4) * RATE), np.float32))
    return np.concatenate(pressed)[: int(seconds * RATE)]


def music(rng: random.Random, seconds: float) -> Sound:
    """Hold music: broken chords over a slow bass, with a few harmonics."""
    beat = rng.choice([0.2, 0.25, 0.3, 0.4])
    root = rng.choice([196.0, 220.0, 246.9, 261.6])
    chords = ((0, 4, 7, 12), (5, 9, 12, 17), (7, 11, 14, 19), (-3, 0, 4, 9))
    out = np.zeros(int((seconds + 2) * RATE), np.float32)
    at, step = 0.0, 0
    while at < seconds:
        chord = chords[(step // 8) % 4]
        note = root * 2 ** (chord[rng.randrange(4)] / 12)
        length = beat * rng.choice([1, 2, 4])
        time = _time(length)
        tone = sum(np.sin(2 * np.pi * note * k * time) / k**1.5 for k in (1, 2, 3, 4))
        bass = 0.5 * np.sin(np.pi * root * 2 ** (chord[0] / 12) * time)
        start = int(at * RATE)
        out[start : start + len(time)] += (tone + bass) * np.exp(-2.5 * time / length)
        at, step = at + beat, step + 1
    out = out[: int(seconds * RATE)]
    return out / max(1e-3, float(np.abs(out).max()))


def noise(rng: random.Random, seconds: float) -> Sound:
    """Hiss with a random tilt, sometimes with mains hum."""
    count = int(seconds * RATE)
    spectrum = np.fft.rfft(np.random.default_rng(rng.getrandbits(32)).standard_normal(count))
    spectrum *= np.arange(1, len(spectrum) + 1) ** -rng.choice([0.0, 0.3, 0.6, 1.0])
    hiss = np.fft.irfft(spectrum, n=count)
    hiss /= np.abs(hiss).max() + 1e-9
    if rng.random() < 0.3:
        hiss = 0.6 * hiss + 0.4 * _tones(seconds, 120, 240, 360)
    return np.asarray(hiss, np.float32)


def anything(rng: random.Random, seconds: float) -> Sound:
    """One of the sounds above at a random level, or silence."""
    makers = (
        lambda: np.zeros(int(seconds * RATE), np.float32),
        lambda: ring(seconds, rng.uniform(0, 6)),
        lambda: busy(seconds),
        lambda: keys(rng, seconds),
        lambda: music(rng, seconds),
        lambda: noise(rng, seconds),
    )
    return rng.choice(makers)() * np.float32(10 ** (rng.uniform(-40, -6) / 20))
