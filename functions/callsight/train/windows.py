"""Training windows: what the pipeline's chunks look like, with everything known about them.

A window holds one speaker (now and then two, as in a mono call), whole utterances or fragments of
them, spliced with short gaps, so that the decoder has to listen instead of guessing from the text.
"""

import functools
import random
from dataclasses import dataclass, field
from typing import Final

import numpy as np
from numpy.typing import NDArray
from whisper.tokenizer import get_tokenizer

from callsight.synthesize.utterances import vocabulary
from callsight.train.corpus import PUNCTUATION, Corpus

RATE: Final = 8_000
FRAMES: Final = 50
"""Encoder frames per second."""
PAUSE: Final = 0
"""Index of silence in `corpus.PHONES`."""
Span = tuple[float, float] | None


@dataclass(frozen=True)
class Tokens:
    """The compact token table: only tokens that can occur in the demo model's output."""

    used: tuple[int, ...]
    """Whisper's token ids, sorted; a compact id is an index into it."""
    plain: tuple[tuple[int, ...], ...]
    """Compact ids of each word of the vocabulary, with the leading space."""
    capital: tuple[tuple[int, ...], ...]
    marks: tuple[tuple[int, ...], ...]
    sot: int
    eot: int
    no_timestamps: int
    no_speech: int

    @property
    def texts(self) -> int:
        """Compact ids below this are text."""
        return self.eot


@functools.cache
def tokens() -> Tokens:
    """The table for the synthesizer's vocabulary."""
    tokenizer = get_tokenizer(False)
    words = vocabulary()
    plain = [tokenizer.encode(f" {word}") for word in words]
    capital = [tokenizer.encode(f" {word[0].upper()}{word[1:]}") for word in words]
    marks = [tokenizer.encode(mark) for mark in PUNCTUATION]
    special = (
        tokenizer.sot,
        tokenizer.eot,
        tokenizer.no_timestamps,
        tokenizer.no_speech,
    )
    used = sorted({t for group in (*plain, *capital, *marks) for t in group} | set(special))
    compact = {token: i for i, token in enumerate(used)}

    def table(groups: list[list[int]]) -> tuple[tuple[int, ...], ...]:
        return tuple(tuple(compact[t] for t in group) for group in groups)

    sot, eot, no_timestamps, no_speech = (compact[t] for t in special)
    return Tokens(
        tuple(used), table(plain), table(capital), table(marks), sot, eot, no_timestamps, no_speech
    )


@dataclass
class Window:
    """Samples and labels of one training example, in the making."""

    samples: NDArray[np.float32]
    words: list[tuple[int, int, float, float]] = field(default_factory=list)
    """Word, mark, start, end."""
    phones: list[tuple[int, float, float]] = field(default_factory=list)
    end: float = 0.0
    """Where the last piece of speech ends."""

    @property
    def seconds(self) -> float:
        """The length of the window's buffer."""
        return len(self.samples) / RATE


@dataclass
class Piece:
    """Words `first` to `last` (exclusive) of an utterance, cut out."""

    utterance: int
    first: int
    last: int
    start: float
    end: float


