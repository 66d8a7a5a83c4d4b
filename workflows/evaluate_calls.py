"""Measure every stage on fresh calls whose truth is known."""

import mlrun

try:
    from kfp import dsl
except ImportError:  # the local engine needs no kfp; mlrun ships a stand-in
    from mlrun_pipelines.imports import dsl


@dsl.pipeline(name="evaluate-calls", description="Synthesize calls and score every stage on them")
def evaluate_calls(
    folder: str, calls: int = 50, seed: int = 6200, settings: dict | None = None
) -> None:
    """`folder` is new or empty, and reachable from both functions' pods."""
    project = mlrun.get_current_project()
    made = project.run_function(
        "synthesize",
        name="synthesize",
        params={"folder": folder, "calls": calls, "seed": seed},
        outputs=["folder"],
    )
    project.run_function(
        "evaluate",
        name="evaluate",
        params={"folder": made.outputs["folder"], "settings": settings or {}},
    ).after(made)
