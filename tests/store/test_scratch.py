from __future__ import annotations

import stat
import uuid
from pathlib import Path

import pytest
from hypothesis import given, settings

from callsight.calls import Transcript
from callsight.errors import CallError, ConfigurationError
from callsight.store import Scratch
from tests.store.examples import a_call, a_transcript
from tests.store.strategies import ANY_TEXT, transcripts

CALL, OTHER = a_call(1), a_call(2)
RAW = a_transcript(CALL, "my name is Jane 😀 Doe")


@pytest.fixture(params=["folder", "file", "memory"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    name = uuid.uuid4().hex
    return {
        "folder": f"{tmp_path}/out/.scratch",
        "file": f"file://{tmp_path}/out/.scratch",
        "memory": f"memory://{name}/.scratch",
    }[request.param]


def test_a_transcript_waits_until_it_is_deleted(url: str) -> None:
    scratch = Scratch(url)
    assert scratch.get(CALL.id, "f1") is None
    scratch.put(CALL.id, "f1", RAW)
    scratch.put_names(CALL.id, ["Jane Doe"])
    again = Scratch(url)
    assert again.get(CALL.id, "f1") == RAW
    assert again.get(CALL.id, "f2") is None
    assert again.get_names(CALL.id) == ("Jane Doe",)
    again.delete(CALL.id)
    again.delete(CALL.id)
    assert scratch.get(CALL.id, "f1") is None
    assert scratch.get_names(CALL.id) == ()


def test_a_transcript_replaces_the_one_before(url: str) -> None:
    scratch = Scratch(url)
    scratch.put(CALL.id, "f1", RAW)
    scratch.put(CALL.id, "f2", a_transcript(CALL))
    assert scratch.get(CALL.id, "f1") is None
    assert scratch.get(CALL.id, "f2") == a_transcript(CALL)


def test_leftovers_are_swept_and_the_rest_stays(url: str) -> None:
    scratch = Scratch(url)
    assert scratch.sweep([]) == 0
    scratch.put(CALL.id, "f", RAW)
    scratch.put(OTHER.id, "f", RAW)
    scratch.put_names(OTHER.id, ["Jane"])
    assert scratch.sweep(lambda: {CALL.id}) == 2
    assert scratch.sweep({CALL.id}) == 0
    assert scratch.get(CALL.id, "f") == RAW
    assert scratch.get_names(OTHER.id) == ()
    scratch.clean()
    assert scratch.get(CALL.id, "f") is None


def test_the_folder_is_for_its_owner_alone(tmp_path: Path) -> None:
    folder = tmp_path / ".scratch"
    scratch = Scratch(str(folder))
    assert not folder.exists()
    scratch.put(CALL.id, "f", RAW)
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    (file,) = folder.iterdir()
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    scratch.clean()
    assert not folder.exists()


def test_an_open_folder_is_made_private_if_it_is_ours_and_refused_if_it_is_shared(
    tmp_path: Path,
) -> None:
    tmp_path.chmod(0o755)
    Scratch(str(tmp_path)).put(CALL.id, "f", RAW)
    assert stat.S_IMODE(tmp_path.stat().st_mode) == 0o700
    tmp_path.chmod(0o755)
    (tmp_path / "notes.txt").write_text("of somebody else")
    with pytest.raises(ConfigurationError, match="need a folder of their own"):
        Scratch(str(tmp_path)).put(CALL.id, "f", RAW)
    assert stat.S_IMODE(tmp_path.stat().st_mode) == 0o755
    Scratch(str(tmp_path)).clean()
    assert [path.name for path in tmp_path.iterdir()] == ["notes.txt"]


def test_what_a_crash_left_half_written_is_swept(tmp_path: Path) -> None:
    part = tmp_path / f"{CALL.id}.transcript.json.0a1b2c3d.part"
    part.write_text('{"fingerprint": "f", "transc')
    assert Scratch(str(tmp_path)).sweep({OTHER.id}) == 1
    assert list(tmp_path.iterdir()) == []


def test_a_damaged_file_counts_as_missing(tmp_path: Path) -> None:
    for content in ("", "[", "[]", "null"):
        (tmp_path / f"{CALL.id}.transcript.json").write_text(content)
        assert Scratch(str(tmp_path)).get(CALL.id, "f") is None


def test_a_write_that_fails_leaves_nothing_behind(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    scratch = Scratch(str(tmp_path / "s"))
    monkeypatch.setattr("os.fsync", full)
    with pytest.raises(CallError, match="No space left on device") as caught:
        scratch.put(CALL.id, "f", RAW)
    assert (caught.value.kind, caught.value.transient) == ("scratch", True)
    assert "Jane" not in str(caught.value)
    assert list((tmp_path / "s").iterdir()) == []


def test_places_that_cannot_be_used(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(CallError, match="Cannot write to the scratch folder"):
        Scratch(str(tmp_path / "file" / "scratch")).put(CALL.id, "f", RAW)
    with pytest.raises(ConfigurationError, match="Cannot use scratch `nowhere://me:\\*\\*\\*@x`"):
        Scratch("nowhere://me:secret@x")
    with pytest.raises(ValueError, match="16 hexadecimal digits"):
        Scratch(str(tmp_path)).get("../../etc/passwd", "f")


@given(transcript=transcripts(CALL.id, ANY_TEXT))
@settings(max_examples=50, deadline=None)
def test_any_transcript_comes_back_from_scratch(
    transcript: Transcript, tmp_path_factory: pytest.TempPathFactory
) -> None:
    scratch = Scratch(str(tmp_path_factory.getbasetemp() / "any"))
    scratch.put(CALL.id, "f", transcript)
    assert scratch.get(CALL.id, "f") == transcript
