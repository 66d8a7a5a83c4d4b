"""Environments of their own for what cannot share ours: MLRun's server, KFP's compiler, S3.

    python -m tests.environments [NAME …]     # builds them; minutes, and needs a package index

Tests only look for them, in `~/.cache/callsight-test`, and say so where one is missing.
"""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path

FOLDER = Path(os.environ.get("XDG_CACHE_HOME", Path.home() / ".cache")) / "callsight-test"
ENVIRONMENTS = {
    "mlrun-api": ("3.9", ["mlrun[api]==1.5.2", "setuptools<70"]),
    "mlrun-kfp": ("3.11", ["mlrun[kfp18]==1.12.1"]),
    "moto": ("3.11", ["moto[server]>=5"]),
}
"""Python and requirements; newer API servers come as images only."""
STORES = (
    "s3fs==2025.7.0", "aiobotocore==2.15.2", "botocore==1.35.36", "python-dateutil==2.9.0.post0",
    "wrapt==1.17.3", "boto3==1.35.36", "s3transfer<0.11", "jmespath", "aioitertools",
)  # fmt: skip
"""S3's drivers as the images have them, laid over our environment by PYTHONPATH."""


def python_of(name: str) -> Path | None:
    """The interpreter of an environment, where it was built."""
    path = FOLDER / name / "bin" / "python"
    return path if (FOLDER / name / ".built").exists() else None


def stores() -> Path | None:
    """The folder with S3's drivers, where it was made."""
    return FOLDER / "stores" if (FOLDER / "stores" / ".built").exists() else None


def missing(name: str) -> str:
    """Why a test is skipped."""
    return f"`python -m tests.environments {name}` has not been run"


def build(name: str) -> None:
    """Build one environment, with uv: pip takes very long over MLRun's requirements."""
    folder = FOLDER / name
    shutil.rmtree(folder, ignore_errors=True)
    FOLDER.mkdir(parents=True, exist_ok=True)
    install = [_uv(), "pip", "install", "--quiet"]
    if name == "stores":
        subprocess.run([*install, "--no-deps", "--target", str(folder), *STORES], check=True)
    else:
        version, requirements = ENVIRONMENTS[name]
        subprocess.run([_python(version), "-m", "venv", str(folder)], check=True)
        python = str(folder / "bin" / "python")
        subprocess.run([*install, "--python", python, *requirements], check=True)
    (folder / ".built").touch()


def _uv() -> str:
    if found := shutil.which("uv"):
        return found
    folder = FOLDER / "uv"
    if not (folder / "bin" / "uv").exists():
        subprocess.run([sys.executable, "-m", "venv", str(folder)], check=True)
        subprocess.run([str(folder / "bin" / "pip"), "install", "--quiet", "uv"], check=True)
    return str(folder / "bin" / "uv")


def _python(version: str) -> str:
    # pyenv's own first: what it puts on the PATH answers only for versions that are switched on.
    found = sorted(Path.home().glob(f".pyenv/versions/{version}.*/bin/python"))
    if path := str(found[-1]) if found else shutil.which(f"python{version}"):
        return path
    raise SystemExit(f"No Python {version} here: install one, for example with pyenv.")


@contextmanager
def served(
    command: Sequence[str], environment: dict[str, str], url: str, log: Path, seconds: float = 180
) -> Iterator[None]:
    """A server that runs within the context; it answers at `url`."""
    with log.open("w") as output:
        process = subprocess.Popen(command, env=environment, stdout=output, stderr=output)
    try:
        deadline = time.monotonic() + seconds
        while True:
            try:
                urllib.request.urlopen(url, timeout=5).close()
                break
            except OSError:
                if process.poll() is not None or time.monotonic() > deadline:
                    raise RuntimeError(f"no server: {log.read_text()[-2000:]}") from None
                time.sleep(0.5)
        yield
    finally:
        process.terminate()
        process.wait(timeout=30)


def free_port() -> int:
    """A port of loopback that nobody uses now."""
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


if __name__ == "__main__":
    for wanted in sys.argv[1:] or [*ENVIRONMENTS, "stores"]:
        print(f"Building {wanted} in {FOLDER} ...", flush=True)
        build(wanted)
