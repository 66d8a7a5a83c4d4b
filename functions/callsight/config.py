"""One configuration for a run: defaults, then a profile, a file, the environment, and arguments.

Later sources win. Unknown profiles, keys and values are answered with the valid ones before any
model is loaded. Secrets (API keys, database passwords) are read from the environment or MLRun
secrets where they are used, and are hidden in `describe`.
"""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml
from pydantic import BaseModel, Field, ValidationError

from callsight.errors import ConfigurationError
from callsight.options import (
    AnalyzeOptions,
    IngestOptions,
    Options,
    RedactOptions,
    TranscribeOptions,
)

ASSETS = Path(__file__).parent / "assets"
SAMPLES_TABLE = ASSETS / "samples" / "metadata.csv"
ENVIRONMENT_PREFIX = "CALLSIGHT_"
PLACES = ("recordings", "ingest.metadata")
"""Keys with paths of the recordings' side: file and folder names may hold names and numbers."""
_REFERENCE = re.compile(r"\$\{(\w+)\}")
_SECRET_QUERY = re.compile(
    r"([?&;][^=&;\s]*(?:pass|pwd|token|secret|key|sig|auth|cred)[^=&;\s]*=)[^&;#\s]*",
    re.IGNORECASE,
)


class Config(Options):
    """The effective configuration of a run."""

    profile: str = Field("demo", description="Named set of defaults: demo, cpu or gpu")
    recordings: str = Field(
        "samples",
        description="Folder, glob, archive or URL of recordings; `samples`: bundled calls",
    )
    output: str = Field("callsight-data", description="Folder or URL for audio and reports")
    database: str | None = Field(
        None,
        description="Path of a SQLite file or SQLAlchemy URL; default: OUTPUT/callsight.db",
    )
    scratch: str | None = Field(
        None, description="Restricted folder or URL for raw transcripts; default: OUTPUT/.scratch"
    )
    max_failure_rate: float = Field(
        1.0, ge=0, le=1, description="Share of failed calls above which a run counts as failed"
    )
    drift_threshold: float = Field(
        3.0, gt=0, description="Standard deviations from the nights before that are a warning"
    )
    deadline_minutes: float | None = Field(
        None, gt=0, description="Minutes after which a run starts no further call"
    )
    ingest: IngestOptions = IngestOptions()
    transcribe: TranscribeOptions = TranscribeOptions()
    redact: RedactOptions = RedactOptions()
    analyze: AnalyzeOptions = AnalyzeOptions()

    @property
    def database_place(self) -> str:
        """`database`, or the SQLite file in the output folder (here, if that is a URL)."""
        folder = "." if "://" in self.output else self.output.rstrip("/")
        return self.database or f"{folder}/callsight.db"

    @property
    def database_url(self) -> str:
        """The database as a SQLAlchemy URL."""
        place = self.database_place
        return place if "://" in place else f"sqlite:///{place}"

    @property
    def scratch_url(self) -> str:
        """Where raw transcripts live between the transcribe and the redact stage."""
        return self.scratch or f"{self.output.rstrip('/')}/.scratch"


def load_config(
    overrides: Mapping[str, Any] | None = None,
    *,
    file: str | Path | None = None,
    environment: Mapping[str, str] | None = None,
) -> Config:
    """The effective configuration.

    `overrides` has dotted keys (`{"transcribe.model": "base"}`) or nested mappings; strings are
    read as YAML, and `${NAME}` stands for an environment variable, so that parameters which MLRun
    keeps need hold no secret and no path. Environment variables are `CALLSIGHT_PROFILE`,
    `CALLSIGHT_TRANSCRIBE__MODEL`, …; `CALLSIGHT_CONFIG` names the file if `file` is not given.

    Raises ConfigurationError for an unknown profile, key or value.
    """
    environment = os.environ if environment is None else environment
    file = file or environment.get(f"{ENVIRONMENT_PREFIX}CONFIG")
    layers = [
        _read_yaml(Path(file)) if file else {},
        _from_environment(environment),
        _nested({key: _named(value, environment) for key, value in (overrides or {}).items()}),
    ]
    profile = next((layer["profile"] for layer in reversed(layers) if "profile" in layer), "demo")
    merged = _profile(str(profile))
    for layer in layers:
        merged = _merge(merged, layer)
    if merged.get("recordings", "samples") == "samples":  # the bundled calls bring their table
        merged = _merge({"ingest": {"metadata": str(SAMPLES_TABLE)}}, merged)
    try:
        return Config.model_validate(merged)
    except ValidationError as error:
        raise ConfigurationError(_explain(error)) from None


def describe(config: Config) -> dict[str, Any]:
    """All values with dotted keys, in order, secrets hidden."""
    return {
        key: hide_secrets(value) if isinstance(value, str) else value
        for key, value in flatten(config).items()
    }


