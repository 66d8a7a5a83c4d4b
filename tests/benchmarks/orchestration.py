"""What orchestration costs: 1,000 short calls through stages that do nothing.

    python tests/benchmarks/orchestration.py [CALLS]

Everything around the stages is real (MLRun's local engine, claims, commits, scratch files, the
report); the stages themselves give back an empty result at once. Goal: at most 10 s and 5% on top
of the time of the stages, which here is their bookkeeping: four transactions a call.
"""

from __future__ import annotations

import sys
import tempfile
import time
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from callsight import analyze, audio, ingest, redact, transcribe
from callsight.calls import Analysis, Call, RedactedCall, Transcript
from callsight.config import load_config
from callsight.ingest.recordings import PAGE
from callsight.runner import run_workflow
from callsight.store.database import pages


def _no_ingest(source: Any, options: Any, known: Any, metadata: Any) -> Iterator[ingest.Ingested]:
    entries = list(ingest.find(source, metadata))
    for page in pages(entries, PAGE):
        known([found.key for found in page])
    for index, found in enumerate(entries):
        sha256 = f"{(index * 2654435761) % 2**32:08x}{index:056x}"
        call = Call(sha256[:16], sha256, "call.wav", 5.0, 8000, 2, "pcm_s16le", 4)
        yield ingest.Ingested(found.entry, found.key, call)


def _no_transcribe(recordings: Iterable[Any], options: Any) -> Iterator[Transcript]:
    for recording in recordings:
        yield Transcript(recording.call.id, "en", (), 5.0, "none")


def _no_redact(transcripts: Iterable[Any], options: Any) -> Iterator[RedactedCall]:
    for transcript, _ in transcripts:
        yield RedactedCall(transcript, (), ())


def _no_analyze(calls: Iterable[Any], options: Any, known: Any) -> Iterator[Analysis]:
    for call, _ in calls:
        yield Analysis(call.id, (), (), {}, "none", "", "")


def _no_audio(recording: Path, target: Path, *_: Any) -> Any:
    path = target.with_suffix(".wav")
    path.write_bytes(b"RIFF")
    return type("Written", (), {"path": path})


def main(calls: int) -> None:
    """Run the workflow over `calls` recordings, and print what it took."""
    ingest.ingest, transcribe.transcribe = _no_ingest, _no_transcribe  # type: ignore[assignment]
    redact.redact, analyze.analyze = _no_redact, _no_analyze  # type: ignore[assignment]
    audio.copy_silenced = _no_audio  # type: ignore[assignment]
    with tempfile.TemporaryDirectory() as folder:
        recordings = Path(folder) / "recordings"
        recordings.mkdir()
        for index in range(calls):
            (recordings / f"{index:05}.wav").write_bytes(b"RIFF")
        output = f"{folder}/out"
        settings = {"recordings": str(recordings), "output": output}
        config = load_config(settings | {"database": f"{output}/callsight.db"})
        started, cpu = time.monotonic(), time.process_time()
        summary = run_workflow(config)
        wall, cpu = time.monotonic() - started, time.process_time() - cpu
    if summary.state != "Succeeded" or summary.results["report"]["calls"] != calls:
        raise SystemExit(f"{summary.state}: {summary.message}")
    print(f"{calls:,} calls, stages that do nothing: wall {wall:.1f} s, CPU {cpu:.1f} s")
    stages = {n: found["seconds"] for n, found in summary.results.items() if n != "report"}
    for name, seconds in stages.items():
        print(f"  {name}: {seconds:.2f} s")
    print(f"  the rest (workflow, report): {wall - sum(stages.values()):.2f} s")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 1000)
