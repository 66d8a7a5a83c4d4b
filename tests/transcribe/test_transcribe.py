"""The whole stage on real speech with the bundled model: structure, never its exact words."""

import random
import subprocess
import sys
import wave
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from callsight.audio import Reader, decode, resample, stream
from callsight.calls import Audio, Failure, Transcript, to_dict, transcript_from_dict
from callsight.errors import CallError, ConfigurationError
from callsight.options import TranscribeOptions
from callsight.synthesize import sounds
from callsight.transcribe import (
    DecodedChunk,
    Recording,
    SpeechEngine,
    load_engine,
    recordings,
    transcribe,
)
from callsight.transcribe.whisper_engine import WhisperEngine
from tests.transcribe.builders import (
    TRUTH,
    ScriptedEngine,
    call,
    chunk_seconds,
    clip,
    heard,
    keys,
    noise,
    recording,
    ringing,
    tiny_whisper,
    tones,
)

DEMO = TranscribeOptions(device="cpu", language="en")
ONCE = TranscribeOptions(device="cpu", language="en", temperatures=(0.0,))


@pytest.fixture(scope="module")
def engine() -> SpeechEngine:
    return load_engine(DEMO)


@pytest.fixture(scope="module")
def random_engine() -> SpeechEngine:
    """Writes nonsense, but fast: for everything that does not depend on the words."""
    return WhisperEngine(tiny_whisper(n_text_ctx=24), "random")


def write(engine: SpeechEngine, audio: Audio, **call_fields: object) -> Transcript:
    options = DEMO if engine.name == "demo" else ONCE
    [transcript] = transcribe([recording(audio, **call_fields)], options, engine)
    assert isinstance(transcript, Transcript)
    return transcript


@pytest.fixture(scope="module")
def transcript(engine: SpeechEngine) -> Transcript:
    return write(engine, clip())


def check(transcript: Transcript) -> None:
    """What holds for every transcript."""
    assert [turn.index for turn in transcript.turns] == list(range(len(transcript.turns)))
    assert [t.start for t in transcript.turns] == sorted(t.start for t in transcript.turns)
    for turn in transcript.turns:
        assert turn.words and turn.text == turn.text.strip()
        position = 0
        for word in turn.words:
            position = turn.text.index(word.text, position) + len(word.text)
            assert 0 <= word.start <= word.end <= transcript.seconds
            assert round(word.start, 3) == word.start
            assert 0 <= word.confidence <= 1
        assert [word.start for word in turn.words] == sorted(word.start for word in turn.words)
        assert turn.start == turn.words[0].start
    assert transcript_from_dict(to_dict(transcript)) == transcript


def test_a_call_is_written_as_turns_of_both_sides(transcript: Transcript) -> None:
    check(transcript)
    assert (transcript.call_id, transcript.language, transcript.model) == ("call", "en", "demo")
    assert transcript.seconds == pytest.approx(12.0)
    assert [(turn.speaker, turn.channel) for turn in transcript.turns][:1] == [("agent", 0)]
    for turn in transcript.turns:
        assert turn.speaker == ("agent", "customer")[turn.channel]
        for word in turn.words:
            spans = TRUTH[turn.channel]
            assert any(a - 0.4 < word.start and word.end < b + 0.5 for a, b in spans)
    for channel, spans in TRUTH.items():
        spoken = sum(t.end - t.start for t in transcript.turns if t.channel == channel)
        assert spoken > 0.6 * sum(b - a for a, b in spans)


def chords(seconds: float) -> np.ndarray:
    """Held chords of an organ, changing every second."""
    roots = [262, 349, 392, 294, 330]
    parts = [
        tones(1.0, *(root * step * octave for step in (1, 1.26, 1.5) for octave in (1, 2)))
        for root in (roots * int(seconds))[: int(seconds)]
    ]
    return 0.3 * np.concatenate(parts)


def with_silence(seconds: float) -> Audio:
    """The clip with silence between the two sides."""
    audio = clip()
    cut = int(7.0 * audio.sample_rate)
    silence = np.zeros((2, int(seconds * audio.sample_rate)), np.float32)
    parts = [audio.samples[:, :cut], silence, audio.samples[:, cut:]]
    return Audio(np.concatenate(parts, axis=1), audio.sample_rate)


def test_inserted_silence_moves_what_comes_after_it(
    engine: SpeechEngine, transcript: Transcript
) -> None:
    later = write(engine, with_silence(20.0))
    check(later)
    before, after = (
        {
            channel: [w for t in told.turns if t.channel == channel for w in t.words]
            for channel in TRUTH
        }
        for told in (transcript, later)
    )
    assert after[0] == before[0]
    assert after[1][0].start == pytest.approx(before[1][0].start + 20.0, abs=0.1)
    assert after[1][-1].end == pytest.approx(before[1][-1].end + 20.0, abs=0.3)


