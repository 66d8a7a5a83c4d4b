"""The Whisper engine against openai-whisper itself, on tiny models with random weights."""

import zlib

import numpy as np
import pytest
import torch
import whisper
from whisper.decoding import DecodingOptions
from whisper.tokenizer import get_tokenizer

from callsight.audio import resample
from callsight.transcribe.whisper_engine import WhisperEngine, _split, log_mel
from tests.transcribe.builders import clip, tiny_whisper

SECONDS = (0.7, 3.0, 1.4, 2.2, 2.9)


@pytest.fixture(scope="module")
def engine() -> WhisperEngine:
    return WhisperEngine(tiny_whisper(), "tiny")


@pytest.fixture(scope="module")
def chunks() -> list[np.ndarray]:
    sound = resample(clip().samples, 8000, 16000)[0]
    starts = (0.6, 0.5, 1.0, 3.7, 3.6)
    return [
        sound[int(a * 16000) : int((a + s) * 16000)] for a, s in zip(starts, SECONDS, strict=True)
    ]


def padded(chunk: np.ndarray, context: float) -> torch.Tensor:
    return whisper.pad_or_trim(torch.from_numpy(chunk), int(context * 16000))


def test_each_chunk_is_normalized_on_its_own(chunks: list[np.ndarray]) -> None:
    quiet_too = [chunks[1], chunks[1] * 1e-4]
    batch = log_mel(torch.stack([padded(chunk, 3.0) for chunk in quiet_too]), 128)
    for row, chunk in zip(batch, quiet_too, strict=True):
        expected = whisper.log_mel_spectrogram(padded(chunk, 3.0), n_mels=128)
        torch.testing.assert_close(row, expected, atol=1e-5, rtol=0)


@pytest.mark.parametrize("temperature", [0.0, 0.7])
def test_a_batch_hears_what_single_chunks_hear(
    engine: WhisperEngine, chunks: list[np.ndarray], temperature: float
) -> None:
    ask = {"language": "en", "prompt": None, "temperature": temperature}
    together = engine.decode(chunks, **ask)
    again = engine.decode(chunks[::-1], **ask)[::-1]
    alone = [engine.decode([chunk], **ask)[0] for chunk in chunks]
    for a, b, c in zip(together, again, alone, strict=True):
        if temperature:  # random weights are nearly even: rounding tips one of 200 draws
            assert a.text[:60] == b.text[:60] == c.text[:60]
            continue
        assert a.words and a.text == b.text == c.text
        assert [(w.start, w.end) for w in a.words] == [(w.start, w.end) for w in c.words]
        assert a.log_probability == pytest.approx(c.log_probability, abs=1e-4)
    assert len({decoded.text for decoded in together}) > 1


def test_greedy_words_are_those_of_openai_whisper(
    engine: WhisperEngine, chunks: list[np.ndarray]
) -> None:
    options = DecodingOptions(language="en", without_timestamps=True, fp16=False)
    for chunk in chunks:
        mel = whisper.log_mel_spectrogram(padded(chunk, 3.0))
        theirs = whisper.decode(engine.model, mel, options)
        [ours] = engine.decode([chunk], language="en", prompt=None, temperature=0.0)
        assert ours.text == theirs.text.strip()
        assert ours.log_probability == pytest.approx(theirs.avg_logprob, abs=1e-4)
        assert ours.no_speech == pytest.approx(theirs.no_speech_prob, abs=1e-5)


def test_words_are_in_order_and_inside_their_chunk(
    engine: WhisperEngine, chunks: list[np.ndarray]
) -> None:
    for temperature in (0.0, 0.5, 1.0):
        decoded = engine.decode(chunks, language="en", prompt=None, temperature=temperature)
        for chunk, result in zip(chunks, decoded, strict=True):
            edges = [edge for word in result.words for edge in (word.start, word.end)]
            assert edges == sorted(edges)
            assert edges[0] >= 0 and edges[-1] <= len(chunk) / 16000 + 1e-9
            assert all(0 <= word.confidence <= 1 for word in result.words)


def test_sampling_is_seeded_by_the_chunk_and_warmer_is_different(
    engine: WhisperEngine, chunks: list[np.ndarray]
) -> None:
    def text(temperature: float) -> str:
        ask = {"language": "en", "prompt": None, "temperature": temperature}
        return engine.decode([chunks[0]], **ask)[0].text

    torch.manual_seed(zlib.crc32(b"anything"))
    warm = text(0.8)
    torch.manual_seed(0)
    assert text(0.8) == warm != text(0.0)


def test_hot_words_reach_the_model(engine: WhisperEngine, chunks: list[np.ndarray]) -> None:
    plain = engine.decode(chunks[:2], language="en", prompt=None, temperature=0.0)
    hot = engine.decode(chunks[:2], language="en", prompt="Acme, Zebra", temperature=0.0)
    long = engine.decode(chunks[:2], language="en", prompt="Zebra " * 200, temperature=0.0)
    assert [c.text for c in plain] != [c.text for c in hot]
    assert all(c.words for c in long)


@pytest.mark.parametrize("dims", [{"n_vocab": 51865}, {"n_vocab": 51866, "n_mels": 128}])
def test_multilingual_models_tell_the_language(
    dims: dict[str, int], chunks: list[np.ndarray]
) -> None:
    engine = WhisperEngine(tiny_whisper(**dims), "tiny")
    assert engine.language is None
    shares = engine.detect_language(chunks[:3])
    assert [sum(share.values()) for share in shares] == pytest.approx([1.0] * 3, abs=1e-4)
    assert {"en", "de", "es"} <= set(shares[0])
    spanish = engine.decode(chunks[:3], language="es", prompt=None, temperature=0.0)
    german = engine.decode(chunks[:3], language="de", prompt=None, temperature=0.0)
    assert [c.text for c in spanish] != [c.text for c in german]


def test_words_are_what_stands_between_spaces() -> None:
    tokenizer = get_tokenizer(True, language="en")
    text = " It's $19.99, 4111-1111 j.doe@mail.com — ok?"
    words, groups = _split(tokenizer, tokenizer.encode(text), "en")
    assert "".join(words) == text
    assert [word.strip() for word in words] == text.split()
    assert [tokenizer.decode(group) for group in groups] == words
    words, _ = _split(tokenizer, tokenizer.encode("你好吗"), "zh")
    assert "".join(words) == "你好吗" and len(words) > 1
    assert _split(tokenizer, tokenizer.encode("Yes sir"), "en")[0] == [" Yes", " sir"]
