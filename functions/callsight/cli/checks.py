"""The checks of `callsight doctor`: each looks at one thing and says what to do about it."""

from __future__ import annotations

import importlib.metadata
import os
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from callsight.config import Config, hide_secrets
from callsight.errors import CallsightError

State = Literal["ok", "warning", "error"]
PACKAGES = (
    "callsight", "mlrun", "torch", "openai-whisper", "transformers", "silero-vad",
    "presidio-analyzer", "av", "sqlalchemy", "alembic", "pandas", "plotly",
)  # fmt: skip
EXTRAS = {
    "postgresql": "psycopg",
    "mysql": "pymysql",
    "openai": "openai",
    "faster-whisper": "ctranslate2",
    "evaluate": "jiwer",
}


@dataclass(frozen=True)
class Check:
    """What was looked at, how it is, and what to do."""

    name: str
    state: State
    found: str
    todo: str = ""


def checks(config: Config) -> Iterator[Check]:
    """All checks of a configuration, one after the other; none of them raises."""
    yield _python()
    yield from _packages()
    yield from _extras(config)
    yield _devices(config)
    for name, look in (
        ("speech model", _speech_model),
        ("redaction policy", _policy),
        ("tagger", _tagger),
        ("name model", _name_model),
        ("questionnaire", _questionnaire),
        ("language model", _language_model),
        ("database", _database),
        ("output", _output),
        ("MLRun project", _project),
        ("MLRun server", _server),
    ):
        yield _guarded(name, look, config)
    yield _voices("flite", "libflite1")
    yield _voices("espeak", "libespeak-ng1")


def _guarded(name: str, look: Callable[[str, Config], Check], config: Config) -> Check:
    try:
        return look(name, config)
    except CallsightError as problem:
        return Check(name, "error", "not usable", str(problem))
    except Exception as problem:
        return Check(name, "error", "could not be checked", type(problem).__name__)


def _python() -> Check:
    version = sys.version.split()[0]
    good = sys.version_info[:2] == (3, 11)
    return Check("Python", "ok" if good else "error", version, "" if good else "Use Python 3.11.")


def _packages() -> Iterator[Check]:
    for name in PACKAGES:
        try:
            yield Check(name, "ok", importlib.metadata.version(name))
        except importlib.metadata.PackageNotFoundError:
            if name == "callsight":
                yield Check(name, "warning", "runs from source", "`pip install -e .`")
            else:
                yield Check(name, "error", "not installed", "`pip install callsight` again.")


def _extras(config: Config) -> Iterator[Check]:
    scheme = config.database_url.split("://")[0].split("+")[0]
    needed = {
        "postgresql": scheme.startswith("postgres"),
        "mysql": scheme in ("mysql", "mariadb"),
        "openai": config.analyze.engine == "openai",
        "faster-whisper": config.transcribe.engine == "faster-whisper",
        "evaluate": False,
    }
    for extra, package in EXTRAS.items():
        try:
            yield Check(f"extra {extra}", "ok", f"{package} {importlib.metadata.version(package)}")
        except importlib.metadata.PackageNotFoundError:
            todo = f"`pip install 'callsight[{extra}]'`"
            if needed[extra]:
                yield Check(f"extra {extra}", "error", "not installed, but needed", todo)
            else:
                yield Check(f"extra {extra}", "ok", "not installed, not needed", todo)


def _devices(config: Config) -> Check:
    try:
        import torch
    except ImportError:
        return Check("devices", "error", "torch cannot be loaded", "Install torch again.")
    cores = f"{os.cpu_count()} CPU cores"
    if torch.cuda.is_available():
        return Check("devices", "ok", f"{torch.cuda.get_device_name(0)}, {cores}")
    if "cuda" in (config.transcribe.device, config.analyze.device):
        todo = "Use `--profile cpu`, or a machine and a torch with CUDA."
        return Check("devices", "error", f"no CUDA device, {cores}", todo)
    return Check("devices", "ok", f"{cores}, no CUDA device")


def _speech_model(name: str, config: Config) -> Check:
    from callsight.transcribe.models import engine_name, resolve

    model = config.transcribe.model
    resolved, engine = resolve(model), engine_name(config.transcribe)
    slow = config.transcribe.engine == "auto" and engine == "whisper"
    todo = "`pip install 'callsight[faster-whisper]'` is faster on a CPU." if slow else ""
    if isinstance(resolved, Path):
        files = [*resolved.glob("*.safetensors")] if resolved.is_dir() else [resolved]
        size = sum(file.stat().st_size for file in files) / 1e6
        return Check(name, "ok", f"{model} ({size:.1f} MB), engine {engine}", todo)
    folder = Path(os.environ.get("XDG_CACHE_HOME", Path.home() / ".cache")) / "whisper"
    if any(folder.glob(f"{model}*.pt")):
        return Check(name, "ok", f"{model}, downloaded, engine {engine}", todo)
    todo = f"The first run downloads it. {todo}".strip()
    return Check(name, "warning", f"{model}, not downloaded, engine {engine}", todo)