def test_every_word_moves_by_the_inserted_silence() -> None:
    def answer(chunk: np.ndarray, temperature: float) -> DecodedChunk:
        return heard("word " * int(4 * chunk_seconds(chunk)), seconds=chunk_seconds(chunk))

    before, after = (
        [w for t in write(ScriptedEngine(answer), audio).turns for w in t.words]
        for audio in (clip(), with_silence(20.0))
    )
    assert len(before) == len(after) > 20
    moved = [new.start - old.start for old, new in zip(before, after, strict=True)]
    for old, shift in zip(before, moved, strict=True):
        assert shift == pytest.approx(20.0 if old.start > 7 else 0.0, abs=0.07)


def test_a_leading_ring_tone_has_no_words_and_moves_the_rest(
    engine: SpeechEngine, transcript: Transcript
) -> None:
    audio = clip()
    ring = np.stack([ringing(6.0)] * 2)
    later = write(engine, Audio(np.concatenate([ring, audio.samples], axis=1), 8000))
    assert later.turns
    assert later.turns[0].start > 6.0
    assert later.turns[0].start == pytest.approx(transcript.turns[0].start + 6.0, abs=0.15)


@pytest.mark.parametrize(
    "sound",
    [
        np.zeros((2, 0), np.float32),
        np.zeros((2, 1), np.float32),
        np.zeros((2, 80_000), np.float32),
        np.stack([noise(8), noise(8, 0.3)]),
        ringing(12)[None],
        keys()[None],
        0.3 * sounds.busy(8)[None],
        0.3 * sounds.keys(random.Random(1), 10)[None],
        *(0.2 * sounds.music(random.Random(seed), 20)[None] for seed in range(3)),
        np.stack([0.1 * sounds.music(random.Random(7), 20), 0.1 * sounds.ring(20)]),
        chords(10)[None],
        *(0.2 * sounds.noise(random.Random(seed), 8)[None] for seed in range(3)),
    ],
    ids=[
        "nothing",
        "one sample",
        "silence",
        "noise",
        "ring tone",
        "keys",
        "busy",
        "more keys",
        "music 1",
        "music 2",
        "music 3",
        "music and ring tone",
        "chords",
        "hiss",
        "tilted",
        "hum",
    ],
)
def test_a_call_without_speech_has_no_words(engine: SpeechEngine, sound: np.ndarray) -> None:
    transcript = write(engine, Audio(sound, 8000))
    assert transcript.turns == () and transcript.language is None
    assert transcript.seconds == sound.shape[1] / 8000


def test_every_call_of_a_stream_comes_out_whatever_its_neighbors(
    engine: SpeechEngine, transcript: Transcript
) -> None:
    def broken() -> Audio:
        raise CallError("truncated", "The file ends early.", transient=False)

    def gone() -> Audio:
        return decode(Path("no such file.wav"))

    def lost() -> Audio:
        raise FileNotFoundError

    audio = clip()
    late = Audio(np.ascontiguousarray(audio.samples[:, 3 * 8000 :]), 8000)
    stream = [
        recording(audio, "first"),
        Recording(call("bad"), broken),
        recording(late, "second"),
        Recording(call("gone"), gone),
        Recording(call("lost"), lost),
        recording(audio, "third"),
    ]
    results = {result.call_id: result for result in transcribe(stream, DEMO, engine)}
    assert set(results) == {"first", "bad", "second", "gone", "lost", "third"}
    assert results["bad"] == Failure(
        "transcribe", "truncated", "The file ends early.", False, "bad"
    )
    assert results["gone"].kind == "unreadable" and results["gone"].transient
    assert results["lost"].kind == "unreadable" and results["lost"].transient
    assert results["first"].turns == results["third"].turns
    for pooled, single in (
        (results["first"], transcript),
        (results["second"], write(engine, late)),
    ):
        assert [(t.text, t.start, t.end) for t in pooled.turns] == [
            (t.text, t.start, t.end) for t in single.turns
        ]


def test_mono_dual_mono_and_a_dead_channel(engine: SpeechEngine) -> None:
    audio = clip()
    mixed = audio.samples.sum(axis=0, keepdims=True)
    mono = write(engine, Audio(mixed, 8000))
    check(mono)
    assert {(t.speaker, t.channel, t.voice) for t in mono.turns} == {
        ("agent", 0, 0),
        ("customer", 0, 1),
    }
    for turn in mono.turns:  # each voice where it really speaks
        spans = TRUTH[turn.voice]
        assert any(a - 0.4 < turn.start and turn.end < b + 0.5 for a, b in spans) or (
            spans[0][0] - 0.4 < turn.start and turn.end < spans[-1][1] + 0.5
        )
    twice = write(engine, Audio(np.repeat(mixed, 2, axis=0), 8000), health=("dual_mono",))
    assert (twice.turns, twice.role_confidence) == (mono.turns, mono.role_confidence)
    agent = write(engine, audio, health=("dead_channel_1",))
    assert agent.turns and {(t.speaker, t.channel) for t in agent.turns} == {("agent", 0)}


