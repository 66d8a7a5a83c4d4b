"""`callsight synthesize` and `evaluate`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Annotated, Any

import typer

from callsight.cli import options
from callsight.cli.app import app
from callsight.cli.output import note, show, show_json
from callsight.errors import ConfigurationError


@app.command()
def synthesize(
    out: Annotated[Path, typer.Argument(help="New or empty folder.")],
    calls: Annotated[int, typer.Option(help="How many calls.")] = 10,
    seed: Annotated[int, typer.Option(help="The same seed makes the same calls.")] = 0,
    mono: Annotated[bool, typer.Option(help="Both sides on one channel.")] = False,
    minutes: Annotated[
        float | None, typer.Option(help="Length of each call; default: as its story goes.")
    ] = None,
) -> None:
    """Make calls with ground truth: scripted, spoken by open voices, sent through a telephone."""
    from callsight.progress import track
    from callsight.synthesize import synthesize as make

    seconds = 0.0
    for call in track(make(out, calls, seed, mono, minutes), "Synthesize", calls):
        seconds += call.truth.seconds
    show(f"{calls} calls, {seconds / 60:.1f} minutes, with ground truth in {out}")


@app.command()
def evaluate(
    folder: Annotated[
        Path | None,
        typer.Argument(help="Recordings with their ground truth beside them.", show_default=False),
    ] = None,
    compare: Annotated[
        tuple[Path, Path] | None,
        typer.Option(
            metavar="A B", help="Two saved evaluations, side by side.", show_default=False
        ),
    ] = None,
    save: Annotated[
        Path | None, typer.Option("--output", "-o", help="Save the evaluation (JSON).")
    ] = None,
    profile: options.Profile = None,
    config: options.ConfigFile = None,
    settings: options.Settings = None,
    as_json: options.Json = False,
) -> None:
    """Measure every stage against ground truth, or compare two measurements."""
    if (folder is None) == (compare is None):
        raise ConfigurationError("Name a folder with ground truth, or `--compare A.json B.json`.")
    from callsight import evaluate as evaluation

    if compare is not None:
        comparisons = evaluation.compare(*map(evaluation.load_report, compare))
        if as_json:
            show_json([_comparison(line) for line in comparisons.lines])
        else:
            show(evaluation.comparison_table(comparisons))
        return
    assert folder is not None
    effective = options.configuration(config, settings, recordings=str(folder), profile=profile)
    result = evaluation.evaluate(folder, effective, _track)
    if save:
        note(f"Saved as {result.save(save)}.")
    if as_json:
        show_json(result.results())
    else:
        show(evaluation.scoreboard(result))


def _track(items: Iterable[Any], description: str, total: int | None = None) -> Iterator[Any]:
    from callsight.progress import track

    return track(items, description, total)


def _comparison(line: Any) -> dict[str, Any]:
    values = {name: score and score.value for name, score in (("a", line.a), ("b", line.b))}
    return {"metric": line.metric, **values, "verdict": line.verdict, "clear": line.clear}
