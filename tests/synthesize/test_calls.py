"""Recordings and ground truth as they lie in the folder."""

import csv
import hashlib
from pathlib import Path

import av
import numpy as np
import pytest

from callsight.errors import ConfigurationError, InputError
from callsight.synthesize import (
    SynthesizedCall,
    check,
    espeak,
    flite,
    intents,
    read,
    synthesize,
    voices,
)


def decoded(path: Path) -> tuple[np.ndarray, int]:
    """Samples `[time, channels]` in [-1, 1] and the sample rate."""
    with av.open(str(path)) as container:
        stream = container.streams.audio[0]
        parts = [frame.to_ndarray() for frame in container.decode(stream)]
        sound = np.concatenate(parts, axis=1).reshape(-1, stream.channels)
    return sound / 32768, stream.rate


def contents(folder: Path) -> dict[str, str]:
    return {p.name: hashlib.sha256(p.read_bytes()).hexdigest() for p in sorted(folder.iterdir())}


def test_same_seed_same_bytes_with_any_number_of_workers(
    made: list[SynthesizedCall], tmp_path: Path
) -> None:
    list(synthesize(tmp_path / "again", 2, seed=7, minutes=0.5, workers=2))
    first = made[0].recording.parent
    assert contents(tmp_path / "again") == contents(first)
    assert sorted(contents(first)) == [
        *(f"call_000{n}.{kind}" for n in (1, 2) for kind in ("flac", "json")),
        "metadata.csv",
    ]


def test_another_seed_is_another_call(made: list[SynthesizedCall], tmp_path: Path) -> None:
    other = next(synthesize(tmp_path / "other", 1, seed=8, minutes=0.5, workers=1))
    assert other.truth.sha256 != made[0].truth.sha256


def test_truth_belongs_to_the_recording(made: list[SynthesizedCall]) -> None:
    for call in made:
        assert read(call.truth_path) == call.truth
        check(call.truth, call.recording)
        sound, rate = decoded(call.recording)
        assert rate == call.truth.sample_rate == 8000
        assert sound.shape[1] == 2
        assert len(sound) / rate == pytest.approx(call.truth.seconds, abs=0.001)
        assert call.truth.channels == {"0": "agent", "1": "customer"}
        assert np.abs(sound).max() <= 1


def test_words_are_where_the_sound_is(made: list[SynthesizedCall]) -> None:
    for call in made:
        sound, rate = decoded(call.recording)
        for turn in call.truth.turns:
            cut = sound[int(turn.start * rate) : int(turn.end * rate), turn.channel]
            assert np.sqrt(np.mean(cut**2)) > 0.005
            assert " ".join(word.text for word in turn.words) == turn.spoken
            times = [t for word in turn.words for t in (word.start, word.end)]
            assert times == sorted(times)
            assert (times[0], times[-1]) == (turn.start, turn.end)


def test_personal_data_is_where_the_truth_says(made: list[SynthesizedCall]) -> None:
    assert sum(len(call.truth.pii) for call in made) > 4
    for call in made:
        for item in call.truth.pii:
            turn = call.truth.turns[item.turn]
            text = turn.spoken[item.start : item.end]
            assert text == text.strip(" .,?")
            assert turn.start <= item.start_seconds < item.end_seconds <= turn.end
            if item.entity == "PERSON" and item.form == "plain":
                assert text.lower() == item.value.lower()
            heard = [w for w in turn.words if w.start >= item.start_seconds - 1e-6]
            assert heard[0].text.rstrip(".,?") == text.split()[0].rstrip(".,?")


def test_metadata_names_every_recording(made: list[SynthesizedCall]) -> None:
    with (made[0].recording.parent / "metadata.csv").open() as file:
        rows = list(csv.DictReader(file))
    assert [row["file"] for row in rows] == [call.recording.name for call in made]
    assert {row["direction"] for row in rows} == {"inbound"}


def test_mono_and_length(flite_library: None, tmp_path: Path) -> None:
    call = next(synthesize(tmp_path / "mono", 1, seed=3, mono=True, minutes=2, workers=1))
    assert decoded(call.recording)[0].shape[1] == 1
    assert call.truth.channels == {"0": "mixed"}
    assert {turn.channel for turn in call.truth.turns} == {0}
    assert 75 < call.truth.seconds < 160


def test_intents_can_be_chosen(flite_library: None, tmp_path: Path) -> None:
    calls = synthesize(tmp_path / "some", 2, seed=1, intents=["car_claim"], workers=1, minutes=0.5)
    assert {call.truth.intent for call in calls} == {"car_claim"}


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"calls": 0}, "`0` calls asked for; ask for at least 1"),
        ({"calls": -3}, "`-3` calls asked for"),
        ({"calls": 1, "minutes": 0}, "`0` minutes"),
        ({"calls": 1, "intents": ["ghost"]}, "Unknown intent `ghost`. Valid intents: internet_out"),
        ({"calls": 1, "engine": "ghost"}, "Unknown speech engine `ghost`. Valid engines: flite"),
    ],
)
def test_bad_input_writes_nothing(
    tmp_path: Path, arguments: dict[str, object], message: str
) -> None:
    with pytest.raises(InputError, match=message):
        synthesize(tmp_path / "out", **arguments)  # type: ignore[arg-type]
    assert not (tmp_path / "out").exists()


def test_refuses_a_folder_that_is_not_empty(tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text("keep")
    with pytest.raises(InputError, match="is not empty"):
        synthesize(tmp_path, 1)
    assert (tmp_path / "mine.txt").read_text() == "keep"


def test_missing_engine_names_the_install_command(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    def missing(*_: object, **__: object) -> None:
        raise OSError("libflite.so.1: cannot open shared object file")

    flite.library.cache_clear()
    monkeypatch.setattr(flite.ctypes, "CDLL", missing)
    with pytest.raises(ConfigurationError, match="sudo apt-get install libflite1"):
        synthesize(tmp_path / "out", 1)
    flite.library.cache_clear()
    assert not (tmp_path / "out").exists()


def test_failure_leaves_no_partial_file(
    flite_library: None, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    def broken(*_: object) -> None:
        raise RuntimeError("disk full")

    monkeypatch.setattr("callsight.synthesize.truth.write", broken)
    with pytest.raises(RuntimeError, match="disk full"):
        list(synthesize(tmp_path / "out", 1, workers=1, minutes=0.4))
    assert list((tmp_path / "out").iterdir()) == []


def test_at_least_twelve_intents() -> None:
    assert len(intents()) >= 12


def test_espeak_voices_where_installed() -> None:
    try:
        speakers = voices.voices_of("espeak")
    except ConfigurationError:
        pytest.skip(f"espeak-ng is missing; install it with: {espeak.INSTALL}")
    speech = speakers[0].say("Thank you for calling, my number is four oh one.".split())
    starts = [start for start, _ in speech.words]
    assert len(starts) == 10
    assert starts == sorted(starts)
    assert 2 < len(speech.samples) / voices.RATE < 6
