"""Names of people without a model: cue phrases, titles, questions, and lists of names."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from callsight.redact.passages import Conversation, Passage
from callsight.redact.recognizers import name_calls as calls
from callsight.redact.recognizers import name_contexts as contexts
from callsight.redact.recognizers import name_others as others
from callsight.redact.recognizers import name_words as words
from callsight.redact.recognizers.base import Hit
from callsight.redact.recognizers.casing import cased_turns
from callsight.redact.recognizers.name_alone import alone, is_hailed
from callsight.redact.recognizers.name_answers import asked, asks_name, is_answer
from callsight.redact.recognizers.name_lists import DOUBTFUL, FIRST, SURNAMES, WORD_SURNAMES, WORDS
from callsight.redact.recognizers.name_slots import in_slot
from callsight.redact.recognizers.name_spans import (
    continues,
    is_letter,
    is_rare,
    is_surname,
    name_end,
    name_start,
    note_end,
)
from callsight.redact.recognizers.name_things import goes_on_plainly, is_thing, is_unknown
from callsight.redact.recognizers.name_titles import is_titled
from callsight.redact.recognizers.name_words import (
    bare,
    can_be_name,
    is_hyphenated,
    is_initial,
    value,
)
from callsight.redact.tokens import Token

_INITIALS: Final = 2
"""Letters of what may be an abbreviation."""
_OPENING: Final = 2
"""Turns in which people say who they are."""
_UNSURE: Final = DOUBTFUL | WORD_SURNAMES
_COMMON: Final = WORDS | _UNSURE
_NEVER_WORDS: Final = frozenset("bill will april may june august".split())
"""Names that are mostly words, but not of what follows a greeting."""
_LOOSE: Final = frozenset((("okay",), ("right",), ("for",), ("alright",), ("sorry",)))
"""Behind these ordinary words stand as well."""
_SKIPPED: Final = frozenset(("uh", "um", "is", "it's"))
_BY_LAST_WORD: Final[dict[str, list[tuple[str, ...]]]] = {}
for _phrase in sorted(words.INTRODUCTIONS, key=len, reverse=True):
    _BY_LAST_WORD.setdefault(_phrase[-1], []).append(_phrase)


def find(conversation: Conversation) -> Iterator[tuple[Passage, Hit]]:
    """Names that a phrase, a title, a question or a list of names gives away."""
    cased = cased_turns(conversation)
    for passage in conversation.passages:
        for hit in _in_passage(conversation, passage, cased):
            yield passage, hit


def _in_passage(
    conversation: Conversation, passage: Passage, cased_in: Sequence[bool]
) -> Iterator[Hit]:
    tokens, taken = passage.tokens, -1
    for i, token in enumerate(tokens):
        if i <= taken or passage.claimed[i]:
            continue
        cased = cased_in[token.turn]
        if (
            cased
            and token.case == "x"
            and bare(token) in FIRST
            and contexts.is_introduced(tokens, i)
        ):
            cased = False  # "Payloop help line jerome here"
        possible = can_be_name(token, cased) or (
            _is_homonym(conversation, tokens, i) if cased else is_answer(conversation, passage, i)
        )
        if not possible:
            continue
        score = _score(conversation, passage, i, cased)
        if score:
            taken = name_end(passage, i, cased)
            yield Hit(
                "PERSON", name_start(passage, i), taken, score, "name", value(tokens, i, taken)
            )


def _score(conversation: Conversation, passage: Passage, i: int, cased: bool) -> float:
    """How sure token `i` begins a name: 0 for no."""
    tokens, word = passage.tokens, bare(passage.tokens[i])
    shaped = _shaped(tokens, i, cased)
    if shaped:
        return shaped
    listed, phrase = word in FIRST, _introduction(tokens, i)
    k = i + 1 + (continues(tokens, i + 2) and is_letter(tokens[i + 1]))  # "latrice m stubblefield"
    surname = continues(tokens, k) and is_surname(tokens[k], cased)
    known = listed or word in SURNAMES or word in DOUBTFUL
    if contexts.is_household(tokens, i) and (known or (cased and word not in WORDS)):
        return 0.65
    other = known and others.is_other(tokens, i)
    if other or is_thing(tokens, i, cased, listed, surname and listed):
        return 0.0
    if cased and _is_brand(tokens, i, phrase):
        return 0.6 * bool(asked(conversation, passage, i, cased))
    desk = phrase in words.REACHING and word in WORDS and not known
    if phrase in words.SURE and not desk and _declares(phrase, cased or known):
        return 0.85
    hailed = cased and is_hailed(conversation, tokens, i, phrase)
    if hailed or _is_company(tokens, i, cased, listed, surname):
        return 0.0
    if listed or (surname and word in DOUBTFUL and _is_sure(tokens, i, phrase)):
        return 0.75
    if in_slot(conversation, tokens, i, cased, phrase):
        return 0.7
    said = (
        _capitalized(tokens, i, phrase, known, surname) or alone(conversation, passage, i)
        if cased
        else _uncased(conversation, passage, i, phrase, known)
    )
    return said or asked(conversation, passage, i, cased)


def _shaped(tokens: Sequence[Token], i: int, cased: bool) -> float:
    """How sure what stands beside token `i` makes it a name, whatever the call is about."""
    if is_titled(tokens, i, cased):
        return 0.85
    if contexts.is_owner(tokens, i) or is_hyphenated(tokens, i) or contexts.is_pet(tokens, i):
        return 0.7
    return 0.65 if is_rare(tokens[i]) and note_end(tokens, i) > i else 0.0


def _is_company(tokens: Sequence[Token], i: int, cased: bool, listed: bool, surname: bool) -> bool:
    """Whether it begins like a place or goes on like a company."""
    if not listed and bare(tokens[i]) in words.PLACE_WORDS:
        return True
    return cased and not (surname and listed) and goes_on_plainly(tokens, i, listed)


def _uncased(
    conversation: Conversation,
    passage: Passage,
    i: int,
    phrase: tuple[str, ...] | None,
    known: bool,
) -> float:
    """How sure a word without capitals that is no sure given name is a name."""
    tokens, word = passage.tokens, bare(passage.tokens[i])
    goes_on = continues(tokens, i + 1) and tokens[i + 1].text in words.AFTER_NAME
    last = i + 1 == len(tokens) or tokens[i + 1].first
    if phrase == ("this", "is") and last and known and tokens[i].turn < _OPENING:
        return 0.7
    rare = word in SURNAMES and word not in WORD_SURNAMES and word not in WORDS
    if rare and contexts.is_filed(tokens, i):
        return 0.65
    if phrase is not None and phrase[0] in words.FAMILY and contexts.is_subject(tokens, i):
        return 0.6
    if (word in DOUBTFUL and contexts.is_here(tokens, i)) or contexts.is_speaker(tokens, i):
        return 0.7
    if calls.is_meant(passage, i) or calls.is_read_back(conversation, tokens, i):
        return 0.7
    if phrase in words.THANKING and word not in WORDS and tokens[i].turn and len(word) > _INITIALS:
        return 0.6
    if phrase in words.GREETING and goes_on and word not in _COMMON:
        return 0.6
    return 0.0


def _capitalized(
    tokens: Sequence[Token], i: int, phrase: tuple[str, ...] | None, known: bool, surname: bool
) -> float:
    """How sure a capitalized word that is no sure given name begins a name."""
    word, following = bare(tokens[i]), tokens[i + 1] if continues(tokens, i + 1) else None
    if following is not None and following.text in ("speaking", "here"):
        return 0.7 if known or word not in WORDS else 0.0
    if following is not None and following.text in words.ORGANIZATIONS:
        return 0.0
    if contexts.is_booked(tokens, i) or (word in DOUBTFUL and contexts.is_called(tokens, i)):
        return 0.65
    owned = tokens[i].text.endswith("'s")
    if owned and following is not None and known and following.text in words.OWNED:
        return 0.65  # "it's Earl's name on the check"
    if owned and following is None and phrase in words.WEAK:
        return 0.0  # "It's Kohl's."
    if owned and following is not None and phrase is None:
        return 0.0
    if word in DOUBTFUL and phrase in words.CALLING and contexts.is_calling(tokens, i):
        return 0.65
    if phrase is None:
        sure = surname and tokens[i + 1].text not in WORD_SURNAMES
        return 0.6 if sure and (known or not tokens[i].first) else 0
    whole = surname or (following is not None and is_unknown(following))
    return _phrased(tokens, i, phrase, known, whole)


def _phrased(
    tokens: Sequence[Token], i: int, phrase: tuple[str, ...], known: bool, whole: bool
) -> float:
    """How sure a capitalized word behind a phrase that may introduce a name begins one."""
    word = bare(tokens[i])
    if known and (whole or phrase not in words.WEAK or word not in _UNSURE):
        return 0.65 if word in _COMMON else 0.7
    if phrase in words.DECLARED and word in DOUBTFUL and _ends_clause(tokens, i):
        return 0.7 if word not in WORDS else 0.65 * (word not in words.TIERS)
    if phrase[0] in words.FAMILY:
        return 0.6 if tokens[i].gap in (" ", ", ") else 0.0
    if word in WORDS or (phrase in words.OPENING and tokens[i].turn == 0):
        return 0.0
    return 0.6 if phrase in words.MEETING and _ends_clause(tokens, i) else 0.0


def _is_brand(tokens: Sequence[Token], i: int, phrase: tuple[str, ...] | None) -> bool:
    """Whether two ordinary words in capitals are hardly a person's: "Blue Cross", "Delta Power"."""
    word, following = bare(tokens[i]), tokens[i + 1] if continues(tokens, i + 1) else None
    if word not in WORDS or word in calls.POPULAR or following is None or following.case != "X":
        return False
    loose = phrase in words.WEAK or phrase in _LOOSE or phrase in words.ADDRESSING
    own = phrase in words.DECLARED and word in DOUBTFUL and following.text in SURNAMES
    weak = phrase is None or (loose and phrase != ("for",) and not own)  # "you're Sunny Park?"
    return weak and following.text in WORDS and following.gap == " "


