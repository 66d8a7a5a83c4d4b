"""The base engine: openai-whisper's own model and decoding loop, in batches.

What differs from `whisper.transcribe`: many chunks at once, of the model's own context length
(`whisper.decode` does not insist on 30 s), each normalized on its own; sampling seeded by the
chunk; and the probability of every token kept, so that word times need no second pass over the
vocabulary.
"""

from __future__ import annotations

import itertools
import zlib
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any, Final

import numpy as np
import torch
from torch import Tensor
from whisper.audio import HOP_LENGTH, N_FFT, mel_filters
from whisper.decoding import DecodingOptions, DecodingResult, DecodingTask, TokenDecoder
from whisper.model import Conv1d, Linear, Whisper, disable_sdpa
from whisper.timing import median_filter
from whisper.tokenizer import Tokenizer, get_tokenizer

from callsight.transcribe.alignment import first_frames, word_timings
from callsight.transcribe.engine import (
    RATE,
    DecodedChunk,
    DeviceMemoryError,
    Samples,
    SpokenWord,
    Task,
)

_FRAME: Final = 2 * HOP_LENGTH
"""Samples per encoder frame: 20 ms."""
_SMOOTHING: Final = 7
"""Width of the median filter over attention, in frames (as in openai-whisper)."""
_WITHOUT_SPACES: Final = frozenset({"zh", "ja", "th", "lo", "my", "yue"})


