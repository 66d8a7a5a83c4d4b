"""Redaction measured on calls made by hand, with the exact numbers they must give."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from callsight.calls import Span, Word
from callsight.evaluate.privacy import detection, leaks, length, shared, silence, union
from tests.evaluate.builders import finding, outcome, pii, redacted, true_turn, truth, turn

NAME = true_turn("agent", 0.0, "my name is Anna Smith")  # Anna Smith: 1.5 to 2.4 s
CARD = true_turn("customer", 4.0, "it is four double one oh thanks")  # 5.0 to 6.9 s
TURNS = (NAME, CARD)
KNOWN = truth(
    *TURNS,
    mentions=(
        pii(TURNS, 0, "Anna Smith", "PERSON", "plain"),
        pii(TURNS, 1, "four double one oh", "CREDIT_CARD", "double"),
    ),
)
CLEAN = (
    turn(0, "agent", 0.0, "my name is [PERSON_1]"),
    turn(1, "customer", 4.0, "it is [CREDIT_CARD_1]"),
)


def test_all_found() -> None:
    call = redacted(
        *CLEAN,
        findings=(finding(0, "PERSON", 1.4, 2.5), finding(1, "CREDIT_CARD", 4.9, 7.0)),
        silenced=(Span(0, 1.4, 2.5), Span(1, 4.9, 7.0)),
    )
    rows = detection(outcome(KNOWN, redacted=call))
    assert rows["pii_recall"] == [(True, 1), (True, 1)]
    assert rows["pii_recall/CREDIT_CARD"] == rows["pii_typed_recall/PERSON"] == [(True, 1)]
    assert rows["pii_form_recall/double"] == rows["pii_form_recall/plain"] == [(True, 1)]
    assert rows["pii_precision"] == [(True, 1), (True, 1)]
    assert rows["pii_f2"] == [(True, 1, 0, 0), (True, 1, 0, 0), (0, 0, True, 1), (0, 0, True, 1)]
    assert leaks(outcome(KNOWN, redacted=call)) == {
        "leaked_names": [(0, 2)],
        "leaked_digits": [(0, 4)],
    }


def test_silence_counts_seconds_of_values_and_of_other_words() -> None:
    # half a second of the card, and "it is" before it without the pause between the words
    call = redacted(*CLEAN, silenced=(Span(1, 3.0, 5.5),))
    rows = silence(outcome(KNOWN, redacted=call))
    assert rows["pii_silenced"] == [pytest.approx((0.5, 0.9 + 1.9))]
    # other words: my, name, is; it, is, thanks
    assert rows["other_silenced"] == [pytest.approx((0.8, 6 * 0.4))]


@pytest.mark.parametrize(("end", "hit"), [(6.53, True), (6.51, False)])
def test_a_value_is_found_when_four_fifths_of_it_are_silenced(end: float, hit: bool) -> None:
    call = redacted(*CLEAN, silenced=(Span(1, 5.0, 5.6), Span(1, 5.6, end)))
    rows = detection(outcome(KNOWN, redacted=call))
    assert rows["pii_recall/CREDIT_CARD"] == [(hit, 1)]
    assert rows["pii_recall/PERSON"] == [(False, 1)]


def test_another_channel_or_another_type_does_not_count() -> None:
    call = redacted(
        *CLEAN,
        findings=(finding(1, "PHONE_NUMBER", 5.0, 6.9), finding(0, "CREDIT_CARD", 5.0, 6.9)),
        silenced=(Span(0, 0.0, 20.0),),
    )
    rows = detection(outcome(KNOWN, redacted=call))
    assert rows["pii_recall/CREDIT_CARD"] == [(False, 1)]
    assert rows["pii_typed_recall/CREDIT_CARD"] == [(False, 1)]
    # a value of another type was found; what was found on the other channel was nothing
    assert rows["pii_precision/PHONE_NUMBER"] == [(True, 1)]
    assert rows["pii_precision/CREDIT_CARD"] == [(False, 1)]


def test_a_finding_without_times_stands_for_its_turn() -> None:
    call = redacted(turn(0, "customer", 5.0, "[CREDIT_CARD_1] yes yes yes"),
                    findings=(finding(0, "CREDIT_CARD", None, None),))  # fmt: skip
    rows = detection(outcome(KNOWN, redacted=call))
    assert rows["pii_typed_recall/CREDIT_CARD"] == [(True, 1)]
    assert rows["pii_precision"] == [(True, 1)]  # 1.9 s of the turn, 1.9 s of the value


def test_readable_digits_leak_only_where_they_were_said() -> None:
    call = redacted(
        turn(0, "agent", 0.0, "four one one"),
        turn(1, "customer", 4.0, "it is [CREDIT_CARD_1] double one nine oh"),
    )
    # of 4 1 1 0, "double one nine" lies where it was said: 1 1 can be read, 9 is not of it
    assert leaks(outcome(KNOWN, redacted=call))["leaked_digits"] == [(2, 4)]


def test_written_digits_leak_as_well() -> None:
    call = redacted(turn(0, "customer", 5.0, "4 11 0"))
    assert leaks(outcome(KNOWN, redacted=call))["leaked_digits"] == [(4, 4)]


def test_a_masked_number_is_a_placeholder_with_or_without_word_times() -> None:
    text = "[CREDIT_CARD_1 ****4110], thanks"
    untimed = turn(0, "customer", 5.0, text, timed=False)
    words = (Word("[CREDIT_CARD_1 ****4110],", 5.0, 6.9), Word("thanks", 7.0, 7.4))
    for masked in (untimed, replace(untimed, words=words)):
        call = redacted(masked)
        assert leaks(outcome(KNOWN, redacted=call))["leaked_digits"] == [(0, 4)]


def test_a_spelled_name_has_no_digits() -> None:
    spelled = true_turn("agent", 0.0, "M O O R E")
    known = truth(spelled, mentions=(pii((spelled,), 0, spelled.text, "PERSON", "spelled"),))
    call = redacted(turn(0, "agent", 0.0, "m o o [PERSON_1]"))
    assert leaks(outcome(known, redacted=call)) == {"leaked_names": [(3, 5)]}


def test_digits_glued_to_a_placeholder_leak() -> None:
    words = (Word("[CREDIT_CARD_1]", 5.0, 6.0), Word("10.", 6.0, 6.9))
    glued = replace(turn(0, "customer", 5.0, "x"), text="[CREDIT_CARD_1]10.", words=words)
    assert leaks(outcome(KNOWN, redacted=redacted(glued)))["leaked_digits"] == [(2, 4)]


def test_name_words_leak_as_heard() -> None:
    call = redacted(turn(0, "agent", 0.5, "name is anna, [PERSON_1]"))
    assert leaks(outcome(KNOWN, redacted=call))["leaked_names"] == [(1, 2)]


def test_what_the_policy_leaves_in_is_not_personal_data() -> None:
    call = redacted(*CLEAN, findings=(finding(0, "CREDIT_CARD", 1.5, 2.4),))
    spared = outcome(KNOWN, spared=frozenset({"PERSON"}), redacted=call)
    assert detection(spared)["pii_recall"] == [(False, 1)]
    assert detection(spared)["pii_precision"] == [(False, 1)]
    assert "leaked_names" not in leaks(spared)
    assert silence(spared)["pii_silenced"] == [pytest.approx((0.0, 1.9))]


def test_a_type_is_judged_by_findings_of_its_own_type() -> None:
    call = redacted(*CLEAN, findings=(finding(1, "PHONE_NUMBER", 5.0, 6.9),),
                    silenced=(Span(1, 5.0, 6.9),))  # fmt: skip
    rows = detection(outcome(KNOWN, redacted=call))
    assert rows["pii_f2/CREDIT_CARD"] == [(False, 1, 0, 0)]
    assert rows["pii_f2"] == [(False, 1, 0, 0), (True, 1, 0, 0), (0, 0, True, 1)]


def test_a_withheld_call_leaks_nothing_and_proves_nothing() -> None:
    for evaluator in (detection, leaks, silence):
        assert evaluator(outcome(KNOWN)) == {}


STRETCHES = st.lists(
    st.tuples(st.integers(0, 50), st.integers(1, 10)).map(lambda item: (item[0], sum(item))),
    max_size=8,
)


@given(STRETCHES, STRETCHES)
def test_unions_are_sets_of_seconds(a: list[tuple[int, int]], b: list[tuple[int, int]]) -> None:
    def seconds(stretches: list[tuple[int, int]]) -> set[int]:
        return {second for start, end in stretches for second in range(start, end)}

    assert length(union(a)) == len(seconds(a))
    assert shared(union(a), union(b)) == len(seconds(a) & seconds(b))
