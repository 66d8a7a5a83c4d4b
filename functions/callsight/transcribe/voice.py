"""Where somebody speaks: Silero's voice activity model, run over all frames at once.

The weights come with the `silero-vad` package. Its own loop calls the model 31 times for every
second of audio, and importing it sets torch to one thread for the whole process; the network is
small, so its forward pass is written out here: convolutions over all frames as one batch, and one
LSTM over both channels of a call. Architecture: `silero_vad/tinygrad_model.py`.
"""

from __future__ import annotations

import functools
import importlib.util
import warnings
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import numpy.typing as npt

from callsight.errors import ConfigurationError
from callsight.transcribe.engine import RATE

if TYPE_CHECKING:
    from torch import Tensor

FRAME: Final = 512
"""Samples per frame: 32 ms."""
FRAME_SECONDS: Final = FRAME / RATE
_CONTEXT: Final = 64
BLOCK: Final = 2048 * FRAME
"""Samples per pass: about a minute, 4 MB."""
EXIT: Final = 0.15
"""Speech ends where the probability falls this far below the threshold (Silero's default)."""
_PAUSE: Final = 4
"""Frames: shorter dips (0.13 s) do not end speech."""
_SHORTEST: Final = 4
"""Frames: shorter bursts (0.13 s) are clicks."""


class VoiceActivity:
    """Probability of speech per frame."""

    def __init__(self) -> None:
        import torch

        # The safetensors file beside it holds the weights of an older release.
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", DeprecationWarning)  # torch 2.13: use torch.export
            weights = torch.jit.load(str(_weights_path()), map_location="cpu").state_dict()
        self._weights = {
            name.removeprefix("_model."): value
            for name, value in weights.items()
            if name.startswith("_model.")
        }
        self._lstm = torch.nn.LSTM(128, 128)
        names = ("weight_ih", "weight_hh", "bias_ih", "bias_hh")
        self._lstm.load_state_dict({f"{n}_l0": self._weights[f"decoder.rnn.{n}"] for n in names})

    def __call__(self, samples: npt.NDArray[np.float32]) -> npt.NDArray[np.float32]:
        """16 kHz `samples` [channels, samples] to probabilities [channels, frames].

        The last frame is filled up with silence.
        """
        channels, length = samples.shape
        heard, memory = [np.zeros((channels, 0), np.float32)], None
        for first in range(0, length, BLOCK):
            part, memory = self.hear(samples[:, first : first + BLOCK], memory)
            heard.append(part)
        return np.concatenate(heard, axis=1)

    def hear(
        self, block: npt.NDArray[np.float32], memory: Any = None
    ) -> tuple[npt.NDArray[np.float32], Any]:
        """The next `block` of a recording, whole frames but for the last one of all.

        `memory` is what the block before gave back, None for the first. Returns probabilities
        [channels, frames] and the memory for the next block.
        """
        import torch

        channels = block.shape[0]
        tail, state = memory or (np.zeros((channels, _CONTEXT), np.float32), None)
        block = np.pad(block, ((0, 0), (0, -block.shape[1] % FRAME)))
        block = np.concatenate([tail, block], axis=1)
        with torch.inference_mode():
            heard, state = self._forward(torch.from_numpy(block), state)
        return heard.numpy(), (block[:, -_CONTEXT:], state)

    def _forward(self, block: Tensor, state: Any) -> tuple[Tensor, Any]:
        """Sound with its context, [channels, 64 + 512 n], to probabilities [channels, n]."""
        import torch.nn.functional as F

        weights, channels = self._weights, block.shape[0]
        x = block.unfold(1, _CONTEXT + FRAME, FRAME).flatten(0, 1)
        x = F.pad(x[:, None], (0, _CONTEXT), "reflect")
        real, imaginary = F.conv1d(x, weights["stft.forward_basis_buffer"], stride=128).chunk(2, 1)
        x = (real.square() + imaginary.square()).sqrt()
        for layer, stride in enumerate((1, 2, 2, 1)):
            kernel = weights[f"encoder.{layer}.reparam_conv.weight"]
            bias = weights[f"encoder.{layer}.reparam_conv.bias"]
            x = F.conv1d(x, kernel, bias, stride, padding=1).relu()
        x, state = self._lstm(x.view(channels, -1, 128).transpose(0, 1), state)
        x = F.linear(
            x.relu(), weights["decoder.decoder.2.weight"][..., 0], weights["decoder.decoder.2.bias"]
        )
        return x[..., 0].sigmoid().T, state


@functools.cache
def voice_activity() -> VoiceActivity:
    """The model, loaded once per process; it keeps no state between calls."""
    return VoiceActivity()


def speech_frames(
    probabilities: npt.NDArray[np.float32], threshold: float
) -> list[tuple[int, int]]:
    """Stretches of speech in one channel as (first frame, frame after the last)."""
    spans: list[tuple[int, int]] = []
    start = end = -1
    sure = probabilities >= np.float32(threshold)  # NumPy 1 compares scalars in other precision
    for frame in np.flatnonzero(probabilities >= max(threshold - EXIT, 0.01)).tolist():
        if start >= 0 and frame - end >= _PAUSE:
            spans.append((start, end))
            start = -1
        if start < 0 and sure[frame]:
            start = frame
        if start >= 0:
            end = frame + 1
    if start >= 0:
        spans.append((start, end))
    return [(start, end) for start, end in spans if end - start >= _SHORTEST]


def _weights_path() -> Path:
    package = importlib.util.find_spec("silero_vad")
    folders = package.submodule_search_locations if package else None
    path = Path(next(iter(folders or ()), "")) / "data" / "silero_vad.jit"
    if not path.is_file():
        raise ConfigurationError(
            "The voice activity model is missing: install it with `pip install 'silero-vad>=6'`."
        )
    return path
