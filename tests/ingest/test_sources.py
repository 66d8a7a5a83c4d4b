"""Folders, globs, archives and URLs list the same recordings and hand out the same bytes."""

import io
import os
import tarfile
import zipfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import fsspec
import pytest

from callsight.errors import CallError, ConfigurationError, InputError
from callsight.ingest import Entry, open_source

FILES = {"a.wav": b"first", "sub/b.mp3": b"second", "sub/deep/c.FLAC": b"third"}
OTHERS = {
    "notes.txt": b"x",
    "calls.csv": b"x",
    ".hidden.wav": b"x",
    ".git/d.wav": b"x",
    "__MACOSX/._a.wav": b"x",
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name, data in {**FILES, **OTHERS}.items():
        path = tmp_path / "calls" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    return tmp_path / "calls"


def zipped(folder: Path) -> str:
    path = folder.parent / "calls.zip"
    with zipfile.ZipFile(path, "w") as archive:
        for name, data in {**FILES, **OTHERS}.items():
            archive.writestr(name, data)
    return str(path)


def tarred(folder: Path) -> str:
    path = folder.parent / "calls.tar.gz"
    with tarfile.open(path, "w:gz") as archive:
        archive.add(folder, ".")
    return str(path)


def in_memory(folder: Path) -> str:
    files = fsspec.filesystem("memory")
    for name, data in {**FILES, **OTHERS}.items():
        files.pipe(f"/bucket/calls/{name}", data)
    return "memory://bucket/calls"


@pytest.mark.parametrize(
    "place",
    [
        str,
        lambda folder: f"file://{folder}",
        lambda folder: f"{folder}/**",
        zipped,
        tarred,
        in_memory,
    ],
    ids=["folder", "file-url", "glob", "zip", "tar", "memory"],
)
def test_every_kind_of_source(place, folder: Path) -> None:
    recordings = place(folder)
    source = open_source(recordings)
    entries = list(source.entries())
    assert {entry.name.removeprefix("./"): entry.size for entry in entries} == {
        name: len(data) for name, data in FILES.items()
    }
    assert [entry.key for entry in entries] == [
        entry.key for entry in open_source(recordings).entries()
    ]
    for entry in entries:
        assert entry.modified is not None
        with source.fetch(entry) as path:
            assert path.read_bytes() == FILES[entry.name.removeprefix("./")]
            assert path.suffix == Path(entry.name).suffix
            local = path.is_relative_to(folder)
        assert path.exists() == local


def test_one_file_and_relative_paths(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(folder)
    (entry,) = open_source("a.wav").entries()
    assert entry.name == "a.wav"
    assert entry in open_source(str(folder)).entries()
    assert [entry.name for entry in open_source("sub/*.mp3").entries()] == ["b.mp3"]


def test_excluded_folders_are_not_entered(folder: Path) -> None:
    names = [entry.name for entry in open_source(str(folder), [str(folder / "sub")]).entries()]
    assert names == ["a.wav"]


def test_key_changes_with_the_file_and_hides_its_name(folder: Path) -> None:
    before = next(iter(open_source(str(folder)).entries()))
    os.utime(folder / "a.wav", (1, 1))
    touched = next(iter(open_source(str(folder)).entries()))
    (folder / "a.wav").write_bytes(b"longer")
    os.utime(folder / "a.wav", (1, 1))
    longer = next(iter(open_source(str(folder)).entries()))
    assert len({before.key, touched.key, longer.key}) == 3
    assert "a.wav" not in repr(before) + before.key
    assert len(Entry("a.wav", 1).key) == 64


def test_symbolic_links_to_folders_are_not_followed(folder: Path) -> None:
    (folder / "loop").symlink_to(folder)
    (folder / "linked.wav").symlink_to(folder / "a.wav")
    names = [entry.name for entry in open_source(str(folder)).entries()]
    assert names == ["a.wav", "linked.wav", "sub/b.mp3", "sub/deep/c.FLAC"]


def test_archive_members_cannot_leave_their_place(tmp_path: Path) -> None:
    path = tmp_path / "evil.tar"
    with tarfile.open(path, "w") as archive:
        info = tarfile.TarInfo("../../escaped.wav")
        info.size = 4
        archive.addfile(info, io.BytesIO(b"data"))
        link = tarfile.TarInfo("link.wav")
        link.type, link.linkname = tarfile.SYMTYPE, "/etc/passwd"
        archive.addfile(link)
    source = open_source(str(path))
    (entry,) = source.entries()
    with source.fetch(entry) as copy:
        assert copy.read_bytes() == b"data"
        assert "escaped" not in str(copy)
    assert not (tmp_path.parent.parent / "escaped.wav").exists()


def test_damaged_and_encrypted_members_cost_themselves(tmp_path: Path) -> None:
    path = tmp_path / "calls.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("a.wav", b"A" * 100)
        archive.writestr("b.wav", b"B" * 100)
    data = path.read_bytes()
    path.write_bytes(data.replace(b"A" * 100, b"A" * 99 + b"x"))
    source = open_source(str(path))
    first, second = source.entries()
    with pytest.raises(CallError) as caught, source.fetch(first):
        pass
    assert caught.value.kind == "truncated"
    with source.fetch(second) as copy:
        assert copy.read_bytes() == b"B" * 100


def test_threads_take_turns_in_an_archive(tmp_path: Path) -> None:
    contents = {f"{index}.wav": bytes([index]) * 300_000 for index in range(20)}
    path = tmp_path / "calls.tar.gz"
    with tarfile.open(path, "w:gz") as archive:
        for name, data in contents.items():
            info = tarfile.TarInfo(name)
            info.size = len(data)
            archive.addfile(info, io.BytesIO(data))
    source = open_source(str(path))

    def same(entry: Entry) -> bool:
        with source.fetch(entry) as copy:
            return copy.read_bytes() == contents[entry.name]

    with ThreadPoolExecutor(8) as pool:
        assert all(pool.map(same, list(source.entries()) * 3))


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (lambda path: None, "does not exist"),
        (lambda path: path.mkdir(), "No recordings"),
        (lambda path: (path.mkdir(), (path / "notes.txt").write_text("x")), "No recordings"),
    ],
    ids=["missing", "empty", "others"],
)
def test_nothing_there(make, words: str, tmp_path: Path) -> None:
    path = tmp_path / "calls"
    make(path)
    with pytest.raises(InputError, match=words) as caught:
        list(open_source(str(path)).entries())
    assert f"`{path}`" in str(caught.value)


def test_other_things_that_are_not_there(tmp_path: Path) -> None:
    (tmp_path / "bad.zip").write_bytes(b"no archive")
    (tmp_path / "notes.txt").write_text("x")
    (tmp_path / "empty.tar").write_bytes(bytes(10240))
    for recordings, words in {
        f"{tmp_path}/*.wav": "No recordings",
        f"{tmp_path}/bad.zip": "cannot be read",
        f"{tmp_path}/missing.tar.gz": "cannot be read",
        f"{tmp_path}/empty.tar": "No recordings",
        f"{tmp_path}/notes.txt": "No recordings",
        "memory://nowhere": "cannot be listed|No recordings",
    }.items():
        with pytest.raises(InputError, match=words):
            list(open_source(recordings).entries())
    with pytest.raises(ConfigurationError, match="`nonsense://`"):
        open_source("nonsense://bucket")


def test_passwords_in_urls_are_not_shown() -> None:
    with pytest.raises(InputError) as caught:
        list(open_source("ftp://user:secret@127.0.0.1:1/calls").entries())
    assert "secret" not in str(caught.value)


def test_bundled_samples() -> None:
    assert len(list(open_source("samples").entries())) >= 8