def _policy(name: str, config: Config) -> Check:
    from callsight.redact.policy import check

    check(config.redact)
    return Check(name, "ok", config.redact.policy)


def _tagger(name: str, config: Config) -> Check:
    from callsight.redact.tagger import load_tagger

    if load_tagger(config.redact.tagger) is None:
        todo = "Redaction finds less without it: set `redact.tagger=bundled`."
        return Check(name, "warning", "off", todo)
    return Check(name, "ok", config.redact.tagger)


def _name_model(name: str, config: Config) -> Check:
    from callsight.redact import limits

    if config.redact.name_model:
        return _local_model(name, config.redact.name_model)
    found = "none"
    if limits(config.redact):
        todo = "Names and addresses are best effort; set `redact.name_model` for more."
        return Check(name, "warning", found, todo)
    return Check(name, "ok", f"{found}, not needed")


def _questionnaire(name: str, config: Config) -> Check:
    from callsight.analyze import load_questionnaire

    found = load_questionnaire(config.analyze.questionnaire)
    return Check(name, "ok", f"{found.name}, {len(found.questions)} questions")


def _language_model(name: str, config: Config) -> Check:
    options = config.analyze
    if options.engine == "lexicon":
        todo = "It answers what words can tell; `--profile cpu` or `gpu` answers everything."
        return Check(name, "ok", "none (engine lexicon)", todo)
    if not options.model:
        return Check(name, "error", "none named", "Set `analyze.model`.")
    if options.engine == "openai":
        return _served_model(name, options.model, options.base_url)
    return _local_model(name, options.model)


def _served_model(name: str, model: str, url: str | None) -> Check:
    import urllib.error
    import urllib.request

    if not url or not url.startswith(("http://", "https://")):
        return Check(name, "error", f"{model} at no server", "Set `analyze.base_url` to its URL.")
    try:
        urllib.request.urlopen(f"{url.rstrip('/')}/models", timeout=4).close()
    except urllib.error.HTTPError as problem:  # it answers: a key may be missing
        return Check(name, "ok", f"{model} at {hide_secrets(url)} (HTTP {problem.code})")
    except OSError:
        todo = "Start the server, or correct `analyze.base_url`."
        return Check(name, "error", f"no server at {hide_secrets(url)}", todo)
    return Check(name, "ok", f"{model} at {hide_secrets(url)}")


def _local_model(name: str, model: str) -> Check:
    if Path(model).expanduser().is_dir():
        return Check(name, "ok", model)
    from huggingface_hub import try_to_load_from_cache

    if isinstance(try_to_load_from_cache(model, "config.json"), str):
        return Check(name, "ok", f"{model}, downloaded")
    return Check(name, "warning", f"{model}, not downloaded", "The first run downloads it.")


def _database(name: str, config: Config) -> Check:
    from callsight.store import info

    shown = hide_secrets(config.database_place)
    if "://" not in config.database_place and not Path(config.database_place).exists():
        return Check(name, "ok", f"{shown} (not there yet)", "`callsight run` creates it.")
    found = info(config.database_url)
    if found.revision not in (None, found.head):
        return Check(name, "error", f"schema {found.revision}", "`callsight db upgrade`")
    return Check(name, "ok", f"{found.url}, {found.tables.get('calls', 0):,} calls")


def _output(name: str, config: Config) -> Check:
    if "://" in config.output:
        return Check(name, "ok", f"{hide_secrets(config.output)} (not tried)")
    folder = Path(config.output).absolute()
    existing = next(place for place in (folder, *folder.parents) if place.exists())
    if existing.is_dir() and os.access(existing, os.W_OK):
        return Check(name, "ok", config.output)
    todo = "Choose another folder with `--output`."
    return Check(name, "error", f"{config.output} cannot be written", todo)


def _project(name: str, config: Config) -> Check:
    from callsight.runner import project_folder

    return Check(name, "ok", str(project_folder()))


def _server(name: str, config: Config) -> Check:
    import urllib.request

    url = os.environ.get("MLRUN_DBPATH", "")
    if "://" not in url:
        return Check(name, "ok", "none: runs are kept beside the output")
    try:
        urllib.request.urlopen(f"{url.rstrip('/')}/api/v1/healthz", timeout=4).close()
    except OSError:
        todo = "Start it, correct `MLRUN_DBPATH`, or unset that to run without a server."
        return Check(name, "error", f"no answer from {hide_secrets(url)}", todo)
    return Check(name, "ok", hide_secrets(url))


def _voices(engine: str, package: str) -> Check:
    name = f"voices {engine}"
    from callsight.synthesize.voices import voices_of

    try:
        if engine == "espeak":
            from callsight.synthesize.espeak import engine as load_espeak

            load_espeak()
        return Check(name, "ok", f"{len(voices_of(engine))} voices")
    except CallsightError:
        todo = f"Only `callsight synthesize` needs it: `sudo apt-get install {package}`."
        return Check(name, "warning", "not installed", todo)
