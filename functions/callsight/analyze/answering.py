"""From calls to complete answers: ask what is not known yet, keep the rest, check, count the cost.

Answers that an earlier analysis left are kept where their fingerprint is still the wanted one, so
a changed questionnaire costs only the questions that changed.
"""

from __future__ import annotations

import dataclasses
import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cached_property

from callsight.analyze.answers import conditioned, finish
from callsight.analyze.engine import AnswerEngine, CallAnswers, Item, load_engine
from callsight.analyze.faithfulness import Checker, check_answers, load_checker
from callsight.analyze.fingerprints import model_name, question_fingerprints
from callsight.analyze.questionnaire import Questionnaire
from callsight.calls import Answer, Failure, Source
from callsight.options import AnalyzeOptions

Known = Callable[[str], Iterable[Answer]]
"""Call id to the answers that are stored about it, each with its `source`."""
MILLION = 1_000_000


class Answerer:
    """Answers one questionnaire over windows of calls; models are loaded at first need."""

    def __init__(
        self,
        questionnaire: Questionnaire,
        options: AnalyzeOptions,
        engine: AnswerEngine | None = None,
        known: Known | None = None,
    ) -> None:
        """`engine`: one that is already loaded; `known`: what need not be asked again."""
        self.questionnaire = questionnaire
        self._options = options
        self._given = engine
        self._known = known
        self._wanted = question_fingerprints(questionnaire, options)

    @cached_property
    def engine(self) -> AnswerEngine:
        """The engine, loaded now if it is not yet.

        Raises ConfigurationError if a model, a package or the server's URL is missing.
        """
        return self._given or load_engine(self._options)

    @property
    def name(self) -> str:
        """Name of the engine, which need not be loaded for it."""
        return self._given.name if self._given else self._options.engine

    @property
    def model(self) -> str:
        """Name of the model, which need not be loaded for it."""
        if self._given:
            return self._given.model
        return "lexicon" if self.name == "lexicon" else model_name(str(self._options.model))

    @cached_property
    def _checker(self) -> Checker | None:
        return load_checker(self._options, lambda: self.engine)

    def answer(self, window: Sequence[Item]) -> list[CallAnswers | Failure]:
        """One result per call, in order."""
        kept = [self._kept(call.id) for call, _ in window]
        groups: dict[tuple[str, ...], list[int]] = defaultdict(list)
        for position, answers in enumerate(kept):
            missing = tuple(id_ for id_ in self._wanted if id_ not in answers)
            groups[missing].append(position)
        results: dict[int, CallAnswers | Failure] = {}
        for missing, positions in groups.items():
            calls = [window[position] for position in positions]
            for position, result in zip(positions, self._asked(missing, calls), strict=True):
                results[position] = self._merged(result, kept[position])
        ordered = [results[position] for position in range(len(window))]
        if self._checker is None:
            return ordered
        return check_answers(self._checker, self.questionnaire, window, ordered, self._cost)

    def _kept(self, call_id: str) -> dict[str, Answer]:
        if self._known is None:
            return {}
        return {
            answer.question: answer
            for answer in self._known(call_id)
            if answer.source and answer.source.fingerprint == self._wanted.get(answer.question)
        }

    def _asked(
        self, missing: tuple[str, ...], calls: Sequence[Item]
    ) -> Sequence[CallAnswers | Failure]:
        """New answers with their sources; rules alone need no engine."""
        questions = self.questionnaire.only(missing)
        if not questions.prompted:
            found = [CallAnswers(finish(questions, {}, transcript)) for _, transcript in calls]
            return [self._sourced(result, questions, 0.0) for result in found]
        started = time.perf_counter()
        results = self.engine.answer(calls, questions)
        elapsed = (time.perf_counter() - started) / len(calls)
        return [
            result if isinstance(result, Failure) else self._sourced(result, questions, elapsed)
            for result in results
        ]

    def _sourced(
        self, result: CallAnswers, questions: Questionnaire, elapsed: float
    ) -> CallAnswers:
        """Tokens, time and cost are divided among the answers of the engine, so that they add up;
        answers by rule took none.
        """
        share = len(questions.prompted)
        sources = {}
        for question in questions.questions:
            if question.rule is not None:
                sources[question.id] = Source("rule", "", self._wanted[question.id])
                continue
            at = sum(1 for source in sources.values() if source.engine != "rule")
            read = _part(result.prompt_tokens, at, share)
            written = _part(result.answer_tokens, at, share)
            sources[question.id] = Source(
                self.name,
                self.model,
                self._wanted[question.id],
                read,
                written,
                round(elapsed / share, 6),
                self._cost(read, written),
            )
        return dataclasses.replace(
            result,
            answers=tuple(
                dataclasses.replace(answer, source=sources[answer.question])
                for answer in result.answers
            ),
            elapsed=elapsed,
            cost=self._cost(result.prompt_tokens, result.answer_tokens),
        )

    def _merged(
        self, result: CallAnswers | Failure, kept: Mapping[str, Answer]
    ) -> CallAnswers | Failure:
        if isinstance(result, Failure) or not kept:
            return result
        new = {answer.question: answer for answer in result.answers}
        answers = conditioned(self.questionnaire, {**kept, **new})
        return dataclasses.replace(result, answers=answers, kept=len(kept))

    def _cost(self, read: int | None, written: int | None) -> float | None:
        """Cost of these tokens; None without prices, or where the server does not count."""
        prices = (self._options.prompt_price, self._options.answer_price)
        if prices == (None, None) or read is None or written is None:
            return None
        return (read * (prices[0] or 0.0) + written * (prices[1] or 0.0)) / MILLION


def _part(total: int | None, at: int, of: int) -> int | None:
    """The whole number that the `at`-th of `of` gets, so that all of them add up to `total`."""
    return None if total is None else total * (at + 1) // of - total * at // of
