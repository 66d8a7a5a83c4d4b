"""The engine over language models: ask, check, repair once, divide what is too long, poll.

What differs between a local model and a server sits behind `Backend`; the rest is here once.
"""

from __future__ import annotations

import dataclasses
import json
import logging
import traceback
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from callsight.analyze import prompt, schema
from callsight.analyze.answers import finish, nothing_said
from callsight.analyze.backend import Backend, Completion, Request
from callsight.analyze.engine import CallAnswers, Item, failure
from callsight.analyze.questionnaire import Questionnaire
from callsight.calls import Answer, Failure, Transcript
from callsight.errors import CallError, CallsightError

POLL_TEMPERATURE = 0.7
"""Sampling temperature of the second and further votes; the first is greedy."""

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class _Task:
    """Questions about one call or about some of its turns."""

    transcript: Transcript
    questionnaire: Questionnaire
    temperature: float = 0.0
    merged: tuple[dict[str, Any], ...] = ()
    """Answers about the parts of the call, if they are to be combined."""

    def request(self) -> Request:
        messages = (
            prompt.merge_messages(self.questionnaire, self.merged)
            if self.merged
            else prompt.messages(self.questionnaire, self.transcript)
        )
        turns = [turn.index for turn in self.transcript.turns]
        return Request(messages, schema.json_schema(self.questionnaire, turns), self.temperature)


@dataclass(frozen=True)
class _Response:
    """A checked response, and the tokens that it took with all its parts."""

    data: dict[str, Any]
    prompt_tokens: int
    answer_tokens: int


class PromptedEngine:
    """Answers questionnaires with a language model."""

    def __init__(self, backend: Backend) -> None:
        self.backend = backend
        self.name = backend.name
        self.model = backend.model

    def answer(
        self, calls: Sequence[Item], questionnaire: Questionnaire
    ) -> list[CallAnswers | Failure]:
        """One result per call, in order.

        Raises ConfigurationError if the model cannot be used at all.
        """
        results: dict[int, CallAnswers | Failure] = {}
        open_calls: list[int] = []
        for position, (_, transcript) in enumerate(calls):
            if not transcript.turns:
                results[position] = CallAnswers(nothing_said(questionnaire), 0, 0)
            elif not questionnaire.prompted:
                results[position] = CallAnswers(finish(questionnaire, {}, transcript), 0, 0)
            else:
                open_calls.append(position)
        answered = self._answer([calls[position] for position in open_calls], questionnaire)
        results.update(zip(open_calls, answered, strict=True))
        return [results[position] for position in range(len(calls))]

    def _answer(
        self, calls: Sequence[Item], questionnaire: Questionnaire
    ) -> list[CallAnswers | Failure]:
        """The first round asks all questions; each further one those that have votes left."""
        transcripts = [transcript for _, transcript in calls]
        first = self._ask([_Task(transcript, questionnaire) for transcript in transcripts])
        votes: list[list[tuple[Questionnaire, _Response]]] = [
            [] if isinstance(response, CallError) else [(questionnaire, response)]
            for response in first
        ]
        for vote in range(1, max(question.poll for question in questionnaire.prompted)):
            polled = questionnaire.only({q.id for q in questionnaire.prompted if q.poll > vote})
            alive = [position for position, given in enumerate(votes) if given]
            tasks = [_Task(transcripts[position], polled, POLL_TEMPERATURE) for position in alive]
            for position, response in zip(alive, self._ask(tasks), strict=True):
                if isinstance(response, _Response):  # a lost vote only lowers their number
                    votes[position].append((polled, response))
        return [
            failure(call.id, response)
            if isinstance(response, CallError)
            else _result(transcript, questionnaire, given)
            for (call, transcript), response, given in zip(calls, first, votes, strict=True)
        ]

    def _ask(self, tasks: Sequence[_Task]) -> list[_Response | CallError]:
        if not tasks:
            return []
        requests = [task.request() for task in tasks]
        completions = self._complete(requests)
        results = [
            _checked(task, completion) for task, completion in zip(tasks, completions, strict=True)
        ]
        self._repair(tasks, requests, completions, results)
        self._divide(tasks, results)
        return [
            _as_error(result) if isinstance(result, schema.InvalidAnswerError) else result
            for result in results
        ]

    def _complete(self, requests: Sequence[Request]) -> list[Completion | CallError]:
        try:
            return self.backend.complete(requests)
        except CallsightError:
            raise
        except Exception as error:  # its text may hold words of a call: log where, not what
            where = traceback.extract_tb(error.__traceback__)[-1]
            logger.error(
                "engine %s failed: %s at %s:%s",
                *(self.name, type(error).__name__, where.filename, where.lineno),
            )
            problem = CallError(
                "engine_error",
                f"Engine `{self.name}` with model `{self.model}` stopped with "
                f"`{type(error).__name__}`: see the log.",
                transient=True,
            )
            return [problem for _ in requests]

    def _repair(
        self,
        tasks: Sequence[_Task],
        requests: Sequence[Request],
        completions: Sequence[Completion | CallError],
        results: list[Any],
    ) -> None:
        """One more turn for each invalid answer, with what is wrong with it."""
        invalid = [i for i, r in enumerate(results) if isinstance(r, schema.InvalidAnswerError)]
        again = []
        for position in invalid:
            completion = completions[position]
            assert isinstance(completion, Completion)
            task = (
                f"This is not valid: {results[position]}. Answer again with one JSON object that "
                f"fits this JSON schema and nothing else:\n{json.dumps(requests[position].schema)}"
            )
            history = [
                *requests[position].messages,
                {"role": "assistant", "content": completion.text},
                {"role": "user", "content": task},
            ]
            again.append(dataclasses.replace(requests[position], messages=history))
        if not again:
            return
        for position, completion in zip(invalid, self._complete(again), strict=True):
            first = completions[position]
            repaired = _checked(tasks[position], completion)
            too_long = isinstance(repaired, CallError) and repaired.kind == "too_long"
            if isinstance(repaired, _Response) and isinstance(first, Completion):
                repaired = _with_tokens(repaired, first.prompt_tokens, first.answer_tokens)
            if not too_long:  # otherwise the first problem is the one to report
                results[position] = repaired

    def _divide(self, tasks: Sequence[_Task], results: list[Any]) -> None:
        """Answer both halves of each call that is too long, then combine their answers."""
        long = [
            i
            for i, result in enumerate(results)
            if isinstance(result, CallError)
            and result.kind == "too_long"
            and not tasks[i].merged
            and len(tasks[i].transcript.turns) > 1
        ]
        halves = [half for i in long for half in _halves(tasks[i])]
        answered = self._ask(halves)
        merges: list[tuple[int, _Task, list[_Response]]] = []
        for number, i in enumerate(long):
            pair = answered[2 * number : 2 * number + 2]
            problem = next((part for part in pair if isinstance(part, CallError)), None)
            if problem is not None:
                results[i] = problem
                continue
            parts = [part for part in pair if isinstance(part, _Response)]
            merged = tuple(part.data for part in parts)
            merges.append((i, dataclasses.replace(tasks[i], merged=merged), parts))
        combined = self._ask([task for _, task, _ in merges])
        for (i, _, parts), response in zip(merges, combined, strict=True):
            if isinstance(response, _Response):
                for part in parts:
                    response = _with_tokens(response, part.prompt_tokens, part.answer_tokens)
            results[i] = response


