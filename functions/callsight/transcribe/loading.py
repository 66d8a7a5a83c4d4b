"""Load the speech model that the options name, with an answer for everything that goes wrong."""

from __future__ import annotations

import logging
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.error import URLError

from callsight.errors import ConfigurationError
from callsight.options import TranscribeOptions
from callsight.transcribe.engine import SpeechEngine
from callsight.transcribe.huggingface import read_folder
from callsight.transcribe.models import engine_name, resolve

if TYPE_CHECKING:
    import torch
    from whisper.model import Whisper

logger = logging.getLogger(__name__)


def load_engine(options: TranscribeOptions) -> SpeechEngine:
    """The engine for `options`, on its device.

    Raises ConfigurationError for an unknown model, a file that is no Whisper checkpoint, a name
    that cannot be downloaded, a GPU that is not there, and a language that the model lacks.
    """
    source = resolve(options.model)
    device, kind = _device(options.device), engine_name(options)
    model = _read(source, device) if isinstance(source, Path) else _download(source, device)
    name = source.stem if isinstance(source, Path) and options.model != "demo" else options.model
    engine = _engine(kind, model, name, options)
    _check_language(options, engine)
    logger.info("Speech model %s (%s) on %s", name, kind, device)
    return engine


def _engine(kind: str, model: Whisper, name: str, options: TranscribeOptions) -> SpeechEngine:
    if kind == "faster-whisper":
        from callsight.transcribe.faster_engine import FasterWhisperEngine

        return FasterWhisperEngine(model, name, beam_size=options.beam_size)
    import torch

    from callsight.transcribe.whisper_engine import WhisperEngine

    if options.precision != "auto":
        precision = getattr(torch, options.precision)
    elif options.model == "demo" and model.device.type == "cpu":
        precision = torch.float32  # fast enough, and it writes the same words on every machine
    else:
        precision = precision_on(model.device.type)
    return WhisperEngine(model, name, beam_size=options.beam_size, precision=precision)


def precision_on(device: str) -> torch.dtype:
    """In which numbers a model is fastest on a `device`, without losing words.

    AMX multiplies matrices in bfloat16 about seven times as fast as in float32 (Intel's server
    CPUs since 2023); a CPU without it is slower in bfloat16 than in float32.
    """
    import torch

    if device == "cuda":
        return torch.float16
    return torch.bfloat16 if torch.cpu.get_capabilities().get("amx_bf16") else torch.float32


def _device(wanted: str) -> str:
    import torch

    available = torch.cuda.is_available()
    if wanted == "cuda" and not available:
        raise ConfigurationError(
            "`transcribe.device` is `cuda`, but torch finds no CUDA GPU here: use `auto` or `cpu`, "
            "or install a CUDA build of torch and check `nvidia-smi`."
        )
    return "cuda" if available and wanted != "cpu" else "cpu"


def _read(path: Path, device: str) -> Whisper:
    model = read_folder(path, device) if path.is_dir() else _read_checkpoint(path, device)
    dims = model.dims
    if dims.n_mels not in (80, 128) or dims.n_vocab < 51_864:
        raise ConfigurationError(
            f"Speech model `{path}` has {dims.n_mels} mel bands and {dims.n_vocab} tokens: "
            "Whisper models have 80 or 128 bands and at least 51864 tokens."
        )
    if dims.n_audio_ctx < 50:
        raise ConfigurationError(
            f"Speech model `{path}` hears {dims.n_audio_ctx * 0.02:g} s at once: it takes at least "
            "1 s (50 frames)."
        )
    return model


def _read_checkpoint(path: Path, device: str) -> Whisper:
    import whisper

    try:
        return whisper.load_model(str(path), device=device)
    except Exception as error:  # torch, pickle, zip and Whisper each fail in their own ways
        problem = type(error).__name__
        raise ConfigurationError(
            f"Speech model `{path}` cannot be loaded (`{problem}`): it must be a checkpoint of "
            "openai-whisper, a file with `dims` and `model_state_dict`."
        ) from error


def _download(name: str, device: str) -> Whisper:
    import whisper

    try:
        return whisper.load_model(name, device=device)
    except (URLError, OSError, RuntimeError) as error:
        reason = getattr(error, "reason", None) or type(error).__name__
        raise ConfigurationError(
            f"Speech model `{name}` could not be downloaded or read (`{reason}`): connect to the "
            "internet once, put its file into `~/.cache/whisper`, or give the path of a checkpoint."
        ) from error


def _check_language(options: TranscribeOptions, engine: SpeechEngine) -> None:
    from whisper.tokenizer import LANGUAGES

    language = options.language
    if language and language not in LANGUAGES:
        raise ConfigurationError(
            f"Unknown language `{language}`: `transcribe.language` is empty or one of "
            f"{', '.join(sorted(LANGUAGES))}."
        )
    if language and engine.language and language != engine.language:
        raise ConfigurationError(
            f"Speech model `{engine.name}` understands `{engine.language}` only, not `{language}`: "
            "choose a multilingual model, for example `base`."
        )
