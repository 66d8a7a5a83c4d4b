"""Dynamic time warping against a plain one, and word times that make sense."""

import itertools

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from callsight.transcribe.alignment import SHORTEST, Timing, first_frames, word_timings


def plain_warping(cost: np.ndarray) -> float:
    """Cost of the cheapest path, cell by cell."""
    total = np.full((cost.shape[0] + 1, cost.shape[1] + 1), np.inf)
    total[0, 0] = 0
    for i, j in np.ndindex(*cost.shape):
        total[i + 1, j + 1] = cost[i, j] + min(total[i, j], total[i, j + 1], total[i + 1, j])
    return float(total[-1, -1])


def path_cost(cost: np.ndarray, starts: np.ndarray) -> float:
    """Of the path that enters each row at its start and leaves it as late as it may."""
    tokens, frames = cost.shape
    total = 0.0
    for row in range(tokens):
        last = frames - 1 if row + 1 == tokens else starts[row + 1]
        stop = cost[row, starts[row] : last + 1].sum()
        earlier = cost[row, starts[row] : last].sum()
        total += stop if row + 1 == tokens or last == starts[row] else min(stop, earlier)
    return float(total)


@settings(deadline=None)
@given(st.integers(1, 12), st.integers(1, 25), st.integers(0, 10_000))
def test_the_path_is_the_cheapest_one(tokens: int, frames: int, seed: int) -> None:
    cost = np.random.default_rng(seed).normal(size=(tokens, frames))
    [first] = first_frames([torch.from_numpy(cost)])
    starts = np.array(first)
    assert starts[0] == 0
    assert (np.diff(starts) >= 0).all()
    assert path_cost(cost, starts) == pytest.approx(plain_warping(cost))


def test_tokens_begin_where_they_are_seen() -> None:
    cost = np.ones((3, 10))
    cost[0, :4] = cost[1, 4:7] = cost[2, 7:] = -1
    longer = np.pad(cost, ((0, 2), (0, 5)), constant_values=2.0)
    longer[3, 10:12] = longer[4, 12:] = -1
    both = first_frames([torch.from_numpy(cost), torch.from_numpy(longer)])
    assert both == [[0, 4, 7], [0, 4, 7, 10, 12]]


@settings(deadline=None)
@given(st.data())
def test_word_times_are_in_order_and_inside(data: st.DataObject) -> None:
    bounds = data.draw(st.lists(st.floats(0, 30), min_size=2, max_size=30).map(sorted))
    lengths = data.draw(st.lists(st.integers(0, 12), min_size=len(bounds) - 1, max_size=29))
    lengths = lengths[: len(bounds) - 1]
    timings = word_timings(bounds, lengths)
    assert len(timings) == len(lengths)
    edges = [edge for timing in timings for edge in (timing.start, timing.end)]
    assert all(b - a >= -1e-9 for a, b in itertools.pairwise(edges))
    assert bounds[0] - 1e-9 <= edges[0] and edges[-1] <= bounds[-1] + 1e-9
    for index, timing in enumerate(timings):
        if not timing.estimated:
            assert timing == Timing(bounds[index], bounds[index + 1], False)
            assert timing.end - timing.start >= SHORTEST


def test_words_without_time_share_it_with_a_neighbor_and_say_so() -> None:
    timings = word_timings([0.0, 1.0, 1.0, 2.0, 3.0], [4, 1, 3, 5])
    assert timings == [
        Timing(0.0, 1.0, False),
        Timing(1.0, 1.25, True),
        Timing(1.25, 2.0, True),
        Timing(2.0, 3.0, False),
    ]
    assert word_timings([0.0, 1.0, 1.0], [3, 1]) == [
        Timing(0.0, 0.75, True),
        Timing(0.75, 1.0, True),
    ]
    assert word_timings([], []) == []
