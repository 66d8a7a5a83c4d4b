"""Which kind a value is where no announcement says it, or one that its shape contradicts.

First by shape and check digits, then by what the talk is about ("texted you a code", "his tag is"),
then by a value of the same shape before it ("and hers?"). The end of a number and a card's date and
code, which nothing may have announced by name, are hints of their own.
"""

from __future__ import annotations

import datetime as dt
import itertools
from collections.abc import Iterator, Sequence
from typing import Final

from callsight.redact import lexicon as lex
from callsight.redact.cues import NUMBER_TYPES
from callsight.redact.hints import Hint
from callsight.redact.passages import Conversation, Passage
from callsight.redact.recognizers.bank import has_iban_form, is_iban
from callsight.redact.recognizers.card import is_expiry
from callsight.redact.recognizers.memory import Memory
from callsight.redact.recognizers.national import is_french_nir, is_nino, is_spanish_nif
from callsight.redact.recognizers.phone import is_phone
from callsight.redact.recognizers.shapes import Spoken, is_amount
from callsight.redact.runs import Run
from callsight.redact.tokens import Token, tokenize

_TURNS: Final = 4
"""Turns before a value in which its kind is spoken of."""
_YEARS: Final = 10
"""Years in which a card expires."""
_CARD_TURNS: Final = 8
"""Turns after a card's number in which its code and date are given."""
_BESIDE: Final = 6
"""Words before a value that say of what the number is that they announce."""
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
_OF_CARD: Final = _WORDS["CVV"].split() + "code codes digits security little verification".split()
_OTHER_CODES: Final = frozenset("pin zip error promo postal".split())
_CARD: Final = frozenset(("CREDIT_CARD", "CVV", "CARD_EXPIRY", "PIN", "ID_NUMBER"))
_NEAR: Final = 3
"""Words or turns to another announcement that is not the card's."""
_OF_DATE: Final = frozenset(
    "date until till thru through expires expiry expiration good run runs ends".split()
)


def settle(
    conversation: Conversation,
    spoken: Spoken,
    entity: str,
    value: str,
    hint: Hint | None,
    memory: Memory,
) -> str:
    """The kind of a value that was taken for `entity`, announced by `hint` or by nothing."""
    if shaped := _by_shape(value):
        return shaped
    worded = entity not in NUMBER_TYPES
    if worded and (entity not in _IN_WORDS or sum(map(str.isdigit, value)) < _DIGITS):
        return entity
    strong = hint is not None and not hint.weak
    announced = strong and not worded and _is_near(entity, value) and not _is_short(entity, value)
    end = entity == "CREDIT_CARD" and len(value) == _LAST
    if (announced or hint is None) and entity != "ID_NUMBER" and not end:
        return entity
    if end:
        return _whose_end(conversation, spoken)
    own = [token.text for token in _tokens_before(spoken)]
    talk = list(itertools.islice(_talk(conversation, spoken), _BESIDE if announced else None))
    for k, word in enumerate([*talk, ""]):
        if k == min(len(own), len(talk)) and (one := _another(conversation, spoken, value, memory)):
            return one
        topic = _TOPICS.get(word.removesuffix("'s"), "")
        other = word in _OF_WHAT if announced else topic != entity or not strong
        if topic and other and _may_be(topic, value):
            return topic
    if not announced and value.isdigit() and len(value) in (15, 16) and value[0] in "23456":
        return "CREDIT_CARD"  # a digit was misheard
    return "PHONE_NUMBER" if entity == "ID_NUMBER" and not announced and is_phone(value) else entity


def _whose_end(conversation: Conversation, spoken: Spoken) -> str:
    """Of what the last four digits are: "just the last four" after "like my social?"."""
    topics = (_TOPICS.get(word.removesuffix("'s"), "") for word in _talk(conversation, spoken))
    return next((topic for topic in topics if topic in _NUMBERED), "CREDIT_CARD")


def _by_shape(value: str) -> str | None:
    """What check digits or a form that nothing else has tell."""
    if is_iban(value) or has_iban_form(value):
        return "IBAN_CODE"
    if len(value) == 9 and is_nino(value):
        return "UK_NINO"
    if is_spanish_nif(value):
        return "ES_NIF"
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
            said = {token.text for token in _tokens_before(spoken)}
            if spoken.turn and not said & _OTHERS:
                said |= set(_words(conversation, spoken.turn - 1))
            return entity if said & _OTHERS else None
    return None


def _talk(conversation: Conversation, spoken: Spoken) -> Iterator[str]:
    """Words before a value, backwards: of its turn, then of the turns before."""
    yield from (token.text for token in _tokens_before(spoken))
    for turn in range(spoken.turn - 1, max(-1, spoken.turn - 1 - _TURNS), -1):
        yield from reversed(_words(conversation, turn))


def _words(conversation: Conversation, turn: int) -> list[str]:
    return [token.text for token in tokenize(conversation.transcript.turns[turn].text)]


