"""Every step in its own process and working folder: only URLs and a database are in common."""

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests import environments
from tests.services import fresh_database, unavailable

ROOT = Path(__file__).parents[2]
STORE = """
import s3fs, sys
fs = s3fs.S3FileSystem()
"""


@pytest.fixture(scope="module")
def endpoint(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A real S3-compatible server on loopback."""
    python = environments.python_of("moto")
    if python is None:
        pytest.skip(environments.missing("moto"))
    port, log = environments.free_port(), tmp_path_factory.mktemp("moto") / "log"
    url = f"http://127.0.0.1:{port}"
    command = [str(python), "-m", "moto.server", "-H", "127.0.0.1", "-p", str(port)]
    with environments.served(command, dict(os.environ), f"{url}/moto-api/", log):
        yield url


@pytest.mark.slow
def test_no_local_path_crosses_a_pod_boundary(
    endpoint: str, clips: Callable[[int], Path], tmp_path: Path
) -> None:
    overlay = environments.stores()
    if overlay is None:
        pytest.skip(environments.missing("stores"))
    if reason := unavailable("postgresql"):
        pytest.skip(reason)
    common = {
        key: value
        for key, value in os.environ.items()
        if not key.startswith(("MLRUN_", "CALLSIGHT_", "AWS_"))
    } | {
        "PYTHONPATH": f"{overlay}{os.pathsep}{ROOT / 'functions'}",
        "AWS_ACCESS_KEY_ID": "night",
        "AWS_SECRET_ACCESS_KEY": "shift",
        "AWS_DEFAULT_REGION": "us-east-1",
        "AWS_ENDPOINT_URL": endpoint,
        "AWS_ENDPOINT_URL_S3": endpoint,
        "S3_ENDPOINT_URL": endpoint,
        "MLRUN_IGNORE_ENV_FILE": "true",
        "MLRUN_LOG_LEVEL": "ERROR",
    }
    folder = clips(3)

    def python(*arguments: str, **more: str) -> str:
        place = tmp_path / f"pod-{len(list(tmp_path.glob('pod-*')))}"
        place.mkdir()
        done = subprocess.run(
            [sys.executable, *arguments],
            cwd=place,
            env=common | {"TMPDIR": str(place), "HOME": str(place)} | more,
            capture_output=True,
            text=True,
            timeout=300,
        )
        assert done.returncode == 0, (done.stderr or done.stdout)[-3000:]
        return done.stdout

    python("-c", f"{STORE}fs.mkdir('calls'); fs.put({str(folder)!r}, 'calls/in', recursive=True)")
    settings = {
        "recordings": "s3://calls/in",
        "output": "s3://calls/out",
        "database": "${CALLSIGHT_DATABASE}",
        "redact.policy": "default",
    }
    steps = [
        ("ingest", {}),
        ("transcribe", {"shard": 0, "shards": 2}),
        ("transcribe", {"shard": 1, "shards": 2}),
        ("redact", {}),
        ("analyze", {}),
        ("report", {}),
    ]
    results = []
    with fresh_database("postgresql") as url:
        for step, more in steps:
            output = python(
                str(Path(__file__).with_name("pod_step.py")),
                step,
                "night-1",
                "s3://calls/artifacts",
                json.dumps({"settings": settings, **more}),
                CALLSIGHT_DATABASE=url,
            )
            line = next(line for line in output.splitlines() if line.startswith("RESULT "))
            results.append(json.loads(line.removeprefix("RESULT ")))
    assert [result["calls"] for result in results[:1] + results[3:]] == [3, 3, 3, 3]
    assert results[1]["calls"] + results[2]["calls"] == 3
    assert results[-1]["report"] == "s3://calls/out/report.html"
    listed = python("-c", f"{STORE}print('\\n'.join(fs.find('calls')))").split()
    assert len([path for path in listed if path.startswith("calls/out/audio/")]) == 3
    assert "calls/out/report.html" in listed
    assert not [path for path in listed if "/.scratch/" in path], "raw transcripts are deleted"
    left = [path for path in tmp_path.glob("pod-*/**/*") if path.suffix in (".wav", ".json", ".db")]
    assert not left, "a step left something on its own disk"
