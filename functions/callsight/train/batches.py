"""Batches: windows turned into tensors, short ones early, the pipeline's exact form in the end."""

import random
from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor

from callsight.synthesize import sounds
from callsight.train.features import log_mel, masked, telephone
from callsight.train.windows import FRAMES, RATE, Composer, Window, frame_labels, sequence, tokens

REACH = 0.06
"""Seconds around a word that the guided attention may look at."""


@dataclass(frozen=True)
class Batch:
    """What one training step needs."""

    mel: Tensor
    labels: Tensor
    """`[3, B, T]`: phone, word and last word of each frame."""
    inputs: Tensor
    targets: Tensor
    """-100 where there is nothing to learn."""
    ahead: Tensor
    """`[B, n, T]`: where the token to be predicted is heard."""
    here: Tensor
    """`[B, n, T]`: where the input token is heard."""


def draw(composer: Composer, progress: float, budget: float, context: float) -> Batch:
    """The next batch; `progress` runs from 0 to 1, `budget` is in seconds of audio."""
    rng = composer.rng
    composer.late = progress > 0.4
    exact = 1.0 if progress > 0.85 else 0.5 if progress > 0.65 else 0.2 if progress > 0.4 else 0.0
    if rng.random() < exact:
        lengths = [packed_length(rng, context) for _ in range(max(1, round(budget / context)))]
        return assemble(composer, lengths, context, corrupt=0.1 * (1.2 - progress))
    low, high = (2.0, 5.0) if progress < 0.22 else (3.0, context)
    seconds = rng.uniform(low, high)
    lengths = [seconds * rng.uniform(0.75, 1) for _ in range(max(1, round(budget / seconds)))]
    buffer = min(context, seconds + rng.choice([0.0, 0.2, 1.0, 2.0]))
    return assemble(composer, lengths, buffer, corrupt=0.1)


def packed_length(rng: random.Random, context: float) -> float:
    """Seconds of a chunk: the pipeline packs chunks full, only the last of a channel is short."""
    return rng.uniform(0.85, 0.99) * context if rng.random() < 0.7 else rng.uniform(1, context)


def quiet(rng: random.Random, seconds: float) -> Window:
    """A window without speech."""
    return Window(np.array(sounds.anything(rng, seconds), np.float32))


def assemble(composer: Composer, lengths: list[float], buffer: float, corrupt: float) -> Batch:
    """A batch of windows of the given lengths, each padded to the buffer."""
    rng = composer.rng
    frames = round(buffer * FRAMES)
    count = frames * RATE // FRAMES
    windows, ends = [], []
    for seconds in lengths:
        if rng.random() < 0.04:
            window = quiet(rng, seconds)
            ends.append(len(window.samples))
        else:
            fragment = 0.2 if composer.late else 0.25
            pieces = 99 if composer.late and rng.random() < 0.8 else rng.choice([1, 2, 3, 9, 9])
            window = composer.window(seconds, pieces, fragment)
            pad = window.end + rng.choice([0.2, rng.uniform(0.02, 0.4)])
            ends.append(min(len(window.samples), int(pad * RATE)))
        windows.append(window)
    speech = np.zeros((len(windows), count), np.float32)
    for row, window in zip(speech, windows, strict=True):
        row[: len(window.samples)] = window.samples[:count]
    audio = telephone(torch.from_numpy(speech), torch.tensor(ends), rng)
    mel = masked(log_mel(audio), rng)
    labels = torch.from_numpy(np.stack([frame_labels(w, frames) for w in windows], 1))
    return with_text(mel, labels, windows, rng, corrupt)


def with_text(
    mel: Tensor, labels: Tensor, windows: list[Window], rng: random.Random, corrupt: float
) -> Batch:
    """Adds token sequences, a few wrong input tokens, and the maps for guided attention."""
    table, frames = tokens(), labels.shape[2]
    sequences = [sequence(window) for window in windows]
    longest = max(len(ids) for ids, _ in sequences) - 1
    shape = (len(windows), longest)
    inputs = torch.full(shape, table.eot)
    targets = torch.full(shape, -100)
    ahead, here = torch.zeros(2, *shape, frames)
    for row, (ids, spans) in enumerate(sequences):
        inputs[row, : len(ids) - 1] = torch.tensor(ids[:-1])
        targets[row, : len(ids) - 1] = torch.tensor(ids[1:])
        if not windows[row].words:
            targets[row, 0] = table.no_speech
        for position, span in enumerate(spans):
            if span is None:
                continue
            first = max(0, int((span[0] - REACH) * FRAMES))
            last = int((span[1] + REACH) * FRAMES) + 1
            ahead[row, position - 1, first:last] = 1
            if position < longest:
                here[row, position, first:last] = 1
        for position in range(2, len(ids) - 1):
            if rng.random() < corrupt:
                inputs[row, position] = rng.randrange(table.texts)
    return Batch(mel, labels, inputs, targets, ahead, here)
