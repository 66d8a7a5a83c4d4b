"""Where Callsight meets MLRun: loading the project, running its workflows, the handlers' bodies.

Besides the command line this is the only part of the package that imports mlrun.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from callsight.config import Config, describe, hide_secrets, load_config
from callsight.errors import CallsightError, ConfigurationError

PROJECT_VARIABLE = "CALLSIGHT_PROJECT"
"""Environment variable with the folder of `project.yaml`, where it is not found by itself."""


_MAYBE_PATHS = (
    "ingest.metadata", "transcribe.model", "redact.policy", "redact.name_model",
    "analyze.questionnaire", "analyze.model", "analyze.sentiment_model",
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

    Raises ConfigurationError if neither the environment, the working folder nor the source
    checkout has it.
    """
    candidates = [Path.cwd(), Path(__file__).resolve().parents[3]]
    if PROJECT_VARIABLE in os.environ:
        candidates.insert(0, Path(os.environ[PROJECT_VARIABLE]))
    for folder in candidates:
        if (folder / "project.yaml").is_file() and (folder / "workflows").is_dir():
            return folder
    raise ConfigurationError(
        f"No MLRun project in `{candidates[0]}`: set `{PROJECT_VARIABLE}` to the folder that holds "
        "Callsight's `project.yaml`."
    )


def mlrun_folder() -> Path:
    """Where MLRun's runs and artifacts go on a machine without an API server."""
    output = load_config().output
    return Path("callsight-data" if "://" in output else output).absolute() / "mlrun"


def run_workflow(config: Config, workflow: str = "analyze-calls") -> RunSummary:
    """Run a workflow of the project with MLRun's local engine, in this process."""
    os.environ.setdefault("MLRUN_IGNORE_ENV_FILE", "true")
    os.environ.setdefault("MLRUN_LOG_LEVEL", "CRITICAL")  # its errors come back in the summary
    settings = _settings(config)

    import mlrun

    folder = project_folder()
    previous = Path.cwd()
    os.chdir(folder)  # the project's paths are relative to it
    try:
        project = mlrun.load_project(str(folder), name="callsight", save=False)
        run = project.run(
            workflow,
            arguments={"settings": settings},
            local=True,
            engine="local",
            artifact_path=None if "://" in config.output else str(mlrun_folder() / "artifacts"),
        )
    finally:
        os.chdir(previous)
    return _summary(run, config, settings)


def _settings(config: Config) -> dict[str, Any]:
    """The configuration as parameters of the workflow: absolute paths, and no secret among them."""
    settings: dict[str, Any] = {
        key: list(value) if isinstance(value, tuple) else value
        for key, value in describe(config).items()
        if value is not None
    }
    for key in ("output", "scratch"):
        if settings.get(key) and "://" not in settings[key]:
            settings[key] = str(Path(settings[key]).absolute())
    if config.recordings != "samples" and "://" not in config.recordings:
        settings["recordings"] = str(Path(config.recordings).absolute())
    for key in _MAYBE_PATHS:  # the workflow runs in the project's folder, not in the user's
        if (value := settings.get(key)) and Path(value).exists():
            settings[key] = str(Path(value).absolute())
    settings.pop("database", None)
    database = config.database_place
    if "://" not in database:
        database = str(Path(database).absolute())
    # The database may hold a password: it is never a parameter. The output is where the hook of
    # the project puts MLRun's own files.
    os.environ["CALLSIGHT_DATABASE"], os.environ["CALLSIGHT_OUTPUT"] = database, settings["output"]
    return settings


def _summary(run: Any, config: Config, settings: Mapping[str, Any]) -> RunSummary:
    import mlrun

    steps = mlrun.get_run_db().list_runs(project="callsight", labels=f"workflow={run.run_id}")
    results, message = {}, ""
    for step in steps:
        if step["metadata"].get("labels", {}).get("workflow") != run.run_id:
            continue
        results[step["metadata"]["name"]] = step["status"].get("results", {})
        message = message or step["status"].get("error", "")
    return RunSummary(
        run_id=run.run_id,
        state=str(run.state),
        message=message or (str(run.exc) if run.exc else ""),
        results=results,
        database=hide_secrets(config.database_place),
        output=str(settings["output"]),
        report=results.get("report", {}).get("report"),
    )


__all__ = ["CallsightError", "RunSummary", "project_folder", "run_workflow"]
