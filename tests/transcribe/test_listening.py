"""Listening block by block: the same as at once, and only speech stays in memory."""

import tracemalloc
from collections.abc import Iterator

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from callsight.calls import Audio
from callsight.transcribe import voice
from callsight.transcribe.listening import Heard, listen
from callsight.transcribe.sound import Sound
from tests.transcribe.builders import clip


def in_blocks(audio: Audio, size: int) -> Iterator[Audio]:
    for start in range(0, audio.samples.shape[1], size):
        yield Audio(audio.samples[:, start : start + size], audio.sample_rate)


def same(a: Heard, b: Heard) -> None:
    assert (a.channels, a.count) == (b.channels, b.count)
    assert a.seconds == pytest.approx(b.seconds)
    for ours, theirs in zip(a.sounds, b.sounds, strict=True):
        assert ours.length == theirs.length
        np.testing.assert_allclose(
            ours.cut(0, ours.length), theirs.cut(0, theirs.length), atol=1e-4
        )
    for ours, theirs in zip(
        a.probabilities + a.loudness, b.probabilities + b.loudness, strict=True
    ):
        np.testing.assert_allclose(ours, theirs, atol=1e-5)


@pytest.mark.parametrize("size", [1000, 7777, 50_000])
def test_blocks_are_heard_as_the_whole(size: int, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = listen(clip(), (), 0.5)
    same(listen(in_blocks(clip(), size), (), 0.5), whole)
    monkeypatch.setattr("callsight.transcribe.listening.BLOCK", 40 * voice.FRAME)
    same(listen(in_blocks(clip(), size), (), 0.5), whole)


def test_all_speech_and_its_surroundings_are_kept() -> None:
    audio = clip()
    heard = listen(Audio(np.repeat(audio.samples, 2, axis=1), 16000), (), 0.5)
    for sound, row, samples in zip(heard.sounds, heard.probabilities, audio.samples, strict=True):
        for start, end in voice.speech_frames(row, 0.5):
            a, b = max(0, start - 8) * voice.FRAME, (end + 8) * voice.FRAME
            b = min(b, sound.length)
            np.testing.assert_allclose(sound.cut(a, b), np.repeat(samples, 2)[a:b], atol=5e-5)


def test_hours_of_silence_take_no_memory() -> None:
    def blocks() -> Iterator[Audio]:
        for _ in range(60):  # ten minutes: 38 MB
            yield Audio(np.zeros((1, 160_000), np.float32), 16000)

    tracemalloc.start()
    heard = listen(blocks(), (), 0.5)
    kept, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert heard.seconds == 600.0
    assert kept < 1e6 and peak < 30e6


def test_channels_that_say_nothing_are_not_listened_to() -> None:
    audio = clip()
    assert listen(audio, ("dual_mono",), 0.5).channels == [0]
    assert listen(audio, ("dead_channel_0",), 0.5).channels == [1]
    nothing = listen(audio, ("dead_channel_0", "dead_channel_1"), 0.5)
    assert nothing.channels == [] and nothing.sounds == [] and nothing.seconds == 12.0
    assert listen(iter(()), (), 0.5).seconds == 0.0


@given(
    st.lists(st.tuples(st.integers(0, 20), st.integers(0, 30)), max_size=8),
    st.integers(0, 200),
    st.integers(0, 100),
)
def test_what_is_cut_out_is_what_was_kept(
    gaps: list[tuple[int, int]], start: int, length: int
) -> None:
    sound, expected, position = Sound(), np.zeros(1000, np.float32), 0
    for gap, size in gaps:
        position += gap
        samples = np.linspace(-0.5, 0.25, size, dtype=np.float32)
        sound.keep(position, samples)
        expected[position : position + size] = samples
        position += size
    cut = sound.cut(start, start + length)
    np.testing.assert_allclose(cut, expected[start : start + length], atol=2e-5)
