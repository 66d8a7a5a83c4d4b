"""The project against a real MLRun API server: what it stores, schedules and tracks."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml

from tests import environments

ROOT = Path(__file__).parents[2]
STEPS = """
import json, sys
from callsight.config import load_config
from callsight.runner import cluster, server
from callsight.runner.cron import parse_cron
import mlrun

server.OLDEST = (1, 5)  # no newer server is on PyPI
config = load_config({"recordings": "s3://calls/in", "output": "s3://calls/out",
                      "database": "postgresql://user:hunter2@db/calls"})
wanted = cluster.Submission(config, "git://github.com/you/callsight.git#refs/heads/main", shards=3)
cluster.submit(wanted, cron=parse_cron("0 2 * * 1"))
db = mlrun.get_run_db()
listed = cluster.schedules()
fired = db.get_schedule("callsight", listed[0]["name"]).scheduled_object["task"]["spec"]
functions = {name: db.get_function(name, "callsight", tag="latest")["spec"]
             for name in ("transcribe", "analyze", "redact")}
project = db.get_project("callsight")
cluster.unschedule(listed[0]["name"])
left = cluster.schedules()
with open("tracked.py", "w") as file:
    file.write("def tracked(context):\\n    context.log_result('calls', 8)\\n")
tracked = mlrun.new_function("tracked", kind="local", command="tracked.py", project="callsight")
run = tracked.run(handler="tracked", project="callsight")
try:
    cluster.submit(wanted)
    refused = ""
except Exception as problem:
    refused = f"{type(problem).__name__}: {problem}"
