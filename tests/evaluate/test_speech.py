"""Recognition measured on calls made by hand, with the exact numbers they must give."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from callsight.calls import Word
from callsight.evaluate.speech import diarization, digit_errors, word_errors, word_times
from callsight.evaluate.words import align, digits_said, heard, spoken, tokens
from tests.evaluate.builders import outcome, pii, transcript, true_turn, truth, turn

HELLO = true_turn("agent", 0.0, "Hello, my name is Anna Smith.")
CARD = true_turn("customer", 4.0, "It's four double one, uh, nine.")
KNOWN = truth(HELLO, CARD, mentions=(pii((HELLO, CARD), 0, "Anna Smith.", "PERSON", "plain"),))


def test_a_perfect_transcript_has_no_errors_however_its_turns_are_cut() -> None:
    written = transcript(
        turn(0, "agent", 0.0, "hello my"),
        turn(1, "agent", 1.0, "name is Anna Smith"),
        turn(2, "customer", 4.0, "It is 4119"),
    )
    rows = word_errors(outcome(KNOWN, transcript=written))
    # after the normalizer: "hello my name is anna smith" and "it is 4119"
    assert rows["wer"] == [(0, 9)]
    assert rows["wer/agent"] == [(0, 6)]
    assert rows["wer/customer"] == [(0, 3)]
    assert rows["name_errors"] == [(0, 2)]
    assert digit_errors(outcome(KNOWN, transcript=written)) == {"digit_errors": [(0, 4)]}


def test_errors_go_to_the_speaker_of_the_reference_word() -> None:
    written = transcript(
        turn(0, "agent", 0.0, "hello my big name is Hannah"),
        turn(1, "customer", 4.0, "It is 4139"),
    )
    rows = word_errors(outcome(KNOWN, transcript=written))
    # agent: "big" inserted, "anna" substituted, "smith" deleted; customer: one number wrong
    assert rows["wer"] == [(4, 9)]
    assert rows["inserted_words"] == [(1, 9)]
    assert rows["wer/agent"] == [(3, 6)]
    assert rows["wer/customer"] == [(1, 3)]
    assert rows["name_errors"] == [(2, 2)]
    # of 4 1 1 9 only one digit is wrong
    assert digit_errors(outcome(KNOWN, transcript=written)) == {"digit_errors": [(1, 4)]}


def test_one_channel_is_aligned_as_one_stream_and_counted_by_speaker() -> None:
    first = true_turn("agent", 0.0, "good morning", channel=0)
    second = true_turn("customer", 2.0, "hello there", channel=0)
    written = transcript(turn(0, "unknown", 0.0, "good morning hello their dear", channel=0))
    rows = word_errors(outcome(truth(first, second), transcript=written))
    assert rows["wer"] == [(2, 4)]
    assert rows["wer/agent"] == [(0, 2)]
    assert rows["wer/customer"] == [(2, 2)]


def test_speech_where_there_is_none_is_an_error_of_nobody() -> None:
    written = transcript(turn(0, "agent", 0.0, "thanks for watching"))
    assert word_errors(outcome(truth(), transcript=written))["wer"] == [(3, 0)]


def test_word_times_and_roles_are_of_the_words_that_were_recognized() -> None:
    written = transcript(
        turn(0, "customer", 0.0, "Hello my mane is Hannah", channel=0, shift=0.125),
        turn(1, "customer", 4.0, "it's four for one", channel=1, shift=-0.25),
    )
    # "is" and "one" are alone between errors: they may be another "is" and another "one"
    rows = word_times(outcome(KNOWN, transcript=written))
    assert [row[0] for row in rows["start_error_p90"]] == pytest.approx([0.125] * 2 + [0.25] * 2)
    assert [row[0] for row in rows["end_error_p90"]] == pytest.approx([0.25] * 2 + [0.5] * 2)
    assert rows["role_errors"] == [(2, 4)]


def test_diarization_error_does_not_depend_on_the_names_of_speakers() -> None:
    a = true_turn("agent", 0.0, " ".join(["word"] * 10), channel=0)  # 0.0 to 4.9 s
    b = true_turn("customer", 6.0, " ".join(["word"] * 10), channel=0)  # 6.0 to 10.9 s
    known = truth(a, b)
    swapped = transcript(
        turn(0, "customer", 0.0, a.text, channel=0), turn(1, "agent", 6.0, b.text, channel=0)
    )
    ((wrong, total),) = diarization(outcome(known, transcript=swapped))["diarization_error"]
    assert wrong == 0
    # a collar of 0.25 s at both ends of both turns (the first begins at the edge) is not counted
    assert total == pytest.approx(4.9 + 4.9 - 4 * 0.25)
    alone = transcript(turn(0, "agent", 0.0, a.text, channel=0))
    ((wrong, total),) = diarization(outcome(known, transcript=alone))["diarization_error"]
    assert (wrong, total) == pytest.approx((4.9 - 2 * 0.25, 4.9 + 4.9 - 4 * 0.25))


@pytest.mark.parametrize("evaluator", [word_errors, digit_errors, word_times, diarization])
def test_a_call_without_a_transcript_is_no_evidence(evaluator: object) -> None:
    assert evaluator(outcome(KNOWN)) == {}  # type: ignore[operator]


def test_words_know_their_mention_and_turns_without_word_times_are_shared_out() -> None:
    assert [word.mention for word in spoken(KNOWN)] == [None] * 4 + [0, 0] + [None] * 6
    untimed = turn(0, "agent", 1.0, "one two three four", timed=False)
    words = heard(transcript(untimed))
    assert [word.text for word in words] == ["one", "two", "three", "four"]
    assert words[0].start == 1.0 and words[-1].end == pytest.approx(untimed.end)
    assert words[1].start == words[0].end


def test_pieces_of_a_word_are_put_together() -> None:
    text = "at example.com, don't"
    pieces = (Word("at", 0, 1), Word("example", 1, 2), Word(".com,", 2, 3), Word("don", 3, 4),
              Word("'t", 4, 5))  # fmt: skip
    words = heard(transcript(replace(turn(0, "agent", 0.0, "x"), text=text, words=pieces)))
    assert [(w.text, w.start, w.end) for w in words] == [
        ("at", 0, 1), ("example.com,", 1, 3), ("don't", 3, 5),
    ]  # fmt: skip


def test_names_survive_the_normalizer_as_names() -> None:
    assert [token.text for token in tokens(spoken(KNOWN)) if token.name] == ["anna", "smith"]


@pytest.mark.parametrize(
    ("said", "digits"),
    [
        (["four", "double", "one,", "oh"], "4110"),
        (["4111-1111"], "41111111"),
        (["(555)", "12."], "55512"),
        (["eighty", "four"], "84"),
        (["hello"], ""),
    ],
)
def test_digits_as_said_and_as_written(said: list[str], digits: str) -> None:
    assert digits_said(said) == digits


TEXT = st.lists(st.sampled_from(["a", "b", "c", "d"]), max_size=8)


@given(TEXT, TEXT)
def test_an_alignment_uses_every_word_once_in_order(true: list[str], given: list[str]) -> None:
    pairs = align(true, given)
    assert [i for i, _ in pairs if i is not None] == list(range(len(true)))
    assert [j for _, j in pairs if j is not None] == list(range(len(given)))
