"""Which kind a value is where no announcement says it, or one that its shape contradicts.

First by shape and check digits, then by what the talk is about ("texted you a code", "his tag is"),
then by a value of the same shape before it ("and hers?"). The end of a number, which nothing may have
announced by name, is a hint of its own.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from typing import Final

from callsight.redact import lexicon as lex
from callsight.redact.cues import NUMBER_TYPES
from callsight.redact.hints import Hint
from callsight.redact.passages import Conversation, sends_code
from callsight.redact.recognizers.bank import has_iban_form, is_iban
from callsight.redact.recognizers.memory import Memory
from callsight.redact.recognizers.national import (
    is_french_nir,
    is_medicare,
    is_nino,
    is_spanish_nif,
    is_uk_licence,
    is_uk_plate,
)
from callsight.redact.recognizers.phone import has_phone_form, is_phone
from callsight.redact.recognizers.shapes import Spoken
from callsight.redact.tokens import Token, tokenize

_TURNS: Final = 4
"""Turns before a value in which its kind is spoken of."""
_BESIDE: Final = 6
"""Words before a value that say of what the number is that they announce."""
_SENT: Final = frozenset(("PHONE_NUMBER", "ID_NUMBER", "CVV", "DATE_OF_BIRTH", "ACCOUNT_NUMBER"))
"""Kinds that a code which was sent is taken for."""
_LAST: Final = 4
_ENDING: Final = 6
"""Most digits of the end of a number."""
_WORDS: Final[dict[str, str]] = {
    "US_SSN": "social ssn american",
    "CREDIT_CARD": "card visa mastercard amex discover maestro express",
    "CVV": "front back strip signature face reverse behind cvv",
    "PIN": "code codes text texted passcode otp pin keypad",
    "PHONE_NUMBER": "call ring reach phone mobile cell callback contact landline whatsapp "
    "telephone dial lines calls",
    "PASSPORT": "passport passports",
    "DRIVER_LICENSE": "license licence license's licence's",
    "LICENSE_PLATE": "plate plates tag rego reg registration",
    "ABA_ROUTING_NUMBER": "routing aba",
    "SORT_CODE": "sort",
    "ACCOUNT_NUMBER": "account accounts bank checking savings acct loan",
    "IBAN_CODE": "iban",
    "UK_NHS": "nhs british",
    "DE_TAX_ID": "german steuer",
    "FR_NIR": "french vitale",
    "IL_ID": "israeli teudat",
    "MEDICAL_RECORD_NUMBER": "chart bracelet wristband hospital mrn patient",
    "ID_NUMBER": "policy order ticket claim booking case reference ref member membership customer "
    "tracking confirmation group serial voucher gift loyalty points club badge employee student "
    "prescription parcel invoice reservation contract application report incident transaction "
    "receipt subscription certificate pps holder's holders",
}  # fmt: skip
_TOPICS: Final = {word: entity for entity, words in _WORDS.items() for word in words.split()}
_IN_WORDS: Final = frozenset(("SECURITY_ANSWER", "EMAIL_ADDRESS", "PASSWORD"))
"""Kinds that are words, as a rule."""
_DIGITS: Final = 4
"""Digits from which a value is none of these."""
_OF_WHAT: Final = frozenset(
    "american israeli german french british patient hospital wristband bracelet chart".split()
)
"""Words that say more than "number" does."""
_SIZES: Final = {
    "CREDIT_CARD": (4, 20), "CVV": (3, 4), "PIN": (4, 8), "PHONE_NUMBER": (6, 15), "US_SSN": (3, 10),
}  # fmt: skip
"""Fewest and most characters, where parts and recognition errors allow others than the kind's."""
_OTHERS: Final = frozenset(
    "hers yours mine theirs wife's husband's spouse's son's daughter's mother's father's "
    "another other second new wifes husbands spouses".split()
)
"""Words that ask for, or give, one more value of the kind before it."""
_ENDS: Final = frozenset("ending ends end ended".split())
_TO_END: Final = lex.FILLERS | {"in", "with", "on"}
_NUMBERED: Final = frozenset(
    ("CREDIT_CARD", "PHONE_NUMBER", "ACCOUNT_NUMBER", "US_SSN", "IBAN_CODE")
)
"""Kinds of which only the end is said."""