def _tokens_before(spoken: Spoken) -> Iterator[Token]:
    tokens = spoken.passage.tokens
    for k in range(spoken.run.first - 1, -1, -1):
        if tokens[k + 1].first:
            return
        yield tokens[k]


def ending(conversation: Conversation, spoken: Spoken, memory: Memory) -> Hint | None:
    """What the end of a number is of: "your mobile ending 4471", "the line ends in, um, six two"."""
    text = spoken.run.text
    if not 1 < len(text) <= _ENDING or not text.isdigit():
        return None
    before = list(_tokens_before(spoken))
    k = 0
    while k < len(before) and before[k].text not in _ENDS and before[k].text in _TO_END:
        k += 1
    asked = spoken.turn > 0 and not conversation.is_same_speaker(spoken.turn, spoken.turn - 1)
    question = _words(conversation, spoken.turn - 1) if asked else []
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


def asks_for_end(conversation: Conversation, spoken: Spoken) -> bool:
    """Whether only the end of a number is spoken of: "the last four of your social?"."""
    words = [token.text for token in _tokens_before(spoken)]
    words += _words(conversation, spoken.turn - 1) if spoken.turn else []
    return not {*_ENDS, "last"}.isdisjoint(words)


def _ends_in(words: Sequence[str]) -> bool:
    """Whether a question ends with "ending in", "it ends"."""
    return any(word in _ENDS for word in words[-2:])


def asked_together(conversation: Conversation, passage: Passage, run: Run) -> Iterator[Run]:
    """A card's date and code in one breath, where both were asked for: "oh one thirty, nine oh nine"."""
    turn = passage.tokens[run.first].turn
    asked = conversation.turn_cues[turn - 1] if turn else []
    kinds = {entity for cue in asked for entity in cue.entities}
    if run.text.isdigit() and "CARD_EXPIRY" in kinds and kinds & {"CVV", "PIN"}:
        yield from date_and_code(run)
    else:
        yield run


def date_and_code(run: Run) -> Iterator[Run]:
    """The month and year and the code behind it, where a run can be both; or the run."""
    text, size = "", len(run.text)
    for k, reading in enumerate(run.readings[:-1] if 6 <= size <= 8 else (), start=1):
        text += reading.text
        if 3 <= len(text) <= 4 and 3 <= size - len(text) <= 4 and is_expiry(text):
            if size - len(text) == 3 or k == len(run.readings) - 1:
                yield run.part(0, k)
                yield run.part(k, len(run.readings))
                return
    yield run


def is_dated(text: str) -> bool:
    """Whether digits behind a card's number begin with a date to come: `1128`, `1128402`."""
    return len(text) in (3, 4, 6, 7, 8) and any(_is_to_come(text[:k]) for k in (3, 4))


def _names_card(conversation: Conversation, turn: int) -> bool:
    return any("CREDIT_CARD" in cue.entities for cue in conversation.turn_cues[turn])


def _is_to_come(text: str) -> bool:
    """Whether it is a month of this year or one of the next ten: `0227`."""
    return is_expiry(text) and 0 <= int(text[-2:]) - dt.date.today().year % 100 <= _YEARS


def of_card(
    conversation: Conversation, spoken: Spoken, memory: Memory, found: Sequence[Hint]
) -> Hint | None:
    """The code or the date of a card whose number was given before."""
    run, turn = spoken.run, spoken.turn
    card = next(
        (value for _, entity, value in reversed(memory.latest) if entity == "CREDIT_CARD"), ""
    )
    given = [said for said, entity, _ in memory.latest if entity == "CREDIT_CARD"]
    given += conversation.answers.get("CREDIT_CARD", ())
    given += [t for t in range(max(0, turn - _TURNS), turn) if _names_card(conversation, t)]
    if not given or not 0 <= turn - max(given) <= _CARD_TURNS or not run.text.isdigit():
        return None
    said = {token.text.removesuffix("'s") for token in list(_tokens_before(spoken))[:8]}
    if (
        not said & {*_OF_CARD, *_OF_DATE}
        and turn
        and not conversation.is_same_speaker(turn, turn - 1)
    ):
        said |= set(_words(conversation, turn - 1))
    others = {hint.entity for hint in found if not hint.weak and hint.distance <= _NEAR} - _CARD
    if others or said & _OTHER_CODES or is_amount(run):
        return None
    latest = memory.latest[-1] if memory.latest else (-1, "", "")
    if latest[:2] == (turn, "CREDIT_CARD") and len(run.text) in (3, 4) and _is_to_come(run.text):
        return Hint("CARD_EXPIRY", False, "own", 0, turn)
    sizes = {len(value) for value in run.values()}
    four = card[:2] in ("34", "37") or said & {"front", "face", "back"}
    if said.intersection(_OF_CARD) and (3 in sizes or (4 in sizes and four)):
        return Hint("CVV", False, "own", 0, turn)
    if said & _OF_DATE and len(run.text) in (3, 4) and _is_to_come(run.text):
        return Hint("CARD_EXPIRY", False, "own", 0, turn)
    return None
