"""Questionnaires: which questions are asked about a call, as data.

A questionnaire is a YAML file that is validated completely before any model is loaded, and is
versioned by its content, so that a stored answer always tells which wording it belongs to.
"""

from __future__ import annotations

import dataclasses
import functools
import hashlib
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any, Literal, get_args

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from callsight.analyze.rules import Rule
from callsight.config import ASSETS
from callsight.errors import ConfigurationError

FOLDER = ASSETS / "questionnaires"
QuestionType = Literal["choice", "multi_choice", "yes_no", "score", "number", "text", "list"]
Value = bool | int | str
SCORECARD_OPTIONS = {"met", "not_met", "not_applicable"}
"""A weighted `choice` has (some of) these options; `not_applicable` does not count."""
TEXT_WORDS, ITEM_WORDS = 40, 20
"""Word limits where the questionnaire states none, of a text and of an item of a list."""


class Question(BaseModel):
    """One question of a questionnaire."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    id: str = Field(pattern=r"^[a-z][a-z0-9_]{0,62}$")
    """Key of the answer: lowercase letters, digits and underscores."""
    text: str = Field(min_length=1, max_length=500)
    type: QuestionType
    options: dict[str, str] = Field(default={}, max_length=50)
    """For `choice` and `multi_choice`: value to description."""
    levels: dict[int, str] = Field(default={}, max_length=11)
    """For `score`: anchored levels; every whole number from the lowest to the highest is valid."""
    speaker: Literal["agent", "customer", "both"] = "both"
    """Whose turns the question is about."""
    evidence: Literal["required", "optional", "none"] = "none"
    """Whether the answer has to name the turns that support it."""
    words: int | None = Field(None, ge=1, le=200)
    """Word limit of a `text`, or of each item of a `list`."""
    items: int = Field(5, ge=1, le=20)
    """Most items of a `list`."""
    poll: int = Field(1, ge=1, le=9)
    """How many times a language model is asked; the most frequent answer wins."""
    when: dict[str, Value | list[Value]] = Field(default={}, max_length=5)
    """Asked only if every named earlier question has (one of) the given values."""
    weight: Annotated[float, Field(gt=0, le=1000)] | None = None
    """Weight in the scorecard: `yes_no` (yes is good), `score`, or met / not_met choices."""
    rule: Rule | None = None
    """Phrases that decide a `yes_no` question in every engine, without a model."""

    @property
    def word_limit(self) -> int:
        """Words allowed in a `text`, or in each item of a `list`."""
        return self.words or (TEXT_WORDS if self.type == "text" else ITEM_WORDS)

    @property
    def scores(self) -> tuple[int, ...]:
        """Valid values of a `score`, in order."""
        return tuple(range(min(self.levels), max(self.levels) + 1)) if self.levels else ()

    @property
    def values(self) -> tuple[Value, ...] | None:
        """All values that a `choice`, `yes_no` or `score` can have; None for open types."""
        return {
            "choice": tuple(self.options),
            "multi_choice": tuple(self.options),
            "yes_no": (True, False),
            "score": self.scores,
        }.get(self.type)

    @model_validator(mode="after")
    def _fields_fit_the_type(self) -> Question:
        chooses, scored = self.type in ("choice", "multi_choice"), self.type == "score"
        _require(chooses or not self.options, "has `options`: only choices can have them")
        _require(not chooses or len(self.options) > 1, "needs at least two `options`")
        _require(scored or not self.levels, "has `levels`: only scores can have them")
        span = max(self.levels) - min(self.levels) if self.levels else 0
        _require(not scored or span > 0, "needs at least two `levels`")
        _require(span <= 10, "spans more than 11 `levels`")
        strange = [value for value in self.options if not value.strip() or not value.isprintable()]
        _require(not strange, "has `options` that are empty or have characters nobody can see")
        empty = [other for other, wanted in self.when.items() if wanted == []]
        _require(not empty, "has a `when` without any value, so it would never be asked")
        open_type = self.type in ("text", "list")
        _require(self.words is None or open_type, "has `words` only if it is a `text` or a `list`")
        _require(self.rule is None or self.type == "yes_no", "has a `rule`, so it must be `yes_no`")
        closed = self.type in ("choice", "yes_no", "score")
        _require(self.poll == 1 or closed, "has a `poll`: choice, yes_no and score questions only")
        card = self.type in ("yes_no", "score") or set(self.options) <= SCORECARD_OPTIONS
        _require(
            self.weight is None or (closed and card),
            "has a `weight`: it must be yes_no, score, or a choice of met, not_met, not_applicable",
        )
        return self


class _File(BaseModel):
    """The YAML file."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: str = Field(pattern=r"^[a-z][a-z0-9_]{0,62}$")
    title: str = Field("", max_length=200)
    instructions: str = Field("", max_length=2000)
    """Further instructions to a language model."""
    questions: tuple[Question, ...] = Field(min_length=1, max_length=100)


