"""The main workflow: recordings in, a PII-free database and a report out.

The same file runs on MLRun's local engine and on Kubeflow Pipelines. Calls do not travel between
the steps as artifacts: every step asks the database what it has to do, so a step can be repeated,
and the shards of a step need no coordination.
"""

import mlrun
from mlrun.projects import pipeline_context

try:
    from kfp import dsl
except ImportError:  # the local engine needs no kfp; mlrun ships a stand-in
    from mlrun_pipelines.imports import dsl

STEPS = ("ingest", "transcribe", "redact", "analyze")
SHARDED = ("transcribe", "analyze")


@dsl.pipeline(name="analyze-calls", description="Transcribe, redact and analyze call recordings")
def analyze_calls(
    recordings: str = "",
    settings: dict | None = None,
    shards: int = 0,
    workers: int = 1,
    notifications: list | None = None,
) -> None:
    """One step per stage, or `shards` of them for transcribe and analyze; then the report.

    Project parameters `settings`, `shards`, `notifications`, `retries` and `functions` are the
    defaults (see `project.yaml`). `recordings` is a folder, glob, archive or data store URL.
    `workers`: processes that divide the calls within one step of transcribe or analyze.
    """
    project = mlrun.get_current_project()
    given = _values(locals())
    defaults = project.spec.params
    settings = {**(defaults.get("settings") or {}), **(given["settings"] or {})}
    if given["recordings"]:
        settings["recordings"] = given["recordings"]
    shards = _whole("shards", given["shards"] or defaults.get("shards") or 1, least=1)
    previous: list = []
    for name in STEPS:
        previous = _steps(
            project, name, settings, shards if name in SHARDED else 1, given, previous
        )
    notifications = given["notifications"] or defaults.get("notifications") or []
    report = {"settings": settings} | ({"notifications": notifications} if notifications else {})
    _step(project, "report", "report", report, previous)


def _values(arguments: dict) -> dict:
    """The arguments as values: while KFP compiles they are placeholders, which cannot be read."""
    if not hasattr(dsl, "PipelineParam"):
        return arguments
    known = pipeline_context.workflow.args or {} if pipeline_context.workflow else {}
    return {
        name: known.get(name) if isinstance(value, dsl.PipelineParam) else value
        for name, value in arguments.items()
    }


def _steps(
    project: "mlrun.projects.MlrunProject",
    name: str,
    settings: dict,
    shards: int,
    given: dict,
    previous: list,
) -> list:
    """The shards of one stage. All are tried before the first that failed ends the workflow."""
    done, problems = [], []
    for shard in range(shards):
        params: dict = {"settings": settings}
        if shards > 1:
            params |= {"shard": shard, "shards": shards}
        if name in SHARDED and (given["workers"] or 1) != 1:
            params["workers"] = _whole("workers", given["workers"], least=1)
        step_name = f"{name}-{shard}" if shards > 1 else name
        try:
            done.append(_step(project, name, step_name, params, previous))
        except mlrun.runtimes.utils.RunError as problem:  # the local engine runs steps at once
            problems.append(problem)
    if problems:
        raise problems[0]
    return done


def _step(
    project: "mlrun.projects.MlrunProject", name: str, step_name: str, params: dict, previous: list
) -> object:
    """One step after `previous`, with the resources and retries that the project asks for."""
    wanted = project.spec.params.get("functions") or {}
    wanted = {**(wanted.get("*") or {}), **(wanted.get(name) or {})}
    retries = _whole("retries", wanted.get("retries", project.spec.params.get("retries", 0)), 0)
    _specify(project.get_function(name, sync=False, enrich=True, copy_function=False), wanted)
    attempts = retries + 1 if "shards" in params else 1  # of the local engine, which has none
    for attempt in range(1, attempts + 1):
        try:
            step = project.run_function(
                name, name=step_name, params=params, outputs=["calls", "failed"]
            )
            break
        except mlrun.runtimes.utils.RunError:
            if attempt == attempts:
                raise
    for other in previous:
        step = step.after(other)
    if hasattr(step, "set_retry"):
        step.set_retry(retries)
        if wanted.get("timeout"):
            step.set_timeout(_whole("timeout", wanted["timeout"], 1))
    return step


def _specify(function: "mlrun.runtimes.KubejobRuntime", wanted: dict) -> None:
    """Overrides of a function's spec, from project parameter `functions`."""
    known = {"image", "gpus", "requests", "limits", "node_selector", "env", "secrets",
             "timeout", "retries"}  # fmt: skip
    if unknown := wanted.keys() - known:
        raise ValueError(
            f"Project parameter `functions` has the unknown key `{sorted(unknown)[0]}`: it may "
            f"hold {', '.join(sorted(known))}."
        )
    if wanted.get("image"):
        function.spec.image = wanted["image"]
    for key, value in (wanted.get("env") or {}).items():
        function.set_env(key, str(value))
    for secret, names in (wanted.get("secrets") or {}).items():
        for key in names:
            function.set_env_from_secret(key, secret, key)
    _place(function, wanted)


def _place(function: "mlrun.runtimes.KubejobRuntime", wanted: dict) -> None:
    """Where it may run, with how much, and for how long."""
    if wanted.get("limits"):
        function.with_limits(**wanted["limits"], patch=True)
    if wanted.get("gpus") is not None:
        function.with_limits(gpus=_whole("gpus", wanted["gpus"], 0), patch=True)
    if wanted.get("requests"):
        function.with_requests(**wanted["requests"], patch=True)
    if wanted.get("node_selector"):
        function.with_node_selection(node_selector=wanted["node_selector"])
    if wanted.get("timeout"):  # the deadline of a KFP step ends its driver, this ends its pod
        seconds = _whole("timeout", wanted["timeout"], 60)
        function.set_state_thresholds({"executing": f"{seconds}s"}, patch=True)


def _whole(name: str, value: object, least: int) -> int:
    text = str(value).strip()
    if not text.lstrip("-").isdecimal() or int(text) < least:
        raise ValueError(f"`{name}` cannot be `{value}`: it must be a whole number from {least}.")
    return int(text)


kfpipeline = analyze_calls
"""The name that `project.save_workflow` looks for, whatever handler the project states."""
