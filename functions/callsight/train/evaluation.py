"""How good a checkpoint is, decoded the way the pipeline does it.

Speech is held out twice: fresh values in known lines (`seen`), and lines that no training window
contained (`new`). Chunks go through openai-whisper's own loader, spectrogram, decoder and aligner.
`python -m callsight.train.evaluation FILE` prints the figures of the model card.
"""

import functools
import json
import logging
import random
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import jiwer
import numpy as np
import torch
import whisper
from numpy.typing import NDArray
from whisper.normalizers import EnglishTextNormalizer
from whisper.timing import find_alignment
from whisper.tokenizer import get_tokenizer

from callsight.synthesize import sounds
from callsight.synthesize.phrases import display
from callsight.synthesize.utterances import line_words
from callsight.synthesize.voices import RATE, flite_voices
from callsight.train.features import telephone

log = logging.getLogger(__name__)
SAMPLES_PER_FRAME: Final = 320
"""16 kHz samples per encoder frame."""
NO_SPEECH: Final = 0.6
"""A chunk with a higher no-speech probability is silence (openai-whisper's own default)."""


@dataclass(frozen=True)
class Chunk:
    """One piece of a channel, as voice activity detection would cut it."""

    audio: NDArray[np.float32]
    """16 kHz."""
    text: str
    kind: str
    words: tuple[tuple[float, float], ...] = ()
    """Start and end of each word in seconds."""


@functools.cache
def held_out(seed: int, count: int, longest: float = 9.6) -> tuple[Chunk, ...]:
    """Chunks of one to three lines by one speaker, half of them `seen`, half `new`."""
    made = (_chunk(seed, index, longest) for index in range(count))
    return tuple(chunk for chunk in made if chunk.words)


def _chunk(seed: int, index: int, longest: float) -> Chunk:
    rng = random.Random(f"held out {seed} {index}")
    kind = ("seen", "new")[index % 2]
    voice = rng.choice(flite_voices())
    sound, at = [np.zeros(int(0.2 * RATE), np.float32)], 0.2
    said: list[str] = []
    times: list[tuple[float, float]] = []
    for _ in range(rng.randint(1, 3)):
        words = line_words(rng, held=kind == "new")
        speech = voice.say(words, rng.uniform(0.9, 1.15))
        gap = np.zeros(int(rng.uniform(0.2, 0.5) * RATE), np.float32)
        seconds = len(speech.samples) / RATE
        if at + seconds > longest:
            continue
        sound += [speech.samples, gap]
        said += words
        times += [(at + a, at + b) for a, b in speech.words]
        at += seconds + len(gap) / RATE
    audio = on_the_line(np.concatenate(sound), index)
    return Chunk(audio, " ".join(display(said)), kind, tuple(times))


def on_the_line(speech: NDArray[np.float32], seed: int) -> NDArray[np.float32]:
    """8 kHz sound through a telephone, at 16 kHz."""
    torch.manual_seed(seed)
    batch = torch.from_numpy(speech)[None]
    return telephone(batch, torch.tensor([len(speech)]), random.Random(seed))[0].numpy()


def spectrogram(model: whisper.Whisper, audio: NDArray[np.float32]) -> torch.Tensor:
    """The log-mel spectrogram of a chunk, padded with silence to the model's context."""
    length = model.dims.n_audio_ctx * SAMPLES_PER_FRAME
    return whisper.log_mel_spectrogram(whisper.pad_or_trim(torch.from_numpy(audio), length))


def transcribe(model: whisper.Whisper, audio: list[NDArray[np.float32]]) -> list[str]:
    """Texts of chunks no longer than the model's context; empty where there is no speech.

    openai-whisper's decoder never ends a text before its first word, so silence has to be told from
    the probability of `<|nospeech|>`.
    """
    mels = torch.stack([spectrogram(model, chunk) for chunk in audio])
    options = whisper.DecodingOptions(language="en", without_timestamps=True, fp16=False)
    with torch.inference_mode():
        results = whisper.decode(model, mels, options)
    return [result.text if result.no_speech_prob < NO_SPEECH else "" for result in results]


def in_batches(model: whisper.Whisper, audio: list[NDArray[np.float32]]) -> list[str]:
    """`transcribe` for any number of chunks."""
    parts = [audio[first : first + 16] for first in range(0, len(audio), 16)]
    return [text for part in parts for text in transcribe(model, part)]


def measure(checkpoint: Path, chunks: tuple[Chunk, ...]) -> dict[str, float]:
    """Word error rate by kind of chunk."""
    model = whisper.load_model(str(checkpoint), device="cpu")
    normal = EnglishTextNormalizer()
    pairs: dict[str, tuple[list[str], list[str]]] = {}
    for chunk, text in zip(chunks, in_batches(model, [c.audio for c in chunks]), strict=True):
        truth, heard = pairs.setdefault(chunk.kind, ([], []))
        truth.append(normal(chunk.text))
        heard.append(normal(text))
    return {kind: round(jiwer.wer(*both), 4) for kind, both in sorted(pairs.items())}


def word_time_errors(checkpoint: Path, chunks: tuple[Chunk, ...]) -> list[float]:
    """Absolute error in seconds of every word's start and end, aligned with the true text."""
    model = whisper.load_model(str(checkpoint), device="cpu")
    tokenizer = get_tokenizer(False)
    errors: list[float] = []
    for chunk in chunks:
        ids = tokenizer.encode(f" {chunk.text}")
        found = find_alignment(
            model, tokenizer, ids, spectrogram(model, chunk.audio), len(chunk.audio) // 160
        )
        # words with no letters are the punctuation marks that `find_alignment` keeps apart
        times = [(w.start, w.end) for w in found if any(c.isalnum() for c in w.word)]
        if len(times) == len(chunk.words):
            pairs = zip(times, chunk.words, strict=True)
            errors += [
                abs(a - b) for found_, true in pairs for a, b in zip(found_, true, strict=True)
            ]
    return errors


def invented_words(checkpoint: Path, count: int = 40, seconds: float = 8.0) -> dict[str, int]:
    """Words heard in so many chunks without speech, by kind of sound."""
    model = whisper.load_model(str(checkpoint), device="cpu")
    rng = random.Random("no speech")
    makers: dict[str, Any] = {
        "silence": lambda: np.zeros(int(seconds * RATE), np.float32),
        "ring": lambda: sounds.ring(seconds, rng.uniform(0, 6)),
        "keys": lambda: sounds.keys(rng, seconds),
        "music": lambda: sounds.music(rng, seconds),
        "noise": lambda: sounds.noise(rng, seconds),
    }
    found = {}
    for kind, make in makers.items():
        levels = [10 ** (rng.uniform(-40, -6) / 20) for _ in range(count // len(makers))]
        audio = [on_the_line(make() * np.float32(level), i) for i, level in enumerate(levels)]
        found[kind] = sum(len(text.split()) for text in in_batches(model, audio))
    return found


def report(checkpoint: Path, seed: int = 1, count: int = 200) -> dict[str, Any]:
    """All figures of the model card; the seed is another one than that of the training."""
    chunks = held_out(seed, count)
    errors = word_time_errors(checkpoint, chunks)
    return {
        "word_error_rate": measure(checkpoint, chunks),
        "word_time_error_median": round(float(np.median(errors)), 3),
        "word_time_error_p90": round(float(np.quantile(errors, 0.9)), 3),
        "words_in_chunks_without_speech": invented_words(checkpoint),
        "chunks": len(chunks),
    }


if __name__ == "__main__":
    logging.basicConfig(level=logging.INFO)
    log.info(json.dumps(report(Path(sys.argv[1])), indent=1))
