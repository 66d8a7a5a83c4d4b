"""Chunks hold all speech once, fit the model, and bring times back to the recording's clock."""

import itertools

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from callsight.transcribe.chunks import PADDING, Chunk, Piece, cut_chunks
from callsight.transcribe.engine import RATE
from callsight.transcribe.sound import Sound
from callsight.transcribe.voice import FRAME

LENGTH = 60 * RATE
SAMPLES = np.random.default_rng(1).uniform(-1, 1, LENGTH).astype(np.float32)
SOUND = Sound.of(SAMPLES)
FRAMES = -(-LENGTH // FRAME)


@st.composite
def speech(draw: st.DrawFn) -> list[tuple[int, int]]:
    edges = draw(st.lists(st.integers(0, FRAMES), unique=True, max_size=20).map(sorted))
    return list(zip(edges[::2], edges[1::2], strict=False))


@settings(deadline=None)
@given(speech(), st.floats(2, 30), st.integers(0, 9))
def test_every_sample_of_speech_is_in_one_chunk_and_chunks_fit(
    spans: list[tuple[int, int]], context: float, seed: int
) -> None:
    probabilities = np.random.default_rng(seed).random(FRAMES).astype(np.float32)
    chunks = list(cut_chunks(SOUND, 1, spans, probabilities, context))
    pieces = [piece for chunk in chunks for piece in chunk.pieces]
    covered = np.concatenate([np.empty(0), *(np.arange(p.start, p.end) for p in pieces)])
    assert (np.diff(covered) > 0).all()  # in order and never twice
    spoken = [np.arange(a * FRAME, min(b * FRAME, LENGTH)) for a, b in spans]
    assert np.isin(np.concatenate([np.empty(0), *spoken]), covered).all()
    for chunk in chunks:
        assert chunk.channel == 1
        assert chunk.seconds <= context
        expected = np.concatenate([SAMPLES[p.start : p.end] for p in chunk.pieces])
        np.testing.assert_allclose(chunk.samples, expected, atol=2e-5)
        assert chunk.seconds == len(chunk.samples) / RATE


@settings(deadline=None)
@given(speech(), st.lists(st.floats(0, 30), min_size=2, max_size=40).map(sorted))
def test_times_stay_in_order_and_inside_the_speech_of_a_piece(
    spans: list[tuple[int, int]], times: list[float]
) -> None:
    for chunk in cut_chunks(SOUND, 0, spans, np.zeros(FRAMES, np.float32), 30.0):
        inside = [min(time, chunk.seconds) for time in times]
        placed = [chunk.place(a, b) for a, b in itertools.pairwise(inside)]
        for start, end in placed:
            assert start <= end
            assert any(
                p.speech[0][0] <= start * RATE + 1e-3 and end * RATE - 1e-3 <= p.speech[-1][1]
                for p in chunk.pieces
            )
            assert not any(
                b <= start * RATE + 1e-3 and end * RATE - 1e-3 <= c and start < end
                for p in chunk.pieces
                for (_, b), (c, _) in itertools.pairwise(p.speech)
            )
        for (a, b), (c, d) in itertools.pairwise(placed):
            assert a <= c and b <= d


def test_a_word_over_a_splice_does_not_cover_the_pause_that_was_cut_out() -> None:
    first = Piece(0, RATE, ((0, RATE),))
    second = Piece(20 * RATE, 22 * RATE, ((20 * RATE, 22 * RATE),))
    chunk = Chunk(0, Sound(), (first, second))
    assert chunk.place(0.2, 0.8) == (0.2, 0.8)
    assert chunk.place(0.9, 1.5) == (20.0, 20.5)
    assert chunk.place(0.5, 1.1) == (0.5, 1.0)
    assert chunk.place(2.0, 2.5) == (21.0, 21.5)


def test_a_pause_beside_a_word_is_not_part_of_it() -> None:
    speech = ((0, RATE), (2 * RATE, 3 * RATE))
    chunk = Chunk(0, Sound(), (Piece(0, 3 * RATE, speech),))
    assert chunk.place(0.5, 1.9) == (0.5, 1.0)
    assert chunk.place(0.9, 2.6) == (2.0, 2.6)
    assert chunk.place(0.6, 2.5) == (0.6, 2.5)  # it may really be on both sides
    assert chunk.place(1.2, 1.4) == (1.0, 1.0)


def test_long_speech_is_cut_at_the_least_likely_frame() -> None:
    probabilities = np.full(FRAMES, 0.9, np.float32)
    probabilities[[260, 500]] = 0.1
    chunks = list(cut_chunks(SOUND, 0, [(0, 600)], probabilities, 10.0))
    cuts = [chunk.pieces[0].start for chunk in chunks[1:]]
    assert cuts == [260 * FRAME + FRAME // 2, 500 * FRAME + FRAME // 2]


def test_speech_is_padded_and_near_neighbors_grow_together() -> None:
    row = np.zeros(FRAMES, np.float32)
    apart = 20 + 2 * PADDING // FRAME + 5
    [chunk] = cut_chunks(SOUND, 0, [(10, 20), (apart, apart + 10)], row, 30.0)
    assert [(p.start, p.end) for p in chunk.pieces] == [
        (10 * FRAME - PADDING, 20 * FRAME + PADDING),
        (apart * FRAME - PADDING, (apart + 10) * FRAME + PADDING),
    ]
    [chunk] = cut_chunks(SOUND, 0, [(10, 20), (25, 35)], row, 30.0)
    assert len(chunk.pieces) == 1
