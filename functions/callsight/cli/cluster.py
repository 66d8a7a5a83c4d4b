"""`callsight submit` and `schedule`: the same workflow on an MLRun server, now or every night."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from callsight.cli import options
from callsight.cli.app import SOME_FAILED, app
from callsight.cli.output import note, show, show_json
from callsight.errors import ConfigurationError

if TYPE_CHECKING:
    from callsight.runner.cluster import Submission

Recordings = Annotated[
    str | None, typer.Argument(help="URL of the recordings.", show_default=False)
]
Source = Annotated[
    str | None,
    typer.Option(help="Where pods load the project from: git repository or archive URL."),
]
Shards = Annotated[int, typer.Option(min=1, help="Steps at once for transcribe and analyze.")]
Notify = Annotated[
    list[str] | None,
    typer.Option(help="slack=URL, webhook=URL or mail=ADDRESS; `${NAME}`: a project secret."),
]
mlrun_app = typer.Typer(no_args_is_help=True, help="Images and secrets of the MLRun project.")
app.add_typer(mlrun_app, name="mlrun")


@app.command()
def submit(
    recordings: Recordings = None,
    source: Source = None,
    shards: Shards = 1,
    engine: Annotated[
        str, typer.Option(help="MLRun's engine: `remote` (a pod compiles and starts it) or `kfp`.")
    ] = "remote",
    watch: Annotated[bool, typer.Option("--watch", help="Wait until it has ended.")] = False,
    notify: Notify = None,
    profile: options.Profile = None,
    output: options.Output = None,
    config: options.ConfigFile = None,
    settings: options.Settings = None,
) -> None:
    """Run the workflow on the MLRun server that MLRUN_DBPATH names."""
    from callsight.runner import cluster

    wanted = _wanted(recordings, source, shards, engine, notify, profile, output, config, settings)
    run = cluster.submit(wanted, watch=watch)
    show(f"Submitted: workflow {run.run_id}, {str(run.state).lower()}.")
    if watch and str(run.state).lower() not in ("succeeded", "completed"):
        raise typer.Exit(SOME_FAILED)


@app.command()
def schedule(
    cron: Annotated[str, typer.Argument(help="When, as a cron line: `0 2 * * *` is 2:00.")],
    recordings: Recordings = None,
    source: Source = None,
    shards: Shards = 1,
    notify: Notify = None,
    system: Annotated[
        bool, typer.Option("--system", help="This machine's systemd or cron; needs no server.")
    ] = False,
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Do not ask (with --system).")] = False,
    profile: options.Profile = None,
    output: options.Output = None,
    config: options.ConfigFile = None,
    settings: options.Settings = None,
) -> None:
    """Run the workflow regularly: only what is new since the last run is processed."""
    from callsight.runner.cron import parse_cron

    parsed = parse_cron(cron)
    if system:
        _schedule_here(parsed, yes, recordings, profile, output, config, settings)
        return
    from callsight.runner import cluster

    wanted = _wanted(
        recordings, source, shards, "remote", notify, profile, output, config, settings
    )
    cluster.submit(wanted, cron=parsed)
    show(f"Scheduled: {parsed.line} (`callsight schedules` shows the next run).")


@app.command()
def schedules(as_json: options.Json = False) -> None:
    """What the MLRun server has scheduled for the project."""
    from callsight.runner import cluster

    found = cluster.schedules()
    if as_json:
        show_json(found)
        return
    for item in found:
        show(f"{item['name']}  {item['schedule']}  next {item['next']}  last {item['last'] or '–'}")
    if not found:
        show("Nothing is scheduled.")


@app.command()
def unschedule(
    name: Annotated[str | None, typer.Argument(help="Name that `schedules` shows.")] = None,
    system: Annotated[
        bool, typer.Option("--system", help="The one of this machine's systemd or cron.")
    ] = False,
) -> None:
    """Delete a schedule."""
    if system:
        from callsight.runner.system import uninstall

        show("Deleted." if uninstall() else "Nothing was scheduled.")
        return
    from callsight.runner import cluster

    name = name or cluster.WORKFLOW
    cluster.unschedule(name)
    show(f"Deleted: {name}.")


@mlrun_app.command()
def build(
    registry: Annotated[str, typer.Argument(help="Where images go, such as `ghcr.io/you`.")],
    source: Source = None,
) -> None:
    """Build both images on the cluster (CPU and GPU) from the pinned requirements."""
    from callsight.runner import images

    for image in images.build(registry, source):
        show(f"Built: {image}")


@mlrun_app.command()
def secret(name: Annotated[str, typer.Argument(help="Name, such as CALLSIGHT_DATABASE.")]) -> None:
    """Store a secret in the MLRun project; its value is asked for, or read from stdin."""
    from callsight.runner import PROJECT
    from callsight.runner.server import required_server

    url = required_server()
    value = typer.prompt(name, hide_input=True) if sys.stdin.isatty() else sys.stdin.read().strip()
    import mlrun

    mlrun.set_environment(url)
    mlrun.get_run_db().create_project_secrets(PROJECT, "kubernetes", {name: value})
    show(f"Stored: {name}.")


def _wanted(
    recordings: str | None,
    source: str | None,
    shards: int,
    engine: str,
    notify: list[str] | None,
    profile: str | None,
    output: str | None,
    config: Path | None,
    settings: list[str] | None,
) -> Submission:
    from callsight.runner.cluster import Submission
    from callsight.runner.notify import parse_notification

    effective = options.configuration(
        config, settings, recordings=recordings, profile=profile, output=output
    )
    if engine not in ("remote", "kfp"):
        raise ConfigurationError(f"Unknown engine `{engine}`: choose `remote` or `kfp`.")
    told = [parse_notification(text) for text in notify or []]
    return Submission(effective, source or "", shards, engine, told)


def _schedule_here(
    cron: Any,
    yes: bool,
    recordings: str | None,
    profile: str | None,
    output: str | None,
    config: Path | None,
    settings: list[str] | None,
) -> None:
    from callsight.config import hide_secrets
    from callsight.runner import system

    options.configuration(config, settings, recordings=recordings, profile=profile, output=output)
    arguments = [recordings] if recordings else []
    for name, value in (("profile", profile), ("output", output), ("config", config)):
        arguments += [f"--{name}", str(value)] if value else []
    for item in settings or []:
        arguments += ["--set", item]
    if any(hide_secrets(word) != word for word in arguments):
        raise ConfigurationError(
            "A secret in the options would be written into the schedule: put it into a "
            "configuration file that only you can read, and give that with `--config`."
        )
    plan = system.plan(cron, arguments, Path.cwd())
    show(plan.text)
    if not yes and not (os.isatty(0) and typer.confirm("Install this?")):
        note("Nothing was changed; `--yes` installs it.")
        return
    system.install(plan)
    show("Installed; `callsight unschedule --system` takes it away.")
