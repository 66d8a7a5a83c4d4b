"""What answers depend on, as hashes: of one question, so that a changed questionnaire asks only
what changed, and of the whole analysis, so that a finished call is known to be finished.

Cheap: no model is loaded.
"""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

from callsight.analyze.cues import lexicon_version
from callsight.analyze.prompt import PROMPT_VERSION
from callsight.analyze.questionnaire import Question, Questionnaire, load_questionnaire
from callsight.calls import ASKED
from callsight.options import AnalyzeOptions

METHOD_VERSION = 1
"""Raised when sentiment, call dynamics or the evaluation of cues change their meaning."""


def fingerprint(options: AnalyzeOptions) -> str:
    """16 hexadecimal digits that change when an analysis could: questionnaire, engine, models,
    lexicon, faithfulness.

    Raises ConfigurationError for a wrong questionnaire.
    """
    parts = {
        "questionnaire": load_questionnaire(options.questionnaire).version,
        **_engine(options),
        "sentiment": model_identity(options.sentiment_model),
        "lexicon": lexicon_version(),
        "method": METHOD_VERSION,
    }
    if options.faithfulness:
        parts["faithfulness"] = model_identity(options.faithfulness_model)
    return _hash(parts)


def question_fingerprints(questionnaire: Questionnaire, options: AnalyzeOptions) -> dict[str, str]:
    """Question id to 16 hexadecimal digits that change when its answer could.

    The question's own wording and type count, the questions that its `when` names, and what
    answers it; its weight does not, nor do the other questions.
    """
    found: dict[str, str] = {}
    for question in questionnaire.questions:
        parts: dict[str, Any] = {
            "question": question.model_dump(mode="json", exclude={"weight"}),
            "conditions": [found[other] for other in question.when],
            "method": METHOD_VERSION,
        }
        if question.rule is None:
            parts |= _engine(options) | _surroundings(question, questionnaire, options)
        found[question.id] = _hash(parts)
    return found


def model_name(model: str) -> str:
    """What is stored as the model: a name as it is, of a path the last part only."""
    return Path(model).name if Path(model).exists() else model


def model_identity(model: str | None) -> str:
    """A string that changes when a model changes: its name, or of a folder the files' sizes and the
    content of its small JSON files. Cheap: weights are not read.
    """
    path = Path(model) if model else None
    if path is None or not path.exists():
        return str(model)
    digest = hashlib.sha256()
    files = sorted(path.rglob("*")) if path.is_dir() else [path]
    for file in (file for file in files if file.is_file()):
        size = file.stat().st_size
        digest.update(f"{file.relative_to(path)}:{size};".encode())
        if file.suffix == ".json" and size < 100_000:
            digest.update(file.read_bytes())
    return f"{path.name}:{digest.hexdigest()}"


def _engine(options: AnalyzeOptions) -> dict[str, Any]:
    prompted = options.engine != "lexicon"
    return {
        "engine": options.engine,
        "model": model_identity(options.model) if prompted else None,
        "variant": _variant(options) if options.engine == "transformers" else None,
        "prompt": PROMPT_VERSION if prompted else None,
    }


def _variant(options: AnalyzeOptions) -> list[str]:
    """How the weights are changed when they are loaded."""
    return [options.quantization, model_identity(options.adapter)]


def _surroundings(
    question: Question, questionnaire: Questionnaire, options: AnalyzeOptions
) -> dict[str, Any]:
    if options.engine == "lexicon":
        return {"lexicon": lexicon_version(), "asked": questionnaire.name.startswith(ASKED)}
    return {"instructions": questionnaire.instructions}


def _hash(parts: dict[str, Any]) -> str:
    return hashlib.sha256(json.dumps(parts, sort_keys=True).encode()).hexdigest()[:16]
