"""When each word was said: dynamic time warping over the decoder's cross-attention.

Method of openai-whisper's `timing.py`. Its warping is compiled by numba, which costs seconds at
the start of every process, and takes one chunk at a time; here each row of the matrix is a prefix
minimum, for all chunks of a batch at once and on their device.
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import torch
from torch import Tensor

SHORTEST: Final = 0.04
"""Seconds: a word placed on less was not really heard there."""


@dataclass(frozen=True)
class Timing:
    """Where a word is, in seconds."""

    start: float
    end: float
    estimated: bool
    """True when the times are shared out between neighbors instead of measured."""


def first_frames(costs: Sequence[Tensor]) -> list[list[int]]:
    """The frame where each token begins on the cheapest monotone path, for each of several maps.

    Each cost is [tokens, frames]. The path goes from the first cell to the last by steps of one
    token, one frame, or both (Sakoe and Chiba 1978). The results do not decrease.
    """
    frames = torch.tensor([cost.shape[1] for cost in costs], device=costs[0].device)
    cost = costs[0].new_zeros(
        (len(costs), max(map(len, costs)), int(frames.max())), dtype=torch.double
    )
    for target, own in zip(cost, costs, strict=True):
        target[: own.shape[0], : own.shape[1]] = own
    entries, steps = _cheapest(cost)
    ends = torch.tensor([len(own) for own in costs], device=cost.device)
    starts = torch.zeros(cost.shape[:2], dtype=torch.long, device=cost.device)
    frame = frames - 1
    for row in range(cost.shape[1] - 1, 0, -1):
        entry = entries[:, row].gather(1, frame[:, None])[:, 0]
        before = entry - steps[:, row].gather(1, entry[:, None])[:, 0].long()
        starts[:, row] = entry
        frame = torch.where(row < ends, before, frame)
    return [row[: len(own)] for row, own in zip(starts.tolist(), costs, strict=True)]


def _cheapest(cost: Tensor) -> tuple[Tensor, Tensor]:
    """For each cell [maps, tokens, frames]: where its row was entered, and whether sideways."""
    entries = torch.zeros(cost.shape, dtype=torch.long, device=cost.device)
    steps = torch.zeros(cost.shape, dtype=torch.bool, device=cost.device)
    total = cost[:, 0].cumsum(-1)  # cheapest way to each cell; in the first row there is only one
    before = torch.full_like(total[:, :1], float("inf"))
    for row in range(1, cost.shape[1]):
        diagonal = torch.cat([before, total[:, :-1]], 1)
        steps[:, row] = diagonal < total
        along = cost[:, row].cumsum(-1)
        # to stay from frame k to j costs along[j] - along[k - 1]
        entering = torch.minimum(diagonal, total) - (along - cost[:, row])
        cheapest, entries[:, row] = entering.cummin(-1)
        total = cheapest + along
    return entries, steps


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
