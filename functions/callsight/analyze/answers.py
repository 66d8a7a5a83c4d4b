"""From raw values to `Answer`s: conditions, word limits, evidence that really is there.

An answer whose quote does not occur in a cited turn loses the quote, and is marked `unsupported`
where the questionnaire requires evidence.
"""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from callsight.analyze.questionnaire import Question, Questionnaire, same
from callsight.analyze.rules import normalize
from callsight.calls import Answer, Transcript

ABSENT = ("not_met", "not_applicable")
"""Values of a scorecard that, like a no, need no evidence."""
EVIDENCE_TURNS = 4
"""Most turns kept as evidence of one answer (of a list: one per item, where it has more)."""


def finish(
    questionnaire: Questionnaire, given: Mapping[str, Answer], transcript: Transcript
) -> tuple[Answer, ...]:
    """All answers in the order of the questionnaire: rules are evaluated, conditions applied."""
    ruled = {
        question.id: answer_by_rule(question, transcript)
        for question in questionnaire.questions
        if question.rule is not None
    }
    return conditioned(questionnaire, {**given, **ruled})


def conditioned(questionnaire: Questionnaire, given: Mapping[str, Answer]) -> tuple[Answer, ...]:
    """The answers in the order of the questionnaire; those whose `when` is not met lose theirs."""
    answers: dict[str, Answer] = {}
    for question in questionnaire.questions:
        answer = given[question.id]
        unmet = _unmet_condition(question, answers)
        if unmet is not None:
            answer = Answer(question.id, None, "not_stated", unmet, source=answer.source)
        answers[question.id] = answer
    return tuple(answers.values())


def nothing_said(questionnaire: Questionnaire) -> tuple[Answer, ...]:
    """The answers about a call in which nobody spoke."""
    reason = "Nothing was said in this call."
    return tuple(
        Answer(question.id, None, "not_stated", reason) for question in questionnaire.questions
    )


def answer_by_rule(question: Question, transcript: Transcript) -> Answer:
    """The answer of a question with a `rule`, with the turns in which its phrases occur."""
    assert question.rule is not None
    if not question.rule.understands(transcript):
        reason = f"The phrases are for `{question.rule.language}`, not `{transcript.language}`."
        return unavailable(question, reason)
    turns = [turn.index for turn, _ in question.rule.matches(transcript)]
    value = bool(turns) != question.rule.absent
    return Answer(question.id, value, "answered", evidence=tuple(turns[:EVIDENCE_TURNS]))


def make_answer(
    question: Question,
    value: Any,
    transcript: Transcript,
    *,
    evidence: Iterable[int] = (),
    quote: str | None = None,
    confidence: float | None = None,
) -> Answer:
    """A checked answer; `value` already has the type of the question, None is "not stated"."""
    if value is None:
        return Answer(question.id, None, "not_stated", "The call does not say.")
    value = _shortened(question, value)
    known = {turn.index for turn in transcript.turns}
    most = max(EVIDENCE_TURNS, len(value) if question.type == "list" else 0)
    cited = tuple(dict.fromkeys(index for index in evidence if index in known))[:most]
    checked = verified_quote(quote, cited, transcript)
    answer = Answer(
        question.id, value, "answered", evidence=cited, quote=checked, confidence=confidence
    )
    absence = value is False or value == [] or (isinstance(value, str) and value in ABSENT)
    if question.evidence != "required" or absence:
        return answer  # that nothing was said has no turn to point at
    if not cited:
        reason = "No turn was named that supports it."
    elif quote and not checked:
        reason = "The quote does not occur in the turns named."
    else:
        return answer
    return dataclasses.replace(answer, status="unsupported", reason=reason)


def unavailable(question: Question, reason: str) -> Answer:
    """The answer of an engine that cannot know."""
    return Answer(question.id, None, "unavailable", reason)


def verified_quote(
    quote: str | None, evidence: Sequence[int], transcript: Transcript
) -> str | None:
    """`quote` if its words occur, in order and together, in one of the turns; else None.

    Case, punctuation and contractions do not matter.
    """
    wanted = normalize(quote or "")
    if not wanted.strip():
        return None
    turns = (turn for turn in transcript.turns if turn.index in evidence)
    return quote if any(wanted in normalize(turn.text) for turn in turns) else None


def scorecard(questionnaire: Questionnaire, answers: Iterable[Answer]) -> float | None:
    """Weighted share of the points reached in [0, 1]; None without weighted, answered questions.

    `yes` and `met` are 1, `no` and `not_met` 0, a score counts by its place on its scale;
    `not_applicable` and unanswered questions are left out.
    """
    questions = {question.id: question for question in questionnaire.questions}
    points = weights = 0.0
    for answer in answers:
        question = questions[answer.question]
        share = _share(question, answer.value)
        if question.weight is not None and share is not None:
            points, weights = points + question.weight * share, weights + question.weight
    return round(points / weights, 4) if weights else None


def clipped(text: str, words: int) -> str:
    """At most `words` words: whole sentences if the first one fits, else cut with an ellipsis."""
    if len(text.split()) <= words:
        return text
    kept = ""
    for sentence in re.split(r"(?<=[.?!])\s+", text):
        longer = f"{kept} {sentence}".strip()
        if len(longer.split()) > words:
            break
        kept = longer
    return kept or " ".join(text.split()[:words]).rstrip(",;:.") + "…"


def sentences(text: str) -> list[str]:
    """`text` divided after full stops, question and exclamation marks."""
    return [part for part in re.split(r"(?<=[.?!])\s+", text.strip()) if part]


def _share(question: Question, value: Any) -> float | None:
    if question.type == "score" and value is not None:
        low, high = question.scores[0], question.scores[-1]
        return (value - low) / (high - low)
    if isinstance(value, bool):
        return float(value)
    return {"met": 1.0, "not_met": 0.0}.get(value) if isinstance(value, str) else None


def _shortened(question: Question, value: Any) -> Any:
    if question.type == "text":
        return clipped(" ".join(value.split()), question.word_limit)
    if question.type == "list":
        items = (clipped(" ".join(item.split()), question.word_limit) for item in value)
        return list(dict.fromkeys(item for item in items if item))[: question.items]
    if question.type == "multi_choice":
        return list(dict.fromkeys(value))
    return value


def _unmet_condition(question: Question, answers: Mapping[str, Answer]) -> str | None:
    for other, wanted in question.when.items():
        values = wanted if isinstance(wanted, list) else [wanted]
        got = answers[other].value if other in answers else None
        held = got if isinstance(got, list) else [got]
        if not any(same(item, value) for item in held for value in values):
            shown = " or ".join(_shown(value) for value in values)
            return f"Asked only if `{other}` is {shown}."
    return None


def _shown(value: Any) -> str:
    return ("yes" if value else "no") if isinstance(value, bool) else str(value)
