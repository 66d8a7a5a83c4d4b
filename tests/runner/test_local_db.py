"""MLRun workflows without an API server: chaining, failing steps, the command line."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

FUNCTIONS = """
import mlrun

def make(context, rows: int = 3):
    context.log_result("rows", rows)
    context.log_artifact("table", body="x" * rows, local_path="table.txt")

def count(context, table: mlrun.DataItem, rows: int):
    text = table.get(encoding="utf-8")
    if len(text) != rows:
        raise ValueError("the artifact of the first step did not arrive")
    context.log_result("characters", len(text))

def broken(context):
    raise RuntimeError("broken on purpose")
"""

WORKFLOW = """
import mlrun

def chain(rows: int = 3, fail: bool = False):
    project = mlrun.get_current_project()
    first = project.run_function(
        "make", name="make", params={"rows": rows}, outputs=["rows", "table"]
    )
    if fail:
        project.run_function("broken", name="broken").after(first)
    project.run_function(
        "count",
        name="count",
        inputs={"table": first.outputs["table"]},
        params={"rows": first.outputs["rows"]},
    ).after(first)
"""

PROJECT = """
kind: project
metadata: {name: tiny}
spec:
  functions:
    - {name: make, spec: {kind: job, metadata: {name: make}, spec: {command: steps.py, default_handler: make}}}
    - {name: count, spec: {kind: job, metadata: {name: count}, spec: {command: steps.py, default_handler: count}}}
    - {name: broken, spec: {kind: job, metadata: {name: broken}, spec: {command: steps.py, default_handler: broken}}}
  workflows:
    - {name: main, path: workflow.py, handler: chain, engine: local}
"""  # noqa: E501

RUN = """
import json, sys, mlrun
project = mlrun.load_project(".", name="tiny", save=False)
run = project.run("main", local=True, engine="local", arguments=json.loads(sys.argv[1]),
                  artifact_path=sys.argv[2])
steps = mlrun.get_run_db().list_runs()
print("RESULT " + json.dumps({
    "state": run.state,
    "steps": {s["metadata"]["name"]: [s["status"]["state"], s["status"].get("results", {}),
                                      s["status"].get("error", "")] for s in steps},
    "database": type(mlrun.get_run_db()).__name__,
}))
"""


@pytest.fixture
def project(tmp_path: Path) -> Path:
    for name, text in {
        "project.yaml": PROJECT,
        "steps.py": FUNCTIONS,
        "workflow.py": WORKFLOW,
        "project_setup.py": (Path(__file__).parents[2] / "project_setup.py").read_text(),
    }.items():
        (tmp_path / name).write_text(text)
    return tmp_path


def environment(folder: Path, **extra: str) -> dict[str, str]:
    clean = {key: value for key, value in os.environ.items() if not key.startswith("MLRUN_")}
    return clean | {
        "MLRUN_IGNORE_ENV_FILE": "true",
        "MLRUN_LOG_LEVEL": "ERROR",
        "CALLSIGHT_OUTPUT": str(folder),
        **extra,
    }


def run(project: Path, **arguments: object) -> dict:
    done = subprocess.run(
        [sys.executable, "-c", RUN, json.dumps(arguments), str(project / "artifacts")],
        cwd=project,
        env=environment(project),
        capture_output=True,
        text=True,
        timeout=120,
    )
    line = [line for line in done.stdout.splitlines() if line.startswith("RESULT ")]
    assert line, done.stderr
    return json.loads(line[0].removeprefix("RESULT "))


def test_outputs_of_a_step_reach_the_next_one(project: Path) -> None:
    result = run(project, rows=5)
    assert result["state"] == "Succeeded"
    assert result["database"] == "LocalRunDB"
    assert result["steps"]["make"][:2] == ["completed", {"rows": 5}]
    assert result["steps"]["count"][:2] == ["completed", {"characters": 5}]


def test_a_failing_step_ends_the_workflow(project: Path) -> None:
    result = run(project, fail=True)
    assert result["state"] == "Failed"
    assert result["steps"]["broken"][0] == "error"
    assert "broken on purpose" in result["steps"]["broken"][2]
    assert "count" not in result["steps"]


def test_runs_are_written_for_people_to_read(project: Path) -> None:
    run(project, rows=2)
    files = sorted((project / "mlrun" / "db" / "runs").glob("*.json"))
    states = {json.loads(file.read_text())["status"]["state"] for file in files}
    assert states == {"completed"}
    assert run(project, rows=4)["steps"].keys() == {"make", "count"}


def test_mlrun_command_line(project: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "mlrun", "project", ".", "--name", "tiny", "--no-save",
         "--run", "main", "--engine", "local", "--local", "--arguments", "rows=7",
         "--artifact-path", str(project / "artifacts")],
        cwd=project,
        env=environment(project),
        capture_output=True,
        text=True,
        timeout=120,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    runs = [json.loads(f.read_text()) for f in (project / "mlrun" / "db" / "runs").glob("*.json")]
    assert {r["metadata"]["name"]: r["status"]["state"] for r in runs} == {
        "make": "completed",
        "count": "completed",
    }


def test_steps_aside_for_an_api_server(project: Path) -> None:
    code = (
        "import mlrun; mlrun.mlconf.dbpath = 'http://127.0.0.1:9'\n"
        "from callsight.runner import local_db; print(local_db.install())"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], env=environment(project), capture_output=True, text=True
    )
    assert done.stdout.strip().endswith("False"), done.stderr
