"""What a question that nobody prepared is about, without a model: turns that use its words.

The `lexicon` engine cannot answer such a question, but it can show where its words come up, so that
a person can: turns ranked by the idf-weighted words they share with the question (K. Sparck Jones,
"A statistical interpretation of term specificity", 1972), the call's own turns being the corpus.
"""

from __future__ import annotations

import math
import re
from collections import Counter

from callsight.analyze.answers import EVIDENCE_TURNS
from callsight.analyze.questionnaire import Question
from callsight.analyze.rules import normalize
from callsight.calls import Answer, Transcript

COMMON = frozenset(
    "a about after again all also an and any anything are as ask asked asks at be been before "
    "being but by call called calling calls can can could did do does during each else ever "
    "every for from get give given gives got had has have he her his how i if in into is it its "
    "last made make makes me mention mentioned mentions more most much my no not of on one only "
    "or other our out over say said says she should so some somebody someone speak talk tell "
    "than that the their them then there these they this those to told up us was we were what "
    "when where which who whom whose why will with would yes you your agent agents client "
    "clients customer customers caller callers company conversation".split()
)
"""Words that say nothing about what a question is about."""
_ENDINGS = re.compile(r"(?:ations?|ings?|ments?|ers?|ed|es|e|s|y|ies|ied)$")
_SHORTEST_STEM = 3


def mentions(question: Question, transcript: Transcript) -> Answer:
    """No value, but the turns that share the question's words, the best first."""
    wanted = {stem(word): word for word in normalize(question.text).split() if word not in COMMON}
    turns = [turn for turn in transcript.turns if question.speaker in ("both", turn.speaker)]
    stems = [Counter(stem(word) for word in normalize(turn.text).split()) for turn in turns]
    in_turns = {key: sum(key in found for found in stems) for key in wanted}
    scored = [
        (sum(math.log(1 + len(turns) / in_turns[key]) for key in wanted if key in found), turn)
        for found, turn in zip(stems, turns, strict=True)
    ]
    ranked = sorted((pair for pair in scored if pair[0]), key=lambda pair: -pair[0])
    said = [word for key, word in wanted.items() if in_turns[key]]
    reason = "Needs a language model"
    if said:
        reason += f"; it only shows where {', '.join(f'`{word}`' for word in said)} came up."
    elif wanted:
        words = ", ".join(f"`{word}`" for word in wanted.values())
        reason += f"; the call does not mention {words}."
    else:
        reason += "."
    evidence = tuple(turn.index for _, turn in ranked[:EVIDENCE_TURNS])
    return Answer(question.id, None, "unavailable", reason, evidence)


def stem(word: str) -> str:
    """`word` without a common ending: `promised`, `promises` and `promise` are the same."""
    while True:
        shorter = _ENDINGS.sub("", word)
        if shorter == word or len(shorter) < _SHORTEST_STEM:
            return word
        word = shorter