class WhisperEngine:
    """A loaded Whisper model as a `SpeechEngine`."""

    def __init__(self, model: Whisper, name: str) -> None:
        self.name = name
        self.model = model.eval()
        self.half = model.device.type == "cuda"
        if self.half:
            _halve(model)

    @property
    def context_seconds(self) -> float:
        """The longest chunk: 30 s for the published models."""
        return self.model.dims.n_audio_ctx * _FRAME / RATE

    @property
    def language(self) -> str | None:
        """`en` for English-only models."""
        return None if self.model.is_multilingual else "en"

    def detect_language(self, chunks: Sequence[Samples]) -> list[Mapping[str, float]]:
        """See `SpeechEngine.detect_language`."""
        with _device_memory():
            tokenizer = get_tokenizer(True, num_languages=self.model.num_languages)
            _, shares = self.model.detect_language(self._listen(chunks), tokenizer)
        return list(shares)

    def decode(
        self,
        chunks: Sequence[Samples],
        *,
        language: str,
        prompt: str | None,
        temperature: float,
        task: Task = "transcribe",
    ) -> list[DecodedChunk]:
        """See `SpeechEngine.decode`."""
        written = "en" if task == "translate" else language
        options = DecodingOptions(
            task=task,
            language=language,
            prompt=self._prompt(prompt) if prompt else None,
            temperature=temperature,
            without_timestamps=True,
            fp16=self.half,
        )
        with _device_memory():
            decoding = DecodingTask(self.model, options)
            seeds = [zlib.crc32(chunk.tobytes()) for chunk in chunks]
            sampler = _Sampler(temperature, decoding.tokenizer.eot, seeds)
            decoding.decoder = sampler
            features = self._listen(chunks)
            results = decoding.run(features)
            frames = [-(-len(chunk) // _FRAME) for chunk in chunks]
            texts = [_text(result, decoding.tokenizer) for result in results]
            prompt_tokens = decoding.initial_tokens[: decoding.sot_index]
            starts = self.token_starts(features, decoding.tokenizer, prompt_tokens, texts, frames)
        return [
            _decoded(
                decoding.tokenizer, result, written, own_starts, probabilities, len(chunk) / RATE
            )
            for result, own_starts, probabilities, chunk in zip(
                results, starts, sampler.probabilities(), chunks, strict=True
            )
        ]

    def _prompt(self, text: str) -> list[int]:
        """Tokens of the prompt, at most a quarter of the text context: the answer needs room."""
        tokenizer = get_tokenizer(
            self.model.is_multilingual, num_languages=self.model.num_languages
        )
        return tokenizer.encode(" " + text.strip())[: self.model.dims.n_text_ctx // 4]

    @torch.no_grad()
    def _listen(self, chunks: Sequence[Samples]) -> Tensor:
        """Encoder features [chunks, context, width]; chunks are filled up with silence."""
        dims = self.model.dims
        sound = np.zeros((len(chunks), dims.n_audio_ctx * _FRAME), np.float32)
        for row, chunk in zip(sound, chunks, strict=True):
            row[: len(chunk)] = chunk
        mel = log_mel(torch.from_numpy(sound).to(self.model.device), dims.n_mels)
        return self.model.encoder(mel.half() if self.half else mel)

    def token_starts(
        self,
        features: Tensor,
        tokenizer: Tokenizer,
        prompt: Sequence[int],
        texts: Sequence[list[int]],
        frames: Sequence[int],
    ) -> list[list[float]]:
        """Seconds at which each text token begins, and the end of the last one, for each chunk.

        `features` are those of the encoder, of which `frames` count; `prompt` are the tokens
        before the start of the transcript.
        """
        longest = max(map(len, texts))
        if not longest:
            return [[] for _ in texts]
        start = [*prompt, *tokenizer.sot_sequence_including_notimestamps]
        rows = [[*start, *text, *[tokenizer.eot] * (longest + 1 - len(text))] for text in texts]
        maps = self._attention(features, torch.tensor(rows, device=features.device))
        # the row of a token is the position that predicts it: one before the token itself
        skip = len(tokenizer.sot_sequence)
        starts = []
        for weights, text, length in zip(maps, texts, frames, strict=True):
            used = weights[:, len(prompt) : len(start) + len(text) + 1, :length]
            cost = -_sharpen(used)[skip:-1]
            starts.append((first_frames(cost) * (_FRAME / RATE)).tolist() if text else [])
        return starts

    @torch.no_grad()
    def _attention(self, features: Tensor, tokens: Tensor) -> Tensor:
        """Cross-attention scores of the alignment heads, [chunks, heads, tokens, frames]."""
        decoder, maps = self.model.decoder, []
        places = self.model.alignment_heads.indices().T.tolist()
        last = max(layer for layer, _ in places)
        x = decoder.token_embedding(tokens) + decoder.positional_embedding[: tokens.shape[1]]
        x = x.to(features.dtype)
        with disable_sdpa():
            for index, block in enumerate(decoder.blocks[: last + 1]):
                heads = [head for layer, head in places if layer == index]

                def keep(_: Any, __: Any, output: Any, heads: list[int] = heads) -> None:
                    if heads:
                        maps.append(output[1][:, heads])

                hook = block.cross_attn.register_forward_hook(keep)
                try:
                    x = block(x, features, mask=decoder.mask)
                finally:
                    hook.remove()
        return torch.cat(maps, dim=1)


class _Sampler(TokenDecoder):
    """Chooses tokens, row by row independent of the batch, and keeps their probabilities."""

    def __init__(self, temperature: float, eot: int, seeds: Sequence[int]) -> None:
        self.temperature, self.eot = temperature, eot
        self.dice = [np.random.default_rng(seed) for seed in seeds]
        self.steps: list[Tensor] = []

    def reset(self) -> None:
        self.steps = []

    def update(
        self, tokens: Tensor, logits: Tensor, sum_logprobs: Tensor
    ) -> tuple[Tensor, bool | Tensor]:
        logits = logits.float()
        chosen = self._choose(logits)
        log_probability = logits.gather(1, chosen[:, None])[:, 0] - logits.logsumexp(-1)
        ended = tokens[:, -1] == self.eot
        sum_logprobs += log_probability * ~ended
        chosen[ended] = self.eot
        self.steps.append(log_probability)
        return torch.cat([tokens, chosen[:, None]], dim=-1), (chosen == self.eot).all()

    def finalize(self, tokens: Tensor, sum_logprobs: Tensor) -> tuple[Tensor, list[list[float]]]:
        end = tokens.new_full((*tokens.shape[:-1], 1), self.eot)
        return torch.cat([tokens, end], dim=-1), sum_logprobs.tolist()

    def probabilities(self) -> list[list[float]]:
        """Of each sampled token of each row; entries after the end of a row mean nothing."""
        return torch.stack(self.steps, dim=1).exp().tolist()

    def _choose(self, logits: Tensor) -> Tensor:
        if self.temperature == 0:
            return logits.argmax(dim=-1)
        sums = (logits / self.temperature).softmax(-1).double().cumsum(-1)
        draws = torch.tensor([[1 - dice.random()] for dice in self.dice], dtype=torch.double)
        return torch.searchsorted(sums, draws.to(sums.device) * sums[:, -1:])[:, 0]


def log_mel(sound: Tensor, bands: int) -> Tensor:
    """`whisper.log_mel_spectrogram` of a batch [chunks, samples] -> [chunks, bands, frames].

    The original cuts at 80 dB below the loudest value of the whole batch, so that a chunk would
    depend on its neighbors; here of each chunk.
    """
    window = torch.hann_window(N_FFT, device=sound.device)
    spectrum = torch.stft(sound, N_FFT, HOP_LENGTH, window=window, return_complex=True)
    power = spectrum[..., :-1].abs() ** 2
    mel = (mel_filters(sound.device, bands) @ power).clamp(min=1e-10).log10()
    mel = torch.maximum(mel, mel.amax((1, 2), keepdim=True) - 8.0)
    return (mel + 4.0) / 4.0


def _sharpen(scores: Tensor) -> np.ndarray:
    """Attention [heads, tokens, frames] to one clear map [tokens, frames], as openai-whisper."""
    weights = scores.softmax(dim=-1)
    std, mean = torch.std_mean(weights, dim=-2, keepdim=True, unbiased=False)
    weights = median_filter((weights - mean) / std.clamp(min=1e-9), _SMOOTHING)
    return np.nan_to_num(weights.mean(dim=0).double().cpu().numpy())


def _decoded(
    tokenizer: Tokenizer,
    result: DecodingResult,
    language: str,
    starts: Sequence[float],
    probabilities: Sequence[float],
    seconds: float,
) -> DecodedChunk:
    text = _text(result, tokenizer)
    words, groups = _split(tokenizer, text, language) if text else ([], [])
    edges = np.cumsum([0, *map(len, groups)])
    bounds = [min(starts[edge], seconds) for edge in edges] if text else [0.0]
    timings = word_timings(bounds, [len(word.strip()) for word in words])
    confidences = [np.mean(probabilities[a:b]) for a, b in itertools.pairwise(edges)]
    return DecodedChunk(
        tuple(
            SpokenWord(word, timing.start, timing.end, float(confidence), timing.estimated)
            for word, timing, confidence in zip(words, timings, confidences, strict=True)
        ),
        result.avg_logprob,
        0.0 if np.isnan(result.no_speech_prob) else result.no_speech_prob,
    )


def _text(result: DecodingResult, tokenizer: Tokenizer) -> list[int]:
    """Tokens of text; a model may write timestamps even when asked not to."""
    return [token for token in result.tokens if token < tokenizer.eot]


def _split(
    tokenizer: Tokenizer, tokens: list[int], language: str
) -> tuple[list[str], list[list[int]]]:
    """Words as written and their tokens. Between spaces all is one word, as in `$19.99,`."""
    words: list[str] = []
    groups: list[list[int]] = []
    spaced = language not in _WITHOUT_SPACES
    split = tokenizer.split_to_word_tokens if spaced else tokenizer.split_tokens_on_unicode
    for word, group in zip(*split(tokens), strict=True):
        if words and (not word.strip() or (spaced and not word.startswith(" "))):
            words[-1] += word
            groups[-1] = groups[-1] + group
        else:
            words.append(word)
            groups.append(group)
    if spaced and not words[0].startswith(" "):
        words[0] = " " + words[0]
    return words, groups


@contextmanager
def _device_memory() -> Iterator[None]:
    """Turns a full GPU into the error that the pool knows how to answer."""
    try:
        yield
    except torch.OutOfMemoryError as error:
        torch.cuda.empty_cache()
        raise DeviceMemoryError(str(error)) from None


def _halve(model: Whisper) -> None:
    """Matrices in half precision once, instead of at every step; norms stay in single."""
    for module in model.modules():
        if isinstance(module, (Linear, Conv1d, torch.nn.Embedding)):
            module.half()
