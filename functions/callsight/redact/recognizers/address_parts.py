"""The parts of postal addresses: street types, house numbers, units, states, and what belongs to them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from callsight.redact import lexicon as lex
from callsight.redact.quantities import is_quantity
from callsight.redact.readings import read
from callsight.redact.recognizers.name_lists import FIRST, WORDS
from callsight.redact.recognizers.name_words import NOT_NAMES
from callsight.redact.tokens import Token

STREET_TYPES: Final = frozenset(
    "street st avenue ave road rd drive dr lane ln court ct boulevard blvd way place pl terrace "
    "ter "
    "circle cir parkway pkwy highway hwy square sq crescent close trail trl alley row mews grove "
    "hill "
    "heights gardens walk plaza turnpike loop strasse straße rue calle str parade quay wharf mansions "
    "meadow meadows vale hollow bend ridge esplanade promenade cove glen manor villas cottages causeway "
    "crossing".split()
)
CAPITAL_TYPES: Final = frozenset(
    "rise view bank brow fold garth green lea mount wynd yard chase copse croft dene spinney orchard "
    "paddock mead pike trace bluff landing vista springs falls knoll creek broadway field fields "
    "run spur key crest pointe ridgeway path passage steps strand common buildings brae loan vennel house lodge tower towers".split()
)
"""Street types that are known only by capitals, behind a number: "16 Fern Bank"."""
ALWAYS_STREET: Final = STREET_TYPES - frozenset(
    "st dr way place pl close hill court row walk square ter loop str drive circle ct sq heights "
    "gardens plaza trail road lane parade quay wharf meadow meadows vale hollow bend ridge promenade "
    "cove glen manor cottages crossing".split()
)
STATES: Final = frozenset(
    "alabama alaska arizona arkansas california colorado connecticut delaware florida georgia "
    "hawaii "
    "idaho illinois indiana iowa kansas kentucky louisiana maine maryland massachusetts michigan "
    "minnesota mississippi missouri montana nebraska nevada ohio oklahoma oregon pennsylvania "
    "tennessee texas utah vermont virginia washington wisconsin wyoming hampshire jersey mexico "
    "york "
    "carolina dakota england scotland wales ireland germany france spain israel london".split()
)
STATE_CODES: Final = frozenset(
    "al ak az ar ca co ct de fl ga hi id il in ia ks ky la me md ma mi mn ms mo mt ne nv nh nj nm "
    "ny "
    "nc nd oh ok or pa ri sc sd tn tx ut vt va wa wv wi wy uk dc".split()
)
UNITS: Final = frozenset(
    "apartment apt unit suite ste flat floor room building number lot plot block villa".split()
)
NOT_STREET: Final = frozenset(
    "still the a an of on in to is it my your for and or that this at from i we you was were be have "
    "near live lives with see seeing by past off behind opposite has had no not another other by other's same right wrong way only first's all one's any what "
    "which every each next hours minutes days miles dollars pounds euros".split()
)
_BEFORE_TOWN: Final = frozenset("upper lower great little market saint nether over".split())
"""First words of towns: "upper slaughter"."""
_WITHIN: Final = frozenset("in and uh um zip the it's".split())
"""Words that may stand between the parts of an address."""
_ABBREVIATIONS: Final = frozenset(
    "st ave rd dr ln ct blvd pl ter cir pkwy hwy sq trl apt ste n s e w ne nw se sw mt ft no po p o".split()
)
"""Words behind which a full stop ends no sentence."""
PREFIXED: Final = frozenset(
    "rue calle via viale piazza avenida carrer paseo rehov rechov chemin impasse quai rua allee "
    "heol ffordd stryd".split()
)
"""Street types that stand before the name."""
COMPOUNDS: Final = (
    "strasse", "straße", "weg", "allee", "platz", "gasse", "damm", "laan", "straat", "gracht",
)  # fmt: skip
"""Ends of names that hold their type: "Lindenstrasse"."""
LINKS: Final = frozenset("de des du la le les los las del della di do da dos l d y yr".split())
DIRECTIONS: Final = frozenset(
    "north south east west northeast northwest southeast southwest".split()
)


STOPS: Final = (
    (NOT_NAMES | NOT_STREET | lex.FILLERS)
    - lex.DIGITS.keys()
    - lex.TEENS.keys()
    - lex.TENS.keys()
    - STREET_TYPES
    - STATES
    - UNITS
    - {"last"}
)
"""Words that are no part of an address, unless they stand inside one."""


_NUMBERS: Final = frozenset((*lex.DIGITS, *lex.TENS, *lex.TEENS, *lex.SCALES, *lex.OH))


def is_number_word(token: Token) -> bool:
    """Whether a token is (a part of) a number."""
    return token.case == "9" or token.text in _NUMBERS


def house_number(tokens: Sequence[Token], k: int, taken: int) -> int | None:
    """First token of the number that ends at `k`, or None."""
    if k <= taken or k < 0:
        return None
    first = None
    while k > taken and k >= 0:
        token = tokens[k]
        misheard = (
            first is not None
            and token.text in lex.HOMOPHONES
            and k
            and is_number_word(tokens[k - 1])
        )
        if is_number_word(token) or misheard or (first is not None and token.text in lex.REPEATS):
            first = k
        elif not (len(token.text) == 1 and first is None and token.case == "XX") and not (
            token.text == "and" and first is not None and k and tokens[k - 1].text in lex.SCALES
        ):
            break
        if any(sign in token.gap for sign in "$€£"):
            return None
        k -= 1
    return first


def ends_sentence(tokens: Sequence[Token], j: int) -> bool:
    """Whether a sentence ends before token `j`: not behind "St."."""
    before = tokens[j - 1]
    short = before.text in _ABBREVIATIONS or (len(before.text) == 1 and before.gap == ".")
    dot = "." in tokens[j].gap and tokens[j].gap != "." and not short  # not in "S.C. 29902"
    return dot or any(mark in tokens[j].gap for mark in "?!;")


def tail(tokens: Sequence[Token], i: int) -> int:
    """Last token of what belongs to the street: unit, city, state, code."""
    last, j = i, i + 1
    while j < len(tokens) and j - last <= 5 and j - i <= 16:
        if ends_sentence(tokens, j) or (tokens[j].first and _ends_in_code(tokens, last)):
            break
        if tokens[j].text == "the" and j + 1 < len(tokens) and is_number_word(tokens[j + 1]):
            break
        if tokens[j].first and (tokens[j].text in NOT_NAMES and not is_number_word(tokens[j])):
            break
        floor = tokens[j].text in lex.ORDINALS and j + 1 < len(tokens)
        if floor and tokens[j + 1].text in ("floor", "left", "right") and not tokens[j].first:
            last = j = j + 1  # ", second floor, Worcester"
        elif (part := _part(tokens, j, last)) is not None:
            last = j = part
        elif _leaves(tokens, j, last):
            break
        j += 1
    return last


def _ends_in_code(tokens: Sequence[Token], last: int) -> bool:
    """Whether an address ended with a zip code, behind which no number belongs to it."""
    said = tokens[max(0, last - 4) : last + 1]
    spoken = len(said) == 5 and all(is_number_word(t) and t.case != "9" for t in said)
    return spoken or (tokens[last].case == "9" and len(tokens[last].text) == 5)


def _part(tokens: Sequence[Token], j: int, last: int) -> int | None:
    """Last token of a part of an address that begins at `j`: a state, unit, number or place name."""
    token, word = tokens[j], tokens[j].text
    stop = j + 1 == len(tokens) or tokens[j + 1].first or bool(tokens[j + 1].gap.strip())
    if word in STATES or (word in STATE_CODES and (token.case == "XX" or stop)):
        return j
    double = word in STREET_TYPES and tokens[last].text in STREET_TYPES and token.gap == " "
    if (word in ALWAYS_STREET or double) and j - last == 1:
        return j  # "Maple Grove Road"
    street = j - last == 1 and tokens[last].text in STREET_TYPES and token.gap == " "
    if street and is_unknown(token) and not token.first and word not in FIRST:
        return j  # "twelve tidcombe lane tiverton"
    if (
        street
        and word in _BEFORE_TOWN
        and not stop
        and (j + 2 == len(tokens) or tokens[j + 2].first)
    ):
        return j + 1
    town = tokens[j + 1] if word == "in" and j + 1 < len(tokens) else None
    named = town is not None and (town.case == "X" or is_unknown(town))
    if town is not None and j - last == 1 and named and town.text not in NOT_NAMES:
        return j + 1
    if word in UNITS and j + 1 < len(tokens) and (unit := read(tokens, j + 1, inside=True)):
        return unit.last + _has_letter(tokens, unit.last + 1)
    number = read(tokens, j, inside=False)
    if number is not None and number.text.isdigit():
        return None if is_quantity(tokens, number) else _with_homophone(tokens, number.last)
    if j - last == 1 and stop and is_number_word(tokens[last]) and is_unknown(token):
        return j  # "unit fourteen oh two minneapolis"
    capital = token.case in ("X", "XX") and word not in ("i", "i'm") and not token.first
    article = j - last == 2 and tokens[j - 1].text == "the" and tokens[j - 1].case == "X"
    return j if capital and (j - last <= 1 or article) else None


def _has_letter(tokens: Sequence[Token], i: int) -> bool:
    """Whether the letter of a flat stands at `i` and ends what is said: "apartment six g"."""
    if i >= len(tokens) or tokens[i].first or tokens[i].text not in tuple("bcdefgh"):
        return False
    ends = i + 1 == len(tokens) or tokens[i + 1].first or bool(tokens[i + 1].gap.strip())
    return ends and tokens[i].gap in ("", " ")


def _with_homophone(tokens: Sequence[Token], last: int) -> int:
    """With the digits behind it, the last one misheard or not: "86 oh oh won"."""
    while last + 1 < len(tokens) and tokens[last + 1].gap == " " and not tokens[last + 1].first:
        more = read(tokens, last + 1, inside=True)
        if tokens[last + 1].text in lex.SURE_HOMOPHONES:
            return last + 1
        if more is None or not more.text.isdigit() or is_quantity(tokens, more):
            break
        last = more.last
    return last


def _leaves(tokens: Sequence[Token], j: int, last: int) -> bool:
    """Whether the speaker goes on with something else at `j`."""
    word = tokens[j].text
    number = read(tokens, j, inside=False)
    if number is not None and number.text.isdigit():
        return True
    return (word in NOT_STREET | lex.FILLERS and word not in _WITHIN) or (
        tokens[j].first and j - last > 2
    )


def is_name(token: Token) -> bool:
    """Whether a word can be (of) the name of a street or a house."""
    return len(token.text) > 2 and token.text not in STOPS and not is_number_word(token)


def is_unknown(token: Token) -> bool:
    """Whether a word is no ordinary one: "minneapolis" in lower case."""
    known = token.text in WORDS or token.text in lex.HOMOPHONES
    return token.case == "x" and not known and is_name(token)


def value(tokens: Sequence[Token], first: int, last: int) -> str:
    """What an address is known by."""
    return " ".join(token.text for token in tokens[first : last + 1])
