"""The pool: batches over all calls, retries of what is in doubt, and a full GPU."""

import logging

import numpy as np
import pytest

from callsight.errors import ConfigurationError
from callsight.options import TranscribeOptions
from callsight.transcribe.chunks import Chunk, Piece
from callsight.transcribe.engine import RATE, DecodedChunk, Samples
from callsight.transcribe.pool import BATCHES, Pool
from callsight.transcribe.recordings import Prepared
from callsight.transcribe.sound import Sound
from tests.transcribe.builders import ScriptedEngine, call, chunk_seconds, heard


def prepared(name: str, *seconds: float) -> Prepared:
    chunks = []
    for index, length in enumerate(seconds):
        size = int(length * RATE)
        samples = np.full(size, (index + 1) / 100, np.float32)
        chunks.append(Chunk(0, Sound.of(samples), (Piece(0, size, ((0, size),)),)))
    return Prepared(call(name, sum(seconds)), sum(seconds), 1, tuple(chunks))


def by_length(chunk: Samples, temperature: float) -> DecodedChunk:
    return heard(f"{chunk_seconds(chunk):g}")


def test_batches_are_made_over_all_calls_long_chunks_first() -> None:
    engine = ScriptedEngine(by_length)
    pool = Pool(engine, TranscribeOptions(batch_size=2, vocabulary=("Acme", "Zeta")))
    pool.add(prepared("a", 1, 5))
    pool.add(prepared("b", 4, 2, 3))
    done = list(pool.drain())
    assert [item.prepared.call.id for item in done] == ["b", "a"]
    assert [[c.text for c in item.heard] for item in done] == [["4", "2", "3"], ["1", "5"]]
    assert engine.asked == [(n, "en", "Acme, Zeta", 0.0) for n in (2, 2, 1)]
    assert pool.calls == [] and not pool.full


def test_a_call_leaves_as_soon_as_its_last_chunk_is_done() -> None:
    engine = ScriptedEngine(by_length)
    pool = Pool(engine, TranscribeOptions(batch_size=1))
    pool.add(prepared("late", 9, 1))
    pool.add(prepared("early", 8))
    pool.add(prepared("silent"))
    leaving = pool.drain()
    assert next(leaving).prepared.call.id == "silent"
    assert next(leaving).prepared.call.id == "early"
    assert len(engine.asked) == 2


def test_the_pool_is_full_by_seconds_of_speech() -> None:
    pool = Pool(ScriptedEngine(by_length), TranscribeOptions(batch_size=2))
    for _ in range(2 * BATCHES - 1):
        pool.add(prepared("a", 10))
        assert not pool.full
    pool.add(prepared("a", 10))
    assert pool.full


def test_only_chunks_in_doubt_are_tried_again() -> None:
    def answer(chunk: Samples, temperature: float) -> DecodedChunk:
        if chunk_seconds(chunk) == 3 and temperature < 0.4:
            return heard("you " * 10)
        return heard(f"said at {temperature}")

    engine = ScriptedEngine(answer)
    pool = Pool(engine, TranscribeOptions(batch_size=8))
    pool.add(prepared("a", 2, 3, 4))
    [done] = pool.drain()
    assert [c.text for c in done.heard] == ["said at 0.0", "said at 0.4", "said at 0.0"]
    assert [(size, temperature) for size, _, _, temperature in engine.asked] == [
        (3, 0.0),
        (1, 0.2),
        (1, 0.4),
    ]


def test_what_stays_in_doubt_is_kept_in_its_best_form() -> None:
    engine = ScriptedEngine(lambda chunk, t: heard(f"guess {t}", -1.5 - abs(t - 0.2)))
    pool = Pool(engine, TranscribeOptions())
    pool.add(prepared("a", 3))
    [done] = pool.drain()
    assert done.heard[0].text == "guess 0.2"


def test_words_over_silence_are_dropped_without_another_try() -> None:
    engine = ScriptedEngine(lambda chunk, t: heard("thank you", -1.5, no_speech=0.9))
    pool = Pool(engine, TranscribeOptions())
    pool.add(prepared("a", 3))
    [done] = pool.drain()
    assert done.heard[0].words == () and len(engine.asked) == 1


def test_a_full_device_halves_the_batch_and_goes_on(caplog: pytest.LogCaptureFixture) -> None:
    engine = ScriptedEngine(by_length, room=2)
    pool = Pool(engine, TranscribeOptions(batch_size=8))
    pool.add(prepared("a", 1, 2, 3, 4, 5, 6, 7))
    with caplog.at_level(logging.WARNING):
        [done] = pool.drain()
    assert [c.text for c in done.heard] == ["1", "2", "3", "4", "5", "6", "7"]
    assert [size for size, *_ in engine.asked] == [1] * 7  # 7 do not fit, nor 3; 1 does
    assert "batches of 3 chunks" in caplog.text


def test_a_device_without_room_for_one_chunk_is_a_configuration_error() -> None:
    pool = Pool(ScriptedEngine(by_length, room=0), TranscribeOptions(batch_size=4))
    pool.add(prepared("a", 1, 2))
    with pytest.raises(ConfigurationError, match="no room for a single chunk"):
        list(pool.drain())


def test_the_language_of_a_call_is_voted_by_seconds() -> None:
    def languages(chunk: Samples) -> dict[str, float]:
        german = chunk_seconds(chunk) > 4
        return {"de": 0.9, "en": 0.1} if german else {"de": 0.2, "en": 0.8}

    engine = ScriptedEngine(by_length, languages, language=None)
    pool = Pool(engine, TranscribeOptions(batch_size=8))
    pool.add(prepared("german", 1, 2, 9))
    pool.add(prepared("english", 2, 3, 3))
    pool.add(prepared("silent"))
    assert {c.prepared.call.id: c.language for c in pool.drain()} == {
        "silent": None,
        "german": "de",
        "english": "en",
    }
    assert [(size, language) for size, language, *_ in engine.asked] == [(3, "de"), (3, "en")]


def test_without_temperatures_decoding_is_greedy() -> None:
    engine = ScriptedEngine(lambda chunk, t: heard("so be it", -2.0))
    pool = Pool(engine, TranscribeOptions(temperatures=()))
    pool.add(prepared("a", 1))
    [done] = pool.drain()
    assert done.heard[0].text == "so be it" and [t for *_, t in engine.asked] == [0.0]


def test_a_forced_language_needs_no_vote() -> None:
    engine = ScriptedEngine(by_length, languages=None, language=None)  # type: ignore[arg-type]
    pool = Pool(engine, TranscribeOptions(language="fr"))
    pool.add(prepared("a", 1))
    assert [item.language for item in pool.drain()] == ["fr"]
