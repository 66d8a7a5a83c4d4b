"""The bodies of the MLRun handlers that make calls with known truth and measure the stages."""

from __future__ import annotations

from typing import Any

import mlrun
import pandas as pd
from mlrun.artifacts import PlotlyArtifact

from callsight import evaluate
from callsight.config import load_config
from callsight.progress import track
from callsight.synthesize import synthesize


def make_calls(
    context: mlrun.MLClientCtx,
    folder: str,
    calls: int,
    seed: int,
    mono: bool,
    minutes: float | None,
) -> None:
    """Synthesize calls; logs how many, how long, and the table of their scenarios."""
    rows = [
        {
            "recording": call.truth.recording,
            "intent": call.truth.intent,
            "topic": call.truth.topic,
            "outcome": call.truth.outcome,
            "seconds": call.truth.seconds,
            "personal_values": len(call.truth.pii),
        }
        for call in track(synthesize(folder, calls, seed, mono, minutes), "Synthesize", calls)
    ]
    table = pd.DataFrame(rows)
    context.log_results(
        {"folder": folder, "calls": len(table), "minutes": float(table.seconds.sum() / 60)}
    )
    context.log_dataset("scenarios", df=table, format="parquet")


def measure(context: mlrun.MLClientCtx, folder: str, settings: dict[str, Any] | None) -> None:
    """Evaluate the configured stages; logs every score, the tables, the plots and the report."""
    config = load_config({**(settings or {}), "recordings": folder})
    report = evaluate.evaluate(folder, config, track)
    context.log_results(report.results())
    for name, table in report.tables().items():
        if len(table):
            context.log_dataset(name, df=table, format="csv", index=False)
    for name, figure in evaluate.figures(report).items():
        context.log_artifact(PlotlyArtifact(key=name, figure=figure))
    context.log_artifact("evaluation", body=report.to_json(), local_path="evaluation.json")
