import dataclasses
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from callsight.calls import RedactedCall, Transcript, Turn, Word
from callsight.options import RedactOptions
from callsight.redact import load_policy, redact
from callsight.redact.apply import apply
from callsight.redact.found import Found, merge
from callsight.redact.scan import scan
from tests.redact.helpers import call, pairs


def run(transcript: Transcript, tagger: str = "bundled") -> RedactedCall:
    (result,) = redact([(transcript, ())], RedactOptions(tagger=tagger))
    assert isinstance(result, RedactedCall)
    return result


def test_an_empty_call_stays_empty() -> None:
    assert run(Transcript("c", None, (), 0.0)) == RedactedCall(
        Transcript("c", None, (), 0.0), (), ()
    )
    assert run(call("C: ")).transcript.turns[0].text == ""


def test_turns_of_one_word() -> None:
    text = "A: PIN?\nC: four\nA: yes\nC: four\nA: yes\nC: one\nA: yes\nC: two\nA: thanks"
    shown = [turn.text for turn in run(call(text)).transcript.turns]
    assert shown == [
        "PIN?",
        "[PIN_1]",
        "yes",
        "[PIN_1]",
        "yes",
        "[PIN_1]",
        "yes",
        "[PIN_1]",
        "thanks",
    ]


@pytest.mark.parametrize(("tagger", "most"), [("off", 3000), ("bundled", 300)])
def test_a_call_of_100_000_words_takes_linear_time(tagger: str, most: int) -> None:
    turns = "A: What is your card number?\nC: it's four one one one uh one one one one\nA: mhm\nC: one one one one one one one one, I paid fifty dollars on Monday\n"

    def seconds(times: int) -> float:
        transcript = call(turns * times)
        started = time.process_time()
        result = run(transcript, tagger)
        assert len(result.findings) == 2 * times
        return time.process_time() - started

    seconds(10)
    small, large = seconds(most // 10), seconds(most)  # 3,000 times: 102,000 words
    assert large < 20 * small


@pytest.mark.parametrize(
    "text",
    [
        "my card is ４１１１ １１１１ １１１１ １１１１",
        "my card is 4111\u200b1111\u200d1111\u20601111",
        "my card is 4 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1",
        "my card is 4-1-1-1-1-1-1-1-1-1-1-1-1-1-1-1",
        "my card is 4111.1111.1111.1111",
        "my card is 4111_1111_1111_1111",
        "my cаrd is ①①①① 2222 ٤٤٤٤ 1234",
        "my card is fоur оne оne оne оne оne оne оne",  # Cyrillic о and е
        "my card is f o u r 4 1 1 1 1 1 1 1",
        "my card 😀 is 4111 😀 1111 🎉 1111 😀 1111",
    ],
)
def test_numbers_in_disguise_are_found(text: str) -> None:
    shown = run(call(f"C: {text}")).transcript.turns[0].text
    assert not any(c.isdigit() for c in shown.replace("_1]", "")), shown
    assert "оne" not in shown


def test_mixed_scripts_pass_unharmed() -> None:
    text = "C: שלום 你好 привет, как дела? すみません 😀"
    assert run(call(text)).transcript.turns[0].text == text[3:]


def test_overlapping_findings_become_their_union() -> None:
    transcript = call("C: abcdefghij klm")
    found = [
        Found(0, 4, 8, "PIN", 0.9, "b", "x"), Found(0, 0, 5, "CVV", 0.6, "a", "y"),
        Found(0, 7, 9, "AGE", 0.9, "c", "z"), Found(0, 11, 14, "AGE", 0.9, "c", "z"),
    ]  # fmt: skip
    assert [(f.start, f.end, f.entity) for f in merge(transcript, found)] == [
        (0, 9, "PIN"), (11, 14, "AGE"),
    ]  # fmt: skip


def test_times_out_of_order_silence_at_least_the_value() -> None:
    words = tuple(
        Word(w, s, s + 0.2) for w, s in (("pin", 3.0), ("is", 1.0), ("44", 2.0), ("12", 0.4))
    )
    turn = Turn(0, "customer", 0, 5.0, 0.1, "pin is 44 12", words)
    result = run(Transcript("c", "en", (turn,), 6.0))
    assert "44" not in result.transcript.turns[0].text
    for start, end in ((2.0, 2.2), (0.4, 0.6)):
        assert any(s.start <= start and s.end >= end for s in result.silenced)
    assert all(0 <= s.start < s.end <= 6.0 for s in result.silenced)


def test_turn_indexes_need_not_be_positions() -> None:
    transcript = call("A: PIN?\nC: it's 4412")
    turns = tuple(dataclasses.replace(t, index=t.index * 10 + 7) for t in transcript.turns)
    result = run(dataclasses.replace(transcript, turns=turns))
    assert [f.turn for f in result.findings] == [17]
    assert result.transcript.turns[1].text == "it's [PIN_1]"


WORD = st.sampled_from(
    "my card number is four one 4111 oh double uh jane dot at gmail com @ . , $ 12 Street Oak Jason "
    "Jones name July third nineteen eighty S as in Sam password [PERSON_1] 😀 no sorry ? ４ a I".split()
)
LINES = st.lists(
    st.tuples(st.sampled_from("ACU"), st.lists(WORD, max_size=12)), min_size=1, max_size=6
)


@settings(max_examples=150, deadline=None)
@given(LINES)
def test_nothing_found_is_left_and_nothing_else_changes(lines: list[tuple[str, list[str]]]) -> None:
    transcript = call("\n".join(f"{who}: {' '.join(words)}" for who, words in lines))
    policy = load_policy()
    result = apply(transcript, scan(transcript, policy), policy)
    for before, after in zip(transcript.turns, result.transcript.turns, strict=True):
        own = [f for f in result.findings if f.turn == before.index]
        kept, place = "", 0
        for f in own:
            kept += before.text[place : f.start] + f.placeholder
            place = f.end
            assert after.text[f.redacted_start : f.redacted_end] == f.placeholder
        assert after.text == kept + before.text[place:]
        if after.words:
            joined = "".join("".join(word.text for word in after.words).split())
            assert joined == "".join(after.text.split())


def test_a_finding_is_masked_whatever_its_score_where_the_policy_asks_for_little() -> None:
    policy = load_policy().model_copy(update={"min_score": 0.0})
    assert ("URL", "acme.com") in pairs("see acme.com", policy=policy)