def settle(
    conversation: Conversation,
    spoken: Spoken,
    entity: str,
    value: str,
    hint: Hint | None,
    memory: Memory,
) -> str:
    """The kind of a value that was taken for `entity`, announced by `hint` or by nothing."""
    if shaped := by_shape(value):
        return shaped
    if entity in _SENT and 4 <= len(value) <= 8 and _is_sent(conversation, spoken):
        return "PIN"
    worded = entity not in NUMBER_TYPES
    if worded and (entity not in _IN_WORDS or sum(map(str.isdigit, value)) < _DIGITS):
        return entity
    strong = hint is not None and not hint.weak
    announced = strong and not worded and _is_near(entity, value) and not _is_short(entity, value)
    end = entity in ("CREDIT_CARD", "US_SSN") and len(value) == _LAST
    if (announced or hint is None) and entity != "ID_NUMBER" and not end:
        return entity
    if end:
        return _whose_end(conversation, spoken, entity)
    own = [token.text for token in tokens_before(spoken)]
    phone = entity == "ID_NUMBER" and not announced and (is_phone(value) or has_phone_form(value))
    back = 1 if phone else _TURNS  # what looks like a telephone's is one unless the question tells
    talk = list(itertools.islice(_talk(conversation, spoken, back), _BESIDE if announced else None))
    for k, word in enumerate([*talk, ""]):
        if k == min(len(own), len(talk)) and (one := _another(conversation, spoken, value, memory)):
            return one
        topic = _TOPICS.get(word.removesuffix("'s"), "")
        other = word in _OF_WHAT if announced else topic != entity or not strong
        if topic and other and _may_be(topic, value):
            return topic
    if not announced and value.isdigit() and len(value) in (15, 16) and value[0] in "23456":
        return "CREDIT_CARD"  # a digit was misheard
    return "PHONE_NUMBER" if phone else entity


def _is_sent(conversation: Conversation, spoken: Spoken) -> bool:
    """Whether a code was sent in the turn before: "I've texted a code to your phone"."""
    if spoken.turn == 0 or conversation.is_same_speaker(spoken.turn, spoken.turn - 1):
        return False
    words = set(words_of(conversation, spoken.turn - 1))
    return sends_code(words)


def _whose_end(conversation: Conversation, spoken: Spoken, entity: str) -> str:
    """Of what the last four digits are: "just the last four" after "like my social?"."""
    topics = (_TOPICS.get(word.removesuffix("'s"), "") for word in _talk(conversation, spoken))
    return next((topic for topic in topics if topic in _NUMBERED), entity)


def by_shape(value: str) -> str | None:
    """What check digits or a form that nothing else has tell."""
    if is_iban(value) or has_iban_form(value):
        return "IBAN_CODE"
    if len(value) == 9 and is_nino(value):
        return "UK_NINO"
    if is_spanish_nif(value):
        return "ES_NIF"
    if is_uk_plate(value):
        return "LICENSE_PLATE"
    if is_uk_licence(value):
        return "DRIVER_LICENSE"
    if is_medicare(value):
        return "ID_NUMBER"
    return "FR_NIR" if is_french_nir(value) else None


def _is_near(entity: str, value: str) -> bool:
    """Whether the value is about as long as its kind, or the beginning of one."""
    kind = NUMBER_TYPES[entity]
    letters = sum(not character.isdigit() for character in value)
    return len(value) <= kind.lengths[1] + 2 and (kind.letters or letters < 2)


def _is_short(entity: str, value: str) -> bool:
    """Whether the value is a code that was sent rather than the telephone that it was sent to."""
    return entity == "PHONE_NUMBER" and 4 <= len(value) <= 6


def _may_be(entity: str, value: str) -> bool:
    kind = NUMBER_TYPES[entity]
    low, high = _SIZES.get(entity) or (min(kind.shortest, kind.lengths[0]), kind.lengths[1] + 1)
    letters = sum(not character.isdigit() for character in value)
    return low <= len(value) <= high and (kind.letters or letters < 2)