class Composer:
    """Draws windows from a corpus."""

    def __init__(self, corpus: Corpus, seed: int) -> None:
        self.corpus = corpus
        self.rng = random.Random(f"windows {seed}")
        self.late = False
        """Late in the training, most of the random-word utterances are passed over."""
        speakers = sorted(set(corpus.speaker.tolist()))
        self.by_speaker = [np.flatnonzero(corpus.speaker == s).tolist() for s in speakers]

    def piece(self, speaker: int, room: float, fragment: float) -> Piece | None:
        """An utterance, or a fragment of one, that fits into the room."""
        corpus, rng = self.corpus, self.rng
        for _ in range(6):
            u = rng.choice(self.by_speaker[speaker])
            if self.late and corpus.random[u] and rng.random() < 0.4:
                continue
            first, last = int(corpus.first_word[u]), int(corpus.first_word[u + 1])
            length = float(corpus.offset[u + 1] - corpus.offset[u]) / RATE
            start, end = 0.0, length
            if rng.random() < fragment or length > room:
                count = rng.randint(1, min(last - first, 8))
                begin = rng.randint(first, last - count)
                start = max(0.0, float(corpus.start[begin]) - 0.01) if begin > first else 0.0
                stop = begin + count
                end = min(length, float(corpus.end[stop - 1]) + 0.02) if stop < last else length
                first, last = begin, stop
            if 0.1 < end - start <= room:
                return Piece(u, first, last, start, end)
        return None

    def place(self, window: Window, piece: Piece, at: float, gain: float) -> None:
        """Adds a piece to the window at a time in seconds."""
        corpus, shift = self.corpus, at - piece.start
        offset = int(corpus.offset[piece.utterance])
        source = corpus.samples[offset + int(piece.start * RATE) : offset + int(piece.end * RATE)]
        target = int(at * RATE)
        cut = source[: len(window.samples) - target].astype(np.float32) * (gain / 32767)
        edge = min(40, len(cut) // 4)
        if edge:
            ramp = np.linspace(0, 1, edge, dtype=np.float32)
            cut[:edge] *= ramp
            cut[-edge:] *= ramp[::-1]
        window.samples[target : target + len(cut)] += cut
        for i in range(piece.first, piece.last):
            begin, end = float(corpus.start[i]) + shift, float(corpus.end[i]) + shift
            window.words.append((int(corpus.word[i]), int(corpus.mark[i]), begin, end))
        begin = 0.0
        phones = slice(
            int(corpus.first_phone[piece.utterance]), int(corpus.first_phone[piece.utterance + 1])
        )
        for phone, end in zip(corpus.phone[phones], corpus.phone_end[phones], strict=True):
            a, b = max(begin, piece.start), min(float(end), piece.end)
            if b > a:
                window.phones.append((int(phone), a + shift, b + shift))
            begin = float(end)
        window.end = at + piece.end - piece.start

    def window(self, seconds: float, pieces: int = 99, fragment: float = 0.25) -> Window:
        """A window of speech, filled with at most so many pieces."""
        rng = self.rng
        window = Window(np.zeros(int(seconds * RATE), np.float32))
        speakers = [rng.randrange(len(self.by_speaker))]
        if rng.random() < 0.1:
            speakers.append(rng.randrange(len(self.by_speaker)))
        at = rng.choice([rng.uniform(0, 0.1), rng.uniform(0.1, 0.35)])
        level = 10 ** (rng.uniform(-14, 3) / 20)
        for _ in range(pieces):
            piece = self.piece(rng.choice(speakers), seconds - 0.1 - at, fragment)
            if piece is None:
                break
            self.place(window, piece, at, level * 10 ** (rng.uniform(-2, 2) / 20))
            at = window.end + rng.choice([rng.uniform(0, 0.1), rng.uniform(0.1, 0.6), 0.3])
            if self.late and rng.random() < 0.5:
                at = window.end + rng.uniform(0.2, 0.4)  # pauses as the pipeline leaves them
            if rng.random() < 0.06:
                at += rng.uniform(0.3, 1.5)
        return window


def sequence(window: Window) -> tuple[list[int], list[Span]]:
    """The target tokens and, for each, the seconds where it is heard."""
    table = tokens()
    ids, spans = [table.sot, table.no_timestamps], [None, None]  # type: list[int], list[Span]
    start = True
    for word, mark, begin, end in window.words:
        group = (table.capital if start else table.plain)[word]
        step = (end - begin) / len(group)
        for position, token in enumerate(group):
            ids.append(token)
            spans.append((begin + position * step, begin + (position + 1) * step))
        for token in table.marks[mark]:
            ids.append(token)
            spans.append((end, end + 0.12))
        start = PUNCTUATION[mark] in (".", "?", "!")
    ids.append(table.eot)
    spans.append((window.words[-1][3] + 0.05, window.words[-1][3] + 0.6) if window.words else None)
    return ids, spans


def frame_labels(window: Window, frames: int) -> NDArray[np.int64]:
    """Phone, word and last finished word of every encoder frame; no word is `len(vocabulary())`."""
    none = len(vocabulary())
    labels = np.empty((3, frames), np.int64)
    labels[0], labels[1], labels[2] = PAUSE, none, none
    for phone, begin, end in window.phones:
        labels[0, round(begin * FRAMES) : round(end * FRAMES)] = phone
    for word, _, begin, end in window.words:
        labels[1, round(begin * FRAMES) : round(end * FRAMES)] = word
        labels[2, round(end * FRAMES) :] = word
    return labels
