"""The training set: synthesized utterances in flat arrays.

Speech is rendered once (it is the slow part: about 100 times real time per core) and kept as 8 kHz
16-bit samples; windows, noise and the telephone line are made on the fly from it.
"""

import logging
import multiprocessing
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from callsight.synthesize.utterances import (
    Utterance,
    training_utterance,
    utterance_kind,
    utterance_random,
    vocabulary,
)
from callsight.synthesize.voices import MARKS

log = logging.getLogger(__name__)

PHONES: Final = tuple(
    "pau aa ae ah ao aw ax ay b ch d dh eh er ey f g hh ih iy jh k l m n ng ow oy p r s sh t th uh "
    "uw v w y z zh".split()
)
PUNCTUATION: Final = ("", *MARKS)


@dataclass(frozen=True)
class Corpus:
    """Utterance `i` owns `samples[offset[i]:offset[i + 1]]`, and likewise words and phones."""

    samples: NDArray[np.int16]
    offset: NDArray[np.int64]
    speaker: NDArray[np.int64]
    first_word: NDArray[np.int64]
    first_phone: NDArray[np.int64]
    word: NDArray[np.int64]
    """Index into `vocabulary()`."""
    mark: NDArray[np.int64]
    """Index into `PUNCTUATION`: what follows the word."""
    start: NDArray[np.float32]
    end: NDArray[np.float32]
    phone: NDArray[np.int64]
    """Index into `PHONES`."""
    phone_end: NDArray[np.float32]
    random: NDArray[np.bool_]
    """Utterances of random words."""

    def __len__(self) -> int:
        return len(self.speaker)

    @property
    def hours(self) -> float:
        """Hours of speech."""
        return float(self.offset[-1]) / 8000 / 3600


def _random(seed: int, count: int) -> NDArray[np.bool_]:
    kinds = (utterance_kind(utterance_random(seed, index)) for index in range(count))
    return np.array([kind == "words" for kind in kinds])


def _packed(seed: int, index: int) -> dict[str, Any]:
    utterance: Utterance = training_utterance(seed, index)
    ids = {word: i for i, word in enumerate(vocabulary())}
    bare = [word.rstrip(MARKS) for word in utterance.words]
    marks = [word[len(base) :] for word, base in zip(utterance.words, bare, strict=True)]
    times = np.array(utterance.speech.words, np.float32)
    return {
        "samples": np.round(utterance.speech.samples * 32767).astype(np.int16),
        "speaker": utterance.speaker,
        "word": [ids[word] for word in bare],
        "mark": [PUNCTUATION.index(mark[:1]) for mark in marks],
        "start": times[:, 0],
        "end": times[:, 1],
        "phone": [PHONES.index(phone) for phone, _ in utterance.speech.phones],
        "phone_end": [end for _, end in utterance.speech.phones],
    }


def _collected(utterances: Iterator[dict[str, Any]], seed: int) -> Corpus:
    parts: dict[str, list[Any]] = {}
    for count, utterance in enumerate(utterances, start=1):
        for key, value in utterance.items():
            parts.setdefault(key, []).append(value)
        if count % 2000 == 0:
            log.info("rendered %d utterances", count)

    def firsts(key: str) -> NDArray[np.int64]:
        return np.cumsum([0] + [len(value) for value in parts[key]])

    def joined(key: str, kind: Any) -> NDArray[Any]:
        return np.concatenate([np.asarray(value, kind) for value in parts[key]])

    return Corpus(
        samples=joined("samples", np.int16),
        offset=firsts("samples"),
        speaker=np.array(parts["speaker"]),
        first_word=firsts("word"),
        first_phone=firsts("phone"),
        word=joined("word", np.int64),
        mark=joined("mark", np.int64),
        start=joined("start", np.float32),
        end=joined("end", np.float32),
        phone=joined("phone", np.int64),
        phone_end=joined("phone_end", np.float32),
        random=_random(seed, len(parts["speaker"])),
    )


def render(seed: int, count: int, workers: int = 2) -> Corpus:
    """Synthesizes the first `count` utterances of a seed."""
    if workers <= 1:
        return _collected((_packed(seed, index) for index in range(count)), seed)
    with multiprocessing.get_context("spawn").Pool(workers) as pool:
        utterances = pool.imap(partial(_packed, seed), range(count), chunksize=64)
        return _collected(utterances, seed)


def cached(folder: Path, seed: int, count: int, workers: int = 2) -> Corpus:
    """`render`, kept in a folder between runs."""
    place = folder / f"corpus-{seed}-{count}"
    if not (place / "done").exists():
        place.mkdir(parents=True, exist_ok=True)
        corpus = render(seed, count, workers)
        for name, values in vars(corpus).items():
            np.save(place / f"{name}.npy", values)
        (place / "done").touch()
    names = Corpus.__dataclass_fields__
    return Corpus(
        **{n: np.load(place / f"{n}.npy", mmap_mode="r" if n == "samples" else None) for n in names}
    )
