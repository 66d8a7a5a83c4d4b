"""Of whom (or what) an age is said: by its subject, the words before it, and the question."""

from __future__ import annotations

from collections.abc import Sequence

from callsight.redact.passages import Conversation, Passage
from callsight.redact.readings import Reading, is_break, read
from callsight.redact.recognizers import age_words as words
from callsight.redact.recognizers.name_lists import FIRST
from callsight.redact.recognizers.name_words import NOT_NAMES, bare
from callsight.redact.tokens import Token


def is_asked(conversation: Conversation, turn: int) -> bool:
    """Whether the other side asked "how old is she?"."""
    before = conversation.transcript.turns[turn - 1].text.lower() if turn else ""
    person = "how old" in before and not words.ASKED_OF_THING.search(before)
    other = person and not conversation.is_same_speaker(turn, turn - 1)
    return other and not words.THING.search(before)


def about_person(conversation: Conversation, passage: Passage, reading: Reading) -> bool:
    """Whether "N years old" is said of a person: by its subject, or the question before it."""
    subject = subject_of(passage.tokens, reading.first)
    if subject not in ("", "thing"):
        return True
    tokens, turn = passage.tokens, passage.tokens[reading.first].turn
    if tokens[reading.last + 1].text in ("year", "month", "week"):
        if tokens[reading.last + 2].text == "old's":
            return True
        return _is_of_person(tokens, reading.last + 3)
    before = conversation.transcript.turns[turn - 1].text.lower() if turn else ""
    if words.THING.search(before) or words.ASKED_OF_THING.search(before):
        return False
    said = f"{before} {conversation.transcript.turns[turn].text.lower()}"
    return bool(words.PERSON.search(said)) or (turn > 0 and not words.IT.search(said))


def _is_of_person(tokens: Sequence[Token], i: int) -> bool:
    """Whether what follows "a seventy-year-old" at `i` is a person or nothing: "malt" is neither."""
    if i >= len(tokens) or is_break(tokens[i]):
        return True
    word = tokens[i].text
    return bare(tokens[i]) in words.FAMILY or word in NOT_NAMES or word.endswith("ed")


def speaks_of_pet(conversation: Conversation, token: Token) -> bool:
    """Whether "he" or "she" before a token is a pet: one was spoken of shortly before, and no
    person since, whose age must not stay for want of a better reading."""
    for turn in range(token.turn, max(-1, token.turn - words.PETS_BACK), -1):
        said = conversation.transcript.turns[turn].text.lower()
        said = said[: token.start] if turn == token.turn else said
        pets = [match.end() for match in words.PET.finditer(said)]
        persons = [match.end() for match in words.RELATIVE.finditer(said)]
        if pets or persons:
            return max(pets, default=0) > max(persons, default=0)
    return False


def subject_of(tokens: Sequence[Token], first: int) -> str:
    """Of whom the number before `first` is said: a pronoun, `person`, `thing` or ""."""
    k, steps = first - 1, 0
    while k >= 0 and steps < 4 and tokens[k].turn == tokens[first].turn:
        token, word = tokens[k], tokens[k].text
        if word in words.HESITATIONS and not token.first:
            k -= 1
            continue  # "I'm, er, seventy-five now"
        if word in words.SUBJECTS:
            if k and tokens[k - 1].text in words.FIRST_LIMIT and not token.first:
                return ""  # "grounded till he's thirty"
            return _subject(tokens, k)
        named = bare(token) in FIRST and (word.endswith("'s") or k < first - 1)
        if bare(token) in words.FAMILY or named:  # "Amara's seven", "Zion is two"
            return "" if _is_time(tokens, k, first) else "person"
        if word in words.THINGS:
            return "thing"
        were = word == "were" and k > 0 and tokens[k - 1].text == "i"
        if (word not in words.VERBS and not were) or any(
            mark in tokens[k + 1].gap for mark in ".?!"
        ):
            if k == first - 1 and _is_asked_of_you(tokens, k):
                return "you"
            pair = (tokens[k].text, tokens[k + 1].text) if k < first - 1 else ("", "")
            return "you" if pair == ("you", "are") else ""
        k, steps = k - 1, steps + 1
    return ""


def _subject(tokens: Sequence[Token], k: int) -> str:
    """Of whom a pronoun at `k` tells an age."""
    if tokens[k].text == "i" and tokens[k + 1].gap == "-":
        return ""  # "on I-90"
    if tokens[k].text in words.RECEIVERS and tokens[k + 1].text == "getting":
        return ""  # "I'm getting like forty one", of megabits
    return "people" if _stands_for_people(tokens, k) else tokens[k].text


def _is_time(tokens: Sequence[Token], k: int, first: int) -> bool:
    """Whether a clock stands right behind who does something: "my brother, around eleven"."""
    return k + 2 == first and tokens[k + 1].text in ("around", "about")


def introduced(tokens: Sequence[Token], first: int) -> bool:
    """Whether the sentence before, which ends in a name, tells who has the age that begins this
    one: "my daughter, Ella. 18, she's ..."."""
    if tokens[first].first or "." not in tokens[first].gap or first < 2:
        return False
    named = any(t.case == "X" and t.text in FIRST for t in tokens[first - 2 : first])
    said = tokens[max(0, first - words.ANTECEDENT) : first]
    turn = [token for token in said if token.turn == tokens[first].turn]
    return named and any(bare(t) in words.FAMILY or t.text in ("me", "myself") for t in turn)


def computed(conversation: Conversation, tokens: Sequence[Token], first: int) -> bool:
    """Whether a sentence is an age worked out of a date of birth just given: "So sixty-two.".

    Only words that lead to a number stand before it in its turn.
    """
    turn, k = tokens[first].turn, first
    while not tokens[k].first and tokens[k - 1].text in words.LEADS_TO_AGE:
        k -= 1
    if not tokens[k].first or k == first or conversation.is_same_speaker(turn, turn - 1):
        return False
    asked = conversation.turn_cues[turn - 2] if turn > 1 else []
    return any("DATE_OF_BIRTH" in cue.entities for cue in asked)


def _stands_for_people(tokens: Sequence[Token], k: int) -> bool:
    """Whether "they're" or "who's" at `k` stands for people that were named right before."""
    if tokens[k].text not in words.THEY or tokens[k].first:
        return False
    turn, low = tokens[k].turn, max(0, k - words.ANTECEDENT)
    return any(t.turn == turn and bare(t) in words.FAMILY for t in tokens[low:k])


def _is_asked_of_you(tokens: Sequence[Token], k: int) -> bool:
    """ "Are you 20?"; not "are you 18?", which is asked of everybody."""
    if k == 0 or tokens[k].first or (tokens[k - 1].text, tokens[k].text) != ("are", "you"):
        return False
    reading = read(tokens, k + 1, inside=False)
    after = reading.last + 1 if reading else 0
    ends = after == len(tokens) or tokens[after].first or "?" in tokens[after].gap
    return reading is not None and ends and reading.text not in words.EVERYBODYS