def test_sound_of_any_rate_and_with_bad_samples(random_engine: SpeechEngine) -> None:
    engine, audio = random_engine, clip()
    for rate in (16_000, 44_100, 48_000):
        check(wide := write(engine, Audio(resample(audio.samples, 8000, rate), rate)))
        assert {turn.channel for turn in wide.turns} == {0, 1}
    spoiled = audio.samples.copy()
    spoiled[0, 100:200], spoiled[1, 300] = np.nan, np.inf
    check(write(engine, Audio(spoiled, 8000)))
    many = np.zeros((6, audio.samples.shape[1]), np.float32)
    many[[1, 4]] = audio.samples
    surround = write(engine, Audio(many, 8000))
    assert {(t.speaker, t.channel) for t in surround.turns} == {("customer", 1), ("unknown", 4)}


def blocks(path: Path) -> Iterator[Audio]:
    """A file as the pipeline reads it."""
    with Reader(path) as reader:
        for block in stream(reader, 16_000, seconds=3.0):
            yield Audio(block, 16_000)


def write_wave(path: Path, samples: np.ndarray, rate: int, width: int) -> Path:
    scaled = samples.T * (127 if width == 1 else 32767)
    pcm = (scaled + 128).astype(np.uint8) if width == 1 else scaled.astype(np.int16)
    with wave.open(str(path), "wb") as file:
        file.setnchannels(len(samples))
        file.setsampwidth(width)
        file.setframerate(rate)
        file.writeframes(pcm.tobytes())
    return path


def test_files_of_any_kind_in_one_batch(random_engine: SpeechEngine, tmp_path: Path) -> None:
    """Each bad file costs itself, each odd one is heard."""
    sound = clip().samples
    many = np.zeros((6, sound.shape[1]), np.float32)
    many[[0, 1]] = sound
    good = {
        "bits8": write_wave(tmp_path / "bits8.wav", sound, 8000, 1),
        "khz48": write_wave(tmp_path / "khz48.wav", resample(sound, 8000, 48000), 48000, 2),
        "six": write_wave(tmp_path / "six.wav", many, 8000, 2),
        "sample": write_wave(tmp_path / "sample.wav", sound[:, :1], 8000, 2),
    }
    bad = {name: tmp_path / f"{name}.wav" for name in ("empty_file", "not_audio", "truncated")}
    bad["empty_file"].write_bytes(b"")
    bad["not_audio"].write_bytes(b"Dear Sir or Madam, " * 500)
    bad["truncated"].write_bytes(good["khz48"].read_bytes()[:40])
    calls = [
        Recording(call(name), lambda path=path: blocks(path)) for name, path in (good | bad).items()
    ]
    results = {item.call_id: item for item in transcribe(calls, ONCE, random_engine)}
    assert {name: results[name].kind for name in bad} == {name: name for name in bad}
    for name in good:
        check(results[name])
        assert {turn.channel for turn in results[name].turns} <= {0, 1}
    assert results["sample"].turns == ()
    assert all(results[name].turns for name in ("bits8", "khz48", "six"))


def test_a_file_that_breaks_in_the_middle_costs_only_itself(random_engine: SpeechEngine) -> None:
    def breaking() -> Iterator[Audio]:
        yield clip()
        raise CallError("not_audio", "Most of the file cannot be decoded.", transient=False)

    calls = [Recording(call("bad"), breaking), recording(clip(), "good")]
    results = {item.call_id: item for item in transcribe(calls, ONCE, random_engine)}
    assert isinstance(results["bad"], Failure) and isinstance(results["good"], Transcript)


def test_low_confidence_is_marked_on_the_turn() -> None:
    engine = ScriptedEngine(lambda chunk, t: heard("may be this", -1.4, seconds=2.0))
    transcript = write(engine, clip())
    assert transcript.turns
    assert all(turn.flags == ("low_confidence",) for turn in transcript.turns)


def test_results_come_while_recordings_are_still_pulled(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(recordings, "AHEAD_SECONDS", 20.0)
    pulled: list[int] = []

    def stream():
        for number in range(40):
            pulled.append(number)
            yield recording(clip(), f"call {number}")

    engine = ScriptedEngine(lambda chunk, t: heard("yes", seconds=1.0))
    options = TranscribeOptions(batch_size=1)
    ahead = [
        len(pulled) - number
        for number, _ in enumerate(transcribe(stream(), options, engine), start=1)
    ]
    assert len(ahead) == len(pulled) == 40
    assert max(ahead) <= 12


def test_stopping_early_stops_the_threads() -> None:
    engine = ScriptedEngine(lambda chunk, t: heard("yes"))
    results = transcribe((recording(clip(), str(i)) for i in range(50)), DEMO, engine)
    next(results)
    results.close()


def test_nothing_to_do_loads_nothing() -> None:
    code = (
        "import sys; from callsight.config import TranscribeOptions;"
        "from callsight.transcribe import transcribe;"
        "assert list(transcribe([], TranscribeOptions(model='nowhere.pt'))) == [];"
        "print('torch' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"


def test_a_wrong_model_stops_the_run_at_the_first_recording() -> None:
    options = TranscribeOptions(model="nowhere.pt")
    with pytest.raises(ConfigurationError, match=r"nowhere\.pt"):
        next(transcribe([recording(clip())], options))
