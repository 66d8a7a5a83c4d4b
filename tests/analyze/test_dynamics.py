"""Call dynamics: exact numbers on a small call, and what must hold for any call."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from callsight.analyze.cues import load_lexicon
from callsight.analyze.dynamics import call_metrics
from callsight.analyze.metrics import METRICS
from callsight.calls import Transcript, Turn
from tests.analyze.dialogs import BILLING, transcript

HOLDS = load_lexicon("en").holds


def metrics(text, seconds=50.0, sentiment=None, language="en"):
    call = transcript(text, seconds=seconds, language=language)
    return call_metrics(call, sentiment or [None] * len(call.turns), HOLDS)


def test_every_number_of_a_small_call():
    sentiment = [0.0, -0.6, -0.2, -0.4, None, None, 0.1, 0.8, 0.2, -0.1, 0.3, 0.0]
    values = metrics(BILLING, sentiment=sentiment)
    expected = {
        "talk_seconds_agent": 19.5,
        "talk_seconds_customer": 11.8,
        "talk_ratio_agent": 0.623,
        "talk_ratio_customer": 0.377,
        "silence_seconds": 19.2,
        "non_talk_seconds": 12.0,
        "longest_silence_seconds": 12.0,
        "overtalk_seconds": 0.5,
        "interruptions_agent": 0.0,
        "interruptions_customer": 1.0,
        "words_per_minute_agent": 230.77,
        "words_per_minute_customer": 213.56,
        "longest_monologue_seconds_agent": 4.0,
        "longest_monologue_seconds_customer": 4.5,
        "response_delay_seconds_agent": 0.5,
        "response_delay_seconds_customer": 0.5,
        "questions_agent": 3.0,
        "questions_customer": 0.0,
        "turns_agent": 6.0,
        "turns_customer": 6.0,
        "turns_per_minute": 14.4,
        "speaker_switches_per_minute": 13.2,
        "holds": 1.0,
        "hold_seconds": 12.0,
        "sentiment_customer_q2": None,
    }
    got = {name: values[name] for name in expected}
    assert got == pytest.approx(expected, abs=0.01)


@pytest.mark.parametrize(
    ("text", "by_agent", "by_customer", "overtalk"),
    [
        ("agent 0 5 one two\ncustomer 4 8 but wait please", 0, 1, 1.0),
        ("customer 0 5 one two\nagent 4 8 but wait please", 1, 0, 1.0),
        ("agent 0 5 one two\ncustomer 2 2.5 Mm hmm.", 0, 0, 0.5),  # listening
        ("agent 0 5 one two\ncustomer 4.8 8 but wait please", 0, 0, 0.2),  # too short
        ("agent 0 5 one two\ncustomer 5 8 but wait please", 0, 0, 0.0),
        ("agent 0 5 one two\nagent 3 8 but wait please", 0, 0, 0.0),  # one speaker
    ],
)
def test_interruptions(text, by_agent, by_customer, overtalk):
    values = metrics(text)
    assert values["interruptions_agent"] == by_agent
    assert values["interruptions_customer"] == by_customer
    assert values["overtalk_seconds"] == pytest.approx(overtalk)


def test_listening_signals_do_not_end_a_monologue():
    text = "agent 0 5 one two\ncustomer 5.2 5.6 Okay.\nagent 6 10 three\nagent 11 12 four\n"
    assert metrics(text)["longest_monologue_seconds_agent"] == 12.0
    assert metrics(text.replace("Okay.", "I disagree."))["longest_monologue_seconds_agent"] == 6.0
    assert metrics(text.replace("11 12", "13 14"))["longest_monologue_seconds_agent"] == 10.0


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("agent 0 1 Can I help? What is it? Fine.", 2.0),
        ("agent 0 1 what is your name", 1.0),  # a recognizer without punctuation
        ("agent 0 1 what a day", 0.0),
        ("agent 0 1 I can help you", 0.0),
    ],
)
def test_questions(text, count):
    assert metrics(text)["questions_agent"] == count


@pytest.mark.parametrize(
    ("text", "holds", "seconds"),
    [
        ("agent 0 5 Please hold for a moment.\nagent 40 45 Thanks.", 1.0, 35.0),
        ("agent 0 5 Please hold.\ncustomer 5.5 6 Sure.\nagent 20 21 Back.", 1.0, 14.0),
        ("agent 0 5 Please hold.\nagent 8 45 Thanks.", 0.0, 0.0),
        ("customer 0 5 Please hold.\nagent 40 45 Thanks.", 0.0, 0.0),
        ("agent 0 5 Good morning.\nagent 40 45 Thanks.", 0.0, 0.0),
    ],
)
def test_holds(text, holds, seconds):
    values = metrics(text)
    assert (values["holds"], values["hold_seconds"]) == (holds, seconds)
    other = metrics(text, language="de")
    assert (other["holds"], other["hold_seconds"]) == (None, None)


def test_sentiment_over_the_quarters():
    text = (
        "customer 0 5 one two\ncustomer 10 12 one\ncustomer 20 21 one\n"
        "customer 45 50 one\nagent 30 31 x"
    )
    values = metrics(text, sentiment=[-1.0, 0.5, 0.2, 0.6, 1.0])
    assert values["sentiment_start"] == values["sentiment_customer_q1"] == pytest.approx(-0.5)
    assert values["sentiment_customer_q2"] == 0.2
    assert values["sentiment_customer_q3"] is None
    assert values["sentiment_end"] == 0.6
    assert values["sentiment_shift"] == pytest.approx(1.1)
    assert values["sentiment_customer"] == pytest.approx((-2 + 0.5 + 0.2 + 0.6) / 5)
    assert values["sentiment_agent"] == 1.0


def test_a_call_without_speech():
    values = call_metrics(Transcript("c", None, (), 30.0), [])
    assert values["silence_seconds"] == values["longest_silence_seconds"] == 30.0
    assert values["talk_ratio_agent"] is None and values["words_per_minute_agent"] is None
    assert call_metrics(Transcript("c", None, (), 0.0), [])["turns_per_minute"] is None


TURN = st.tuples(
    st.sampled_from(["agent", "customer", "unknown"]),
    st.floats(-5, 110),
    st.floats(0, 60),
    st.sampled_from(["Okay.", "What is it?", "", "I want to cancel my plan now"]),
    st.one_of(st.none(), st.floats(-1, 1)),
)


@given(st.lists(TURN, max_size=12))
def test_the_numbers_agree_with_each_other(drawn):
    drawn.sort(key=lambda entry: entry[1])
    turns = tuple(
        Turn(i, speaker, 0, start, start + length, text)
        for i, (speaker, start, length, text, _) in enumerate(drawn)
    )
    call = Transcript("c", "en", turns, 100.0)
    values = call_metrics(call, [entry[4] for entry in drawn], HOLDS)
    assert list(values) == [name for name in METRICS if name != "scorecard"]
    known = {name: value for name, value in values.items() if value is not None}
    assert all(value >= 0 for name, value in known.items() if "sentiment" not in name)
    assert all(-1 <= v <= 1 for n, v in known.items() if "sentiment" in n and "shift" not in n)
    talked = 100.0 - values["silence_seconds"]
    both = values["talk_seconds_agent"] + values["talk_seconds_customer"]
    assert max(values["talk_seconds_agent"], values["talk_seconds_customer"]) <= talked + 1e-3
    if all(turn.speaker != "unknown" for turn in turns):
        assert both - values["overtalk_seconds"] == pytest.approx(talked, abs=0.01)
    assert values["longest_silence_seconds"] <= values["silence_seconds"] + 1e-3
    assert values["non_talk_seconds"] <= values["silence_seconds"] + 1e-3
    assert values["hold_seconds"] <= values["silence_seconds"] + 1e-3
    for side in ("agent", "customer"):
        spoken = [turn for turn in turns if turn.speaker == side]
        assert values[f"turns_{side}"] == len(spoken)
        assert values[f"interruptions_{side}"] <= len(spoken)


def test_every_metric_says_its_unit():
    assert all(metric.unit and metric.description.endswith(".") for metric in METRICS.values())
    assert not any("{" in metric.description for metric in METRICS.values())
