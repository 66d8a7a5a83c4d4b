"""The statistics behind telling voices apart: Gaussians merged, Gaussian mixtures, a best path.

Segments are merged by generalized likelihood ratio (Gish, Siu and Rohlicek 1991), voices are
mixtures (Reynolds and Rose 1995), and frames are dealt out again by the Viterbi algorithm.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np
import numpy.typing as npt

Frames = npt.NDArray[np.float32]
"""Features, [frames, coefficients]."""
Labels = npt.NDArray[np.int64]

_PRIOR: Final = 50.0
"""Frames of the whole recording that each segment's covariance leans on: segments are short."""
_COMPONENTS: Final = 8
_FRAMES_EACH: Final = 40
"""Frames that one component needs at least."""
_MOST_FRAMES: Final = 20_000
"""Frames (400 s) of a voice that its mixture is trained on at most."""
_STEPS: Final = 8


def merged(frames: Frames, segments: Sequence[tuple[int, int]], count: int) -> Labels:
    """Segments grouped into `count`, the most similar two first: the group of each segment.

    `segments` are rows of `frames`, each (first, after the last). Time and memory grow with the
    square of their number.
    """
    sizes = np.array([end - start for start, end in segments], float)
    sums = np.stack([frames[a:b].sum(axis=0, dtype=float) for a, b in segments])
    squares = np.stack([frames[a:b].T.astype(float) @ frames[a:b] for a, b in segments])
    whole = np.cov(frames.T) * _PRIOR

    def spread(n: npt.NDArray, s: npt.NDArray, q: npt.NDArray) -> npt.NDArray:
        covariance = q - s[:, :, None] * s[:, None, :] / n[:, None, None] + whole
        result: npt.NDArray = n * np.linalg.slogdet(covariance / (n + _PRIOR)[:, None, None])[1]
        return result

    def costs(group: int, others: npt.NDArray) -> npt.NDArray:
        both = (x[group] + x[others] for x in (sizes, sums, squares))
        return spread(*both) - own[group] - own[others]

    own = spread(sizes, sums, squares)
    alive = np.arange(len(segments))
    table = np.full((len(segments), len(segments)), np.inf)
    for group in alive[1:]:
        table[group, :group] = table[:group, group] = costs(group, alive[:group])
    labels = np.arange(len(segments))
    while len(alive) > count:
        inner = table[np.ix_(alive, alive)]
        a, b = alive[list(np.unravel_index(int(inner.argmin()), inner.shape))]
        labels[labels == b] = a
        alive = alive[alive != b]
        for x in (sizes, sums, squares):
            x[a] += x[b]
        own[a] = spread(*(x[[a]] for x in (sizes, sums, squares)))[0]
        if len(others := alive[alive != a]):
            table[a, others] = table[others, a] = costs(a, others)
    return np.unique(labels, return_inverse=True)[1]


class Mixture:
    """A voice: a mixture of Gaussians with diagonal covariance."""

    def __init__(self, frames: Frames) -> None:
        """Fitted by expectation and maximization; the same frames give the same mixture."""
        frames = frames[:: -(-len(frames) // _MOST_FRAMES)]
        count = max(1, min(_COMPONENTS, len(frames) // _FRAMES_EACH))
        self._floor = frames.var(axis=0) * 0.05 + 1e-4
        chosen = np.random.default_rng(0).choice(len(frames), count, replace=False)
        self._means = frames[chosen]
        self._variances = np.tile(frames.var(axis=0) + self._floor, (count, 1))
        self._weights = np.full(count, 1 / count, np.float32)
        for _ in range(_STEPS):
            self._improve(frames)

    def __call__(self, frames: Frames) -> Frames:
        """Log-likelihood of each frame, [frames]."""
        result: Frames = np.logaddexp.reduce(self._parts(frames), axis=1)
        return result

    def _improve(self, frames: Frames) -> None:
        parts = self._parts(frames)
        shares = np.exp(parts - np.logaddexp.reduce(parts, axis=1, keepdims=True))
        weight = shares.sum(axis=0) + np.float32(1e-3)
        self._means = shares.T @ frames / weight[:, None]
        variances = shares.T @ np.square(frames) / weight[:, None] - np.square(self._means)
        self._variances = np.maximum(variances, 0) + self._floor
        self._weights = weight / weight.sum()

    def _parts(self, frames: Frames) -> Frames:
        inverse = 1 / self._variances
        constant = np.log(2 * np.pi * self._variances).sum(axis=1)
        distance = np.square(frames) @ inverse.T - 2 * frames @ (self._means * inverse).T
        distance += (np.square(self._means) * inverse).sum(axis=1)
        result: Frames = np.log(self._weights) - (constant + distance) / 2
        return result


def best_path(scores: Frames, penalties: npt.NDArray) -> Labels:
    """The sequence of states with the highest sum of `scores` [frames, states].

    `penalties` [frames] is what it costs to enter a frame in another state than the one before.
    """
    count, states = scores.shape
    came_from = np.zeros((count, states), np.int64)
    stay = np.arange(states)
    total = scores[0].astype(float)
    for frame in range(1, count):
        best = int(total.argmax())
        change = total[best] - penalties[frame]
        came_from[frame] = np.where(total >= change, stay, best)
        total = np.maximum(total, change) + scores[frame]
    path = np.zeros(count, np.int64)
    path[-1] = total.argmax()
    for frame in range(count - 1, 0, -1):
        path[frame - 1] = came_from[frame, path[frame]]
    return path
