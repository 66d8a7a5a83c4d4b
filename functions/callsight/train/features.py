"""From clean 8 kHz speech to what the model hears: telephone line, noise, log-mel spectrogram.

All on whole batches of tensors; the last step repeats `whisper.log_mel_spectrogram`, whose
normalization by the loudest value must be per window here, not per batch.
"""

import functools
import math
import random

import torch
import torch.nn.functional as F
from torch import Tensor
from whisper.audio import mel_filters

MU = 255.0


@functools.cache
def _window() -> Tensor:
    return torch.hann_window(400)


def log_mel(audio: Tensor) -> Tensor:
    """16 kHz audio `[B, N]` -> log-mel `[B, 80, N / 160]`."""
    spectrum = torch.stft(audio, 400, 160, window=_window(), return_complex=True)
    power = torch.view_as_real(spectrum[..., :-1]).square().sum(-1)
    mel = mel_filters("cpu", 80) @ power
    log = torch.clamp(mel, min=1e-10).log10()
    log = torch.maximum(log, log.amax((1, 2), keepdim=True) - 8.0)
    return (log + 4.0) / 4.0


def mu_law(audio: Tensor) -> Tensor:
    """Rounds the way the telephone network does (ITU-T G.711, 8 bit)."""
    magnitude = torch.log1p(MU * audio.abs()) / math.log1p(MU)
    code = torch.round(magnitude * 127) / 127
    return audio.sign() * torch.expm1(code * math.log1p(MU)) / MU


def band(rng: random.Random, count: int, bins: int = 257) -> Tensor:
    """Gain of each line over frequency: a band-pass with random corners."""
    frequency = torch.linspace(0, 4000, bins).clamp(min=1.0)
    low = torch.tensor([rng.choice([0.0, 300.0, rng.uniform(150, 350)]) for _ in range(count)])
    high = torch.tensor([rng.choice([3400.0, rng.uniform(3200, 4200)]) for _ in range(count)])
    slope = torch.tensor([rng.choice([4.0, 8.0, 16.0]) for _ in range(count)])[:, None]
    below = (low[:, None] / frequency) ** slope
    above = (frequency / high[:, None]) ** (slope * 3)
    return ((1 + below) * (1 + above)).rsqrt()


def _stretched(gain: Tensor, bins: int) -> Tensor:
    """A coarse frequency response at the resolution of a spectrum."""
    return F.interpolate(gain[:, None], bins, mode="linear", align_corners=True)[:, 0]


def hiss(rng: random.Random, count: int, length: int) -> Tensor:
    """Noise with a random tilt, root mean square 1."""
    tilt = torch.tensor([rng.choice([0.0, rng.uniform(0, 0.8)]) for _ in range(count)])[:, None]
    spectrum = torch.fft.rfft(torch.randn(count, length))
    gain = (torch.arange(1, 258) / 257) ** -tilt
    noise = torch.fft.irfft(spectrum * _stretched(gain, spectrum.shape[1]), n=length)
    return noise / noise.square().mean(1, keepdim=True).sqrt()


def telephone(speech: Tensor, lengths: Tensor, rng: random.Random) -> Tensor:
    """8 kHz speech `[B, N]` -> 16 kHz audio `[B, 2N]` as decoded from a telephone recording.

    Beyond its length (in samples) each row is digital silence: the padding of a chunk.
    """
    count, length = speech.shape
    spectrum = torch.fft.rfft(speech)
    response = _stretched(band(rng, count), spectrum.shape[1])
    line = torch.fft.irfft(spectrum * response, n=length)
    loudness = line.square().sum(1).div(lengths).sqrt().clamp(min=1e-4)
    ratios = [rng.choice([rng.uniform(18, 30), rng.uniform(30, 50), 60.0]) for _ in range(count)]
    gain = loudness * 10 ** (-torch.tensor(ratios) / 20)
    line = mu_law((line + hiss(rng, count, length) * gain[:, None]).clamp(-1, 1))
    line = line * (torch.arange(length) < lengths[:, None])
    wide = torch.fft.rfft(line)
    wide = F.pad(wide, (0, length - wide.shape[1] + 1))
    return 2 * torch.fft.irfft(wide, n=2 * length)


def masked(mel: Tensor, rng: random.Random) -> Tensor:
    """Hides a few bands and instants (SpecAugment, Park et al. 2019), lightly."""
    for item in mel:
        if rng.random() < 0.2:
            low = rng.randint(0, 72)
            item[low : low + rng.randint(1, 6)] = item.mean()
        if rng.random() < 0.2:
            at = rng.randint(0, max(1, mel.shape[2] - 8))
            item[:, at : at + rng.randint(1, 8)] = item.mean()
    return mel
