"""Phrases: normalization, cue patterns, scope."""

import pytest

from callsight.analyze.rules import Rule, compile_cues, normalize
from tests.analyze.dialogs import transcript


@pytest.mark.parametrize(
    ("text", "normal"),
    [
        ("I'm [PERSON_1].", " i am @person "),
        ("I can't, won't, don't!", " i can not will not do not "),
        ("cannot", " can not "),
        ("It\u2019s\tOKAY...", " it is okay "),
        ("Card [CREDIT_CARD_2]", " card @credit_card "),
        ("", "  "),
        ("...", "  "),
    ],
)
def test_normalize(text, normal):
    assert normalize(text) == normal


@pytest.mark.parametrize(
    ("cue", "text", "found"),
    [
        ("cancel my", "I want to cancel my plan", True),
        ("cancel my", "cancel mysterious", False),
        ("refund*", "two refunds please", True),
        ("speak .. manager", "let me speak to your manager", True),
        ("speak .. manager", "speak one two three four manager", False),
        ("(log|sign) in", "I can't sign in.", True),
        ("on (a)? (short|brief)? hold", "put you on hold", True),
        ("on (a)? (short|brief)? hold", "put you on a short hold", True),
        ("lights?", "the light is red", True),
        ("can't log in", "I cannot log in", True),
        ("is @person", "this is [PERSON_3] speaking", True),
    ],
)
def test_cues(cue, text, found):
    assert bool(compile_cues((cue,)).search(normalize(text))) is found


CALL = """\
agent 0 2 Welcome.
customer 3 4 Cancel it.
agent 45 48 Goodbye.
"""


@pytest.mark.parametrize(
    ("rule", "turns"),
    [
        (Rule(phrases=("welcome", "goodbye")), [0, 2]),
        (Rule(phrases=("welcome", "goodbye"), first_seconds=30), [0]),
        (Rule(phrases=("welcome", "goodbye"), last_seconds=10), [2]),
        (Rule(phrases=("cancel",), speaker="agent"), []),
        (Rule(phrases=("cancel",), speaker="customer"), [1]),
    ],
)
def test_a_rule_looks_where_it_should(rule, turns):
    assert [turn.index for turn, _ in rule.matches(transcript(CALL))] == turns
