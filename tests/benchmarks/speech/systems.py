"""The ways people run Whisper, each behind one function: recordings in, number of tokens out.

All have the same random weights and write the same number of tokens for a call.
"""

from __future__ import annotations

import json
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from tests.benchmarks.speech.material import (
    DIMS,
    channels,
    chunks_of,
    load_model,
    recordings,
    threads,
)
from tests.benchmarks.speech.stopwatch import watch_stages

WINDOW = 480_000
"""Samples at 16 kHz that Whisper hears at once: 30 s."""
Runner = Callable[[list[Path]], int]
"""Transcribes recordings and returns the number of tokens written."""


@dataclass(frozen=True)
class Task:
    """What a process measures."""

    system: str
    folder: Path
    dims: str
    device: str
    batch: int
    tokens: int
    """For each call."""
    windows: float
    """Chunks of ours in the mean call."""

    @property
    def steps(self) -> int:
        """Tokens for each chunk of ours."""
        return max(1, round(self.tokens / self.windows))

    def steps_by_window(self, samples: int) -> int:
        """Tokens for each 30 s of a channel, so that a call has as many as with us."""
        return max(1, round(self.tokens / (2 * -(-samples // WINDOW))))

    def model(self) -> Any:
        """The model with random weights on its device."""
        return load_model(self.folder / "model.pt", self.dims, self.device)


def ours(task: Task) -> Runner:
    """The transcribe stage with one of its engines."""
    from callsight.options import TranscribeOptions
    from callsight.transcribe import transcribe

    engine = _engine(task)
    options = TranscribeOptions(language="en", batch_size=task.batch, temperatures=(0.0,))
    written = [0]
    plain = engine.decode

    def counted(chunks: Any, **asked: Any) -> Any:
        written[0] += task.steps * len(chunks)
        return plain(chunks, **asked)

    engine.decode = counted
    watch_stages()

    def run(paths: list[Path]) -> int:
        written[0] = 0
        assert len(list(transcribe(recordings(paths), options, engine))) == len(paths)
        return written[0]

    return run


def _engine(task: Task) -> Any:
    """One that writes `task.steps` tokens for every chunk: the end token is never allowed."""
    import torch

    from callsight.transcribe.rules import Rules

    model = task.model()
    if task.system == "ours, faster-whisper":
        from callsight.transcribe.faster_engine import FasterWhisperEngine

        engine: Any = FasterWhisperEngine(model, task.dims)
        rules = engine._rules["en"]
    else:
        from callsight.transcribe.loading import precision_on
        from callsight.transcribe.whisper_engine import WhisperEngine

        single = task.system == "ours, float32"
        precision = torch.float32 if single else precision_on(task.device)
        engine = WhisperEngine(model, task.dims, precision=precision)
        engine._known_rules["en", "transcribe"] = rules = Rules(model, "en", False)
        if task.system == "ours, compiled":
            model.encoder = torch.compile(model.encoder)
            for block in model.decoder.blocks:
                block.mlp = torch.compile(block.mlp)
    rules.longest = task.steps
    rules.suppressed = (*rules.suppressed, rules.tokenizer.eot)
    for mask in (rules._suppressed, rules._blank):
        mask[rules.tokenizer.eot] = float("-inf")
    return engine


def whisper_by_file(task: Task) -> Runner:
    """openai-whisper, one channel of one call after the other."""
    model = task.model()

    def run(paths: list[Path]) -> int:
        tokens = 0
        for sound in (sound for path in paths for sound in channels(path)):
            result = model.transcribe(
                sound, language="en", temperature=0.0, without_timestamps=True,
                word_timestamps=True, condition_on_previous_text=False, no_speech_threshold=None,
                logprob_threshold=None, compression_ratio_threshold=None,
                sample_len=task.steps_by_window(len(sound)), suppress_tokens=[-1, 50257],
                fp16=task.device == "cuda", verbose=None,
            )  # fmt: skip
            tokens += sum(len(segment["tokens"]) for segment in result["segments"])
        return tokens

    return run


def transformers_batched(task: Task) -> Runner:
    """What its speech pipeline runs: windows of 30 s in batches, SDPA, without word times.

    `pooled`: the same chunks of speech, in the same precision, as our own decoder is given.
    """
    import torch
    from transformers import WhisperFeatureExtractor
    from transformers.utils import logging

    from callsight.transcribe.loading import precision_on

    logging.set_verbosity_error()
    pooled = task.system.endswith("pooled")
    half = torch.float16 if task.device == "cuda" else torch.float32
    half = precision_on(task.device) if pooled else half
    theirs = _transformers_model(task).to(task.device, half)
    listen = WhisperFeatureExtractor(feature_size=DIMS[task.dims][-1])
    start = torch.tensor([[50258, 50259, 50359, 50363]])

    def run(paths: list[Path]) -> int:
        windows, steps = chunks_of(paths) if pooled else [], task.steps
        if not pooled:
            sounds = [sound for path in paths for sound in channels(path)]
            windows = [s[at : at + WINDOW] for s in sounds for at in range(0, len(s), WINDOW)]
            steps = task.steps_by_window(len(sounds[0]))
        for at in range(0, len(windows), task.batch):
            some = windows[at : at + task.batch]
            mel = listen(some, sampling_rate=16_000, return_tensors="pt").input_features
            with torch.no_grad():
                theirs.generate(
                    mel.to(task.device, half),
                    decoder_input_ids=start.repeat(len(mel), 1).to(task.device),
                    min_new_tokens=steps, max_new_tokens=steps, do_sample=False, num_beams=1,
                    eos_token_id=50257, pad_token_id=50257, return_timestamps=False,
                    decoder_start_token_id=50258, begin_suppress_tokens=None,
                )  # fmt: skip
        return steps * len(windows)

    return run


def _transformers_model(task: Task) -> Any:
    from transformers import WhisperConfig, WhisperForConditionalGeneration

    from callsight.transcribe.huggingface import _renamed

    width, heads, deep, shallow, vocabulary, mels = DIMS[task.dims]
    config = WhisperConfig(
        d_model=width, encoder_layers=deep, decoder_layers=shallow, vocab_size=vocabulary,
        encoder_attention_heads=heads, decoder_attention_heads=heads, num_mel_bins=mels,
        encoder_ffn_dim=4 * width, decoder_ffn_dim=4 * width, max_target_positions=448,
        attn_implementation="sdpa",
    )  # fmt: skip
    theirs = WhisperForConditionalGeneration(config).eval()
    weights = task.model().state_dict()
    theirs.load_state_dict({key: weights[_renamed(key)] for key in theirs.state_dict()})
    return theirs


def faster_whisper(task: Task) -> Runner:
    """faster-whisper's own two modes, int8."""
    import faster_whisper as library

    from callsight.transcribe.ctranslate import save_converted

    place = Path(tempfile.mkdtemp(dir=task.folder)) / "model"
    save_converted(task.model(), place)
    _save_tokenizer(place / "tokenizer.json")
    mels = {"feature_size": DIMS[task.dims][-1]}
    (place / "preprocessor_config.json").write_text(json.dumps(mels))
    kind = "int8_float16" if task.device == "cuda" else "int8"
    model = library.WhisperModel(
        str(place), device=task.device, compute_type=kind, cpu_threads=threads()
    )
    batched = task.system.endswith("batched")
    asked: dict[str, Any] = {"batch_size": task.batch, "vad_filter": True} if batched else {}
    pipeline: Any = library.BatchedInferencePipeline(model) if batched else model

    def run(paths: list[Path]) -> int:
        tokens = 0
        for sound in (sound for path in paths for sound in channels(path)):
            steps = task.steps if batched else task.steps_by_window(len(sound))
            segments, _ = pipeline.transcribe(
                np.ascontiguousarray(sound), language="en", beam_size=1, temperature=0.0,
                without_timestamps=True, word_timestamps=True, condition_on_previous_text=False,
                no_speech_threshold=None, log_prob_threshold=None,
                compression_ratio_threshold=None, suppress_tokens=[-1, 50257],
                max_new_tokens=steps, **asked,
            )  # fmt: skip
            tokens += sum(len(segment.tokens) for segment in segments)
        return tokens

    return run


def _save_tokenizer(path: Path) -> None:
    """The multilingual tokenizer of Whisper in the format of `tokenizers`, from tiktoken's."""
    import whisper
    from tokenizers import AddedToken
    from transformers.convert_slow_tokenizer import TikTokenConverter
    from whisper.tokenizer import get_tokenizer

    source = Path(whisper.__file__).parent / "assets" / "multilingual.tiktoken"
    tokenizer = TikTokenConverter(str(source)).converted()
    special = sorted(get_tokenizer(True).special_tokens.items(), key=lambda item: item[1])
    tokenizer.add_special_tokens([AddedToken(name, special=True) for name, _ in special])
    tokenizer.save(str(path))


SYSTEMS: dict[str, Callable[[Task], Runner]] = {
    "ours": ours,
    "ours, float32": ours,
    "ours, compiled": ours,
    "ours, faster-whisper": ours,
    "whisper.transcribe": whisper_by_file,
    "transformers, batched": transformers_batched,
    "transformers, pooled": transformers_batched,
    "faster-whisper": faster_whisper,
    "faster-whisper, batched": faster_whisper,
}
