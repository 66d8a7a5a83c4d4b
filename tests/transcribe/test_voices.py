"""Voices on one channel: who speaks when on real speech, and the statistics behind it."""

import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from callsight.audio import resample
from callsight.errors import ConfigurationError
from callsight.options import TranscribeOptions
from callsight.transcribe.diarize import Passage, load_diarizer, voice_at
from callsight.transcribe.mixture import best_path, merged
from callsight.transcribe.pyannote_diarizer import PyannoteDiarizer, passages_of
from callsight.transcribe.sound import Sound
from callsight.transcribe.timbre import COEFFICIENTS, timbre
from callsight.transcribe.voice import speech_frames, voice_activity
from callsight.transcribe.voices import find_voices
from tests.transcribe.builders import TRUTH, clip, noise

Speech = list[tuple[int, int]]


def listened(samples: np.ndarray) -> tuple[Sound, Speech]:
    wide = resample(samples, 8000, 16000)
    return Sound.of(wide[0]), speech_frames(voice_activity()(wide)[0], 0.5)


@pytest.fixture(scope="module")
def both() -> tuple[Sound, Speech]:
    return listened(clip().samples.sum(axis=0, keepdims=True))


@pytest.mark.parametrize("count", [None, 2])
def test_two_voices_on_one_channel_are_told_apart(
    both: tuple[Sound, Speech], count: int | None
) -> None:
    passages = find_voices(*both, count=count)
    assert {passage.voice for passage in passages} == {0, 1}
    for voice, spans in TRUTH.items():
        own = [p for p in passages if p.voice == voice]
        inside = sum(max(0.0, min(p.end, b) - max(p.start, a)) for p in own for a, b in spans)
        assert inside > 0.95 * sum(p.end - p.start for p in own)
        assert inside > 0.7 * sum(b - a for a, b in spans)


def test_passages_are_in_order_apart_and_the_same_every_time(both: tuple[Sound, Speech]) -> None:
    passages = find_voices(*both)
    assert all(a.end <= b.start + 1e-9 for a, b in itertools.pairwise(passages))
    assert all(p.start < p.end for p in passages)
    assert passages[0].voice == 0
    assert find_voices(*both) == passages


def test_one_voice_stays_one() -> None:
    for channel in (0, 1):
        alone = listened(clip().samples[[channel]])
        assert {passage.voice for passage in find_voices(*alone)} == {0}


def test_without_speech_there_is_no_voice() -> None:
    silent = Sound.of(np.zeros(16000, np.float32))
    assert find_voices(silent, []) == []
    assert find_voices(silent, [(0, 2)]) == []  # too short to say anything
    assert {p.voice for p in find_voices(silent, [(0, 31)])} == {0}  # nothing but zeros
    assert len(find_voices(Sound.of(noise(2, rate=16000)), [(0, 20)], count=8)) >= 1


def test_timbre_does_not_depend_on_what_is_heard_before() -> None:
    sound = resample(clip().samples, 8000, 16000)[0]
    whole, part = timbre(sound), timbre(sound[320 * 50 :])
    assert whole.shape[1] == COEFFICIENTS
    np.testing.assert_allclose(whole[50:], part, atol=1e-4)
    assert timbre(sound[:100]).shape == (0, COEFFICIENTS)


def test_similar_segments_are_merged() -> None:
    dice = np.random.default_rng(1)
    places = [0, 4, 0, 4, 4, 0]
    frames = np.concatenate([dice.normal(place, 1, (60, 5)) for place in places])
    segments = [(60 * i, 60 * i + 60) for i in range(6)]
    assert merged(frames.astype(np.float32), segments, 2).tolist() == [0, 1, 0, 1, 1, 0]
    assert merged(frames.astype(np.float32), segments, 1).tolist() == [0] * 6


@settings(deadline=None)
@given(
    st.integers(1, 6).flatmap(
        lambda n: st.tuples(
            st.lists(st.lists(st.integers(-9, 9), min_size=3, max_size=3), min_size=n, max_size=n),
            st.lists(st.integers(0, 9), min_size=n, max_size=n),
        )
    )
)
def test_the_best_path_is_the_best_of_all(case: tuple[list[list[int]], list[int]]) -> None:
    scores, penalties = np.array(case[0], np.float32), np.array(case[1], float)

    def worth(path: tuple[int, ...]) -> float:
        changes = sum(penalties[i] for i in range(1, len(path)) if path[i] != path[i - 1])
        return float(sum(scores[i, state] for i, state in enumerate(path)) - changes)

    best = max(worth(path) for path in itertools.product(range(3), repeat=len(scores)))
    assert worth(tuple(best_path(scores, penalties).tolist())) == pytest.approx(best)


PASSAGES = [Passage(0, 1, 0), Passage(1, 2, 1), Passage(5, 6, 0)]


@pytest.mark.parametrize(
    ("start", "end", "voice"),
    [
        (0.2, 0.6, 0),
        (0.8, 1.1, 0),
        (0.9, 1.4, 1),
        (2.5, 3, 1),
        (4, 4.5, 0),
        (9, 9, 0),
        (1.5, 1.5, 1),
    ],
)
def test_a_word_belongs_to_who_speaks_most_in_it(start: float, end: float, voice: int) -> None:
    assert voice_at(PASSAGES, start, end) == voice


def test_without_passages_there_is_one_voice() -> None:
    assert voice_at([], 1, 2) == 0


def test_pyannote_missing_is_answered_with_the_command() -> None:
    with pytest.raises(ConfigurationError, match=r"pip install pyannote\.audio"):
        load_diarizer(TranscribeOptions(diarizer="pyannote"))
    with pytest.raises(ConfigurationError, match="embedded"):
        PyannoteDiarizer("any", "cpu", 2)


def test_what_pyannote_finds_becomes_passages() -> None:
    core = pytest.importorskip("pyannote.core")
    found = core.Annotation()
    found[core.Segment(0.5, 2.0), "a"] = "SPEAKER_01"
    found[core.Segment(1.5, 3.0), "b"] = "SPEAKER_00"
    found[core.Segment(2.0, 2.5), "c"] = "SPEAKER_01"
    assert passages_of(found) == [Passage(0.5, 2.0, 0), Passage(2.0, 3.0, 1)]
