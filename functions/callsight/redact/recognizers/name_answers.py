"""Names that answer a question: "may I have your name?"."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import Final

from callsight.redact.hints import is_asked
from callsight.redact.lexicon import SHORT_WORDS
from callsight.redact.passages import Conversation, Passage
from callsight.redact.recognizers import name_contexts as contexts
from callsight.redact.recognizers import name_others as others
from callsight.redact.recognizers import name_words as words
from callsight.redact.recognizers.name_lists import DOUBTFUL, SURNAMES, WORDS
from callsight.redact.recognizers.name_spans import continues, is_rare, is_surname
from callsight.redact.recognizers.name_words import NOT_NAMES, bare, can_be_name, is_initial
from callsight.redact.tokens import Token

_INITIALS: Final = 2
"""Letters of what may be an abbreviation."""
_REGION: Final = 12
"""Words of a turn in which the answer to "may I have your name?" is looked for."""
_SHORT: Final = 7
"""Most words of a question that has no question mark."""
_BEFORE: Final = frozenset("um uh yes yeah sure it's its is i'm im i".split())
"""Before a name that is the whole answer: "um its bill"."""
_MODALS: Final = frozenset("can will may".split())
_LEADING: Final = frozenset("hold think say put under spell believe guess mean".split())


def asked(conversation: Conversation, passage: Passage, i: int, cased: bool) -> float:
    """How sure token `i` answers "may I have your name?": by what else the answer says."""
    tokens, turn, word = passage.tokens, passage.tokens[i].turn, bare(passage.tokens[i])
    if not _is_long(tokens[i]) or others.is_placed(tokens, i) or not asks_name(conversation, turn):
        return 0.0
    if cased and tokens[i].first and contexts.is_whole_name(tokens, i):
        return 0.7
    if cased and contexts.is_sentence(tokens, i) and _is_early(tokens, i):
        if word in DOUBTFUL or word not in WORDS or (word in SURNAMES and not tokens[i].first):
            return 0.7 if word not in WORDS else 0.65
    low = i
    while not tokens[low].first:
        low -= 1
        leads = passage.claimed[low] == "PERSON" or _leads(tokens, low, cased)
        if i - low > _REGION or not leads:
            return 0.0
    return 0.7 if word not in WORDS else _word_answers(passage, low, i, cased)


def _word_answers(passage: Passage, low: int, i: int, cased: bool) -> float:
    """How sure an ordinary word in an answer that begins at `low` is the name."""
    tokens, high, word = passage.tokens, i, bare(passage.tokens[i])
    while high + 1 < len(tokens) and not tokens[high + 1].first and high - low <= _REGION:
        if passage.claimed[high + 1]:
            return 0.0
        high += 1
    others = sum(token.text not in NOT_NAMES for token in tokens[low : high + 1])
    known = word in SURNAMES or word in DOUBTFUL
    if not cased and word in NOT_NAMES:
        return 0.7  # `is_answer`
    if word in DOUBTFUL and continues(tokens, i + 1):
        if is_surname(tokens[i + 1], cased) or is_rare(tokens[i + 1]):
            return 0.6
    sole = 0.7 if low == high else 0.6
    return sole if others == 1 and (known or (cased and not tokens[i].first)) else 0.0


def is_answer(conversation: Conversation, passage: Passage, i: int) -> bool:
    """Whether a name that is mostly another word answers without capitals: "will farrow"."""
    tokens, word = passage.tokens, passage.tokens[i].text
    if word not in NOT_NAMES or word not in DOUBTFUL or not asks_name(conversation, tokens[i].turn):
        return False
    if not tokens[i].first and tokens[i - 1].text == "i" and word in _MODALS:
        return False  # "i can fix that"
    if not tokens[i].first and tokens[i - 1].text not in _BEFORE and tokens[i - 1].text != word:
        return False
    last = i + 1 == len(tokens) or tokens[i + 1].first
    following = "" if last else tokens[i + 1].text
    return last or following == word or (following in SURNAMES and following not in NOT_NAMES)


def _is_long(token: Token) -> bool:
    """Whether a word is long enough for a name; of two letters only a capitalized surname is."""
    word = bare(token)
    return len(word) > _INITIALS or (
        token.case == "X" and word in SURNAMES and word not in SHORT_WORDS
    )


def _is_early(tokens: Sequence[Token], i: int) -> bool:
    """Whether token `i` is among the first words of its turn."""
    return i < _REGION or tokens[i - _REGION].turn != tokens[i].turn


def _leads(tokens: Sequence[Token], k: int, cased: bool) -> bool:
    """Whether token `k` can stand before the name in an answer: "sure, it's", "hold on"."""
    token = tokens[k]
    return (
        token.text in NOT_NAMES
        or token.text in _LEADING
        or is_initial(token)
        or (not cased and len(token.text) == 1 and token.text.isalpha())
        or (token.text not in WORDS and can_be_name(token, cased))
    )


@lru_cache(maxsize=1024)
def _asked_for(text: str) -> tuple[bool, bool]:
    """Whether a turn asks for the name of something else, and for that of a person."""
    other = words.OTHER_QUESTION.search(text) is not None
    return other, words.QUESTION.search(text) is not None


def asks_name(conversation: Conversation, turn: int) -> bool:
    """Whether the other side asked for the name of a person in the turn before."""
    before = conversation.transcript.turns[turn - 1].text if turn else ""
    other_asked, name_asked = _asked_for(before)
    if other_asked:
        return False
    asks = conversation.questions[turn - 1] or conversation.turn_words[turn - 1] < _SHORT
    other = turn > 0 and not conversation.is_same_speaker(turn, turn - 1)
    named = other and asks and name_asked
    return named or is_asked(conversation, turn, "PERSON", 2)