@dataclass(frozen=True)
class Questionnaire:
    """A validated questionnaire."""

    name: str
    title: str
    instructions: str
    questions: tuple[Question, ...]
    version: str
    """First 16 hexadecimal digits of the SHA-256 of its content."""
    text: str
    """The YAML as read."""

    def __hash__(self) -> int:
        return hash((self.version, tuple(question.id for question in self.questions)))

    @property
    def prompted(self) -> tuple[Question, ...]:
        """The questions that an engine answers (those with a `rule` answer themselves)."""
        return tuple(question for question in self.questions if question.rule is None)

    def only(self, ids: Collection[str]) -> Questionnaire:
        """The same questionnaire with some of its questions; conditions on the others are dropped,
        because nobody who is asked these questions alone could check them.
        """
        chosen = (question for question in self.questions if question.id in ids)
        return dataclasses.replace(self, questions=tuple(_without(q, ids) for q in chosen))


def _without(question: Question, ids: Collection[str]) -> Question:
    when = {other: wanted for other, wanted in question.when.items() if other in ids}
    return question if when == question.when else question.model_copy(update={"when": when})


def names() -> list[str]:
    """The shipped questionnaires."""
    return sorted(path.stem for path in FOLDER.glob("*.yaml"))


def load_questionnaire(name_or_path: str | Path) -> Questionnaire:
    """A shipped questionnaire by name, or one of your own by the path of its YAML file.

    Raises ConfigurationError for an unknown name, an unreadable file, or any mistake in it.
    """
    path = FOLDER / f"{name_or_path}.yaml" if str(name_or_path) in names() else Path(name_or_path)
    if not path.is_file():
        raise ConfigurationError(
            f"Unknown questionnaire `{name_or_path}`: "
            f"choose one of {', '.join(names())}, or give the path of a YAML file."
        )
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigurationError(
            f"Cannot read questionnaire `{path}` ({type(error).__name__}): "
            "it must be a readable UTF-8 file."
        ) from None
    return parse_questionnaire(text, str(name_or_path))


@functools.lru_cache(maxsize=16)
def parse_questionnaire(text: str, source: str = "questionnaire") -> Questionnaire:
    """A questionnaire from YAML text; `source` names it in messages.

    Raises ConfigurationError as `load_questionnaire` does.
    """
    try:
        data = yaml.load(text, Loader=_UniqueKeyLoader)
    except RecursionError:
        raise ConfigurationError(f"Questionnaire `{source}` is nested too deeply.") from None
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        where = f" at line {mark.line + 1}" if mark else ""
        problem = getattr(error, "problem", None) or "not YAML"
        raise ConfigurationError(f"Questionnaire `{source}`{where}: {problem}.") from None
    if not isinstance(data, dict):
        raise ConfigurationError(f"Questionnaire `{source}` must hold `name` and `questions`.")
    try:
        file = _File.model_validate(data)
    except ValidationError as error:
        raise ConfigurationError(f"Questionnaire `{source}`: {_explain(error, data)}") from None
    _check_references(file.questions, source)
    version = hashlib.sha256(file.model_dump_json().encode()).hexdigest()[:16]
    return Questionnaire(file.name, file.title, file.instructions, file.questions, version, text)


