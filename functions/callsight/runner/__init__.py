"""Where Callsight meets MLRun: loading the project, running its workflows, the handlers' bodies.

Besides the command line this is the only part of the package that imports mlrun.
"""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from callsight.config import ENVIRONMENT_PREFIX, PLACES, Config, flatten, hide_secrets, load_config
from callsight.errors import CallsightError, ConfigurationError
from callsight.runner.server import check_server, server_url
from callsight.store import open_store
from callsight.temporary import temporary_folder

PROJECT = "callsight"
PROJECT_VARIABLE = "CALLSIGHT_PROJECT"
"""Environment variable with the folder of `project.yaml`, where it is not found by itself."""


_MAYBE_PATHS = (
    "ingest.metadata", "transcribe.model", "redact.policy", "redact.name_model",
    "redact.tagger",
    "analyze.questionnaire", "analyze.model", "analyze.sentiment_model", "analyze.adapter",
    "analyze.faithfulness_model", "transcribe.diarization_model",
)  # fmt: skip


@dataclass(frozen=True)
class RunSummary:
    """How a workflow run ended."""

    run_id: str
    """Id of the row in `runs`, and of the workflow in MLRun."""
    state: str
    """`Succeeded` or `Failed`, as MLRun says."""
    message: str
    """What went wrong in a failed run; empty otherwise."""
    results: Mapping[str, Mapping[str, Any]]
    """Results by step, for example `results["transcribe"]["real_time_factor"]`."""
    database: str
    """URL of the database, password hidden."""
    output: str
    """Folder or URL with the redacted audio and the report."""
    report: str | None
    """Path or URL of the report page."""


def project_folder() -> Path:
    """The folder of Callsight's `project.yaml`.

    Raises ConfigurationError if neither the environment, the source checkout nor the working
    folder has it. A `project.yaml` of another project is never taken for it.
    """
    candidates = [Path(__file__).resolve().parents[3], Path.cwd()]
    if PROJECT_VARIABLE in os.environ:
        candidates = [Path(os.environ[PROJECT_VARIABLE])]
    for folder in candidates:
        if _is_ours(folder):
            return folder.absolute()
    raise ConfigurationError(
        f"No MLRun project named `{PROJECT}` in `{candidates[-1]}`: set `{PROJECT_VARIABLE}` to "
        "the folder that holds Callsight's `project.yaml`."
    )


def _is_ours(folder: Path) -> bool:
    try:
        data = yaml.safe_load((folder / "project.yaml").read_text(encoding="utf-8"))
        return data["metadata"]["name"] == PROJECT and (folder / "workflows").is_dir()
    except (OSError, UnicodeDecodeError, yaml.YAMLError, KeyError, TypeError):
        return False


def mlrun_folder() -> Path:
    """Where MLRun's runs and artifacts go on a machine without an API server."""
    output = load_config().output
    return Path("callsight-data" if "://" in output else output).absolute() / "mlrun"


def run_workflow(config: Config, workflow: str = "analyze-calls", **arguments: Any) -> RunSummary:
    """Run a workflow of the project with MLRun's local engine, in this process.

    `arguments` are further ones of the workflow, such as `workers` or `shards`.
    """
    os.environ.setdefault("MLRUN_IGNORE_ENV_FILE", "true")
    os.environ.setdefault("MLRUN_LOG_LEVEL", "CRITICAL")  # its errors come back in the summary
    if url := server_url():
        check_server(url)
    folder = project_folder()  # the paths of the project are relative to it
    settings, private = _settings(config)

    import mlrun

    with contextlib.chdir(folder), _environment(private), temporary_folder():
        project = mlrun.load_project(str(folder), name=PROJECT, save=False)
        # Its table of results is hundreds of characters wide; the summary holds all of it.
        project.notifiers.remove_notification("console")
        run = project.run(
            workflow,
            arguments={"settings": settings, **arguments},
            local=True,
            engine="local",
            artifact_path=None if "://" in config.output else str(mlrun_folder() / "artifacts"),
        )
        summary = _summary(run, config)
    if summary.state.lower() in ("failed", "error"):  # the step that closes runs was not reached
        with contextlib.suppress(CallsightError), open_store(config.database_url) as store:
            store.abandon_run(summary.run_id)
    return summary


def _absolute(place: str) -> str:
    return place if "://" in place else str(Path(place).absolute())


def _settings(config: Config) -> tuple[dict[str, Any], dict[str, str]]:
    """The configuration as parameters of the workflow, and the environment that they refer to.

    MLRun keeps parameters: secrets, and paths that may tell of people, are `${NAME}` in them. Paths
    become absolute, because the workflow runs in the project's folder, not in the user's.
    """
    values = {key: value for key, value in flatten(config).items() if value is not None}
    values |= {"database": config.database_place, "scratch": config.scratch_url}
    for key in ("output", "scratch", "database", "recordings"):
        if (key, values[key]) != ("recordings", "samples"):
            values[key] = _absolute(values[key])
    for key in _MAYBE_PATHS:
        if (value := values.get(key)) and Path(value).exists():
            values[key] = _absolute(value)
    settings: dict[str, Any] = {}
    # The hook of the project asks for the output too: MLRun's own files go there.
    private: dict[str, str] = {f"{ENVIRONMENT_PREFIX}OUTPUT": values["output"]}
    for key, value in values.items():
        secret = isinstance(value, str) and hide_secrets(value) != value
        if secret or key == "database" or (key in PLACES and value != "samples"):
            name = ENVIRONMENT_PREFIX + key.upper().replace(".", "__")
            private[name], settings[key] = value, f"${{{name}}}"
        else:
            settings[key] = list(value) if isinstance(value, tuple) else value
    return settings, private


@contextlib.contextmanager
def _environment(values: Mapping[str, str]) -> Iterator[None]:
    """These environment variables for a while: a notebook's next run starts from its own."""
    before = {name: os.environ.get(name) for name in values}
    os.environ.update(values)
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                os.environ.pop(name, None)
            else:
                os.environ[name] = value


def _summary(run: Any, config: Config) -> RunSummary:
    import mlrun

    steps = mlrun.get_run_db().list_runs(project="callsight", labels=f"workflow={run.run_id}")
    results, message = {}, ""
    for step in steps:
        if step["metadata"].get("labels", {}).get("workflow") != run.run_id:
            continue
        name, status = step["metadata"]["name"], step["status"]
        if status.get("state") != "error" or name not in results:  # it may have been tried again
            results[name] = status.get("results", {})
        message = message or status.get("error", "")
    return RunSummary(
        run_id=run.run_id,
        state=str(run.state),
        message=message or (str(run.exc) if run.exc else ""),
        results=results,
        database=hide_secrets(config.database_place),
        output=hide_secrets(config.output),
        report=results.get("report", {}).get("report"),
    )


__all__ = ["CallsightError", "RunSummary", "project_folder", "run_workflow"]
