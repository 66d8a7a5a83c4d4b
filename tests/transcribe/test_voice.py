"""Voice activity: Silero's own numbers, the truth of a real clip, and nothing in non-speech."""

import itertools

import numpy as np
import pytest
import torch
from hypothesis import example, given, settings
from hypothesis import strategies as st

from callsight.audio import resample
from callsight.transcribe import voice
from callsight.transcribe.voice import FRAME_SECONDS, speech_frames, voice_activity
from tests.transcribe.builders import TRUTH, clip, keys, noise, ringing, tones


def hear(samples: np.ndarray) -> np.ndarray:
    return voice_activity()(resample(np.atleast_2d(samples), 8000, 16000))


def test_the_probabilities_are_those_of_the_silero_package() -> None:
    from silero_vad import load_silero_vad

    wide = resample(clip().samples, 8000, 16000)
    theirs = load_silero_vad().audio_forward(torch.from_numpy(wide), sr=16000).numpy()
    ours = voice_activity()(wide)
    assert ours.shape == theirs.shape
    np.testing.assert_allclose(ours, theirs, atol=1e-4)


def test_long_sound_is_heard_in_blocks_without_a_seam(monkeypatch: pytest.MonkeyPatch) -> None:
    whole = hear(clip().samples)
    monkeypatch.setattr(voice, "BLOCK", 50 * voice.FRAME)
    np.testing.assert_allclose(hear(clip().samples), whole, atol=1e-5)


def test_the_speech_of_a_real_clip_is_found_where_it_is() -> None:
    for channel, row in enumerate(hear(clip().samples)):
        spans = [(a * FRAME_SECONDS, b * FRAME_SECONDS) for a, b in speech_frames(row, 0.5)]
        for start, end in TRUTH[channel]:
            inside = sum(max(0, min(b, end) - max(a, start)) for a, b in spans)
            assert inside > 0.75 * (end - start)
        for start, end in spans:
            assert any(a - 0.2 < start and end < b + 0.2 for a, b in TRUTH[channel])


@pytest.mark.parametrize(
    "sound",
    [np.zeros(40_000, np.float32), noise(8), noise(8, 0.3), ringing(12), keys(), tones(5, 1000)],
    ids=["silence", "noise", "loud noise", "ring tone", "keys", "beep"],
)
def test_what_is_not_speech_has_no_speech(sound: np.ndarray) -> None:
    assert speech_frames(hear(sound)[0], 0.5) == []


@settings(deadline=None)
@given(st.lists(st.floats(0, 1, width=32), max_size=200), st.floats(0.05, 0.95).map(np.float32))
@example([0.5505019426345825, 1.0, 1.0, 1.0], 0.5505019451757437)
def test_stretches_are_sorted_apart_and_hold_all_longer_speech(
    probabilities: list[float], threshold: float | np.float32
) -> None:
    row = np.array(probabilities, np.float32)
    spans = speech_frames(row, float(threshold))
    threshold = np.float32(threshold)
    edges = [edge for span in spans for edge in span]
    assert edges == sorted(edges)
    assert all(b - a >= 4 for a, b in spans)
    assert all(after - before >= 4 for (_, before), (after, _) in itertools.pairwise(spans))
    assert all(row[a] >= threshold for a, _ in spans)
    inside = {frame for a, b in spans for frame in range(a, b)}
    sure = row >= threshold
    for start in range(len(row) - 3):
        if sure[start : start + 4].all():
            assert {start, start + 1, start + 2, start + 3} <= inside
