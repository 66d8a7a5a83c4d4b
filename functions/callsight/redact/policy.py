"""Policies: which personal data is removed, how sure one must be, and what takes its place.

A policy is a YAML file; unknown keys and values are answered with the valid ones before any call is
read. Its content is part of the fingerprint of every redacted call.
"""

from __future__ import annotations

import hashlib
import os
from functools import lru_cache
from pathlib import Path
from typing import Any, Final, Literal

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator

from callsight.config import ASSETS
from callsight.errors import ConfigurationError
from callsight.options import RedactOptions
from callsight.redact.tagger import identity

VERSION: Final = "6"
"""Version of the recognizers: raise it when they find something else, and calls are redacted anew."""
KEY_VARIABLE: Final = "CALLSIGHT_REDACT_KEY"
POLICIES: Final = ASSETS / "policies"
Action = Literal["placeholder", "mask", "hash", "drop"]
ENTITIES: Final = (
    "ABA_ROUTING_NUMBER", "ACCOUNT_NUMBER", "ADDRESS", "AGE", "CARD_EXPIRY", "CREDIT_CARD",
    "CRYPTO",
    "CVV", "DATE_OF_BIRTH", "DATE_TIME", "DE_TAX_ID", "DRIVER_LICENSE", "EMAIL_ADDRESS", "ES_NIF",
    "FR_NIR", "IBAN_CODE", "ID_NUMBER", "IL_ID", "IP_ADDRESS", "LICENSE_PLATE", "LOCATION",
    "MAC_ADDRESS", "MEDICAL_RECORD_NUMBER", "PASSPORT", "PASSWORD", "PERSON", "PHONE_NUMBER", "PIN",
    "SECURITY_ANSWER", "SORT_CODE", "UK_NHS", "UK_NINO", "URL", "US_SSN",
)  # fmt: skip


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class EntityRule(_Strict):
    """What happens with one kind of personal data; what is not given is the policy's default."""

    redact: bool = Field(True, description="Whether it is removed")
    min_score: float | None = Field(None, ge=0, le=1, description="Least confidence")
    action: Action | None = Field(None, description="What takes its place")


class AudioRule(_Strict):
    """What happens in the audio."""

    mode: Literal["silence", "tone"] = Field("silence", description="What is heard instead")
    margin: float = Field(0.18, ge=0, le=5, description="Seconds added before and after a value")
    reach: float = Field(
        0.8, ge=0, le=5, description="Longest pause (seconds) beside a value that is silenced too"
    )
    other_channels: bool = Field(
        False, description="Silence the other channels too, where one side is heard on the other's"
    )


class Policy(_Strict):
    """One redaction policy."""

    description: str = Field("", description="For whom it is")
    min_score: float = Field(0.5, ge=0, le=1, description="Least confidence of a finding")
    action: Action = Field("placeholder", description="What takes the place of a value")
    entities: dict[str, EntityRule] = Field({}, description="Rules per entity")
    keep_agent_names: bool = Field(False, description="Leave the names by which agents introduce "
                                   "themselves")  # fmt: skip
    allow: tuple[str, ...] = Field((), description="Brands, products and phrases that stay")
    presidio: bool = Field(True, description="Run Presidio's recognizers as one more detector")
    without_name_model: Literal["strict", "best_effort"] = Field(
        "best_effort", description="Without a name model: refuse to run, or run and say so"
    )
    audio: AudioRule = AudioRule()

    @field_validator("entities")
    @classmethod
    def _known(cls, rules: dict[str, EntityRule]) -> dict[str, EntityRule]:
        for entity in rules:
            if entity not in ENTITIES:
                raise ValueError(f"unknown entity `{entity}`; valid are {', '.join(ENTITIES)}")
        return rules

    def wants(self, entity: str, score: float) -> bool:
        """Whether a finding of this kind and confidence is removed."""
        rule = self.entities.get(entity, _DEFAULT_RULE)
        least = self.min_score if rule.min_score is None else rule.min_score
        return rule.redact and score >= least

    def removes(self, entity: str) -> bool:
        """Whether this kind is removed at all."""
        return self.entities.get(entity, _DEFAULT_RULE).redact

    def action_for(self, entity: str) -> Action:
        """What takes the place of this kind."""
        return self.entities.get(entity, _DEFAULT_RULE).action or self.action


_DEFAULT_RULE: Final = EntityRule()


