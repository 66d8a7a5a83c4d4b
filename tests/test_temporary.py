"""Temporary files of killed processes are gone after the next run."""

import os
import signal
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from callsight.temporary import sweep, temporary_folder

KILLED = """
import os, signal, tempfile
from callsight.temporary import temporary_folder
with temporary_folder():
    copy = tempfile.NamedTemporaryFile(suffix=".wav")
    copy.write(b"what was said")
    copy.flush()
    os.kill(os.getpid(), signal.SIGKILL)
"""


def test_copies_of_a_killed_process_are_deleted_by_the_next(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    done = subprocess.run(
        [sys.executable, "-c", KILLED], env={**os.environ, "TMPDIR": str(tmp_path)}, check=False
    )
    assert done.returncode == -signal.SIGKILL
    assert len(list(tmp_path.rglob("*.wav"))) == 1
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    with temporary_folder() as folder:
        assert folder.parent == tmp_path and folder.stat().st_mode & 0o077 == 0
        with tempfile.NamedTemporaryFile() as copy:
            assert Path(copy.name).parent == folder
        assert [path for path in tmp_path.iterdir() if path.is_dir()] == [folder]
        assert sweep() == 0, "a living process keeps its own"
    assert not list(tmp_path.iterdir())
    assert tempfile.gettempdir() == str(tmp_path)