def _is_sure(tokens: Sequence[Token], i: int, phrase: tuple[str, ...] | None) -> bool:
    """Whether a doubtful given name before a surname is a name: not "bank holiday"."""
    if tokens[i + 1].text not in WORD_SURNAMES or tokens[i].case != "x":
        return True
    if phrase in _LOOSE and tokens[i].text in WORDS and tokens[i + 1].text in WORDS:
        return False  # "okay crystal clear"
    named = phrase in words.ADDRESSING and tokens[i].turn == 0  # "good morning cedar valley vet"
    return phrase is not None and not named


def _is_homonym(conversation: Conversation, tokens: Sequence[Token], i: int) -> bool:
    """Whether "Bill", "Will" or "April" stand capitalized before a surname."""
    word = tokens[i].text
    if tokens[i].case != "X" or not (word in DOUBTFUL or word in FIRST):
        return False
    if tokens[i].first and not asks_name(conversation, tokens[i].turn):
        return False
    if tokens[i].text in ("bill", "will") and contexts.is_called(tokens, i):
        return True
    if contexts.is_pet(tokens, i):
        return True
    if tokens[i].text in _NEVER_WORDS and contexts.is_met(tokens, i):
        return True
    following = tokens[i + 1] if continues(tokens, i + 1) else None
    return following is not None and following.case == "X" and following.text not in WORDS


