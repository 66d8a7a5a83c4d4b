"""Makes recordings with ground truth, one after the other; the same seed makes the same calls."""

import csv
import datetime as dt
import logging
import multiprocessing
import os
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Final

from callsight.errors import InputError
from callsight.synthesize import truth
from callsight.synthesize.answers import answers, client_tone
from callsight.synthesize.channel import write_flac
from callsight.synthesize.phrases import grammar
from callsight.synthesize.render import perform, recorded
from callsight.synthesize.script import Course, course, write_script
from callsight.synthesize.truth import GroundTruth, Role
from callsight.synthesize.voices import RATE, Voice, voices_of

log = logging.getLogger(__name__)

METADATA: Final = "metadata.csv"
COLUMNS: Final = (
    "file", "call_id", "agent_id", "customer_id", "start_time", "queue", "direction",
)  # fmt: skip
FIRST_DAY: Final = dt.datetime(2026, 1, 5, 8, tzinfo=dt.UTC)


@dataclass(frozen=True)
class SynthesizedCall:
    """A recording and what is known about it."""

    recording: Path
    truth_path: Path
    truth: GroundTruth


@dataclass(frozen=True)
class Options:
    """How calls are made."""

    seed: int = 0
    mono: bool = False
    minutes: float | None = None
    """Wanted length of each call; None lets the scenario decide (one to two minutes)."""
    intents: tuple[str, ...] = ()
    """Scenarios to draw from; empty means all."""
    engine: str = "flite"
    course: Course | None = None
    """What happens in every call; None draws it for each."""
    identify: tuple[str, ...] = ()
    """What the agent asks for; empty leaves it to the scenario."""
    level: tuple[float, float] = (-10.0, -2.0)
    """Range of the level of a speaker's line in decibels."""
    hiss: tuple[float, float] = (-64.0, -40.0)
    """Range of the noise of a line in decibels below a normal voice."""
    digits: int = 4
    """Digits of the number in the file names."""


def intents() -> tuple[str, ...]:
    """Names of all scenarios."""
    return tuple(scene["intent"] for scene in grammar()["scenarios"])


def make_call(folder: Path, options: Options, index: int) -> SynthesizedCall:
    """Writes call number `index` of a seed: recording first, then its truth."""
    rng = random.Random(f"call {options.seed} {index}")
    scenes = [s for s in grammar()["scenarios"] if s["intent"] in (options.intents or intents())]
    scene = rng.choice(scenes)
    happens = options.course or course(rng, scene["topic"])
    if options.identify:
        scene = {**scene, "identify": list(options.identify)}
    script = write_script(rng, scene, happens, options.minutes)
    cast = _cast(rng, options.engine)
    tape = perform(script, cast, rng)
    samples = recorded(tape, rng, options.mono, options.level, options.hiss)
    name = f"call_{index + 1:0{options.digits}d}"
    path = folder / f"{name}.flac"
    partial_path = folder / f".{name}.partial"
    write_flac(partial_path, samples)
    known = GroundTruth(
        call_id=name,
        recording=path.name,
        sha256=truth.sha256(partial_path),
        sample_rate=RATE,
        seconds=round(len(samples) / RATE, 3),
        channels={"0": "mixed"} if options.mono else {"0": "agent", "1": "customer"},
        seed=f"{options.seed}/{index}",
        intent=scene["intent"],
        sector=scene["sector"],
        topic=scene["topic"],
        outcome=happens.outcome,  # type: ignore[arg-type]
        client_tone=client_tone(happens),
        agent_tone=happens.agent_mood,
        upsell_attempted=happens.upsell,
        upsell_succeeded=happens.upsell_taken,
        escalation_requested=happens.escalation,
        turns=tuple(replace(t, channel=0) for t in tape.turns)
        if options.mono
        else tuple(tape.turns),
        pii=tuple(tape.pii),
        answers=answers(script),
    )
    truth.write(known, path.with_suffix(".json"))
    partial_path.replace(path)
    return SynthesizedCall(path, path.with_suffix(".json"), known)


