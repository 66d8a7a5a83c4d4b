"""Voices: an engine's speaker, with a pitch and a pace of its own, behind one small protocol.

Only engines that install as packages and need no download are used: flite (see `flite.py`) and,
on request, espeak-ng. One flite voice played 5% faster or slower sounds like another person, so
four voices make twelve speakers.
"""

from dataclasses import dataclass
from typing import Any, Final, Protocol

import numpy as np
from numpy.typing import NDArray

from callsight.errors import InputError
from callsight.synthesize import espeak, flite
from callsight.synthesize.lexicon import PRONUNCIATION

RATE: Final = 8_000
"""Sample rate of everything that leaves this module: the telephone's."""
PITCHES: Final = ((20, 19), (1, 1), (16, 17))
"""Resampling ratios (up, down) that lower, keep or raise the pitch."""
MARKS: Final = ".,?!"
LEAD, TAIL = 0.06, 0.10
"""Seconds kept before the first and after the last word."""


@dataclass(frozen=True)
class Speech:
    """One utterance with the times of its words and phones."""

    samples: NDArray[np.float32]
    """Mono, 8 kHz, full scale 1.0, root mean square about 0.08."""
    words: tuple[tuple[float, float], ...]
    """Start and end of each word in seconds."""
    phones: tuple[tuple[str, float], ...]
    """Phones of the engine (ARPAbet in flite) and their end in seconds."""


class Voice(Protocol):
    """Someone who can say words."""

    @property
    def name(self) -> str:
        """Stable name for the ground truth, e.g. `flite:slt+1`."""
        ...

    def say(self, words: list[str], stretch: float = 1.0) -> Speech:
        """Speaks words in their base form, punctuation attached; a larger stretch is slower."""
        ...


@dataclass(frozen=True)
class FliteVoice:
    """A flite voice at one of three pitches."""

    base: str
    pitch: int = 1
    """Index into `PITCHES`."""

    @property
    def name(self) -> str:
        return f"flite:{self.base}{self.pitch - 1:+d}"

    def say(self, words: list[str], stretch: float = 1.0) -> Speech:
        groups = [spelling(word).split() for word in words]
        spoken = flite.speak(" ".join(" ".join(group) for group in groups), self.base, stretch)
        up, down = PITCHES[self.pitch]
        times, first = [], 0
        for group in groups:
            last = first + len(group) - 1
            times.append((spoken.tokens[first][0] * up / down, spoken.tokens[last][1] * up / down))
            first = last + 1
        phones = [(phone, end * up / down) for phone, end in spoken.phones]
        count = round(len(spoken.samples) * up / (2 * down))
        return trimmed(resampled(spoken.samples, count), times, phones)


@dataclass(frozen=True)
class EspeakVoice:
    """An espeak-ng voice."""

    base: str
    pitch: int = 50

    @property
    def name(self) -> str:
        return f"espeak:{self.base}"

    def say(self, words: list[str], stretch: float = 1.0) -> Speech:
        spelled = [spelling(word) for word in words]
        offsets = np.cumsum([0] + [len(word) + 1 for word in spelled]).tolist()
        pace = round(165 / stretch)
        rendered = espeak.speak(" ".join(spelled), self.base, pace, self.pitch)
        samples = resampled(rendered.samples, len(rendered.samples) * RATE // rendered.rate)
        length = len(samples) / RATE
        starts: list[float | None] = [None] * len(words)
        for place, second in sorted(rendered.starts.items(), reverse=True):
            starts[max(0, int(np.searchsorted(offsets, place, side="right")) - 1)] = second
        times = filled(starts, length)
        ends = [*times[1:], length]
        spans = [
            (begin, min([p for p in rendered.pauses if begin < p < end] or [end]))
            for begin, end in zip(times, ends, strict=True)
        ]
        return trimmed(samples, spans, [])


def filled(starts: list[float | None], length: float) -> list[float]:
    """Starts for the words that the engine did not report, evenly between their neighbors."""
    known = [(i, start) for i, start in enumerate(starts) if start is not None]
    known = [(-1, 0.0), *known, (len(starts), length)]
    places, seconds = zip(*known, strict=True)
    return [float(x) for x in np.interp(np.arange(len(starts)), places, seconds)]


def resampled(samples: NDArray[Any], count: int) -> NDArray[np.float32]:
    """The same sound in so many samples, by cutting or padding its spectrum."""
    spectrum = np.fft.rfft(samples.astype(np.float64))
    kept = spectrum[: count // 2 + 1]
    return (np.fft.irfft(kept, n=count) * (count / len(samples))).astype(np.float32)


def spelling(word: str) -> str:
    """A word the way the engine has to read it: "A." -> "ay."."""
    bare = word.rstrip(MARKS)
    return PRONUNCIATION.get(bare, bare) + word[len(bare) :]


def trimmed(
    samples: NDArray[np.float32],
    words: list[tuple[float, float]],
    phones: list[tuple[str, float]],
) -> Speech:
    """Cuts the silence around an utterance and sets its level."""
    start = max(0.0, words[0][0] - LEAD)
    end = min(len(samples) / RATE, words[-1][1] + TAIL)
    cut = samples[int(start * RATE) : int(end * RATE)]
    level = 0.08 / (float(np.sqrt(np.mean(np.square(cut)))) + 1e-6)
    return Speech(
        np.clip(cut * level, -1, 1).astype(np.float32),
        tuple((a - start, b - start) for a, b in words),
        tuple((phone, min(b, end) - start) for phone, b in phones if b > start),
    )


def flite_voices() -> tuple[FliteVoice, ...]:
    """All twelve speakers."""
    return tuple(FliteVoice(base, pitch) for base in flite.NAMES for pitch in range(len(PITCHES)))


def voices_of(engine: str) -> tuple[Voice, ...]:
    """The speakers of an engine; `ConfigurationError` where it is not installed."""
    if engine == "flite":
        flite.library()
        return flite_voices()
    if engine == "espeak":
        espeak.engine()
        return tuple(EspeakVoice(base) for base in espeak.NAMES)
    raise InputError(f"Unknown speech engine `{engine}`. Valid engines: flite, espeak.")
