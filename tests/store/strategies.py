"""Nouns of every shape, for property tests."""

from __future__ import annotations

import string

from hypothesis import strategies as st

from callsight.calls import (
    Analysis,
    Answer,
    Check,
    Finding,
    RedactedCall,
    Source,
    Transcript,
    Turn,
    Word,
)

ANY_TEXT = st.text(max_size=30)
STORABLE = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), max_size=30)
"""What every database holds: no NUL, no half of a surrogate pair."""
NAMES = st.text(string.ascii_lowercase + "_", min_size=1, max_size=20)


def _numbers(low: float, high: float) -> st.SearchStrategy[float]:
    """Numbers as they are stored: nothing Callsight measures has more than nine decimals, and
    SQLite's JSON does not keep the last bit of a number like 6e-298."""
    return st.floats(low, high).map(lambda number: round(number, 9))


SECONDS = _numbers(0, 1e6)
SHARES = st.none() | _numbers(0, 1)
COUNTS = st.none() | st.integers(0, 2**31 - 1)


def transcripts(
    call_id: str, text: st.SearchStrategy[str] = STORABLE
) -> st.SearchStrategy[Transcript]:
    words = st.builds(Word, text, SECONDS, SECONDS, SHARES, st.booleans())
    speakers = st.sampled_from(["agent", "customer", "unknown"])

    def turn(index: int) -> st.SearchStrategy[Turn]:
        channels, flags = st.integers(0, 1), st.lists(NAMES, max_size=2).map(tuple)
        some = st.lists(words, max_size=3).map(tuple)
        return st.builds(
            Turn, st.just(index), speakers, channels, SECONDS, SECONDS, text, some, SHARES, flags
        )

    turns = st.integers(0, 3).flatmap(lambda count: st.tuples(*map(turn, range(count))))
    language = st.none() | st.sampled_from(["en", "de"])
    return st.builds(Transcript, st.just(call_id), language, turns, st.just(61.5), text)


def redacted_calls(call_id: str) -> st.SearchStrategy[RedactedCall]:
    number, time = st.integers(-1, 2**31 - 1), st.none() | SECONDS
    findings = st.builds(
        Finding, NAMES, number, number, number, STORABLE, _numbers(0, 1), time, time, STORABLE,
        number, number,
    )  # fmt: skip
    some = st.lists(findings, max_size=3).map(tuple)
    return st.builds(RedactedCall, transcripts(call_id), some, st.just(()))


def analyses(call_id: str, turns: int) -> st.SearchStrategy[Analysis]:
    values = (
        st.none() | st.booleans() | STORABLE | st.integers(-(2**53), 2**53)
        | _numbers(-1e6, 1e6) | st.lists(STORABLE, max_size=3)
    )  # fmt: skip
    statuses = st.sampled_from(["answered", "not_stated", "unsupported", "unavailable"])
    text, evidence = st.none() | STORABLE, st.lists(st.integers(0, 99), max_size=3).map(tuple)
    checks = st.builds(Check, STORABLE, st.sampled_from(["yes", "no", "unclear"]))
    maybe = st.none() | SECONDS
    sources = st.builds(Source, NAMES, STORABLE, NAMES, COUNTS, COUNTS, maybe, maybe, NAMES)
    answers = st.builds(
        Answer, NAMES, values, statuses, text, evidence, text, SHARES,
        votes=st.lists(STORABLE | st.booleans(), max_size=3).map(tuple),
        checks=st.lists(checks, max_size=2).map(tuple),
        checked_by=st.none() | STORABLE,
        source=st.none() | sources,
    )  # fmt: skip
    judged = st.none() | _numbers(-1, 1)
    return st.builds(
        Analysis,
        call_id=st.just(call_id),
        answers=st.lists(answers, min_size=1, max_size=4, unique_by=lambda a: a.question).map(
            tuple
        ),
        sentiment=st.tuples(*[judged] * turns),
        metrics=st.dictionaries(NAMES, st.none() | _numbers(-1e9, 1e9), max_size=4),
        engine=NAMES,
        model=STORABLE,
        prompt_fingerprint=NAMES,
        prompt_tokens=COUNTS,
        answer_tokens=COUNTS,
        elapsed=st.none() | SECONDS,
        cost=st.none() | SECONDS,
    )