def flatten(config: Config) -> dict[str, Any]:
    """All values with dotted keys, in order, as they are: never show or store them."""

    def flat(model: BaseModel, prefix: str) -> dict[str, Any]:
        rows: dict[str, Any] = {}
        for name in type(model).model_fields:
            value = getattr(model, name)
            if isinstance(value, BaseModel):
                rows |= flat(value, f"{prefix}{name}.")
            else:
                rows[prefix + name] = value
        return rows

    return flat(config, "")


def recorded(config: Config) -> dict[str, Any]:
    """`describe` for what is stored: of places, whose names may tell of people, only the kind."""
    return {
        key: _kind_of_place(value) if key in PLACES and isinstance(value, str) else value
        for key, value in describe(config).items()
    }


def _kind_of_place(place: str) -> str:
    scheme, found, rest = place.partition("://")
    if found:
        return hide_secrets(f"{scheme}://{rest.partition('/')[0]}/…")
    return place if place == "samples" else "a local path (not stored)"


def hide_secrets(text: str) -> str:
    """`text` with every password and token in its URLs replaced by `***`.

    Passwords may hold `@` and `/` (nobody should have to encode them to be safe here), so the last
    `@` of the word ends one; on doubt more is hidden.
    """
    text = re.sub(r"(://[^:/@\s]*):\S*@", r"\1:***@", text)
    return _SECRET_QUERY.sub(r"\1***", text)


def profiles() -> dict[str, dict[str, Any]]:
    """The shipped profiles by name."""
    return _read_yaml(ASSETS / "profiles.yaml")


def valid_keys() -> list[str]:
    """Every dotted key of the configuration."""
    return list(describe(Config()))


def _profile(name: str) -> dict[str, Any]:
    known = profiles()
    if name not in known:
        raise ConfigurationError(f"Unknown profile `{name}`: choose one of {', '.join(known)}.")
    return {"profile": name} | known[name]


def _read_yaml(path: Path) -> dict[str, Any]:
    try:
        data = yaml.safe_load(path.read_text(encoding="utf-8")) or {}
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        problem = type(error).__name__
        raise ConfigurationError(
            f"Cannot read configuration file `{path}` ({problem}): it must be a readable YAML file."
        ) from None
    if not isinstance(data, dict):
        raise ConfigurationError(f"Configuration file `{path}` must hold keys and values.")
    return data


def _from_environment(environment: Mapping[str, str]) -> dict[str, Any]:
    keys = {ENVIRONMENT_PREFIX + key.upper().replace(".", "__"): key for key in valid_keys()}
    return _nested({keys[name]: value for name, value in environment.items() if name in keys})


def resolve_references(values: Mapping[str, Any]) -> dict[str, Any]:
    """`values` with the environment variables that `${NAME}` stands for.

    Raises ConfigurationError for one that is not set.
    """
    return {key: _named(value, os.environ) for key, value in values.items()}


def _named(value: Any, environment: Mapping[str, str]) -> Any:
    """The environment variable that `${NAME}` stands for; anything else is itself."""
    reference = _REFERENCE.fullmatch(value) if isinstance(value, str) else None
    if reference is None:
        return value
    if reference[1] not in environment:
        raise ConfigurationError(
            f"`{value}` names an environment variable that is not set here: set `{reference[1]}`, "
            "as a secret of the MLRun project where the steps run in pods."
        )
    return environment[reference[1]]


def _nested(flat: Mapping[str, Any]) -> dict[str, Any]:
    """Dotted keys to nested mappings; strings that hold a YAML list or mapping are parsed."""
    result: dict[str, Any] = {}
    for key, value in flat.items():
        parsed = _parse(value) if isinstance(value, str) else value
        if isinstance(parsed, Mapping):
            parsed = _nested(parsed)
        for part in reversed(key.split(".")):
            parsed = {part: parsed}
        result = _merge(result, parsed)
    return result


def _parse(text: str) -> Any:
    """Scalars stay strings, which pydantic converts by field: YAML reads language `no` as false."""
    try:
        value = yaml.safe_load(text)
    except yaml.YAMLError:
        return text
    return value if value is None or isinstance(value, (list, dict)) else text


def _merge(base: Mapping[str, Any], top: Mapping[str, Any]) -> dict[str, Any]:
    merged = dict(base)
    for key, value in top.items():
        old = merged.get(key)
        both = isinstance(old, Mapping) and isinstance(value, Mapping)
        merged[key] = _merge(old, value) if both else value  # type: ignore[arg-type]
    return merged


def _explain(error: ValidationError) -> str:
    lines = []
    for item in error.errors():
        key = ".".join(str(part) for part in item["loc"])
        if item["type"] == "extra_forbidden":
            lines.append(f"Unknown key `{key}`: valid keys are {', '.join(valid_keys())}.")
        else:
            lines.append(f"`{key}` cannot be `{hide_secrets(str(item['input']))}`: {item['msg']}.")
    return " ".join(lines)
