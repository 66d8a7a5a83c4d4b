"""The main workflow: recordings in, a PII-free database and a report out.

The same file runs on MLRun's local engine and on Kubeflow Pipelines. Calls do not travel between
the steps as artifacts: every step asks the database what it has to do, so a step can be repeated.
"""

import mlrun

try:
    from kfp import dsl
except ImportError:  # the local engine needs no kfp; mlrun ships a stand-in
    from mlrun_pipelines.imports import dsl

STEPS = ("ingest", "transcribe", "redact", "analyze")


@dsl.pipeline(name="analyze-calls", description="Transcribe, redact and analyze call recordings")
def analyze_calls(recordings: str = "", settings: dict | None = None) -> None:
    """One step per stage, then the report.

    Project parameter `settings` and the argument of the same name hold keys of the configuration;
    `recordings` is a folder, glob, archive or data store URL.
    """
    project = mlrun.get_current_project()
    settings = {**(project.spec.params.get("settings") or {}), **(settings or {})}
    if recordings:
        settings["recordings"] = recordings
    previous = None
    for name in STEPS:
        step = project.run_function(
            name, name=name, params={"settings": settings}, outputs=["calls", "failed"]
        )
        previous = step.after(previous) if previous else step
    project.run_function("report", name="report", params={"settings": settings}).after(previous)