def _checked(
    task: _Task, completion: Completion | CallError
) -> _Response | CallError | schema.InvalidAnswerError:
    if isinstance(completion, CallError):
        return completion
    try:
        data = schema.read_response(completion.text, task.questionnaire, task.transcript)
    except schema.InvalidAnswerError as error:
        return error
    return _Response(data, completion.prompt_tokens, completion.answer_tokens)


def _as_error(problem: schema.InvalidAnswerError) -> CallError:
    return CallError(
        "invalid_answer",
        f"The model's answer did not fit the questionnaire at {problem.places}, also when asked "
        "again: use a server that honors JSON schemas, or a larger model.",
    )


def _with_tokens(response: _Response, prompt_tokens: int, answer_tokens: int) -> _Response:
    return dataclasses.replace(
        response,
        prompt_tokens=response.prompt_tokens + prompt_tokens,
        answer_tokens=response.answer_tokens + answer_tokens,
    )


def _halves(task: _Task) -> list[_Task]:
    turns = task.transcript.turns
    middle = len(turns) // 2
    return [
        dataclasses.replace(task, transcript=dataclasses.replace(task.transcript, turns=part))
        for part in (turns[:middle], turns[middle:])
    ]


def _result(
    transcript: Transcript,
    questionnaire: Questionnaire,
    votes: Sequence[tuple[Questionnaire, _Response]],
) -> CallAnswers:
    ballots = [schema.to_answers(response.data, asked, transcript) for asked, response in votes]
    given = {
        question.id: _elected([ballot[question.id] for ballot in ballots if question.id in ballot])
        if question.poll > 1
        else ballots[0][question.id]
        for question in questionnaire.prompted
    }
    return CallAnswers(
        finish(questionnaire, given, transcript),
        sum(response.prompt_tokens for _, response in votes),
        sum(response.answer_tokens for _, response in votes),
    )


def _elected(votes: Sequence[Answer]) -> Answer:
    """The first vote for the most frequent value, with all votes and the share that agree."""
    counts = Counter(vote.value for vote in votes)
    value, agreeing = counts.most_common(1)[0]
    winner = next(vote for vote in votes if vote.value == value)
    values = tuple(vote.value for vote in votes)
    return dataclasses.replace(winner, confidence=round(agreeing / len(votes), 4), votes=values)
