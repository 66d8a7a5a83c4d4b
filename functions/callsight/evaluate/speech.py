"""How well speech is written down: words, their times, and who said them."""

from __future__ import annotations

import warnings
from collections import Counter
from collections.abc import Iterator, Sequence

from callsight.calls import Transcript, Turn
from callsight.evaluate.metrics import COLLAR
from callsight.evaluate.stages import Outcome
from callsight.evaluate.statistics import Evidence, Row
from callsight.evaluate.words import (
    Token,
    align,
    channel_pairs,
    equal_words,
    heard,
    single_digits,
    spoken,
    tokens,
)
from callsight.synthesize.truth import GroundTruth, TrueTurn


def word_errors(outcome: Outcome) -> Evidence:
    """Word error rate, whole and by speaker; invented words; name words not recognized."""
    if outcome.transcript is None:
        return {}
    errors, words = Counter[str](), Counter[str]()
    names = wrong_names = inserted = 0
    for reference, hypothesis in _token_pairs(outcome.truth, outcome.transcript):
        words.update(token.speaker for token in reference)
        last = reference[0] if reference else None
        for i, j in align([t.text for t in reference], [t.text for t in hypothesis]):
            last = last if i is None else reference[i]
            wrong = i is None or j is None or reference[i].text != hypothesis[j].text
            errors[last.speaker if last else "nobody"] += wrong
            inserted += i is None
            if i is not None and reference[i].name:
                names += 1
                wrong_names += wrong
    rows: dict[str, list[Row]] = {
        "wer": [(errors.total(), words.total())],
        "inserted_words": [(inserted, words.total())],
        "name_errors": [(wrong_names, names)],
    }
    return rows | {f"wer/{who}": [(errors[who], words[who])] for who in sorted(words)}


def digit_errors(outcome: Outcome) -> Evidence:
    """Single digits that were not recognized."""
    if outcome.transcript is None:
        return {}
    digits = wrong = 0
    for reference, hypothesis in _token_pairs(outcome.truth, outcome.transcript):
        true, given = single_digits(reference), single_digits(hypothesis)
        for i, j in align(true, given):
            if i is not None and true[i].isdigit():
                digits += 1
                wrong += j is None or true[i] != given[j]
    return {"digit_errors": [(wrong, digits)]}


def _token_pairs(
    truth: GroundTruth, transcript: Transcript
) -> Iterator[tuple[list[Token], list[Token]]]:
    for true, given in channel_pairs(spoken(truth), heard(transcript)):
        yield tokens(true), tokens(given)


def word_times(outcome: Outcome) -> Evidence:
    """Times and speakers of the words that were recognized as spoken."""
    if outcome.transcript is None:
        return {}
    pairs = [
        pair
        for true, given in channel_pairs(spoken(outcome.truth), heard(outcome.transcript))
        for pair in equal_words(true, given)
    ]
    starts: list[Row] = [(abs(given.start - true.start),) for true, given in pairs]
    ends: list[Row] = [(abs(given.end - true.end),) for true, given in pairs]
    wrong = sum(true.speaker != given.speaker for true, given in pairs)
    return {
        "start_error_median": starts,
        "start_error_p90": starts,
        "end_error_median": ends,
        "end_error_p90": ends,
        "role_errors": [(wrong, len(pairs))],
    }


def diarization(outcome: Outcome) -> Evidence:
    """Diarization error rate; no evidence where pyannote.metrics is not installed."""
    if outcome.transcript is None:
        return {}
    try:
        from pyannote.core import Annotation, Segment, Timeline
        from pyannote.metrics.diarization import DiarizationErrorRate
    except ImportError:
        return {}

    def annotation(turns: Sequence[Turn | TrueTurn]) -> Annotation:
        marked = Annotation()
        for number, turn in enumerate(turns):
            if turn.end > turn.start:
                marked[Segment(turn.start, turn.end), number] = turn.speaker
        return marked

    # pyannote's collar is the whole width, half of it on each side of a boundary
    metric = DiarizationErrorRate(collar=2 * COLLAR)
    whole = Timeline([Segment(0, outcome.truth.seconds)])
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        parts = metric(
            annotation(outcome.truth.turns),
            annotation(outcome.transcript.turns),
            uem=whole,
            detailed=True,
        )
    missed = parts["missed detection"] + parts["false alarm"] + parts["confusion"]
    return {"diarization_error": [(float(missed), float(parts["total"]))]}
