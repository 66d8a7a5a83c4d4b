"""Passwords and answers to security questions: words, not numbers, that a cue announces."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Final

from callsight.redact import lexicon as lex
from callsight.redact.cues import Cue
from callsight.redact.passages import Conversation, Passage
from callsight.redact.recognizers import secret_echoes, secret_shapes
from callsight.redact.recognizers.base import Hit
from callsight.redact.recognizers.name_words import NOT_NAMES
from callsight.redact.recognizers.secret_echoes import CASES, WRITTEN
from callsight.redact.recognizers.secret_questions import SECRETS, asked_secret
from callsight.redact.tokens import Token

_LONGEST: Final = 8
"""Most words of a secret, not counting those that tell how it is written."""
_NOT_SECRET: Final = frozenset(
    """
    not working wrong expired locked reset resetting changed incorrect invalid correct the a an my
    your required needed on in for to from and or but so because when that this there been being was
    does doesn't did didn't do don't i we you they he she it has have had is are no longer still
    never
    too very just only really already same case sent blocked disabled weak strong secure safe
    old new
    got gotta supposed meant about
    please mine yours what which who how can could would will may asking being's question questions
    """.split()
) | {lex.REMOVED}
_BETWEEN: Final = frozenset(
    "i use used set that i've for my account it here gave you was the".split()
)
_LETTER_CASES: Final = frozenset("capital uppercase lowercase".split())
_SIGNS: Final = lex.DIGITS.keys() | CASES.keys() | {"letter", "number", "digit", "space", "sign"}
_NUMBERS: Final = frozenset("numbers digits letters characters".split())
"""Words of an answer that asks back: "the, um, the four numbers?"."""
_ABBREVIATED: Final = frozenset("st mr mrs ms dr mt".split())
_LONGEST_ANSWER: Final = 20
"""Most words of a turn that answers a question for a secret."""
_ANYBODYS: Final = frozenset("first best elementary favorite favourite".split())
"""Begin what is a secret only where it is one's own: "my first car"."""
_IT_IS: Final = frozenset("it's was is called named be its".split())
_SENTENCE_ENDS: Final = (". ", "? ", "! ", "; ", "...", '" ')
_LEADS: Final = frozenset("is was it's its that's be to use set password yeah yes okay".split())
_VERBS: Final = frozenset("is was it's be would should are 's to".split())
_OPENERS: Final = lex.FILLERS | frozenset(
    "was my mother's first name pet's password answer would be her his of a pet dog cat color "
    "favorite school car called named grew up on lived maiden it'd in sure still oh easy ha god um hang hold wait".split()
)


def find(conversation: Conversation) -> Iterator[tuple[Passage, Hit]]:
    """Secrets that the speaker announces, or answers a question with, and their repetitions."""
    said: dict[int, set[str]] = {}
    kinds: dict[int, str] = {}
    for passage in conversation.passages:
        for hit in _in_passage(conversation, passage):
            words = [token.text for token in passage.tokens[hit.first : hit.last + 1]]
            turn = passage.tokens[hit.last].turn
            said.setdefault(turn, set()).update(words, secret_echoes.joined(words))
            kinds[turn] = hit.entity
            yield passage, hit
    for passage in conversation.passages if said else ():
        for hit in secret_echoes.find(passage, said, kinds):
            yield passage, hit


def _in_passage(conversation: Conversation, passage: Passage) -> Iterator[Hit]:
    tokens = passage.tokens
    for cue in passage.cues:
        entity = next((e for e in SECRETS if e in cue.entities), None)
        asks = entity and conversation.questions[tokens[cue.last].turn]
        others = tokens[cue.first].text in _ANYBODYS and not cue.mine
        if entity and not others and (not asks or _is_confirmed(tokens, cue)):
            yield from _announced(passage, cue.last, entity)
    yield from secret_shapes.find(conversation, passage)
    yield from _spelled(passage)
    yield from _answers(conversation, passage)


def _is_confirmed(tokens: Sequence[Token], cue: Cue) -> bool:
    """Whether a question holds the secret: "so the password is maple leaf?"."""
    before = {token.text for token in tokens[max(0, cue.first - 4) : cue.first]}
    following = tokens[cue.last + 1].text if cue.last + 1 < len(tokens) else ""
    return following == "is" and before.isdisjoint(("what", "what's", "is", "whats"))


