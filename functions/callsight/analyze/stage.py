"""The stage: redacted calls in, answers with sentiment and call dynamics out, one call at a time.

Calls are taken in windows of a few batches, so that an engine can sort them by length; memory does
not grow with their number.
"""

from __future__ import annotations

import hashlib
import itertools
import json
import logging
import time
from collections.abc import Iterable, Iterator

from callsight.analyze.answers import scorecard
from callsight.analyze.cues import lexicon_version, load_lexicon
from callsight.analyze.dynamics import call_metrics
from callsight.analyze.engine import (
    AnswerEngine,
    CallAnswers,
    Item,
    failure,
    load_engine,
    model_identity,
)
from callsight.analyze.prompt import PROMPT_VERSION
from callsight.analyze.questionnaire import load_questionnaire
from callsight.analyze.sentiment import load_scorer
from callsight.calls import Analysis, Failure, Transcript
from callsight.config import AnalyzeOptions

WINDOW = 4
"""Batches taken at once."""
METHOD_VERSION = 1
"""Raised when sentiment, call dynamics or the evaluation of cues change their meaning."""

logger = logging.getLogger(__name__)


def analyze(
    calls: Iterable[Item], options: AnalyzeOptions, engine: AnswerEngine | None = None
) -> Iterator[Analysis | Failure]:
    """Analyze calls; one `Analysis` or `Failure` per call, in order.

    `calls` are pairs of a call and its redacted transcript. `engine` is one that is already loaded
    (default: the one that `options` asks for, loaded when the first call arrives).

    Raises ConfigurationError for a wrong questionnaire, engine or model.
    """
    questionnaire = load_questionnaire(options.questionnaire)
    mark = fingerprint(options)
    score = None
    source = iter(calls)
    while window := list(itertools.islice(source, options.batch_size * WINDOW)):
        engine = engine or load_engine(options)
        score = score or load_scorer(options.sentiment_model, options.device)
        started = time.perf_counter()
        results = engine.answer(window, questionnaire)
        elapsed = (time.perf_counter() - started) / len(window)
        for (call, transcript), result in zip(window, results, strict=True):
            if isinstance(result, Failure):
                yield result
                continue
            try:
                sentiment = score(transcript)
                metrics = call_metrics(transcript, sentiment, _hold_cues(transcript))
            except Exception as error:  # one strange call must not stop the others
                logger.warning("call %s: analysis failed (%s)", call.id, type(error).__name__)
                yield failure(call.id, error)
                continue
            metrics["scorecard"] = scorecard(questionnaire, result.answers)
            yield _analysis(call.id, result, sentiment, metrics, engine, mark, elapsed)


def fingerprint(options: AnalyzeOptions) -> str:
    """16 hexadecimal digits that change when answers could: questionnaire, engine, model, lexicon.

    Cheap: no model is loaded. Raises ConfigurationError for a wrong questionnaire.
    """
    language_model = options.engine != "lexicon"
    parts = {
        "questionnaire": load_questionnaire(options.questionnaire).version,
        "engine": options.engine,
        "model": model_identity(options.model) if language_model else None,
        "variant": (options.quantization, model_identity(options.adapter))
        if options.engine == "transformers"
        else None,
        "prompt": PROMPT_VERSION if language_model else None,
        "sentiment": model_identity(options.sentiment_model),
        "lexicon": lexicon_version(),
        "method": METHOD_VERSION,
    }
    return hashlib.sha256(json.dumps(parts, sort_keys=True).encode()).hexdigest()[:16]


def _hold_cues(transcript: Transcript) -> tuple[str, ...]:
    return load_lexicon("en").holds if transcript.language == "en" else ()


def _analysis(
    call_id: str,
    result: CallAnswers,
    sentiment: tuple[float | None, ...],
    metrics: dict[str, float | None],
    engine: AnswerEngine,
    mark: str,
    elapsed: float,
) -> Analysis:
    return Analysis(
        call_id=call_id,
        answers=result.answers,
        sentiment=sentiment,
        metrics=metrics,
        engine=engine.name,
        model=engine.model,
        prompt_fingerprint=mark,
        prompt_tokens=result.prompt_tokens,
        answer_tokens=result.answer_tokens,
        elapsed=round(elapsed, 4),
    )
