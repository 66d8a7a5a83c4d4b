"""The outline of a recording as SVG paths, one per channel: where it is loud, and where silent.

Read in blocks, so that memory does not grow with the length of a call.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np

from callsight.errors import CallError

WIDTH, HEIGHT = 1000, 40
"""Of the drawing, in its own units; a page stretches it."""
STEPS = 500
"""Strokes per channel."""


def waveform(path: Path, seconds: float) -> list[str]:
    """One SVG path per channel (`d` attribute); empty where the recording cannot be read.

    `seconds`: length of the recording. Each stroke is the loudest sample of its time; loudness is
    shown by its square root, as the quiet parts of speech would vanish otherwise.
    """
    from callsight.audio import Reader

    try:
        with Reader(path) as reader:
            per_step = max(1, round(seconds * reader.sample_rate / STEPS))
            loudest = np.zeros((reader.channels, STEPS), np.float32)
            at = 0
            for block in reader.blocks():
                index = np.minimum((at + np.arange(block.shape[1])) // per_step, STEPS - 1)
                starts = np.flatnonzero(np.diff(index, prepend=-1))
                peaks = np.maximum.reduceat(np.abs(block), starts, axis=1)
                steps = index[starts]
                loudest[:, steps] = np.maximum(loudest[:, steps], peaks)
                at += block.shape[1]
    except (CallError, OSError):
        return []
    return [_path(channel) for channel in loudest]


def _path(loudest: np.ndarray) -> str:
    scale = max(float(loudest.max()), 0.05)
    heights = np.sqrt(loudest / scale) * (HEIGHT / 2 - 1)
    step = WIDTH / STEPS
    strokes = (
        f"M{index * step + step / 2:g} {HEIGHT / 2 - height:.0f}v{max(2 * height, 1):.0f}"
        for index, height in enumerate(heights)
    )
    return "".join(strokes)