print("RESULT " + json.dumps({
    "listed": listed, "fired": fired, "left": left, "refused": refused,
    "functions": {name: [spec["image"], spec["resources"]] for name, spec in functions.items()},
    "project": [project.metadata.name, project.spec.params["retries"],
                [w["name"] for w in project.spec.workflows]],
    "run": db.read_run(run.uid(), "callsight")["status"]["results"],
}, default=str))
"""


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    python = environments.python_of("mlrun-api")
    if python is None:
        pytest.skip(environments.missing("mlrun-api"))
    folder, port = tmp_path_factory.mktemp("server"), environments.free_port()
    environment = {
        "PATH": os.environ["PATH"],
        "HOME": str(folder),
        "MLRUN_IGNORE_ENV_FILE": "true",
        "MLRUN_DBPATH": "",
        "MLRUN_IS_API_SERVER": "true",
        "MLRUN_NAMESPACE": "",
        "MLRUN_HTTPDB__PORT": str(port),
        "MLRUN_HTTPDB__DSN": f"sqlite:///{folder}/mlrun.db?check_same_thread=false",
        "MLRUN_HTTPDB__LOGS_PATH": str(folder / "logs"),
        "MLRUN_ARTIFACT_PATH": str(folder / "artifacts"),
    }
    command = [str(python), str(Path(__file__).with_name("mlrun_server.py")), str(port)]
    url = f"http://127.0.0.1:{port}"
    with environments.served(command, environment, f"{url}/api/v1/healthz", folder / "log"):
        yield url


def project_without_applications(folder: Path) -> Path:
    """The project as this old server can store it: application functions came with MLRun 1.7."""
    folder.mkdir()
    data = yaml.safe_load((ROOT / "project.yaml").read_text(encoding="utf-8"))
    functions = data["spec"]["functions"]
    data["spec"]["functions"] = [
        each for each in functions if each["spec"].get("kind") != "application"
    ]
    assert len(data["spec"]["functions"]) == len(functions) - 1
    (folder / "project.yaml").write_text(yaml.safe_dump(data), encoding="utf-8")
    for name in ("functions", "workflows", "project_setup.py"):
        (folder / name).symlink_to(ROOT / name)
    return folder


@pytest.mark.slow
def test_submit_and_schedule_against_a_real_server(server: str, tmp_path: Path) -> None:
    environment = {key: value for key, value in os.environ.items() if not key.startswith("MLRUN_")}
    environment["CALLSIGHT_PROJECT"] = str(project_without_applications(tmp_path / "project"))
    done = subprocess.run(
        [sys.executable, "-c", STEPS],
        cwd=tmp_path,
        env=environment | {"MLRUN_DBPATH": server, "MLRUN_IGNORE_ENV_FILE": "true"},
        capture_output=True,
        text=True,
        timeout=300,
    )
    lines = [line for line in done.stdout.splitlines() if line.startswith("RESULT ")]
    assert lines, done.stderr[-2000:]
    result = json.loads(lines[0].removeprefix("RESULT "))
    assert "hunter2" not in done.stdout
    assert result["project"][:2] == ["callsight", 2]
    assert "analyze-calls" in result["project"][2]
    for name in ("transcribe", "analyze"):
        image, resources = result["functions"][name]
        assert image == "callsight/callsight-gpu:0.1.0"
        assert resources["limits"]["nvidia.com/gpu"] == 1
    assert "nvidia.com/gpu" not in result["functions"]["redact"][1]["limits"]
    assert [item["schedule"] for item in result["listed"]] == ["0 2 * * mon"]
    fired = result["fired"]["parameters"]
    assert fired["url"] == "git://github.com/you/callsight.git#refs/heads/main"
    assert (fired["workflow_name"], fired["engine"]) == ("analyze-calls", "kfp")
    assert fired["workflow_arguments"]["shards"] == 3
    assert fired["workflow_arguments"]["settings"]["database"] == "${CALLSIGHT_DATABASE}"
    assert result["left"] == []
    assert result["run"] == {"calls": 8}
    # The server has no Kubernetes to start the runner's pod in: that is where it ends, in words.
    assert result["refused"].startswith("ConfigurationError: The MLRun server did not start")


@pytest.mark.slow
def test_an_old_server_is_refused(server: str) -> None:
    from callsight.errors import ConfigurationError
    from callsight.runner.server import check_server

    assert check_server(server, oldest=(1, 5)) == "1.5.2"
    with pytest.raises(ConfigurationError, match=r"MLRun 1\.5\.2.*upgrade"):
        check_server(server)


@pytest.mark.slow
def test_the_compiled_graph_has_shards_retries_and_resources(tmp_path: Path) -> None:
    python = environments.python_of("mlrun-kfp")
    if python is None:
        pytest.skip(environments.missing("mlrun-kfp"))
    import yaml

    parameters = {"functions": {"transcribe": {"gpus": 2, "timeout": 7200, "retries": 4}}}
    arguments = {"settings": {"recordings": "s3://calls/in"}, "shards": 3}
    script, target = Path(__file__).with_name("compile_kfp.py"), tmp_path / "graph.yaml"
    done = subprocess.run(
        [python, script, ROOT, target, json.dumps(parameters), json.dumps(arguments)],
        cwd=tmp_path,
        env={"PATH": os.environ["PATH"], "HOME": str(tmp_path), "MLRUN_IGNORE_ENV_FILE": "true"},
        capture_output=True,
        text=True,
        timeout=300,
    )
    assert target.exists(), done.stderr[-2000:]
    templates = yaml.safe_load(target.read_text())["spec"]["templates"]
    (tasks,) = [template["dag"]["tasks"] for template in templates if "dag" in template]
    graph = {task["name"]: sorted(task.get("dependencies", [])) for task in tasks}
    shards = {name: [f"{name}-{shard}" for shard in range(3)] for name in ("transcribe", "analyze")}
    expected = {"ingest": [], "redact": shards["transcribe"], "report": shards["analyze"]}
    expected |= {name: ["ingest"] for name in shards["transcribe"]}
    expected |= {name: ["redact"] for name in shards["analyze"]}
    assert graph == expected
    steps = {template["name"]: template for template in templates if "container" in template}
    limits = {name: step.get("retryStrategy", {}).get("limit") for name, step in steps.items()}
    assert {name: str(limit) for name, limit in limits.items()} == {
        name: "4" if name.startswith("transcribe") else "2" for name in expected
    }
    assert steps["transcribe-1"]["activeDeadlineSeconds"] == 7200
    command = json.dumps(steps["transcribe-1"]["container"]["command"])
    assert "db://callsight/transcribe" in command and "s3://calls/in" in command
    assert "shard=1" in command and "shards=3" in command
