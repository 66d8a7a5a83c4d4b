"""Make calls with ground truth, for trying and measuring."""

import mlrun

try:
    from kfp import dsl
except ImportError:  # the local engine needs no kfp; mlrun ships a stand-in
    from mlrun_pipelines.imports import dsl


@dsl.pipeline(name="synthesize-calls", description="Make calls with ground truth")
def synthesize_calls(folder: str, calls: int = 10, seed: int = 0) -> None:
    """`folder` is new or empty, and reachable from the function's pod."""
    mlrun.get_current_project().run_function(
        "synthesize", name="synthesize", params={"folder": folder, "calls": calls, "seed": seed}
    )
