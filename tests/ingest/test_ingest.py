"""The whole stage on real files: good and bad ones side by side, known ones left alone."""

import hashlib
import logging
import os
import subprocess
import sys
import threading
import time
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from callsight.audio import Format, encode
from callsight.calls import Audio, Failure
from callsight.errors import InputError
from callsight.ingest import Ingested, ingest, open_source
from callsight.options import IngestOptions

from .conftest import Record, voice


def nothing(keys: Sequence[str]) -> set[str]:
    return set()


def run(folder: Path | str, known=nothing, **options: object) -> list[Ingested | Failure]:
    return list(ingest(open_source(str(folder)), IngestOptions(**options), known))  # type: ignore[arg-type]


def test_a_good_call(record: Record) -> None:
    path = record("call_7.flac", rate=44100)
    (item,) = run(path.parent)
    assert isinstance(item, Ingested)
    call, sha = item.call, hashlib.sha256(path.read_bytes()).hexdigest()
    assert (call.id, call.sha256, call.bytes) == (sha[:16], sha, path.stat().st_size)
    assert (call.seconds, call.sample_rate, call.channels, call.codec) == (1.5, 44100, 2, "flac")
    assert (call.recording, call.health) == ("call_7.flac", ())


def test_identity_where_the_decoder_jumps_in_the_file(tmp_path: Path) -> None:
    like = Format("mov,mp4,m4a,3gp,3g2,mj2", "aac", 64000)  # its index is at the end
    path = encode(Audio(voice(30, 16000).T.copy(), 16000), tmp_path / "a.m4a", like).path
    data = path.read_bytes()
    assert data.index(b"moov") > 100_000
    (item,) = run(path)
    assert isinstance(item, Ingested)
    assert item.call.sha256 == hashlib.sha256(data).hexdigest()
    assert item.call.codec == "aac"