def _announced(passage: Passage, cue: int, entity: str) -> Iterator[Hit]:
    """ "my password is blue horse seven", "my mother's maiden name is ..."."""
    tokens, i = passage.tokens, cue + 1
    if tokens[cue].text.endswith("'s") and i < len(tokens) and not _ends(tokens, i):
        if tokens[i].text not in _NOT_SECRET:
            yield from _hit(passage, i, entity)  # "my password's ..."
        return
    set_to = secret_shapes.set_to(tokens, cue) if entity == "PASSWORD" else 0
    if set_to and tokens[set_to].text not in _NOT_SECRET:
        yield from _hit(passage, set_to, entity)
        return
    while i < min(len(tokens), cue + 5) and tokens[i].text not in _VERBS and not _ends(tokens, i):
        i += 1
    if i >= len(tokens) or "." in tokens[i].gap:
        return
    if tokens[i].text in _VERBS:
        first = i + 1
    elif i == cue + 1 and "," in tokens[i].gap and not tokens[i].first:
        first = i  # "I gave them my password, tulips ..."
    else:
        return
    while first < len(tokens) and tokens[first].text in ("uh", "um", "it's", "like", "well"):
        first += 1
    if first >= len(tokens) or tokens[first].text in _NOT_SECRET:
        return
    yield from _hit(passage, first, entity)


def _spelled(passage: Passage) -> Iterator[Hit]:
    """What is told with its capitals and signs: "capital R rocket, dash, five five"."""
    tokens, k = passage.tokens, 0
    while k + 1 < len(tokens):
        if passage.claimed[k] or not _is_case(tokens, k):
            k += 1
            continue
        first = k
        while first > 0 and k - first < _LONGEST and not _leads(tokens, first):
            first -= 1
        for hit in _hit(passage, first, "PASSWORD", k):
            yield hit
            k = hit.last
        k += 1


def _is_case(tokens: Sequence[Token], k: int) -> bool:
    """Whether it is said how something is written: "capital R", "exclamation mark"."""
    following = tokens[k + 1]
    if following.first or tokens[k].text not in CASES:
        return False
    letter = tokens[k].text in _LETTER_CASES and len(following.text) == 1 and following.case != "9"
    return letter or following.text in CASES[tokens[k].text]


def _leads(tokens: Sequence[Token], i: int) -> bool:
    """Whether token `i` begins what is told: a sentence, or behind "is" and the like."""
    return _ends(tokens, i) or tokens[i - 1].text in _LEADS


def _answers(conversation: Conversation, passage: Passage) -> Iterator[Hit]:
    """A short turn after a question for a secret, and what it repeats or spells."""
    tokens, i = passage.tokens, 0
    while i < len(tokens):
        turn, end = tokens[i].turn, i
        while end < len(tokens) and tokens[end].turn == turn:
            end += 1
        entity, named = asked_secret(conversation, turn)
        first = _answer_start(tokens, i, end) if entity and end - i <= _LONGEST_ANSWER else end
        if (
            first < end
            and tokens[first].text not in _NOT_SECRET
            and not _is_past(passage, i, first)
        ):
            for hit in _hit(passage, first, entity):
                said = tokens[hit.first : hit.last + 1]
                if _NUMBERS.isdisjoint(token.text for token in said) and (
                    not named or any(token.text not in NOT_NAMES for token in said)
                ):
                    article = first > i and tokens[first - 1].text == "the"
                    yield replace(_with_letter(tokens, hit), first=first - article)
                    yield from _said_again(tokens, hit, end)
        i = end


def _answer_start(tokens: Sequence[Token], lo: int, hi: int) -> int:
    """Where the answer begins: behind "I think it was", or behind what leads to one."""
    first = lo
    while first < hi and (tokens[first].text in _OPENERS or _is_told(tokens, first, hi)):
        first += 1
    titled = first < hi and tokens[first].text in _ABBREVIATED
    named = titled or (first < hi and tokens[first].text not in NOT_NAMES)
    if named and any(_explains(tokens, k) for k in range(first + 1, min(first + 4, hi - 2))):
        return first
    leads = [
        k + 1 for k in range(first, hi - 1) if tokens[k].text in _IT_IS and not _ends(tokens, k + 1)
    ]
    while leads and leads[0] < hi and tokens[leads[0]].text in _OPENERS:
        leads[0] += 1
    asks = [k + 2 for k in range(lo, hi - 2) if _is_guess(tokens, k)]
    return (asks or leads or [first])[0]


def _is_past(passage: Passage, lo: int, first: int) -> bool:
    """Whether a sentence before token `first` of the turn holds the answer: "166831. It's loading"."""
    begin = first
    while begin > lo and not passage.tokens[begin].gap.endswith(_SENTENCE_ENDS):
        begin -= 1
    return any(passage.claimed[lo:begin])