def _introduction(tokens: Sequence[Token], i: int) -> tuple[str, ...] | None:
    """The phrase right before token `i` that introduces a name."""
    if i == 0:
        return None
    j = i - 1
    while (
        j > 0
        and i - j < 4
        and (
            tokens[j].text in _SKIPPED or is_initial(tokens[j]) or tokens[j].text == tokens[i].text
        )
    ):
        j -= 1
    for end in range(i - 1, j - 1, -1):
        if any(mark in tokens[end + 1].gap for mark in ".?!") and not tokens[end + 1].first:
            continue
        if tokens[end + 1].first and tokens[end].text == "name":
            continue  # "full name?", and in a later turn: "date of birth?"
        for phrase in _BY_LAST_WORD.get(tokens[end].text, ()):
            start = end - len(phrase) + 1
            if start >= 0 and all(tokens[start + k].text == w for k, w in enumerate(phrase)):
                name = start + phrase.index("name") if "name" in phrase else 0
                thing = phrase == ("called",) and others.is_thing_called(tokens, start)
                past = any(token.first for token in tokens[end + 1 : i + 1])
                thing = thing or (past and not _expects_name(phrase))
                other = thing or (name and bare(tokens[name - 1]) in words.OTHERS)
                return None if other else phrase
    return None


def _expects_name(phrase: tuple[str, ...]) -> bool:
    """Whether a name may follow in a later turn: "my name is", not "Hi."."""
    return phrase in words.SURE or phrase[-1] in ("is", "i'm", "it's", "its", "im", "am", "name's")


def _declares(phrase: tuple[str, ...] | None, sure: bool) -> bool:
    return sure or (
        phrase is not None and (phrase[-1] in words.DECLARING or phrase in words.CALLED)
    )


def _ends_clause(tokens: Sequence[Token], i: int) -> bool:
    j = i + 1
    while continues(tokens, j) and tokens[j].case == "X" and j - i < 3:
        j += 1
    if j >= len(tokens) or tokens[j].first:
        return True
    return any(mark in tokens[j].gap for mark in ".,?!") or tokens[j].text in words.AFTER_NAME