def load_policy(name: str = "default") -> Policy:
    """The policy of that name, or at that path.

    Raises ConfigurationError naming the key, the value and what is valid.
    """
    return _load(str(_path(name)), _path(name).stat().st_mtime_ns)


def shipped_policies() -> list[str]:
    """Names of the policies that come with the package."""
    return sorted(path.stem for path in POLICIES.glob("*.yaml"))


def check(options: RedactOptions) -> Policy:
    """The policy of these options, where a run may start with it.

    Raises ConfigurationError for a bad policy, a missing name model or a missing hash key.
    """
    policy = load_policy(options.policy)
    missing = needs_name_model(policy) and not options.name_model
    if missing and policy.without_name_model == "strict":
        raise ConfigurationError(
            f"Policy `{options.policy}` is `strict`: names and addresses need a model. Set "
            "`redact.name_model` to a token-classification model (name or path), or copy the "
            "policy and set `without_name_model: best_effort`."
        )
    actions = {policy.action} | {rule.action for rule in policy.entities.values()}
    if "hash" in actions and not os.environ.get(KEY_VARIABLE):
        raise ConfigurationError(
            f"Policy `{options.policy}` uses `action: hash`, which needs a secret key: set the "
            f"environment variable `{KEY_VARIABLE}`."
        )
    return policy


def needs_name_model(policy: Policy) -> bool:
    """Whether the policy removes what only a model finds reliably."""
    return policy.removes("PERSON") or policy.removes("ADDRESS")


def fingerprint(options: RedactOptions) -> str:
    """16 hexadecimal digits that change with the policy, the recognizers, the tagger and the name model."""
    policy = load_policy(options.policy)
    models = identity(options.tagger), _model_identity(options.name_model)
    parts = [VERSION, policy.model_dump_json(), *models]
    if options.verify_audio:  # what was not listened to again is redacted anew
        parts.append("verify_audio")
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:16]


def _model_identity(model: str | None) -> str:
    """The name of a model, or for a folder also sizes and times of its files."""
    if not model or not Path(model).is_dir():
        return model or ""
    files = sorted(path for path in Path(model).rglob("*") if path.is_file())
    stats = [(path.name, path.stat().st_size, path.stat().st_mtime_ns) for path in files]
    return f"{model}:{stats}"


def _path(name: str) -> Path:
    shipped = POLICIES / f"{name}.yaml"
    if "/" not in name and shipped.is_file():
        return shipped
    if Path(name).is_file():
        return Path(name)
    raise ConfigurationError(
        f"Unknown policy `{name}`: choose one of {', '.join(shipped_policies())}, or the path of a "
        "YAML file."
    )


@lru_cache(maxsize=16)
def _load(path: str, _modified: int) -> Policy:
    try:
        data: Any = yaml.safe_load(Path(path).read_text(encoding="utf-8")) or {}
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise ConfigurationError(
            f"Cannot read policy `{path}` ({type(error).__name__}): it must be a readable YAML file."
        ) from None
    if not isinstance(data, dict):
        raise ConfigurationError(f"Policy `{path}` must hold keys and values.")
    try:
        return Policy.model_validate(_unquoted(data))
    except ValidationError as error:
        raise ConfigurationError(_explain(path, error)) from None


def _unquoted(data: dict[str, Any]) -> dict[str, Any]:
    """`CREDIT_CARD: off` is short for `{redact: false}` (YAML reads on and off as booleans)."""
    entities = data.get("entities")
    if isinstance(entities, dict):
        short = {k: {"redact": v} if isinstance(v, bool) else v for k, v in entities.items()}
        return data | {"entities": short}
    return data


def _explain(path: str, error: ValidationError) -> str:
    lines = []
    for item in error.errors():
        key = ".".join(str(part) for part in item["loc"])
        if item["type"] == "extra_forbidden":
            lines.append(f"unknown key `{key}`; valid keys are {', '.join(_valid_keys(key))}")
        else:
            lines.append(f"`{key}` cannot be `{item['input']}`: {item['msg']}")
    return f"Policy `{path}`: " + "; ".join(lines) + "."


def _valid_keys(key: str) -> list[str]:
    model: type[BaseModel] = Policy
    if key.startswith("audio."):
        model = AudioRule
    elif key.startswith("entities."):
        model = EntityRule
    return list(model.model_fields)
