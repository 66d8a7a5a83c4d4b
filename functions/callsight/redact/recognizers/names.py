"""Names of people without a model: cue phrases, titles, frequent names, names known from metadata.

A name once found is known for the whole call: its parts are found again wherever they are said.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final

from callsight.redact import lexicon as lex
from callsight.redact.hints import is_asked
from callsight.redact.passages import Conversation, Passage
from callsight.redact.recognizers.base import Hit
from callsight.redact.recognizers.name_lists import DOUBTFUL, FIRST, SURNAMES, WORD_SURNAMES
from callsight.redact.tokens import Token

_TITLES: Final = frozenset("mr mrs ms miss mister missus doctor dr professor prof".split())
_INTRODUCTIONS: Final = (
    ("my", "name", "is"), ("my", "name's"), ("name", "is"), ("name's",), ("names", "is"),
    ("this", "is"), ("i", "am"), ("i'm",), ("speaking", "with"), ("speaking", "to"), ("call", "me"),
    ("it", "is"), ("it's",), ("that's",), ("here", "is"), ("ask", "for"), ("spoke", "with"),
    ("spoke", "to"), ("talked", "to"), ("under",), ("named",), ("called",), ("goes", "by"),
    ("first", "name"), ("last", "name"), ("full", "name"), ("surname",), ("wife",), ("husband",),
    ("son",), ("daughter",), ("niece",), ("nephew",), ("uncle",), ("aunt",), ("niece",), ("nephew",), ("uncle",), ("aunt",), ("mother",), ("father",), ("brother",), ("sister",), ("friend",),
    ("neighbor",), ("partner",), ("thank", "you"), ("thanks",), ("hi",), ("hello",), ("hey",),
    ("manager",), ("supervisor",), ("colleague",), ("for",), ("driver",), ("technician",), ("agent",),
    ("welcome",), ("morning",), ("afternoon",), ("evening",), ("sorry",), ("okay",), ("dear",),
    ("behalf", "of"), ("attention",), ("bye",), ("goodbye",), ("alright",), ("care",), ("reached",), ("holding",),
)  # fmt: skip
_SURE: Final = frozenset(
    (("my", "name", "is"), ("my", "name's"), ("name", "is"), ("name's",), ("first", "name"),
     ("last", "name"), ("full", "name"), ("surname",), ("named",), ("names", "is"), ("goes", "by"),
     ("speaking", "with"), ("ask", "for"), ("spoke", "with"), ("spoke", "to"), ("call", "me"),
     ("speaking", "to"), ("talked", "to"), ("behalf", "of"))
)  # fmt: skip
"""After these any capitalized word is a name; after the others it needs another sign."""
_DECLARING: Final = frozenset(("is", "name's"))
_FAMILY: Final = frozenset(
    "wife husband son daughter mother father brother sister friend neighbor partner niece nephew "
    "uncle aunt grandson granddaughter colleague named".split()
)
_MEETING: Final = frozenset(
    (("this", "is"), ("i'm",), ("i", "am"), ("thank", "you"), ("thanks",), ("hi",), ("hello",),
     ("hey",), ("bye",), ("goodbye",), ("it's",), ("dear",), ("it", "is"), ("reached",))
)  # fmt: skip
_GREETING: Final = frozenset((("this", "is"), ("reached",), ("speaking", "with")))
_AFTER_NAME: Final = frozenset("speaking from calling and with here how again at in".split())
_PARTICLES: Final = frozenset("de la van von der den del bin ben al st di da dos ter le".split())
_BY_FIRST_WORD: Final[dict[str, list[tuple[str, ...]]]] = {}
for _phrase in sorted(_INTRODUCTIONS, key=len, reverse=True):
    _BY_FIRST_WORD.setdefault(_phrase[-1], []).append(_phrase)
NOT_NAMES: Final = frozenset(
    """
    i i'm i've i'll i'd a an the is it it's and or but so not no yes yeah yep sure okay ok please
    thank thanks thankyou hello hi hey good morning afternoon evening night day today tomorrow
    monday tuesday wednesday thursday friday saturday sunday january february march april may june
    july august september october november december mister miss mrs mr ms sir madam ma'am doctor
    calling here there from with for about at on in of to this that these those my your his her our
    their its we you they he she what when where why who how which can could would will shall do
    does did have has had was were are am be been being just also very really only well right
    alright
    sorry happy afraid glad trying looking going having getting wondering interested customer agent
    service support team department billing sales manager supervisor representative account card
    number name first last full address email phone credit debit bank insurance internet visa
    mastercard english american great perfect excellent wonderful awesome correct exactly absolutely
    definitely certainly let me see one two three four five six seven eight nine ten zero oh
    spelled spelling speaking again back still already now then next later soon ready waiting
    calling
    because if as by up out over all any some much many more most other another same new old fine
    under it'll that's there's what's everything anything nothing something someone everyone nobody
    dollar dollars percent street avenue road drive lane court mom dad mother father wife husband
    son daughter sister brother friend god jesus christ online website app google apple amazon
    windows android iphone microsoft chrome facebook whatsapp netflix spotify wifi gmail yahoo
    hotmail
    outlook paypal medicare medicaid social security technical premium basic plan plus pro go ahead
    bye goodbye welcome congratulations unfortunately however actually basically literally honestly
    of course upset angry frustrated disappointed pleased excited concerned worried confused unable
    able home work office mine yours ours calling's guys everybody folks thing ridiculous since
    last week month year bill order before after until while first uh um hmm mm mhm ah ha too
    """.split()
) | set(lex.DIGITS) | set(lex.TENS) | set(lex.TEENS) | {lex.REMOVED}  # fmt: skip


def find(conversation: Conversation) -> Iterator[tuple[Passage, Hit]]:
    """Names that a phrase, a title or a list of frequent names gives away."""
    for passage in conversation.passages:
        for hit in _in_passage(conversation, passage):
            yield passage, hit


def _in_passage(conversation: Conversation, passage: Passage) -> Iterator[Hit]:
    tokens, taken, cased = passage.tokens, -1, conversation.cased
    for i, token in enumerate(tokens):
        if i <= taken or passage.claimed[i] or not _can_be_name(token, cased):
            continue
        score = _score(conversation, passage, i)
        if score:
            taken = _name_end(passage, i, cased)
            first = i - 1 if _is_titled(tokens, i) and not passage.claimed[i - 1] else i
            yield Hit("PERSON", first, taken, score, "name", _value(tokens, i, taken))


def _score(conversation: Conversation, passage: Passage, i: int) -> float:
    """How sure token `i` begins a name: 0 for no."""
    tokens, cased = passage.tokens, conversation.cased
    token, word = tokens[i], tokens[i].text
    if _is_titled(tokens, i):
        return 0.85
    listed = word in FIRST and word not in DOUBTFUL
    phrase = _introduction(tokens, i)
    if phrase in _SURE and (cased or listed or word in SURNAMES or phrase[-1] in _DECLARING):
        return 0.85
    if listed:
        return 0.75
    follows = i + 1 < len(tokens) and not tokens[i + 1].first and tokens[i + 1].gap == " "
    surname = follows and tokens[i + 1].text in SURNAMES and _can_be_name(tokens[i + 1], cased)
    if surname and (word in FIRST or word in DOUBTFUL):
        return 0.75
    if cased and follows and tokens[i + 1].text in ("speaking", "here"):
        return 0.7
    if phrase == ("reached",) and word in WORD_SURNAMES:
        return 0.0
    if cased and (phrase or token.first) and (word in DOUBTFUL or word in SURNAMES) and not (
        follows and tokens[i + 1].case == "x" and token.first and not phrase
    ):  # fmt: skip
        return 0.65 if phrase or surname else 0.0
    if cased and surname and tokens[i + 1].text not in WORD_SURNAMES:
        return 0.6
    if _is_introduced(tokens, i, phrase, cased):
        return 0.6
    return _answered(passage, i, cased) if is_asked(conversation, token.turn, "PERSON", 2) else 0.0


def _is_titled(tokens: Sequence[Token], i: int) -> bool:
    return i > 0 and not tokens[i].first and tokens[i - 1].text in _TITLES


def _is_introduced(
    tokens: Sequence[Token], i: int, phrase: tuple[str, ...] | None, cased: bool
) -> bool:
    """ "this is Ada.", "my niece Ada", "thank you, Ada": any capitalized word that ends its clause."""
    if phrase is None:
        return False
    if not cased:
        follows = i + 1 < len(tokens) and not tokens[i + 1].first
        return phrase in _GREETING and follows and tokens[i + 1].text in _AFTER_NAME
    if phrase[0] in _FAMILY:
        return tokens[i].gap in (" ", ", ")
    return phrase in _MEETING and _ends_clause(tokens, i)


def _answered(passage: Passage, i: int, cased: bool) -> float:
    """What a short answer to "may I have your name?" says that is no ordinary word."""
    tokens, token = passage.tokens, passage.tokens[i]
    low = high = i
    while not tokens[low].first:
        low -= 1
    while high + 1 < len(tokens) and not tokens[high + 1].first:
        high += 1
    if any(t.text == lex.REMOVED for t in tokens[low : high + 1]):
        return 0.0
    others = sum(t.text not in NOT_NAMES for t in tokens[low : high + 1])
    short = high - low <= 10 and others <= 4 and (cased or high - low <= 6)
    return 0.6 if short and len(token.text) > 2 else 0.0


def _can_be_name(token: Token, cased: bool) -> bool:
    if token.case == "9" or len(token.text) < 2 or token.text in NOT_NAMES:
        return False
    if cased:
        return token.case == "X" or (token.case == "XX" and token.text not in lex.ACRONYMS)
    return True


def _introduction(tokens: Sequence[Token], i: int) -> tuple[str, ...] | None:
    """The phrase right before token `i` that introduces a name."""
    if i == 0:
        return None
    j = i - 1
    while j > 0 and tokens[j].text in ("uh", "um", "is", "it's") and i - j < 3:
        j -= 1
    for end in dict.fromkeys((i - 1, j)):
        if any(mark in tokens[end + 1].gap for mark in ".?!") and not tokens[end + 1].first:
            continue
        for phrase in _BY_FIRST_WORD.get(tokens[end].text, ()):
            start = end - len(phrase) + 1
            if start >= 0 and all(tokens[start + k].text == w for k, w in enumerate(phrase)):
                return phrase
    return None


def _ends_clause(tokens: Sequence[Token], i: int) -> bool:
    j = i + 1
    while j < len(tokens) and not tokens[j].first and tokens[j].case == "X" and j - i < 3:
        j += 1
    if j >= len(tokens) or tokens[j].first:
        return True
    return any(mark in tokens[j].gap for mark in ".,?!") or tokens[j].text in _AFTER_NAME


def _name_end(passage: Passage, i: int, cased: bool) -> int:
    """Last token of the name that begins at `i`: up to three more words."""
    tokens, last = passage.tokens, i
    for j in range(i + 1, min(i + 4, len(tokens))):
        token, before = tokens[j], tokens[j - 1]
        ends = token.gap.strip(" -.") or ("." in token.gap and len(before.text) > 1)
        if token.first or ends or passage.claimed[j]:
            break
        if token.text in _PARTICLES:
            continue
        initial = len(token.text) == 1 and token.case == "XX" and token.text != "i"
        if not (initial or _goes_on(tokens, j, cased)):
            break
        if not initial or (j + 1 < len(tokens) and tokens[j + 1].case == "X"):
            last = j
    return last


def _goes_on(tokens: Sequence[Token], j: int, cased: bool) -> bool:
    """Whether token `j` is a further part of the name before it."""
    token = tokens[j]
    if cased:
        return token.case in ("X", "XX") and token.text not in NOT_NAMES
    if token.text in SURNAMES or token.text in FIRST:
        return True
    stop = j + 1 == len(tokens) or tokens[j + 1].first or tokens[j + 1].text in NOT_NAMES
    return stop and token.text not in NOT_NAMES and len(token.text) > 3


def _value(tokens: Sequence[Token], first: int, last: int) -> str:
    return " ".join(t.text.removesuffix("'s") for t in tokens[first : last + 1])


def find_known(
    conversation: Conversation, passage: Passage, names: Iterable[str], given: Iterable[str] = ()
) -> Iterator[Hit]:
    """Parts of `names` (found in the call) and `given` (from metadata) wherever they are said."""
    sure = {part: name for name in given for part in name.split()}
    parts = {p for name in names for p in name.split() if _tells(p)} | {
        p for p in sure if _tells(p)
    }
    tokens, i = passage.tokens, 0
    while parts and i < len(tokens):
        last = i
        while last < len(tokens) and _is_mention(conversation, passage, last, parts, sure):
            last += 1
            if last == len(tokens) or tokens[last].first or tokens[last].gap.strip():
                break
        if last > i:
            said = _value(tokens, i, last - 1)
            yield Hit("PERSON", i, last - 1, 0.8, "known_name", sure.get(said, said))
        i = max(last, i + 1)


def _tells(part: str) -> bool:
    return len(part) > 2 or (len(part) == 2 and part not in lex.SHORT_WORDS)


def _is_mention(
    conversation: Conversation, passage: Passage, i: int, parts: set[str], sure: Mapping[str, str]
) -> bool:
    """A name that is also a word ("Will", "Mark", "Green") is a mention only when capitalized."""
    token, word = passage.tokens[i], passage.tokens[i].text.removesuffix("'s")
    if passage.claimed[i] or word not in parts:
        return False
    if conversation.cased and token.case != "x":
        return True
    common = word in NOT_NAMES or word in DOUBTFUL or word in WORD_SURNAMES
    return not common and (not conversation.cased or word in FIRST or word in sure)