def _another(conversation: Conversation, spoken: Spoken, value: str, memory: Memory) -> str | None:
    """The kind of the value before, where one more is spoken of that looks the same."""
    for turn, entity, known in reversed(memory.latest):
        if turn < spoken.turn - _TURNS or known == value:
            continue
        same = len(known) == len(value) and known.isdigit() == value.isdigit()
        kind = NUMBER_TYPES.get(entity)
        if same and kind is not None and kind.fits(value):
            said = {token.text for token in tokens_before(spoken)}
            if spoken.turn and not said & _OTHERS:
                said |= set(words_of(conversation, spoken.turn - 1))
            return entity if said & _OTHERS else None
    return None


def _talk(conversation: Conversation, spoken: Spoken, back: int = _TURNS) -> Iterator[str]:
    """Words before a value, backwards: of its turn, then of the turns before."""
    yield from (token.text for token in tokens_before(spoken))
    for turn in range(spoken.turn - 1, max(-1, spoken.turn - 1 - back), -1):
        yield from reversed(words_of(conversation, turn))


def words_of(conversation: Conversation, turn: int) -> list[str]:
    return [token.text for token in tokenize(conversation.transcript.turns[turn].text)]


def tokens_before(spoken: Spoken) -> Iterator[Token]:
    tokens = spoken.passage.tokens
    for k in range(spoken.run.first - 1, -1, -1):
        if tokens[k + 1].first:
            return
        yield tokens[k]


def ending(conversation: Conversation, spoken: Spoken, memory: Memory) -> Hint | None:
    """What the end of a number is of: "your mobile ending 4471", "the line ends in, um, six two"."""
    text = spoken.run.text
    if _is_key(conversation, spoken, memory):
        return Hint("FR_NIR", False, "own", 0, spoken.turn)
    if not 1 < len(text) <= _ENDING or not text.isdigit():
        return None
    before = list(tokens_before(spoken))
    k = 0
    while k < len(before) and before[k].text not in _ENDS and before[k].text in _TO_END:
        k += 1
    asked = spoken.turn > 0 and not conversation.is_same_speaker(spoken.turn, spoken.turn - 1)
    question = words_of(conversation, spoken.turn - 1) if asked else []
    if k == len(before) and "last" in question:
        topics = [_TOPICS.get(word, "") for word in reversed(question)]
        entity = next((topic for topic in topics if topic in _NUMBERED), None)
        return Hint(entity, False, "own", 0, spoken.turn) if entity else None
    if k < len(before) and before[k].text in _ENDS:
        if before[k].text == "ended" and spoken.run.is_year:
            return None  # "it ended in 2022"
        words = [token.text for token in before[k:]]
    elif k == len(before) and asked and _ends_in(question):
        words = []
    else:
        return None
    entity = memory.ends(text)
    if entity is None:
        words += list(_talk(conversation, spoken))
        named = [_TOPICS.get(word.removesuffix("'s"), "") for word in words]
        other = "PHONE_NUMBER" if "number" in words[:_BESIDE] else "CREDIT_CARD"
        entity = next((topic for topic in named if topic in _NUMBERED), other)
    return Hint(entity, False, "own", 0, spoken.turn)


def _is_key(conversation: Conversation, spoken: Spoken, memory: Memory) -> bool:
    """Whether it is the key behind a French social security number: "and the key is sixty-seven"."""
    if len(spoken.run.text) != 2 or not memory.latest or memory.latest[-1][1] != "FR_NIR":
        return False
    words = {token.text for token in itertools.islice(tokens_before(spoken), _BESIDE)}
    words |= set(words_of(conversation, spoken.turn - 1)) if not words else set()
    return "key" in words or "clé" in words


def asks_for_end(conversation: Conversation, spoken: Spoken) -> bool:
    """Whether only the end of a number is spoken of: "the last four of your social?"."""
    words = [token.text for token in tokens_before(spoken)]
    words += words_of(conversation, spoken.turn - 1) if spoken.turn else []
    return not {*_ENDS, "last"}.isdisjoint(words)


def _ends_in(words: Sequence[str]) -> bool:
    """Whether a question ends with "ending in", "it ends"."""
    return any(word in _ENDS for word in words[-2:])
