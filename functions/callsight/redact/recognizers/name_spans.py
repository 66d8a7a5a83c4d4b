"""Where a name begins and ends: its title, initials, particles and further parts."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from callsight.redact.lexicon import FILLERS
from callsight.redact.passages import Passage
from callsight.redact.recognizers import name_words as words
from callsight.redact.recognizers.name_calls import POPULAR
from callsight.redact.recognizers.name_lists import DOUBTFUL, FIRST, SURNAMES, WORD_SURNAMES, WORDS
from callsight.redact.recognizers.name_words import NOT_NAMES, bare, can_be_name, is_initial
from callsight.redact.tokens import Token

_INITIALS: Final = 2
"""Letters of what may be an abbreviation, and most initials between a title and a surname."""
_REACH: Final = 6
"""Words behind the first in which a name goes on."""
_PARTS: Final = 3
"""How many of these are no particles."""
PET: Final = frozenset("big lil nana nan auntie aunt uncle grandma grandpa granny papa".split())
"""What friends and family say before a name: "Big Tony", "Nana June"."""
_HYPHENS: Final = frozenset(("hyphen", "dash"))
_COUNTS: Final = frozenset("a an one two no double".split())
"""Before the letter that tells how a name is written: "with an h"."""
_GIVEN: Final = FIRST | DOUBTFUL
_BARRELS: Final = frozenset((("harley", "davidson"), ("rolls", "royce"), ("mercedes", "benz")))
_OTHERWISE: Final = WORDS | WORD_SURNAMES | DOUBTFUL
_PLAIN_WORDS: Final = WORDS - WORD_SURNAMES


def name_start(passage: Passage, i: int) -> int:
    """First token of the name at `i`: its title or initials ("H. Q. Lovelace") before it."""
    tokens, first = passage.tokens, i
    k = title_before(tokens, i)
    if k >= 0 and not any(passage.claimed[k:i]):
        return k
    first = _first_said(passage, i - _is_surname_first(passage, i))
    while first and not tokens[first].first and passage.claimed[first - 1] in ("", "PERSON"):
        before = tokens[first - 1]
        if _is_before_name(before, tokens[first]):
            first -= 1
            continue
        if before.text in words.ANY_TITLES and not tokens[first].gap.strip(" ."):
            return first - 1
        letter = len(before.text) == 1 and before.case == "x" and tokens[first].gap == ". "
        letter = letter or _is_opening_letter(tokens, first)
        if not (letter or (is_initial(before) and tokens[first].gap in (" ", ". ", "."))):
            break
        first -= 1
    return first


def _is_opening_letter(tokens: Sequence[Token], i: int) -> bool:
    """Whether an initial without capitals begins the turn before a surname: "z quillam"."""
    before = tokens[i - 1]
    alone = before.first and before.case == "x" and is_letter(before) and tokens[i].gap == " "
    return alone and tokens[i].case == "x" and (bare(tokens[i]) in SURNAMES or is_rare(tokens[i]))


def _is_before_name(before: Token, name: Token) -> bool:
    """Whether a word belongs to the name behind it: "Big Tony", "crystal dawn ritter"."""
    if name.gap != " " or before.case != name.case:
        return False
    if before.text in PET:
        return before.case == "X" or before.text in ("big", "lil")
    return before.case == "x" and before.text in POPULAR and bare(name) in _GIVEN


def _is_surname_first(passage: Passage, i: int) -> bool:
    """Whether a surname that is nothing else stands before the given name at `i`: "fitzsimmons orla"."""
    tokens = passage.tokens
    if tokens[i].first or tokens[i].gap != " " or passage.claimed[i - 1]:
        return False
    before, case = tokens[i - 1].text, tokens[i - 1].case
    only = before in SURNAMES and before not in _OTHERWISE and before not in NOT_NAMES
    return only and case == tokens[i].case and bare(tokens[i]) in FIRST


def _first_said(passage: Passage, i: int) -> int:
    """Where the speaker began to say the name at `i`: "bodie, uh, bodie strand"."""
    tokens, first, k = passage.tokens, i, i
    while k and not tokens[k].first and not passage.claimed[k - 1]:
        k -= 1
        if tokens[k].text == tokens[i].text:
            first = k
        elif tokens[k].text not in FILLERS:
            break
    return first


def before_particles(tokens: Sequence[Token], i: int) -> int:
    """First of the particles right before token `i` ("van", "de la"), or `i`."""
    while i and not tokens[i].first and tokens[i - 1].text in words.PARTICLES:
        i -= 1
    return i


def title_before(tokens: Sequence[Token], i: int) -> int:
    """The title before token `i`, its particles and initials, or -1."""
    k = before_particles(tokens, i)
    for _ in range(_INITIALS):
        if k and not tokens[k].first and is_letter(tokens[k - 1]):
            k -= 1
    if k == 0 or tokens[k].first or tokens[k].gap.strip(" ."):
        return -1
    return k - 1 if tokens[k - 1].text in words.ANY_TITLES else -1


def is_letter(token: Token) -> bool:
    return len(token.text) == 1 and token.text.isalpha() and token.text not in "ai"


def name_end(passage: Passage, i: int, cased: bool) -> int:
    """Last token of the name that begins at `i`: up to three more words, and how they are written."""
    last = _parts_end(passage, i, cased)
    tokens = passage.tokens
    behind = tokens[last + 1 : last + 3]
    numbered = [t.text for t in behind][:1] == ["the"] and behind[-1].text in words.GENERATIONS
    if numbered and not any(t.first or t.gap.strip(" ,") for t in behind):
        return last + 2
    noted = note_end(tokens, last)
    if noted > last and continues(tokens, noted + 1):  # "kayla with a k brantley"
        surname = tokens[noted + 1]
        if can_be_name(surname, cased) and (surname.text in SURNAMES or is_rare(surname)):
            return noted + 1 if surname.text not in _PLAIN_WORDS else noted
    return noted


def note_end(tokens: Sequence[Token], i: int) -> int:
    """Last token of the note on how the name that ends at `i` is written, or `i`.

    "kayla with a k", "brianna with two n's".
    """
    k = i + 1
    if k + 2 >= len(tokens) or tokens[k].text not in ("with", "without") or tokens[k].first:
        return i
    if tokens[k + 1].text not in _COUNTS or any(tokens[j].first for j in (k + 1, k + 2)):
        return i
    letter = tokens[k + 2]
    single = len(letter.text.removesuffix("'s")) == 1 and letter.case != "9"
    return k + 2 if single else i


def _parts_end(passage: Passage, i: int, cased: bool) -> int:
    tokens, last, parts = passage.tokens, i, 0
    for j in range(i + 1, min(i + _REACH, len(tokens))):
        token, before = tokens[j], tokens[j - 1]
        ends = token.gap.strip(" -.") or ("." in token.gap and len(before.text) > 1)
        if token.first or ends or passage.claimed[j] or before.text.endswith("'s"):
            break
        if token.text in words.PARTICLES:
            continue
        parts += 1
        if parts > _PARTS:
            break
        initial = len(token.text) == 1 and token.case == "XX" and token.text != "i"
        surname = tokens[j + 1] if j + 1 < len(tokens) and not tokens[j + 1].first else None
        if not cased and len(token.text) == 1 and surname and _follows_initial(token, surname):
            continue  # "harriet j moss"
        if words.is_hyphenated(tokens, j - 1) or _is_final_letter(tokens, j):
            last = j
            continue
        if token.text in _HYPHENS and surname and bare(surname) in SURNAMES:
            continue  # "mbeki hyphen shaw"
        if not (initial or _goes_on(tokens, j, cased)):
            break
        if not initial or (j + 1 < len(tokens) and tokens[j + 1].case == "X"):
            last = j
    return last


def _is_final_letter(tokens: Sequence[Token], j: int) -> bool:
    """Whether an initial with its period ends the name: "a Juan C."."""
    if len(tokens[j].text) > 1 or tokens[j].case != "XX" or tokens[j - 1].case != "X":
        return False
    following = tokens[j + 1] if j + 1 < len(tokens) and not tokens[j + 1].first else None
    alone = tokens[j].gap == " " and tokens[j].text not in "ai"
    return alone and (following is None or following.gap.startswith("."))


def _follows_initial(letter: Token, surname: Token) -> bool:
    """Whether a word behind an initial is a surname: "calvin j mcreary"."""
    if letter.text in "ai":
        return surname.text in SURNAMES and surname.text not in _OTHERWISE
    return surname.text in SURNAMES or is_rare(surname)


def _goes_on(tokens: Sequence[Token], j: int, cased: bool) -> bool:
    """Whether token `j` is a further part of the name before it."""
    token, word = tokens[j], bare(tokens[j])
    last = j + 1 == len(tokens) or tokens[j + 1].first
    if not cased and word in DOUBTFUL and bare(tokens[j - 1]) in _GIVEN:
        if last or is_rare(tokens[j + 1]):
            return True  # "octavia june", "ellie may thornycroft"
    if word in NOT_NAMES:
        return False
    if cased:
        return token.case in ("X", "XX")
    if token.gap == "-" and word in SURNAMES:
        return True  # "hafsa qureshi-bell"
    stop = last or tokens[j + 1].text in NOT_NAMES or any(m in tokens[j + 1].gap for m in ",.?!-")
    if word in FIRST or (word in SURNAMES and word not in WORD_SURNAMES):
        return True
    return stop and len(word) > 3 and word not in _PLAIN_WORDS


def continues(tokens: Sequence[Token], j: int) -> bool:
    """Whether token `j` follows without a pause."""
    return j < len(tokens) and not tokens[j].first and tokens[j].gap in (" ", "-")


def is_surname(token: Token, cased: bool) -> bool:
    plain = token.case != "XX" or len(token.text) > _INITIALS  # not "Form SA"
    return plain and bare(token) in SURNAMES and can_be_name(token, cased)


def is_rare(token: Token) -> bool:
    """Whether a word can hardly be anything else than a surname."""
    return len(token.text) > 3 and token.text not in WORDS and token.text not in NOT_NAMES


def is_double_barrelled(tokens: Sequence[Token], i: int) -> bool:
    """ "Nakagawa-Bell": two surnames, the first of which is no word."""
    following = tokens[i + 1] if i + 1 < len(tokens) else None
    if following is None or following.gap != "-" or following.case != "X":
        return False
    pair = bare(tokens[i]), bare(following)
    plain = pair[0] in WORDS or pair[0] in WORD_SURNAMES or pair in _BARRELS
    return not plain and pair[0] in SURNAMES and pair[1] in SURNAMES