def _check_references(questions: tuple[Question, ...], source: str) -> None:
    seen: dict[str, Question] = {}
    for question in questions:
        where = f"Questionnaire `{source}`: question `{question.id}`"
        if question.id in seen:
            raise ConfigurationError(f"{where} is there twice: every id must be unique.")
        for other, wanted in question.when.items():
            if other not in seen and any(other == later.id for later in questions):
                raise ConfigurationError(
                    f"{where}: `when` names `{other}`, which is not asked before it: move it up; "
                    "questions cannot wait for themselves or for each other."
                )
            if other not in seen:
                known = ", ".join(seen) or "none"
                raise ConfigurationError(
                    f"{where}: `when` names `{other}`: questions before it are {known}."
                )
            valid = seen[other].values
            for value in wanted if isinstance(wanted, list) else [wanted]:
                if valid is not None and not any(same(value, item) for item in valid):
                    shown = ", ".join(_shown(item) for item in valid)
                    quoted = " without quotes" if isinstance(valid[0], bool) else ""
                    raise ConfigurationError(
                        f"{where}: `when` wants `{_shown(value)}` of `{other}`: "
                        f"valid values are {shown}{quoted}."
                    )
        seen[question.id] = question


def same(one: object, other: object) -> bool:
    """Equality under which `true` is not 1."""
    return type(one) is type(other) and one == other


def _shown(value: Value) -> str:
    return {True: "yes", False: "no"}[value] if isinstance(value, bool) else str(value)


def _require(condition: bool, problem: str) -> None:
    if not condition:
        raise ValueError(problem)


def _explain(error: ValidationError, data: dict[str, Any]) -> str:
    """The first mistake, with the value and what would be valid."""
    errors = error.errors()
    unknown = [item for item in errors if item["type"] == "extra_forbidden"]
    first = [*unknown, *errors][0]  # a misspelled key explains the one that is missing
    location = list(first["loc"])
    owner: type[BaseModel] = _File
    where = ""
    if location[:1] == ["questions"] and len(location) > 1:
        index = int(location[1])
        entry = data["questions"][index] if isinstance(data.get("questions"), list) else None
        named = entry.get("id") if isinstance(entry, dict) else None
        where = f"question `{named}`: " if named is not None else f"question {index + 1}: "
        owner, location = Question, location[2:]
        if location[:1] == ["rule"] and len(location) > 1:
            owner, where, location = Rule, f"{where}rule: ", location[1:]
    key = ".".join(str(part) for part in location if part != "[key]")
    if first["type"] == "extra_forbidden":
        return f"{where}unknown key `{key}`: valid keys are {', '.join(owner.model_fields)}."
    if first["type"] == "value_error":
        return f"{where}it {first['ctx']['error']}."
    if key == "type" and first["type"] == "literal_error":
        valid = ", ".join(get_args(QuestionType))
        return f"{where}unknown type `{first['input']}`: choose one of {valid}."
    if first["type"] == "missing":
        return f"{where}`{key}` is missing."
    hint = " (quote yes, no, on, off)" if isinstance(first["input"], bool) else ""
    return f"{where}`{key}` cannot be `{str(first['input'])[:80]}`: {first['msg']}{hint}."


class _UniqueKeyLoader(yaml.SafeLoader):
    """PyYAML keeps the last of two equal keys without a word; here that is a mistake."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        keys = [key.value for key, _ in node.value]
        twice = next((key for key in keys if keys.count(key) > 1), None)
        if twice is not None:
            raise yaml.constructor.ConstructorError(
                None, None, f"key `{twice}` is there twice", node.start_mark
            )
        return super().construct_mapping(node, deep=deep)
