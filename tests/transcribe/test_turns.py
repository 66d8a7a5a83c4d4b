"""Turns: divided by pauses and by the other side, overlaps kept, nothing lost."""

import itertools

from hypothesis import given, settings
from hypothesis import strategies as st

from callsight.calls import Word
from callsight.transcribe.roles import Roles, by_channel, by_content, cues
from callsight.transcribe.turns import PAUSE, HeardWord, build_turns

ROLES = {(0, 0): "agent", (1, 0): "customer"}


def say(
    text: str, channel: int, start: float, step: float = 0.4, **more: object
) -> list[HeardWord]:
    return [
        HeardWord(Word(word, start + i * step, start + (i + 1) * step, 0.5), channel, **more)
        for i, word in enumerate(text.split())
    ]


def test_a_dialog_becomes_turns_in_order_of_start() -> None:
    words = [*say("how can i help", 0, 1.0), *say("my light blinks", 1, 3.0)]
    turns = build_turns([*words, *say("i see", 0, 4.5)], ROLES)
    assert [(t.index, t.speaker, t.channel, t.text) for t in turns] == [
        (0, "agent", 0, "how can i help"),
        (1, "customer", 1, "my light blinks"),
        (2, "agent", 0, "i see"),
    ]
    assert (turns[0].start, turns[0].end, turns[0].confidence) == (1.0, 2.6, 0.5)


def test_a_pause_divides_and_a_breath_does_not() -> None:
    words = [*say("one two", 0, 0.0), *say("three", 0, 1.7), *say("four", 0, 3.2)]
    assert [t.text for t in build_turns(words, ROLES)] == ["one two three", "four"]


def test_overlapping_speech_stays_whole() -> None:
    words = [*say("let me look into that for you", 0, 0.0), *say("mhm", 1, 0.9)]
    assert [(t.channel, t.text) for t in build_turns(words, ROLES)] == [
        (0, "let me look into that for you"),
        (1, "mhm"),
    ]


def test_the_other_side_in_a_short_pause_divides() -> None:
    words = [*say("wait", 0, 0.0), *say("yes", 1, 0.5, 0.2), *say("here", 0, 0.9)]
    assert [t.text for t in build_turns(words, ROLES)] == ["wait", "yes", "here"]


def test_languages_without_spaces_are_joined_as_written_and_flags_travel() -> None:
    words = [*say("你 好", 0, 0.0, spaced=False), *say("吗", 0, 0.8, spaced=False, flags=("x",))]
    [turn] = build_turns(words, {})
    assert (turn.text, turn.speaker, turn.flags) == ("你好吗", "unknown", ("x",))


@settings(deadline=None)
@given(
    st.lists(
        st.tuples(st.integers(0, 2), st.floats(0, 3), st.floats(0, 1), st.text("abc", min_size=1)),
        max_size=40,
    )
)
def test_no_word_is_lost_and_turns_are_ordered(items: list[tuple[int, float, float, str]]) -> None:
    clock = {0: 0.0, 1: 0.0, 2: 0.0}
    words = []
    for channel, gap, length, text in items:
        start = clock[channel] + gap
        clock[channel] = start + length
        words.append(HeardWord(Word(text, start, start + length, 0.5), channel))
    turns = build_turns(words, ROLES)
    assert [turn.index for turn in turns] == list(range(len(turns)))
    assert all(a.start <= b.start for a, b in itertools.pairwise(turns))
    for channel in clock:
        own = [turn for turn in turns if turn.channel == channel]
        assert [w for t in own for w in t.words] == [w.word for w in words if w.channel == channel]
    for turn in turns:
        assert turn.text == " ".join(word.text for word in turn.words)
        gaps = [b.start - a.end for a, b in zip(turn.words, turn.words[1:], strict=False)]
        assert all(gap <= PAUSE for gap in gaps)
        assert turn.start == turn.words[0].start and turn.end == turn.words[-1].end


AGENT = "Thank you for calling Acme. How can I help? May I have your name? Anything else I can do?"
CUSTOMER = "Hi, my order never came and I want my money back."


def sides(texts: dict[int, str], configured: tuple[str, ...] = ("agent", "customer")) -> list[str]:
    return list(by_channel(texts, configured).speakers.values())


def test_roles_are_those_of_the_configuration() -> None:
    assert sides({0: AGENT, 1: CUSTOMER}) == ["agent", "customer"]
    assert sides({0: CUSTOMER, 1: AGENT}, ("customer", "agent")) == ["customer", "agent"]
    assert sides({0: "", 1: "", 2: ""}) == ["agent", "customer", "unknown"]
    assert by_channel({0: AGENT, 1: CUSTOMER}, ("agent", "customer")).confidence > 0.99
    assert by_channel({0: "", 1: ""}, ("agent", "customer")).confidence == 0.9526
    assert by_channel({0: AGENT}, ("agent", "customer")).confidence is None


def test_only_strong_words_swap_the_sides() -> None:
    swapped = by_channel({0: CUSTOMER, 1: AGENT}, ("agent", "customer"))
    assert list(swapped.speakers.values()) == ["customer", "agent"]
    assert 0.5 <= swapped.confidence < 0.99
    weak = {0: CUSTOMER, 1: "Thank you for calling. How can I help?"}
    assert sides(weak) == ["agent", "customer"]
    assert by_channel(weak, ("agent", "customer")).confidence < 0.8
    both = {0: "How can I help? " + CUSTOMER, 1: AGENT}
    assert sides(both) == ["agent", "customer"]
    assert cues(AGENT) == 4 and cues(CUSTOMER) == 0


def test_what_voices_say_gives_them_roles() -> None:
    found = by_content({0: CUSTOMER, 1: AGENT, 2: "Hm."})
    assert found.speakers == {(0, 0): "customer", (0, 1): "agent", (0, 2): "unknown"}
    assert found.confidence > 0.95
    first = by_content({0: "Hello?", 1: "Hi there."})
    assert (first.speakers[0, 0], first.confidence) == ("agent", 0.6682)
    assert by_content({0: "Hello?", 1: "Hi there."}, outbound=True) == Roles(
        {(0, 0): "unknown", (0, 1): "unknown"}, None
    )
    assert by_content({0: AGENT}) == Roles({(0, 0): "unknown"}, None)


def test_two_voices_on_one_channel_take_turns() -> None:
    words = [
        *say("how can i help", 0, 0.0),
        *say("my light blinks", 0, 1.6, voice=1),
        *say("i see", 0, 2.8),
    ]
    speakers = {(0, 0): "agent", (0, 1): "customer"}
    assert [(t.speaker, t.voice, t.text) for t in build_turns(words, speakers)] == [
        ("agent", 0, "how can i help"),
        ("customer", 1, "my light blinks"),
        ("agent", 0, "i see"),
    ]
