"""The stage: redacted calls in, answers with sentiment and call dynamics out, one call at a time.

Calls are taken in windows of a few batches, so that an engine can sort them by length; memory does
not grow with their number.
"""

from __future__ import annotations

import itertools
import logging
from collections.abc import Iterable, Iterator

from callsight.analyze.answering import Answerer, Known
from callsight.analyze.answers import scorecard
from callsight.analyze.cues import load_lexicon
from callsight.analyze.dynamics import call_metrics
from callsight.analyze.engine import AnswerEngine, CallAnswers, Item, failure
from callsight.analyze.fingerprints import fingerprint
from callsight.analyze.questionnaire import Questionnaire, load_questionnaire
from callsight.analyze.sentiment import load_scorer
from callsight.calls import Analysis, Call, Failure, Transcript
from callsight.options import AnalyzeOptions

WINDOW = 4
"""Batches taken at once."""
logger = logging.getLogger(__name__)


def analyze(
    calls: Iterable[Item],
    options: AnalyzeOptions,
    engine: AnswerEngine | None = None,
    known: Known | None = None,
) -> Iterator[Analysis | Failure]:
    """Analyze calls; one `Analysis` or `Failure` per call, in order.

    `calls` are pairs of a call and its redacted transcript. `engine` is one that is already loaded
    (default: the one that `options` asks for, loaded when there is something to ask). `known` gives
    the stored answers about a call: those that nothing changed about are kept.

    Raises ConfigurationError for a wrong questionnaire, engine or model.
    """
    questionnaire = load_questionnaire(options.questionnaire)
    answerer = Answerer(questionnaire, options, engine, known)
    mark = fingerprint(options)
    score = None
    for call, transcript, result in _answered(calls, answerer, options):
        if isinstance(result, Failure):
            yield result
            continue
        score = score or load_scorer(options.sentiment_model, options.device)
        try:
            sentiment = score(transcript)
            metrics = call_metrics(transcript, sentiment, _hold_cues(transcript))
        except Exception as error:  # one strange call must not stop the others
            logger.warning("call %s: analysis failed (%s)", call.id, type(error).__name__)
            yield failure(call.id, error)
            continue
        metrics["scorecard"] = scorecard(questionnaire, result.answers)
        yield _analysis(call.id, result, sentiment, metrics, answerer, mark)


def ask(
    calls: Iterable[Item],
    questionnaire: Questionnaire,
    options: AnalyzeOptions,
    engine: AnswerEngine | None = None,
    known: Known | None = None,
) -> Iterator[tuple[Call, Transcript, CallAnswers | Failure]]:
    """The answers alone, to a questionnaire of its own, in order; otherwise as `analyze`."""
    yield from _answered(calls, Answerer(questionnaire, options, engine, known), options)


def _answered(
    calls: Iterable[Item], answerer: Answerer, options: AnalyzeOptions
) -> Iterator[tuple[Call, Transcript, CallAnswers | Failure]]:
    source = iter(calls)
    while window := list(itertools.islice(source, options.batch_size * WINDOW)):
        for (call, transcript), result in zip(window, answerer.answer(window), strict=True):
            yield call, transcript, result


def _hold_cues(transcript: Transcript) -> tuple[str, ...]:
    return load_lexicon("en").holds if transcript.language == "en" else ()


def _analysis(
    call_id: str,
    result: CallAnswers,
    sentiment: tuple[float | None, ...],
    metrics: dict[str, float | None],
    answerer: Answerer,
    mark: str,
) -> Analysis:
    return Analysis(
        call_id=call_id,
        answers=result.answers,
        sentiment=sentiment,
        metrics=metrics,
        engine=answerer.name,
        model=answerer.model,
        prompt_fingerprint=mark,
        prompt_tokens=result.prompt_tokens,
        answer_tokens=result.answer_tokens,
        elapsed=round(result.elapsed or 0.0, 4),
        cost=result.cost,
        kept=result.kept,
    )
