"""Submitting and scheduling the workflow on an MLRun server: thin over `project.run`.

Whatever cannot work on a cluster is said before anything is sent: no server, a source that pods
cannot load, a folder that they cannot see, a database without its secret.
"""

from __future__ import annotations

import contextlib
import os
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from callsight.config import Config, flatten, hide_secrets
from callsight.errors import ConfigurationError
from callsight.runner.cron import Cron
from callsight.runner.server import required_server

WORKFLOW = "analyze-calls"
DATABASE_SECRET = "CALLSIGHT_DATABASE"
REMOTE = ("git://", "https://", "http://", "s3://", "gs://", "az://", "v3io://", "db://")
_PLACES = ("recordings", "output", "scratch", "ingest.metadata")
_FILES = (
    "transcribe.model", "redact.policy", "redact.name_model", "redact.tagger",
    "analyze.questionnaire", "analyze.model", "analyze.sentiment_model",
)  # fmt: skip


@dataclass(frozen=True)
class Submission:
    """What is asked of the server."""

    config: Config
    source: str
    """Where pods load the project from: a git repository or an archive."""
    shards: int = 1
    engine: str = "remote"
    notifications: Sequence[dict[str, Any]] = ()


def cluster_settings(config: Config) -> dict[str, Any]:
    """What differs from the defaults, as parameters of the steps.

    Raises ConfigurationError for a path of this machine, and for a secret: pods know those by name.
    """
    defaults = flatten(Config())
    settings = {key: value for key, value in flatten(config).items() if value != defaults[key]}
    if config.database:
        settings.pop("database")
    settings["database"] = f"${{{DATABASE_SECRET}}}"
    values = flatten(config) | {"scratch": config.scratch_url}
    if config.recordings == "samples":  # the bundled calls bring their table
        values.pop("ingest.metadata")
        settings.pop("ingest.metadata", None)
    for key in _PLACES:
        _check_visible(key, values.get(key))
    for key in _FILES:
        if os.path.exists(str(values[key] or "")):  # noqa: PTH110 (names are no paths)
            raise _invisible(key, str(values[key]))
    for key, value in settings.items():
        if isinstance(value, str) and hide_secrets(value) != value:
            raise ConfigurationError(
                f"`{key}` holds a secret (`{hide_secrets(value)}`): MLRun keeps and shows "
                "parameters. Store the secret in the MLRun project and leave it out here."
            )
    return {
        key: list(value) if isinstance(value, tuple) else value for key, value in settings.items()
    }


def check_source(source: str | None) -> str:
    """The source of the project as pods can load it; ConfigurationError for anything else."""
    if source and source.startswith(REMOTE):
        if hide_secrets(source) != source:
            raise ConfigurationError(
                f"The source `{hide_secrets(source)}` holds a secret: store it as `GIT_TOKEN` in "
                "the secrets of the MLRun project instead."
            )
        return source
    what = f"The source `{source}` is not remote" if source else "No source is named"
    raise ConfigurationError(
        f"{what}: pods load the project from a git repository, "
        "for example `--source git://github.com/you/callsight.git#refs/heads/main`, or from an "
        "archive at a URL (`s3://bucket/callsight.tar.gz`)."
    )


def submit(wanted: Submission, *, watch: bool = False, cron: Cron | None = None) -> Any:
    """Run the workflow on the server now, or whenever `cron` says; returns MLRun's run.

    Raises ConfigurationError for all that can be said beforehand.
    """
    source, settings = check_source(wanted.source), cluster_settings(wanted.config)
    project = server_project()
    check_secrets(project)
    engine = f"{wanted.engine}:kfp" if wanted.engine == "remote" else wanted.engine
    arguments = {"settings": settings, "shards": wanted.shards}
    if wanted.notifications:
        arguments["notifications"] = list(wanted.notifications)
    run = project.run(
        WORKFLOW,
        arguments=arguments,
        engine=engine if cron is None else engine.removeprefix("remote:"),
        local=False,
        schedule=cron.line if cron else None,
        source=source,
        watch=watch,
        dirty=True,
    )
    if run is not None and str(run.state).lower() == "failed":
        raise ConfigurationError(f"The MLRun server did not start the workflow: {run.exc}.")
    return run


def server_project() -> Any:
    """Callsight's project and its functions, registered on the server.

    Raises ConfigurationError where no server answers, or it does not fit.
    """
    url = required_server()
    os.environ.setdefault("MLRUN_IGNORE_ENV_FILE", "true")
    import mlrun

    from callsight.runner import PROJECT, project_folder

    folder = project_folder()
    mlrun.set_environment(url)
    with contextlib.chdir(folder):
        project = mlrun.load_project(str(folder), name=PROJECT, save=False)
        project.save_to_db(store=True)  # `save` would rewrite project.yaml without its comments
        project.sync_functions(always=True, save=True)
    return project


def check_secrets(project: Any) -> None:
    """Raises ConfigurationError where a secret that the project names is not set on the server."""
    import mlrun

    needed = set(project.spec.params.get("secrets") or [])
    try:
        answer = mlrun.get_run_db().list_project_secret_keys(project.name)
    except mlrun.errors.MLRunHTTPStatusError:  # a server without Kubernetes keeps no secrets
        return
    if missing := sorted(needed - set(answer.secret_keys or [])):
        raise ConfigurationError(
            f"The MLRun project lacks the secret `{missing[0]}`: set it once with "
            f"`callsight mlrun secret {missing[0]}`, which asks for the value."
        )


def schedules() -> list[dict[str, Any]]:
    """The schedules of the project on the server: name, cron line, next run, last run."""
    required_server()
    import mlrun

    from callsight.runner import PROJECT

    found = mlrun.get_run_db().list_schedules(PROJECT).schedules
    return [
        {
            "name": schedule.name,
            "schedule": _cron_line(schedule.cron_trigger),
            "next": schedule.next_run_time,
            "last": schedule.last_run_uri,
        }
        for schedule in found
    ]


def unschedule(name: str) -> None:
    """Delete a schedule of the project; ConfigurationError for a name that there is not."""
    known = [schedule["name"] for schedule in schedules()]
    if name not in known:
        raise ConfigurationError(
            f"There is no schedule `{name}`: the server has {', '.join(known) or 'none'}."
        )
    import mlrun

    from callsight.runner import PROJECT

    mlrun.get_run_db().delete_schedule(PROJECT, name)


def _cron_line(trigger: Any) -> str:
    fields = (trigger.minute, trigger.hour, trigger.day, trigger.month, trigger.day_of_week)
    return " ".join("*" if field is None else str(field) for field in fields)


def _check_visible(key: str, value: str | None) -> None:
    if value and value != "samples" and ("://" not in value or value.startswith("file://")):
        raise _invisible(key, value)


def _invisible(key: str, value: str) -> ConfigurationError:
    options = {"recordings": "", "output": "--output "}
    option = options.get(key, f"--set {key}=")
    return ConfigurationError(
        f"`{key}` is `{value}`, a place on this machine that a pod cannot see: give a URL such as "
        f"`{option}s3://bucket/…`, `gs://`, `az://` or `v3io://`."
    )
