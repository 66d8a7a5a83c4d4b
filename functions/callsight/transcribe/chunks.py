"""From speech to chunks: what a model hears at once, packed full and cut in silence.

Half of each channel of a call is silence, and a Whisper encoder costs the same for a chunk of one
second as for a full one. So the speech of a channel is spliced: long pauses shrink to two paddings,
and each chunk remembers its pieces to bring times back to the clock of the recording.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final, TypeAlias

import numpy as np
import numpy.typing as npt

from callsight.transcribe.engine import RATE, Samples
from callsight.transcribe.sound import Sound
from callsight.transcribe.voice import FRAME

PADDING: Final = int(0.2 * RATE)
"""Samples of silence kept around speech."""
_REACH: Final = int(0.1 * RATE)
"""A word may reach this far into the padding: voice activity is late for soft consonants."""
_SPARE: Final = int(0.2 * RATE)
"""Samples left free at the end of the context, so that the last word is followed by silence."""
Stretch: TypeAlias = tuple[int, int]
"""First sample and sample after the last, in the recording at 16 kHz."""


@dataclass(frozen=True)
class Piece:
    """A stretch of the recording inside a chunk."""

    start: int
    """First sample."""
    end: int
    """Sample after the last."""
    speech: tuple[Stretch, ...]
    """Where words may be, sorted and apart: not in the padding, nor in pauses above 0.2 s."""

    @property
    def length(self) -> int:
        """In samples."""
        return self.end - self.start


@dataclass(frozen=True)
class Chunk:
    """Speech of one channel for one pass of the model."""

    channel: int
    sound: Sound
    """Of the whole channel."""
    pieces: tuple[Piece, ...]

    @property
    def samples(self) -> Samples:
        """The pieces, one after the other."""
        return np.concatenate([self.sound.cut(piece.start, piece.end) for piece in self.pieces])

    @property
    def seconds(self) -> float:
        """Length of the chunk."""
        return sum(piece.length for piece in self.pieces) / RATE

    def place(self, start: float, end: float) -> tuple[float, float]:
        """Seconds inside the chunk to seconds of the recording.

        Attention puts a pause into one of the words beside it; voice activity knows better. So a
        word belongs to the stretch of speech that holds most of it, and to neighbors in the same
        piece that hold at least a third as much; what lies outside is cut off.
        """
        first, last = start * RATE, end * RATE
        options, offset = [], 0
        for piece in self.pieces:
            shift = piece.start - offset
            held = [min(last + shift, b) - max(first + shift, a) for a, b in piece.speech]
            options.append((max(held), held, shift, piece.speech))
            offset += piece.length
        most, held, shift, speech = max(options, key=lambda option: option[0])
        enough = most / 3 if most > 0 else most
        kept = [stretch for stretch, share in zip(speech, held, strict=True) if share >= enough]
        placed = np.clip((first + shift, last + shift), kept[0][0], kept[-1][1])
        return float(placed[0]) / RATE, float(placed[1]) / RATE


def cut_chunks(
    sound: Sound,
    channel: int,
    speech: Sequence[tuple[int, int]],
    probabilities: npt.NDArray[np.float32],
    context_seconds: float,
) -> Iterator[Chunk]:
    """Chunks of one channel, in order, none longer than the context.

    `speech` holds frames (see `speech_frames`), sorted and apart. Each sample is in at most one
    chunk, and all speech is in one.
    """
    limit = int(context_seconds * RATE) - _SPARE
    stretches = [(a * FRAME, min(b * FRAME, sound.length)) for a, b in speech]
    for pieces in pack(list(pieces_of(stretches, sound.length, probabilities, limit)), limit):
        yield Chunk(channel, sound, tuple(pieces))


def pieces_of(
    speech: Sequence[Stretch], length: int, probabilities: npt.NDArray[np.float32], limit: int
) -> Iterator[Piece]:
    """Padded stretches of at most `limit` samples; where the paddings meet, one goes on."""
    words = _widened(speech, _REACH, length)
    for start, end in _widened(speech, PADDING, length):
        for a, b in itertools.pairwise([start, *_cuts(start, end, probabilities, limit), end]):
            inside = tuple((max(a, c), min(b, d)) for c, d in words if c < b and d > a)
            yield Piece(a, b, inside or ((a, b),))


def pack(pieces: Sequence[Piece], limit: int) -> Iterator[list[Piece]]:
    """Neighbors together, as long as they fit."""
    group: list[Piece] = []
    for piece in pieces:
        if group and sum(p.length for p in group) + piece.length > limit:
            yield group
            group = []
        group.append(piece)
    if group:
        yield group


def _widened(speech: Sequence[Stretch], margin: int, length: int) -> list[Stretch]:
    merged: list[Stretch] = []
    for start, end in speech:
        start, end = max(0, start - margin), min(length, end + margin)
        if merged and start <= merged[-1][1]:
            start = merged.pop()[0]
        merged.append((start, end))
    return merged


def _cuts(
    start: int, end: int, probabilities: npt.NDArray[np.float32], limit: int
) -> Iterator[int]:
    """Where to cut a stretch that is too long: at the frame least likely to be speech."""
    while end - start > limit:
        low, high = (start + limit // 2) // FRAME + 1, (start + limit) // FRAME
        start = (low + int(np.argmin(probabilities[low:high]))) * FRAME + FRAME // 2
        yield start
