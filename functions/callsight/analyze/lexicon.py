"""The engine without weights: answers from cues, and says so where it cannot know.

An honest baseline in the sense that a value is always backed by words of the call (or by their
absence, where absence says something). Its scores count courtesies and their opposite; whether an
answer was right or a tone was meant is left to language models.
"""

from __future__ import annotations

import logging
from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from callsight.analyze.answers import (
    clipped,
    finish,
    make_answer,
    nothing_said,
    sentences,
    unavailable,
)
from callsight.analyze.cues import (
    ChoiceCues,
    FlagCues,
    Lexicon,
    ListCues,
    ScoreCues,
    languages,
    load_lexicon,
)
from callsight.analyze.engine import CallAnswers, Item, failure
from callsight.analyze.mentions import mentions
from callsight.analyze.questionnaire import Question, Questionnaire
from callsight.analyze.rules import Rule, compile_cues, normalize
from callsight.calls import ASKED, Answer, Failure, Transcript, Turn

logger = logging.getLogger(__name__)

NO_CUES = "This question needs a language model."
DECISIVE, STRONG, WEAK = 10.0, 3.0, 1.0
ENOUGH_TURNS = 3
"""An agent who says this much without any cue of a score gets its start."""
CUE_LIMIT = 2
"""A turn gives at most this many times the points of one kind of cue."""
CUSTOMER_PROBLEM_WORDS = 6
"""A customer's turn of at least this many words can be the reason for the call."""


class LexiconEngine:
    """Answers from the cues in `assets/lexicons/`."""

    name = "lexicon"
    model = "lexicon"

    def __init__(self) -> None:
        for language in languages():
            load_lexicon(language)

    def answer(
        self, calls: Sequence[Item], questionnaire: Questionnaire
    ) -> list[CallAnswers | Failure]:
        """One result per call, in order."""
        results: list[CallAnswers | Failure] = []
        for call, transcript in calls:
            try:
                results.append(CallAnswers(answer_call(transcript, questionnaire)))
            except Exception as error:  # one strange call must not stop the others
                logger.warning("call %s: no answers (%s)", call.id, type(error).__name__)
                results.append(failure(call.id, error))
        return results


def answer_call(transcript: Transcript, questionnaire: Questionnaire) -> tuple[Answer, ...]:
    """The answers to all questions about one call."""
    if not transcript.turns:
        return nothing_said(questionnaire)
    if transcript.language not in languages():
        reason = f"The lexicon covers {', '.join(languages())}, not `{transcript.language}`."
        return finish(
            questionnaire,
            {question.id: unavailable(question, reason) for question in questionnaire.prompted},
            transcript,
        )
    lexicon = load_lexicon(transcript.language)
    given = {q.id: _answer(q, transcript, lexicon) for q in questionnaire.prompted}
    if questionnaire.name.startswith(ASKED):
        given |= {
            q.id: mentions(q, transcript)
            for q in questionnaire.prompted
            if given[q.id].reason == NO_CUES
        }
    return finish(questionnaire, given, transcript)


def _answer(question: Question, transcript: Transcript, lexicon: Lexicon) -> Answer:
    if question.type == "choice" and question.id in lexicon.choices:
        return _choice(question, lexicon.choices[question.id], transcript)
    if question.type == "multi_choice" and question.id in lexicon.choices:
        return _several(question, lexicon.choices[question.id], transcript)
    if question.type in ("score", "choice") and question.id in lexicon.scores:
        return _score(question, lexicon.scores[question.id], transcript, lexicon)
    if question.type == "yes_no" and question.id in lexicon.flags:
        return _flag(question, lexicon.flags[question.id], transcript)
    if question.type == "list" and question.id in lexicon.lists:
        return _list(question, lexicon.lists[question.id], transcript)
    if question.type == "text" and question.id in ("summary", "reason"):
        return _extract(question, transcript, lexicon)
    return unavailable(question, NO_CUES)


def _several(question: Question, cues: ChoiceCues, transcript: Transcript) -> Answer:
    """Every option with enough points."""
    points, turns = _points(question, cues, transcript)
    chosen = [option for option in question.options if points.get(option, 0.0) >= cues.threshold]
    evidence = dict.fromkeys(index for option in chosen for index in turns[option])
    return make_answer(question, chosen, transcript, evidence=sorted(evidence))


def _points(
    question: Question, cues: ChoiceCues, transcript: Transcript
) -> tuple[dict[str, float], dict[str, dict[int, float]]]:
    """Points of each option, and of each turn for it."""
    points: dict[str, float] = defaultdict(float)
    turns: dict[str, dict[int, float]] = defaultdict(dict)
    for position, turn in enumerate(transcript.turns):
        weight = _turn_weight(cues, turn, position / len(transcript.turns))
        text = normalize(turn.text)
        for option, phrases in cues.options.items():
            if option not in question.options:
                continue
            strong = _count(phrases.strong, text) * STRONG
            scored = weight * (strong + _count(phrases.weak, text) * WEAK)
            scored += weight * _count(phrases.decisive, text) * DECISIVE
            if scored:
                points[option] += scored
                turns[option][turn.index] = scored
    return points, turns


def _choice(question: Question, cues: ChoiceCues, transcript: Transcript) -> Answer:
    points, turns = _points(question, cues, transcript)
    best = max(points, key=lambda option: points[option], default=None)
    few = best is None or points[best] < cues.threshold
    if few and cues.otherwise is not None and cues.otherwise in question.options:
        return make_answer(question, cues.otherwise, transcript)
    if best is None or few:
        return unavailable(question, "No cue of the lexicon was said.")
    ranked = sorted(points.values(), reverse=True)
    if cues.mixed in question.options and len(ranked) > 1 and ranked[1] * 2 >= ranked[0]:
        best = str(cues.mixed)
        turns[best] = {index: value for found in turns.values() for index, value in found.items()}
        points[best] += sum(ranked)
    evidence = sorted(turns[best], key=lambda index: -turns[best][index])
    return make_answer(
        question,
        best,
        transcript,
        evidence=evidence,
        confidence=round(points[best] / sum(points.values()), 4),
    )


