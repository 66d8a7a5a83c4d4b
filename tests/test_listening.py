"""Listening again to redacted audio, with the bundled speech model on a sample call."""

import shutil
import sqlite3
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from callsight import audio, pipeline
from callsight.calls import Audio, Call, RedactedCall, Span, Transcript
from callsight.listening import EVERYWHERE, to_silence
from tests.conftest import SAMPLES
from tests.killable import configuration, run_stages


def redacted_call(folder: Path, recording: Path, **settings: object) -> tuple[list, list, list]:
    """Failures, statuses and redacted audio after a run over one recording."""
    source = folder / "recordings"
    source.mkdir()
    shutil.copy(recording, source / recording.name)
    out = folder / "out"
    run_stages(
        configuration(str(source), str(out), **{"redact.verify_audio": True, **settings}), "r"
    )
    with sqlite3.connect(out / "callsight.db") as database:
        failures = database.execute("select stage, kind, message from failures").fetchall()
        statuses = [row[0] for row in database.execute("select status from calls")]
    kept = [path.name for path in (out / "audio").glob("*")] if (out / "audio").exists() else []
    assert not [path for path in (out / ".scratch").rglob("*") if path.is_file()]
    return failures, statuses, kept


def test_a_well_redacted_call_passes(tmp_path: Path) -> None:
    failures, statuses, kept = redacted_call(tmp_path, SAMPLES / "call_05.flac")
    assert failures == [] and statuses == ["analyzed"] and len(kept) == 1


def test_what_can_still_be_heard_withholds_the_call(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pipeline, "to_silence", lambda call, redacted: ())
    failures, statuses, kept = redacted_call(tmp_path, SAMPLES / "call_05.flac")
    ((stage, kind, message),) = failures
    assert (stage, kind) == ("redact", "audible_pii") and statuses == ["failed"] and kept == []
    assert "PERSON" in message or "NUMBER" in message


def test_the_same_sound_on_both_channels_is_silenced_on_both(tmp_path: Path) -> None:
    sound = audio.decode(SAMPLES / "call_05.flac")
    mixed = sound.samples.mean(axis=0, keepdims=True)
    twice = Audio(np.ascontiguousarray(np.repeat(mixed, 2, axis=0)), sound.sample_rate)
    audio.encode(twice, tmp_path / "twice.wav")
    failures, _, kept = redacted_call(
        tmp_path, tmp_path / "twice.wav", **{"redact.verify_audio": False}
    )
    assert failures == []
    written = audio.decode(tmp_path / "out" / "audio" / kept[0]).samples
    silent = (written == 0).mean(axis=1)
    assert silent[0] == silent[1] > 0.05


def test_spans_are_everywhere_only_for_the_same_sound_twice() -> None:
    redacted = RedactedCall(Transcript("c", "en", (), 9.0), (), (Span(0, 1.0, 2.0),))
    call = Call("c", "c", "x.wav", 9.0, 8000, 2, "pcm", 1)
    assert to_silence(call, redacted) == redacted.silenced
    twin = replace(call, health=("dual_mono",))
    assert to_silence(twin, redacted) == (Span(EVERYWHERE, 1.0, 2.0),)
