"""When each word was said: dynamic time warping over the decoder's cross-attention.

Method of openai-whisper's `timing.py`. Its warping is compiled by numba, which costs seconds at
the start of every process; here each row of the matrix is a prefix minimum, which numpy does well.
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

SHORTEST: Final = 0.04
"""Seconds: a word placed on less was not really heard there."""


@dataclass(frozen=True)
class Timing:
    """Where a word is, in seconds."""

    start: float
    end: float
    estimated: bool
    """True when the times are shared out between neighbors instead of measured."""


def first_frames(cost: npt.NDArray[np.float64]) -> npt.NDArray[np.int64]:
    """The frame where each token begins on the cheapest monotone path.

    `cost` is [tokens, frames]. The path goes from the first cell to the last by steps of one
    token, one frame, or both (Sakoe and Chiba 1978). Returns [tokens], not decreasing.
    """
    tokens, frames = cost.shape
    total = np.cumsum(cost[0])  # cheapest way to each cell of the row; the first has one way only
    entries = np.zeros((tokens, frames), np.int64)
    steps = np.zeros((tokens, frames), np.int64)
    for row in range(1, tokens):
        diagonal = np.concatenate([[np.inf], total[:-1]])
        steps[row] = diagonal < total
        along = np.cumsum(cost[row])
        # to stay from frame k to j costs along[j] - along[k - 1]
        entering = np.minimum(diagonal, total) - (along - cost[row])
        cheapest = np.minimum.accumulate(entering)
        fresh = np.concatenate([[True], entering[1:] < cheapest[:-1]])
        entries[row] = np.maximum.accumulate(np.where(fresh, np.arange(frames), 0))
        total = cheapest + along
    starts = np.zeros(tokens, np.int64)
    frame = frames - 1
    for row in range(tokens - 1, 0, -1):
        starts[row] = frame = entries[row, frame]
        frame -= steps[row, frame]
    return starts


def word_timings(bounds: Sequence[float], lengths: Sequence[int]) -> list[Timing]:
    """Times of words between `bounds` (seconds, not decreasing, one more than words).

    Words on less than 0.04 s share the time up to the next real word with it (or with the one
    before, at the end), by their `lengths` in characters, and are marked as estimated.
    """
    count, edges = len(lengths), [float(bound) for bound in bounds]
    estimated = [b - a < SHORTEST for a, b in itertools.pairwise(edges)]
    word = 0
    while word < count:
        if not estimated[word]:
            word += 1
            continue
        last = word
        while last + 1 < count and estimated[last + 1]:
            last += 1
        first, last = (word, last + 1) if last + 1 < count else (max(0, word - 1), last)
        _share(edges, lengths, first, last)
        estimated[first : last + 1] = [True] * (last + 1 - first)
        word = last + 1
    return [Timing(edges[i], edges[i + 1], estimated[i]) for i in range(count)]


def _share(edges: list[float], lengths: Sequence[int], first: int, last: int) -> None:
    """Divide the time of words `first` to `last` by their lengths."""
    start, end = edges[first], edges[last + 1]
    weights = [max(1, length) for length in lengths[first : last + 1]]
    done, whole = 0, sum(weights)
    for word, weight in zip(range(first, last), weights, strict=False):
        done += weight
        edges[word + 1] = start + (end - start) * done / whole
