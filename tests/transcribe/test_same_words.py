"""Batches over all calls change no word: pooled and one chunk at a time, on real sample calls."""

from tests.benchmarks.same_words import SAMPLES, differences, write


def test_pooled_and_sequential_decoding_write_the_same_words() -> None:
    pooled, sequential = (write(SAMPLES[1:3], way) for way in ("pooled", "sequential"))
    assert differences(pooled, sequential) == []
    assert pooled.words > 300 and pooled.wer == sequential.wer < 10


def test_half_the_bits_cost_hardly_a_word() -> None:
    single, half = (write(SAMPLES[1:2], way) for way in ("pooled", "bfloat16"))
    assert abs(half.wer - single.wer) < 2.0
    assert len(differences(single, half)) < 5