def _turn_weight(cues: ChoiceCues, turn: Turn, place: float) -> float:
    side = {"agent": cues.agent_weight, "customer": cues.customer_weight}.get(turn.speaker, 1.0)
    return side * (cues.early if place < 1 / 3 else cues.late if place >= 2 / 3 else 1.0)


def _count(phrases: tuple[str, ...], text: str) -> int:
    if not phrases:
        return 0
    found = {match[0] for match in compile_cues(phrases).finditer(text)}
    return min(CUE_LIMIT, len(found))


def _score(question: Question, cues: ScoreCues, transcript: Transcript, lexicon: Lexicon) -> Answer:
    upset = Rule(phrases=lexicon.upset, speaker="customer")
    is_upset = next(upset.matches(transcript), None) is not None
    score, evidence = cues.start, []
    for step in cues.steps:
        turns = [turn.index for turn, _ in step.matches(transcript)]
        evidence += turns[:1]
        if bool(turns) != step.absent and (is_upset or not step.upset):
            score += step.by
    spoken = sum(turn.speaker == "agent" for turn in transcript.turns)
    if not evidence and spoken < ENOUGH_TURNS:
        return unavailable(question, "No cue of the lexicon was said.")
    if cues.names:
        named = (option for option, highest in cues.names.items() if score <= highest)
        value: Any = next(named, list(cues.names)[-1])
        valid = value in question.options
    else:
        value = min(max(score, question.scores[0]), question.scores[-1])
        valid = bool(question.scores)
    if not valid:
        return unavailable(question, NO_CUES)
    return make_answer(question, value, transcript, evidence=evidence)


def _flag(question: Question, cues: FlagCues, transcript: Transcript) -> Answer:
    """The last phrase said decides between yes and no."""
    found = [(turn, words, True) for turn, words in cues.matches(transcript)]
    if cues.against:
        opposite = cues.model_copy(update={"phrases": cues.against})
        found += [(turn, words, False) for turn, words in opposite.matches(transcript)]
    if not found and cues.otherwise is None:
        return unavailable(question, "No cue of the lexicon was said.")
    if not found:
        return make_answer(question, cues.otherwise, transcript)
    value = max(found, key=lambda entry: (entry[0].index, not entry[2]))[2]
    evidence = [turn.index for turn, _, speaks_for in found if speaks_for == value]
    agreeing = len(evidence) / len(found)
    return make_answer(
        question, value, transcript, evidence=evidence[::-1], confidence=round(agreeing, 4)
    )


def _list(question: Question, cues: ListCues, transcript: Transcript) -> Answer:
    pattern = compile_cues(cues.phrases)
    items: dict[str, int] = {}
    for turn, _ in cues.matches(transcript):
        for sentence in sentences(turn.text):
            plain = normalize(sentence)
            if pattern.search(plain) and not sentence.endswith("?") and len(plain.split()) > 3:
                owner = f"{turn.speaker.capitalize()}: " if cues.name_owner else ""
                items.setdefault(owner + sentence, turn.index)
    kept = list(items.items())[-question.items :]
    return make_answer(
        question,
        [item for item, _ in kept],
        transcript,
        evidence=(index for _, index in kept),
    )


def _extract(question: Question, transcript: Transcript, lexicon: Lexicon) -> Answer:
    """The customer's problem and, in a summary, what the agent last says was or will be done.

    Extractive: whole sentences of the (redacted) transcript, in order of the call.
    """
    problem = _problem(transcript, lexicon)
    chosen: list[tuple[Turn, str]] = [problem] if problem else []
    if question.id == "summary":
        chosen += _results(transcript, lexicon)[-2:]
    if not chosen:
        return unavailable(question, "No sentence stands out without a language model.")
    chosen.sort(key=lambda entry: entry[0].index)
    if question.id == "reason":
        text = clipped(chosen[0][1], question.word_limit)
    else:
        each = max(5, question.word_limit // len(chosen) - 1)
        text = " ".join(
            f"{turn.speaker.capitalize()}: {clipped(sentence, each)}" for turn, sentence in chosen
        )
    return make_answer(question, text, transcript, evidence=(turn.index for turn, _ in chosen))


def _problem(transcript: Transcript, lexicon: Lexicon) -> tuple[Turn, str] | None:
    """The customer's sentence with the most cues in the first half of the call."""
    pattern = compile_cues(lexicon.problems)
    half = transcript.turns[: max(3, (len(transcript.turns) + 1) // 2)]
    best: Any = None
    for turn in half:
        if turn.speaker == "agent":
            continue
        for sentence in sentences(turn.text):
            plain = normalize(sentence)
            if len(plain.split()) < CUSTOMER_PROBLEM_WORDS:
                continue
            cues = len({match[0] for match in pattern.finditer(plain)})
            if cues and (best is None or cues > best[0]):
                best = (cues, turn, sentence)
    return (best[1], best[2]) if best else None


def _results(transcript: Transcript, lexicon: Lexicon) -> list[tuple[Turn, str]]:
    pattern = compile_cues(lexicon.results)
    return [
        (turn, sentence)
        for turn in transcript.turns
        if turn.speaker == "agent"
        for sentence in sentences(turn.text)
        if not sentence.endswith("?")
        and len(sentence.split()) > 4
        and pattern.search(normalize(sentence))
    ]
