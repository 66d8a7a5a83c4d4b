"""Which speech model an option means, and the fingerprint of all that changes its words.

Nothing here imports torch: a run that finds nothing to do must not load a model to know that.
"""

from __future__ import annotations

import functools
import hashlib
import importlib.util
import json
from pathlib import Path
from typing import Final

from callsight.config import ASSETS
from callsight.errors import ConfigurationError
from callsight.options import TranscribeOptions
from callsight.transcribe.huggingface import weight_files

METHOD: Final = 2
"""Raised when the pipeline itself hears differently, so that calls are transcribed again."""
DEMO: Final = ASSETS / "demo-whisper.pt"
KNOWN: Final = (
    "tiny.en", "tiny", "base.en", "base", "small.en", "small", "medium.en", "medium",
    "large-v1", "large-v2", "large-v3", "large", "large-v3-turbo", "turbo",
)  # fmt: skip
"""The names of openai-whisper, which downloads them on first use."""
_BLOCK: Final = 1 << 20
_BLOCKS: Final = 64


def resolve(model: str) -> str | Path:
    """A name that openai-whisper knows, or the path of a checkpoint file or Hugging Face folder.

    Raises ConfigurationError for anything else.
    """
    if model in KNOWN:
        return model
    path = DEMO if model == "demo" else Path(model).expanduser()
    if path.is_file():
        return path
    if path.is_dir():
        weight_files(path)
        return path
    raise ConfigurationError(
        f"Unknown speech model `{model}`: use `demo`, the path of an openai-whisper checkpoint "
        f"(`.pt`) or of a Hugging Face folder, or one of {', '.join(KNOWN)}."
    )


def engine_name(options: TranscribeOptions) -> str:
    """`whisper` or `faster-whisper`: what `auto` means here.

    Raises ConfigurationError when an engine is asked for that is not installed.
    """
    installed = importlib.util.find_spec("ctranslate2") is not None
    if options.engine == "faster-whisper" and not installed:
        raise ConfigurationError(
            "`transcribe.engine` is `faster-whisper`, which is not installed: "
            "`pip install 'callsight[faster-whisper]'`, or use `whisper` or `auto`."
        )
    if options.engine == "auto":
        return "faster-whisper" if installed and options.device == "cpu" else "whisper"
    return options.engine


def fingerprint(options: TranscribeOptions) -> str:
    """16 hexadecimal digits that change when the same recording would be written differently.

    A checkpoint file counts by its content, a name by itself; where and in which batches the
    model runs does not count. Raises ConfigurationError for an unknown model.
    """
    source = resolve(options.model)
    identity = {
        "method": METHOD,
        "model": source if isinstance(source, str) else _content(source),
        **options.model_dump(mode="json", exclude={"model", "device", "batch_size", "engine"}),
        "engine": engine_name(options),
    }
    return hashlib.sha256(json.dumps(identity, sort_keys=True).encode()).hexdigest()[:16]


def _content(path: Path) -> str:
    if path.is_dir():
        parts = [path / "config.json", path / "generation_config.json", *weight_files(path)]
        return "-".join(_content(part) for part in parts if part.is_file())
    status = path.stat()
    return _content_hash(str(path), status.st_size, status.st_mtime_ns)


@functools.lru_cache(maxsize=16)
def _content_hash(path: str, size: int, modified: int) -> str:
    """Of all bytes of a file up to 64 MiB, and of 64 evenly spread blocks of 1 MiB of a larger one.

    Training changes every weight, so a sample tells two models apart in a tenth of a second.
    """
    digest = hashlib.sha256(str(size).encode())
    last = max(0, size - 1) // _BLOCK
    with Path(path).open("rb") as file:
        for index in sorted({i * last // (_BLOCKS - 1) for i in range(_BLOCKS)}):
            file.seek(index * _BLOCK)
            digest.update(file.read(_BLOCK))
    return digest.hexdigest()
