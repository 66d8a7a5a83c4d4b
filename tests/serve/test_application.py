"""The MLRun application function: what `project.yaml` says, and that its command serves."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import httpx
import yaml

from callsight.store import Store
from tests.serve.conftest import TOKEN

ROOT = Path(__file__).parents[2]


def test_the_specification_is_one_of_mlrun() -> None:
    from mlrun.runtimes.nuclio.application.application import ApplicationRuntime

    found = ApplicationRuntime.from_dict(_function())
    assert (found.kind, found.spec.command) == ("application", "callsight")
    assert found.spec.internal_application_port == 8050


def test_its_command_serves_with_the_token_of_the_environment(store: Store, folder: Path) -> None:
    spec = _function()["spec"]
    port = "18050"
    args = [port if arg == "8050" else arg for arg in spec["args"]]
    environment = os.environ | {
        "CALLSIGHT_SERVE_TOKEN": TOKEN,
        "CALLSIGHT_DATABASE": str(folder / "callsight.db"),
        "CALLSIGHT_OUTPUT": str(folder),
        "PYTHONPATH": str(ROOT / "functions"),
    }
    refused = {key: value for key, value in environment.items() if key != "CALLSIGHT_SERVE_TOKEN"}
    command = [sys.executable, "-m", spec["command"], *args]
    done = subprocess.run(command, env=refused, capture_output=True, text=True, timeout=60)
    assert done.returncode == 2 and "there is no login" in done.stderr
    with subprocess.Popen(command, env=environment, stderr=subprocess.DEVNULL) as process:
        try:
            address = f"http://127.0.0.1:{port}"
            _wait(f"{address}/health")
            assert httpx.get(f"{address}/").status_code == 401
            page = httpx.get(f"{address}/", headers={"authorization": f"Bearer {TOKEN}"})
            assert page.status_code == 200 and "5 calls" in page.text
        finally:
            process.terminate()


def _function() -> dict[str, Any]:
    project = yaml.safe_load((ROOT / "project.yaml").read_text(encoding="utf-8"))
    return next(f["spec"] for f in project["spec"]["functions"] if f["name"] == "serve")


def _wait(address: str) -> None:
    end = time.monotonic() + 60
    while time.monotonic() < end:
        try:
            if httpx.get(address).status_code == 200:
                return
        except httpx.TransportError:
            time.sleep(0.2)
    raise TimeoutError(address)
