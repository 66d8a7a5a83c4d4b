"""Cross-talk is dropped, quiet people are not."""

import numpy as np
import pytest

from callsight.audio import resample
from callsight.transcribe.bleed import loudness, without_bleed
from callsight.transcribe.voice import FRAME_SECONDS, speech_frames, voice_activity
from tests.transcribe.builders import clip


def spans_of(samples: np.ndarray) -> tuple[list[list[tuple[int, int]]], np.ndarray]:
    wide = resample(samples, 8000, 16000)
    return [speech_frames(row, 0.5) for row in voice_activity()(wide)], wide


@pytest.mark.parametrize("decibels", [-15, -20, -26])
@pytest.mark.parametrize("delay", [0.0, 0.05, 0.12, 0.2])
def test_an_echo_on_the_other_channel_is_dropped(decibels: float, delay: float) -> None:
    samples = clip().samples.copy()
    lag = int(delay * 8000)
    echo = np.roll(samples[0], lag) * 10 ** (decibels / 20)
    samples[1] += echo.astype(np.float32)
    spans, wide = spans_of(samples)
    assert any(start * FRAME_SECONDS < 6 for start, _ in spans[1])  # the echo sounds like speech
    agent, customer = without_bleed(spans, loudness(wide))
    assert agent == spans[0]
    assert customer and all(start * FRAME_SECONDS > 7 for start, _ in customer)


def test_a_quiet_person_who_talks_over_a_loud_one_is_kept() -> None:
    samples = clip().samples.copy()
    samples[1] = np.roll(samples[1], -7 * 8000) * 0.1
    spans, wide = spans_of(samples)
    assert without_bleed(spans, loudness(wide)) == spans


def test_a_quiet_person_alone_is_kept() -> None:
    samples = clip().samples * np.array([[1.0], [0.02]], np.float32)
    spans, wide = spans_of(samples)
    assert spans[1]
    assert without_bleed(spans, loudness(wide)) == spans
