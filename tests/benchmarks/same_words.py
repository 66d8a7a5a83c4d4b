"""The sample calls written in several ways: do they say the same?

    python tests/benchmarks/same_words.py
    python tests/benchmarks/same_words.py --ways pooled sequential --calls 2

The first way is the one that the others are compared with. Sequential means: one call after the
other, one chunk at a time.
"""

from __future__ import annotations

import argparse
import difflib
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Final

sys.path.insert(0, str(Path(__file__).parents[2]))

from callsight.audio import decode, resample
from callsight.calls import Audio, Transcript, Word
from callsight.config import ASSETS
from callsight.evaluate.speech import word_errors
from callsight.evaluate.stages import Outcome
from callsight.evaluate.words import channel_pairs, heard, tokens
from callsight.options import TranscribeOptions
from callsight.synthesize.truth import read
from callsight.transcribe import Recording, load_engine, transcribe
from callsight.transcribe.models import DEMO
from callsight.transcribe.turns import HeardWord, build_turns
from tests.transcribe.builders import call

FILE_BY_FILE: Final = "whisper.transcribe"
"""openai-whisper itself, one channel after the other, without voice activity."""
WAYS: Final[dict[str, dict[str, Any]]] = {
    "pooled": {"precision": "float32"},
    "sequential": {"precision": "float32", "batch_size": 1},
    "bfloat16": {"precision": "bfloat16"},
    "faster-whisper": {"engine": "faster-whisper"},
    FILE_BY_FILE: {},
}
"""Names of the ways, and their options beside those of the demo."""
SAMPLES: Final = tuple(sorted((ASSETS / "samples").glob("*.flac")))


@dataclass(frozen=True)
class Written:
    """What one way wrote."""

    transcripts: tuple[Transcript, ...]
    """In order of the recordings."""
    errors: int
    """Words wrong, missing or too many."""
    words: int
    """That were said."""
    seconds: float
    """Of work: on a CPU, of all threads, the model's loading included."""

    @property
    def wer(self) -> float:
        """Word error rate in percent."""
        return 100 * self.errors / self.words


def write(paths: Sequence[Path], way: str) -> Written:
    """The transcripts of recordings that have their ground truth beside them."""
    sounds = {path.stem: decode(path) for path in paths}
    started = time.process_time()
    if way == FILE_BY_FILE:
        found = {name: _file_by_file(name, sound) for name, sound in sounds.items()}
    else:
        found = _ours(sounds, way)
    seconds = time.process_time() - started
    errors = words = 0
    for path in paths:
        outcome = Outcome(read(path.with_suffix(".json")), transcript=found[path.stem])
        for wrong, said in word_errors(outcome)["wer"]:
            errors, words = errors + int(wrong), words + int(said)
    return Written(tuple(found[path.stem] for path in paths), errors, words, seconds)


def _ours(sounds: dict[str, Audio], way: str) -> dict[str, Transcript]:
    options = TranscribeOptions(device="cpu", language="en", **WAYS[way])
    engine, found = load_engine(options), {}
    sources = [_recording(name, sound) for name, sound in sounds.items()]
    for group in [[source] for source in sources] if way == "sequential" else [sources]:
        for transcript in transcribe(group, options, engine):
            assert isinstance(transcript, Transcript)
            found[transcript.call_id] = transcript
    return found


def _file_by_file(name: str, audio: Audio) -> Transcript:
    import whisper

    theirs: Any = sys.modules["whisper.transcribe"]  # the name itself is a function
    model = whisper.load_model(str(DEMO), device="cpu")
    # it insists on 30 s; the demo model hears 10
    theirs.N_FRAMES = 2 * model.dims.n_audio_ctx
    theirs.N_SAMPLES = theirs.N_FRAMES * whisper.audio.HOP_LENGTH
    said: list[HeardWord] = []
    for channel, sound in enumerate(resample(audio.samples, audio.sample_rate, 16_000)):
        result = model.transcribe(
            sound, language="en", temperature=(0.0, 0.2, 0.4), without_timestamps=True,
            condition_on_previous_text=False, fp16=False, verbose=None,
        )  # fmt: skip
        for segment in result["segments"]:
            start, end = float(segment["start"]), float(segment["end"])
            words = [Word(word, start, end) for word in segment["text"].split()]
            said += [HeardWord(word, channel) for word in words]
    return Transcript(name, "en", build_turns(said, {}), audio.seconds, "demo")


def differences(first: Written, second: Written) -> list[str]:
    """Where the two say something else, one line each."""
    lines = []
    for one, other in zip(first.transcripts, second.transcripts, strict=True):
        for ours, theirs in channel_pairs(heard(one), heard(other)):
            a, b = ([token.text for token in tokens(side)] for side in (ours, theirs))
            for kind, i, j, k, end in difflib.SequenceMatcher(None, a, b, False).get_opcodes():
                if kind != "equal":
                    lines.append(f"{one.call_id}: `{' '.join(a[i:j])}` / `{' '.join(b[k:end])}`")
    return lines


def _recording(name: str, sound: Audio) -> Recording:
    return Recording(call(name, sound.seconds, len(sound.samples)), lambda: sound)


def main() -> None:
    """Print the word error rate of each way and its differences from the first."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--ways", nargs="+", choices=WAYS, default=list(WAYS))
    parser.add_argument("--calls", type=int, default=len(SAMPLES))
    given = parser.parse_args()
    first = None
    for way in given.ways:
        if way == "faster-whisper" and not find_spec("ctranslate2"):
            continue
        written = write(SAMPLES[: given.calls], way)
        first = first or written
        changes = differences(first, written)
        print(
            f"{way}: WER {written.wer:.2f} % of {written.words} words "
            f"({written.wer - first.wer:+.2f}), {len(changes)} differences, "
            f"{written.seconds:.1f} CPU s",
            *changes, sep="\n    ", flush=True,
        )  # fmt: skip


if __name__ == "__main__":
    main()
