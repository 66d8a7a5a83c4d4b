"""The CTranslate2 engine on the demo model, beside the base engine, on a sample call."""

from importlib.util import find_spec

import numpy as np
import pytest
from rapidfuzz.distance.Levenshtein import distance as levenshtein

from callsight.errors import ConfigurationError
from callsight.options import TranscribeOptions
from callsight.transcribe import SpeechEngine, fingerprint, load_engine
from callsight.transcribe.models import engine_name
from tests.transcribe.test_decoder import chunks_of, sample

needed = pytest.mark.skipif(find_spec("ctranslate2") is None, reason="faster-whisper is missing")
GREEDY = {"language": "en", "prompt": None, "temperature": 0.0}


@pytest.fixture(scope="module")
def engines() -> tuple[SpeechEngine, SpeechEngine]:
    base = load_engine(TranscribeOptions(engine="whisper", device="cpu"))
    return base, load_engine(TranscribeOptions(engine="faster-whisper", device="cpu"))


@pytest.fixture(scope="module")
def chunks() -> list[np.ndarray]:
    return chunks_of(sample(3), 10.0)


@needed
def test_words_and_times_are_those_of_the_base_engine(engines, chunks) -> None:
    fast = engines[1]
    assert (fast.name, fast.context_seconds, fast.language) == ("demo", 10.0, "en")
    slow_words, fast_words = (
        [word for heard in engine.decode(chunks, **GREEDY) for word in heard.words]
        for engine in engines
    )
    assert len(slow_words) > 40
    same = [(a, b) for a, b in zip(slow_words, fast_words, strict=False) if a.text == b.text]
    assert len(same) >= 0.95 * len(slow_words)  # 8-bit weights may change a word
    apart = sorted(abs(a.start - b.start) for a, b in same)
    assert apart[len(apart) * 9 // 10] <= 0.1
    assert np.mean([abs(a.confidence - b.confidence) for a, b in same]) < 0.05


@needed
def test_doubts_and_order_are_there_too(engines, chunks) -> None:
    base, fast = engines
    silence = np.zeros(16000, np.float32)
    for asked in (GREEDY, GREEDY | {"temperature": 0.4}, GREEDY | {"prompt": "Acme"}):
        heard = [*chunks[:3], silence]
        slow, decoded = base.decode(heard, **asked), fast.decode(heard, **asked)
        assert all(result.words for result in decoded[:3])
        for a, b, chunk in zip(slow, decoded, heard, strict=True):
            edges = [0.0, *(edge for word in b.words for edge in (word.start, word.end))]
            assert edges == sorted(edges) and edges[-1] <= len(chunk) / 16000 + 1e-9
            if asked is GREEDY and a.text == b.text:
                assert b.log_probability == pytest.approx(a.log_probability, abs=0.05)


@needed
def test_a_batch_hears_what_single_chunks_hear(engines, chunks) -> None:
    _, fast = engines
    for temperature in (0.0, 0.4):
        asked = GREEDY | {"temperature": temperature}
        together = fast.decode(chunks[:4], **asked)
        alone = [fast.decode([chunk], **asked)[0] for chunk in chunks[:4]]
        words = [(a.text.split(), b.text.split()) for a, b in zip(together, alone, strict=True)]
        # int8 rounds by what else is in the batch: a word may tip, the rest stays.
        wrong = sum(levenshtein(a, b) for a, b in words)
        assert wrong <= 0.05 * sum(len(b) for _, b in words)


def test_the_engine_is_part_of_the_fingerprint() -> None:
    prints = [
        fingerprint(TranscribeOptions.model_validate({"engine": engine, "device": "cpu"}))
        for engine in ("whisper", "auto")
    ]
    assert (prints[0] != prints[1]) == (find_spec("ctranslate2") is not None)
    assert engine_name(TranscribeOptions(engine="auto", device="cuda")) == "whisper"


def test_a_missing_extra_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    assert engine_name(TranscribeOptions(engine="auto", device="cpu")) == "whisper"
    with pytest.raises(ConfigurationError, match=r"pip install 'callsight\[faster-whisper\]'"):
        load_engine(TranscribeOptions(engine="faster-whisper", device="cpu"))