def _is_told(tokens: Sequence[Token], k: int, hi: int) -> bool:
    """Whether "do" or "make it" leads to what is chosen: "okay, do tractor1952"."""
    follows = tokens[k + 1].text if k + 1 < hi else "i"
    return tokens[k].text in ("do", "make", "try", "use") and follows not in ("i", "you", "we")


def _explains(tokens: Sequence[Token], k: int) -> bool:
    """Whether an answer is explained behind it: "petunia it was the dog"."""
    it = [token.text for token in tokens[k : k + 3]]
    return (
        len(it) == 3
        and it[0] in ("it", "that", "he", "she", "they")
        and it[1] in ("was", "is", "were")
        and (it[2] in ("the", "my", "our", "a", "his", "her"))
    )


def _is_guess(tokens: Sequence[Token], k: int) -> bool:
    """Whether "is it" begins a sentence at `k`: "I forgot. Is it hopscotch?"."""
    begins = tokens[k].first or any(mark in tokens[k].gap for mark in ".?!,")
    return begins and tokens[k].text in ("is", "was") and tokens[k + 1].text == "it"


def _with_letter(tokens: Sequence[Token], hit: Hit) -> Hit:
    """With what is said of its spelling: "Quigley, with a Q", "but with zeros for the o's"."""
    start = hit.last + 1
    start += start < len(tokens) and tokens[start].text in ("but", "and", "all")
    if start >= len(tokens) or tokens[start].text not in ("with", "without") or tokens[start].first:
        return hit
    last = start
    while last + 1 < len(tokens) and last - start < _LONGEST and not tokens[last + 1].first:
        if any(mark in tokens[last + 1].gap for mark in ".?!;"):
            break
        last += 1
    said = tokens[start + 1 : last + 1]
    spelled = any(t.case == "9" or (len(t.text) == 1 and t.text != "a") for t in said)
    written = any(t.text in CASES or t.text.removesuffix("s") in _SIGNS for t in said)
    return replace(hit, last=last) if spelled or written else hit


def _said_again(tokens: Sequence[Token], hit: Hit, end: int) -> Iterator[Hit]:
    """Sentences behind an answer that repeat its words or spell it: "Juniper. Juniper Hollow"."""
    said, start = {token.text for token in tokens[hit.first : hit.last + 1]}, hit.last + 1
    while start < end:
        stop = start + 1
        while stop < end and not any(mark in tokens[stop].gap for mark in ".?!;"):
            stop += 1
        if stop - start > _LONGEST:
            stop = next((k for k in range(start + 2, stop) if "," in tokens[k].gap), stop)
        sentence = [token.text for token in tokens[start:stop]]
        spelled = len(sentence) > 2 and all(len(word) == 1 for word in sentence)
        spelled = spelled or (len(sentence) == 1 and sentence[0][0] in said)
        if not spelled and (said.isdisjoint(sentence) or len(sentence) > _LONGEST):
            return
        yield Hit(hit.entity, start, stop - 1, 0.8, "secret", " ".join(sentence))
        start = stop


def _hit(passage: Passage, first: int, entity: str, least: int = 0) -> Iterator[Hit]:
    """A secret from `first` on, to token `least` or farther."""
    tokens, last = passage.tokens, max(first, least)
    count = sum(token.text not in WRITTEN for token in tokens[first : last + 1])
    while last + 1 < len(tokens) and count < _LONGEST and not _ends(tokens, last + 1):
        last += 1
        count += tokens[last].text not in WRITTEN
    last = _letters_end(tokens, last)
    value = " ".join(token.text for token in tokens[first : last + 1])
    yield Hit(entity, first, last, 0.8, "secret", value)


def _letters_end(tokens: Sequence[Token], last: int) -> int:
    """With further letters that were asked for: "Q and then M"."""
    k = last + 1
    while len(tokens[last].text) == 1 and k < len(tokens) and not tokens[k].first and k - last <= 3:
        if len(tokens[k].text) == 1 and tokens[k].case != "x":
            last = k
        elif tokens[k].text not in ("and", "then", "uh", "um", "an", "a"):
            break
        k += 1
    return last


def _ends(tokens: Sequence[Token], i: int) -> bool:
    """A new sentence or turn, or a word that goes on with something else."""
    abbreviated = tokens[i].gap == ". " and tokens[i - 1].text in _ABBREVIATED
    following = tokens[i + 1].text if i + 1 < len(tokens) else ""
    return (
        tokens[i].first
        or (tokens[i].text == "case" and following == "sensitive")
        or (not abbreviated and tokens[i].gap.endswith(_SENTENCE_ENDS))
        or tokens[i].text
        in ("but", "because", "which", "with", "if", "please", "is", "and", "this", "it", "it's")
    )
