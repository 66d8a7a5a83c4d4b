"""What is measured: the metrics of the scoreboard, each with its exact meaning.

A metric is named by its key, `family` or `family/part` (`wer/agent`); all parts of a family share
one definition. This table is the only place where units, directions and meanings are written.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal, TypeAlias

Kind: TypeAlias = Literal["ratio", "median", "p90", "f2", "macro_f1", "spearman"]
Unit: TypeAlias = Literal["%", "s", "", "×"]
Group: TypeAlias = Literal["speech", "privacy", "answers", "operation"]

COVERED: Final = 0.8
"""Share of a personal value's seconds that must be silenced for the value to count as found."""
TOUCHED: Final = 0.5
"""Share of a finding's seconds that must lie in personal data for the finding to be right."""
COLLAR: Final = 0.25
"""Seconds around each reference boundary that the diarization error forgives (NIST md-eval)."""


@dataclass(frozen=True)
class Family:
    """Definition of one metric and all its parts."""

    group: Group
    label: str
    kind: Kind
    """How the rows of all calls become one number, see `callsight.evaluate.statistics`."""
    unit: Unit
    better: Literal["higher", "lower"]
    of: str
    """What `Score.count` counts."""
    meaning: str


FAMILIES: Final[dict[str, Family]] = {
    "wer": Family(
        "speech", "Word error rate", "ratio", "%", "lower", "words",
        "(substitutions + deletions + insertions) / reference words, after Whisper's English "
        "normalizer, aligned per channel; by speaker of the reference word, insertions counted "
        "with the word before them",
    ),
    "inserted_words": Family(
        "speech", "Words that nobody said", "ratio", "%", "lower", "words",
        "insertions / reference words: the part of the word error rate that is invented",
    ),
    "digit_errors": Family(
        "speech", "Digits not recognized", "ratio", "%", "lower", "digits",
        "single reference digits (of normalized numbers) that the alignment does not match",
    ),
    "name_errors": Family(
        "speech", "Name words not recognized", "ratio", "%", "lower", "words",
        "normalized reference words of person names that the alignment does not match",
    ),
    "start_error_median": Family(
        "speech", "Word start error, median", "median", "s", "lower", "words",
        "|start - true start| of words recognized as spoken beside another such word",
    ),
    "start_error_p90": Family(
        "speech", "Word start error, 90th percentile", "p90", "s", "lower", "words",
        "|start - true start| of words recognized as spoken beside another such word",
    ),
    "end_error_median": Family(
        "speech", "Word end error, median", "median", "s", "lower", "words",
        "|end - true end| of words recognized as spoken beside another such word",
    ),
    "end_error_p90": Family(
        "speech", "Word end error, 90th percentile", "p90", "s", "lower", "words",
        "|end - true end| of words recognized as spoken beside another such word",
    ),
    "role_errors": Family(
        "speech", "Words given to the wrong speaker", "ratio", "%", "lower", "words",
        "words recognized as spoken, beside another such word, whose turn has another speaker",
    ),
    "diarization_error": Family(
        "speech", "Diarization error rate", "ratio", "%", "lower", "s of speech",
        "(missed + false alarm + confused seconds) / seconds of reference turns, best mapping of "
        f"speakers, overlap included, {COLLAR} s collar (pyannote.metrics)",
    ),
    "pii_recall": Family(
        "privacy", "PII recall", "ratio", "%", "higher", "values",
        f"spoken personal values of which at least {COVERED:.0%} of the seconds are silenced",
    ),
    "pii_form_recall": Family(
        "privacy", "PII recall, said as", "ratio", "%", "higher", "values",
        "PII recall by the form in which the value is said",
    ),
    "pii_typed_recall": Family(
        "privacy", "PII recall with type", "ratio", "%", "higher", "values",
        "spoken personal values that overlap a finding of the same entity",
    ),
    "pii_precision": Family(
        "privacy", "PII precision", "ratio", "%", "higher", "findings",
        f"findings of which at least {TOUCHED:.0%} of the seconds lie in personal data of any type",
    ),
    "pii_f2": Family(
        "privacy", "PII F2", "f2", "%", "higher", "values",
        "5PR / (4P + R) of PII precision and recall, of one type with its typed recall: "
        "recall weighs twice as much",
    ),
    "leaked_digits": Family(
        "privacy", "Leaked digits", "ratio", "%", "lower", "digits",
        "digits of personal values still readable, in order, at their place in the redacted text",
    ),
    "leaked_names": Family(
        "privacy", "Leaked name words", "ratio", "%", "lower", "words",
        "words of person names still readable, in order, at their place in the redacted text",
    ),
    "pii_silenced": Family(
        "privacy", "PII seconds silenced", "ratio", "%", "higher", "s of PII",
        "seconds of personal values that are silenced in the audio",
    ),
    "other_silenced": Family(
        "privacy", "Other speech silenced", "ratio", "%", "lower", "s of speech",
        "seconds of words outside personal values that are silenced in the audio",
    ),
    "accuracy": Family(
        "answers", "Answer right", "ratio", "%", "higher", "answers",
        "answers equal to the truth, no answer counted as wrong unless the truth has none",
    ),
    "macro_f1": Family(
        "answers", "Answer macro-F1", "macro_f1", "%", "higher", "answers",
        "mean F1 over the values that occur in truth or answers",
    ),
    "mean_absolute_error": Family(
        "answers", "Answer mean absolute error", "ratio", "", "lower", "answers",
        "mean |answer - truth| of scores and numbers where both exist",
    ),
    "null_rate": Family(
        "answers", "Not answered", "ratio", "%", "lower", "answers",
        "questions with a true answer for which none was given",
    ),
    "sentiment_correlation": Family(
        "answers", "Sentiment rank correlation", "spearman", "", "higher", "calls",
        "Spearman's rho of the mean sentiment of a speaker's turns and that speaker's true tone",
    ),
    "failed_calls": Family(
        "operation", "Calls that failed", "ratio", "%", "lower", "calls",
        "calls that did not get through every stage",
    ),
    "real_time_factor": Family(
        "operation", "Real-time factor", "ratio", "×", "lower", "s of audio",
        "seconds of work per second of audio, models loaded once included",
    ),
}  # fmt: skip
"""In the order of the scoreboard."""


def family_of(key: str) -> Family:
    """The definition behind a key such as `wer/agent`."""
    return FAMILIES[key.partition("/")[0]]


def label_of(key: str) -> str:
    """What a person reads for a key: `Word error rate: agent`."""
    part = key.partition("/")[2]
    return f"{family_of(key).label}: {part}" if part else family_of(key).label


def in_order(key: str) -> tuple[int, str]:
    """Sort key: families as on the scoreboard, the whole before its parts."""
    family, _, part = key.partition("/")
    return list(FAMILIES).index(family), part