def _cast(rng: random.Random, engine: str) -> dict[Role, Voice]:
    """Two speakers that do not share a base voice."""
    voices = voices_of(engine)
    agent = rng.choice(voices)
    base = agent.name.rstrip("+-0123456789")
    others = [voice for voice in voices if not voice.name.startswith(base)]
    return {"agent": agent, "customer": rng.choice(others)}


def metadata_row(call: SynthesizedCall, index: int) -> dict[str, str]:
    """What a telephone system would know about the call; no personal data."""
    rng = random.Random(f"metadata {call.truth.seed}")
    start = FIRST_DAY + dt.timedelta(days=index // 20, minutes=rng.randint(0, 560))
    row = (
        call.recording.name,
        call.truth.call_id,
        f"agent_{rng.randint(1, 6):02d}",
        f"customer_{rng.randint(1, 400):04d}",
        start.isoformat(),
        call.truth.sector,
        "inbound",
    )
    return dict(zip(COLUMNS, row, strict=True))


def check(out_dir: Path, calls: int, options: Options) -> None:
    """Raises `InputError` or `ConfigurationError` before anything is written."""
    if calls < 1:
        raise InputError(f"`{calls}` calls asked for; ask for at least 1, e.g. --calls 10.")
    if options.minutes is not None and options.minutes <= 0:
        raise InputError(f"Calls of `{options.minutes}` minutes asked for; ask for more than 0.")
    unknown = sorted(set(options.intents) - set(intents()))
    if unknown:
        valid = ", ".join(intents())
        raise InputError(f"Unknown intent `{unknown[0]}`. Valid intents: {valid}.")
    if out_dir.exists() and (not out_dir.is_dir() or any(out_dir.iterdir())):
        raise InputError(
            f"The output folder `{out_dir}` is not empty. Name a new folder, or empty this one."
        )
    voices_of(options.engine)


def synthesize(
    out_dir: str | Path,
    calls: int,
    seed: int = 0,
    mono: bool = False,
    minutes: float | None = None,
    *,
    intents: Sequence[str] = (),
    engine: str = "flite",
    workers: int | None = None,
) -> Iterator[SynthesizedCall]:
    """Makes `calls` recordings with ground truth in `out_dir`, and yields each when it is written.

    The folder must be empty or new. The same arguments give the same bytes, whatever the number of
    worker processes. A table `metadata.csv` is written at the end.
    """
    folder = Path(out_dir)
    options = Options(seed, mono, minutes, tuple(intents), engine)
    check(folder, calls, options)
    return _made(folder, calls, options, workers or min(calls, os.cpu_count() or 1, 8))


def _made(folder: Path, calls: int, options: Options, workers: int) -> Iterator[SynthesizedCall]:
    folder.mkdir(parents=True, exist_ok=True)
    make = partial(make_call, folder, options)
    rows = []
    try:
        for index, call in enumerate(_spread(make, calls, workers)):
            rows.append(metadata_row(call, index))
            yield call
    finally:
        for leftover in folder.glob(".*.partial"):
            leftover.unlink(missing_ok=True)
    write_metadata(folder, rows)
    log.info("synthesized %d calls in %s", calls, folder)


def _spread(
    make: "partial[SynthesizedCall]", calls: int, workers: int
) -> Iterator[SynthesizedCall]:
    if workers <= 1:
        yield from map(make, range(calls))
        return
    with multiprocessing.get_context("spawn").Pool(workers) as pool:
        yield from pool.imap(make, range(calls))


def write_metadata(folder: Path, rows: list[dict[str, str]]) -> None:
    """Writes the table that the ingest stage reads."""
    partial_path = folder / f".{METADATA}.partial"
    with partial_path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, COLUMNS, lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
    partial_path.replace(folder / METADATA)