def test_formats_and_health(record: Record, tmp_path: Path) -> None:
    good = voice(2, 48000)
    record("8bit.wav", voice(2, channels=1), subtype="PCM_U8")
    record("mulaw.wav", voice(2), subtype="ULAW")
    record("hd.wav", good, 48000)
    record("six.wav", voice(2, channels=6))
    record("silent.wav", np.zeros((16000, 1)))
    record("short.wav", voice(0.5))
    record("dead.wav", voice(2) * [1, 0])
    record("same.wav", np.repeat(voice(2)[:, :1], 2, axis=1))
    record("clipped.wav", np.clip(voice(2) * 40, -1, 1))
    broken = voice(2)
    broken[5] = np.nan
    record("nan.wav", broken, subtype="FLOAT")
    mp3 = tmp_path / "calls" / "lossy.mp3"
    encode(Audio(good.T.copy(), 48000), mp3, Format("mp3", "mp3", 128000))
    cut = record("truncated.wav", voice(4))
    cut.write_bytes(cut.read_bytes()[: cut.stat().st_size * 7 // 10])
    items = run(tmp_path / "calls")
    calls = [item.call for item in items if isinstance(item, Ingested)]
    assert len(calls) == len(items)
    assert {call.recording: call.health for call in calls} == {
        "8bit.wav": (),
        "clipped.wav": ("clipped",),
        "dead.wav": ("dead_channel_1",),
        "hd.wav": (),
        "lossy.mp3": (),
        "mulaw.wav": (),
        "nan.wav": ("nan_samples",),
        "same.wav": ("dual_mono",),
        "short.wav": ("very_short",),
        "silent.wav": ("silent",),
        "six.wav": (),
        "truncated.wav": ("truncated",),
    }
    shapes = {call.recording: (call.sample_rate, call.channels, call.codec) for call in calls}
    assert shapes["8bit.wav"] == (8000, 1, "pcm_u8")
    assert shapes["mulaw.wav"] == (8000, 2, "pcm_mulaw")
    assert shapes["lossy.mp3"] == (48000, 2, "mp3")
    assert shapes["six.wav"] == (8000, 6, "pcm_s16le")


def test_bad_files_cost_themselves_alone(record: Record, tmp_path: Path) -> None:
    folder = tmp_path / "calls"
    record("good_1.wav")
    record("sub/good_2.wav", seed=1)
    record("one_sample.wav", np.zeros((1, 1)))
    (folder / "empty.wav").write_bytes(b"")
    (folder / "letter 5550100234.wav").write_text("Dear Jane Doe\n" * 20)
    (folder / "headerless.wav").write_bytes((voice(2) * 32767).astype("<i2").tobytes())
    stub = record("stub.flac", voice(4))
    stub.write_bytes(stub.read_bytes()[: stub.stat().st_size // 4])
    (folder / "notes.txt").write_text("not looked at")
    items = run(folder)
    assert [item.call.recording for item in items if isinstance(item, Ingested)] == [
        "good_1.wav",
        "good_2.wav",
    ]
    failures = [item for item in items if isinstance(item, Failure)]
    assert {failure.recording: failure.kind for failure in failures} == {
        "empty.wav": "empty_file",
        "headerless.wav": "not_audio",
        "letter ##########.wav": "not_audio",
        "one_sample.wav": "too_short",
        "stub.flac": "truncated",
    }
    keys = {entry.key for entry in open_source(str(folder)).entries()}
    for failure in failures:
        assert (failure.stage, failure.transient, failure.call_id) == ("ingest", False, None)
        assert failure.location in keys
        assert failure.message.endswith(".")
        assert "5550100234" not in repr(failure)
        assert str(folder) not in repr(failure)


def test_two_copies_are_one_call(record: Record) -> None:
    path = record("a.wav")
    (path.parent / "b.wav").write_bytes(path.read_bytes())
    first, second = run(path.parent)
    assert isinstance(first, Ingested)
    assert isinstance(second, Ingested)
    assert first.call.id == second.call.id
    assert first.entry.key != second.entry.key


def test_metadata_travels_with_the_call(
    record: Record, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    for seed, name in enumerate(("a.wav", "b.wav", "jane doe 2.wav")):
        record(name, seed=seed)
    table = tmp_path / "t.csv"
    table.write_text(
        "file,call_id,started_at,customer_name\n"
        "a.wav,c1,2026-01-31,Jane Doe\n"
        "b.wav,c2,someday,Max Moe\n"
        "jane doe 2.wav,c3,2026-02-01,Jane Doe\n"
        "lost_5550100234.wav,c4,,Tim\n"
    )
    with caplog.at_level(logging.WARNING):
        good, bad, named = run(tmp_path / "calls", metadata=str(table))
    assert isinstance(good, Ingested)
    assert (good.call.external_id, good.names) == ("c1", ("Jane Doe",))
    assert isinstance(bad, Failure)
    assert (bad.kind, bad.recording) == ("metadata", "b.wav")
    assert isinstance(named, Ingested)
    assert named.call.recording == "[name] [name] 2.wav"
    assert "1 rows of the metadata table" in caplog.text
    assert "5550100234" not in caplog.text
    for item in (good, bad, named):
        assert "Jane" not in repr(item)


def test_a_corrected_row_makes_its_file_new_again(record: Record, tmp_path: Path) -> None:
    record("a.wav")
    table = tmp_path / "t.csv"
    table.write_text("file,started_at\na.wav,someday\n")
    (bad,) = run(tmp_path / "calls", metadata=str(table))
    assert isinstance(bad, Failure)
    seen = {bad.location}
    assert run(tmp_path / "calls", lambda keys: seen & set(keys), metadata=str(table)) == []
    table.write_text("file,started_at\na.wav,2026-01-31\n")
    (good,) = run(tmp_path / "calls", lambda keys: seen & set(keys), metadata=str(table))
    assert isinstance(good, Ingested)


def test_known_files_are_asked_in_pages_and_not_read(tmp_path: Path) -> None:
    folder = tmp_path / "calls"
    folder.mkdir()
    for index in range(1000):
        (folder / f"{index:04}.wav").write_bytes(b"never read")
    asked: list[int] = []

    def all_known(keys: Sequence[str]) -> set[str]:
        asked.append(len(keys))
        return set(keys)

    started = time.perf_counter()
    assert run(folder, all_known) == []
    assert time.perf_counter() - started < 1
    assert asked == [500, 500]


def test_only_new_files_are_read(record: Record) -> None:
    folder = record("a.wav").parent
    known = {entry.key for entry in open_source(str(folder)).entries()}
    record("b.wav", seed=1)
    (item,) = run(folder, lambda keys: known & set(keys))
    assert isinstance(item, Ingested)
    assert item.call.recording == "b.wav"


def test_order_is_that_of_the_source_and_little_is_read_ahead(
    tmp_path: Path, record: Record
) -> None:
    for index in range(12):
        record(f"{index:02}.wav", voice(0.5 + (index % 3), seed=index))
    source = open_source(str(tmp_path / "calls"))
    fetched: list[str] = []
    lock, fetch = threading.Lock(), source.fetch

    def counting(entry):
        with lock:
            fetched.append(entry.name)
        return fetch(entry)

    source.fetch = counting  # type: ignore[method-assign]
    items = ingest(source, IngestOptions(), nothing)
    first = next(items)
    time.sleep(0.2)
    assert len(fetched) <= 4
    names = [item.call.recording for item in [first, *items] if isinstance(item, Ingested)]
    assert names == [f"{index:02}.wav" for index in range(12)]


def test_archives_and_urls_give_the_same_calls(record: Record, tmp_path: Path) -> None:
    import shutil

    import fsspec

    for seed, name in enumerate(("a.wav", "sub/b.flac")):
        record(name, seed=seed)
    folder = tmp_path / "calls"
    fsspec.filesystem("memory").put(str(folder), "/ingest-test", recursive=True)
    archive = shutil.make_archive(str(tmp_path / "packed"), "zip", folder)
    tar = shutil.make_archive(str(tmp_path / "packed"), "gztar", folder)
    want = {item.call.id for item in run(folder) if isinstance(item, Ingested)}
    assert len(want) == 2
    for place in (archive, tar, "memory://ingest-test", f"{folder}/**/*"):
        assert {item.call.id for item in run(place) if isinstance(item, Ingested)} == want


def test_a_file_that_vanishes_or_grows_is_tried_again(record: Record) -> None:
    path = record("a.wav")
    source = open_source(str(path.parent))
    listed = list(source.entries())
    source.entries = lambda: iter(listed)  # type: ignore[method-assign]
    with path.open("ab") as file:
        file.write(bytes(1000))
    (grown,) = ingest(source, IngestOptions(), nothing)
    path.unlink()
    (gone,) = ingest(source, IngestOptions(), nothing)
    assert isinstance(grown, Failure)
    assert isinstance(gone, Failure)
    assert (grown.kind, grown.transient) == ("changing", True)
    assert (gone.kind, gone.transient) == ("unreadable", True)
    assert str(path) not in gone.message


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_a_file_without_permission(record: Record) -> None:
    path = record("a.wav")
    path.chmod(0)
    (item,) = run(path.parent)
    assert isinstance(item, Failure)
    assert (item.kind, item.transient) == ("unreadable", True)


def test_wrong_input_is_said_at_once(tmp_path: Path) -> None:
    (tmp_path / "calls").mkdir()
    with pytest.raises(InputError, match="No recordings"):
        run(tmp_path / "calls")
    source = open_source(str(tmp_path / "calls"))
    with pytest.raises(InputError, match="cannot be read"):
        ingest(source, IngestOptions(metadata=str(tmp_path / "none.csv")), nothing)


def test_importing_is_quick_and_light() -> None:
    code = (
        "import sys, callsight.ingest; "
        "print([name for name in ('torch', 'pandas', 'scipy', 'mlrun', 'pyarrow', 'fsspec') "
        "if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
