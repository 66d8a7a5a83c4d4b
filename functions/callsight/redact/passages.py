"""Passages: what a speaker says in fragments between the other side's interjections.

"4111" – "mhm" – "1111": by what the turns are, not by a list of acknowledgements. An interjection
is short and asks for nothing else, or it is itself mostly digits and letters (a read-back).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from callsight.calls import Transcript
from callsight.redact import lexicon as lex
from callsight.redact.cues import Cue, find_cues
from callsight.redact.tokens import Token, tokenize

_SHORT = 5
"""Most ordinary words in an interjection."""
_ASKING = frozenset(
    "what what's whats can could may would how who which where when where's wheres when's whens who's whos how's hows".split()
)
_MODALS = frozenset("can could may would".split())
_SUBJECTS = frozenset("i you he she it we they that this".split())
"""Before a modal they make a statement: "you can reach me"."""
_ASKS_IN = 4
"""Words above which an interjection with a weak cue asks for something."""
_REQUESTS = frozenset("read tell give say spell repeat verify confirm provide".split())
_SENDING = frozenset("text texted texting send sent sending emailed emailing messaged".split())
_CODES = frozenset("code codes passcode pin".split())
_REQUESTED = frozenset("me us it that them those the your back out".split())
_POLITE = frozenset(
    "please just so and then okay ok now go ahead if you'll could well right".split()
)
"""Words before a request: "please read it to me"."""
_NAMED = 3
"""Most words of a turn that only names what is wanted."""
_GO_ON = frozenset("next then after again rest repeat sorry pardon go more that last part".split())
"""Words of a question that asks to go on, not for something else."""


@dataclass(slots=True)
class Passage:
    """Tokens of one speaker that may be read as one."""

    tokens: list[Token] = field(default_factory=list)
    cues: list[Cue] = field(default_factory=list)
    """What announces a kind of value; positions are tokens of this passage, in order."""
    claimed: list[str] = field(default_factory=list)
    """Per token the entity of the finding that covers it, or ""."""

    def add(self, tokens: Sequence[Token], cues: Sequence[Cue]) -> None:
        """Append one turn."""
        offset = len(self.tokens)
        self.tokens.extend(tokens)
        self.cues.extend(
            Cue(c.first + offset, c.last + offset, c.entities, c.weak, c.mine, c.valued)
            for c in cues
        )
        self.claimed.extend(lex.REMOVED if t.text == lex.REMOVED else "" for t in tokens)

    def unreadable(self) -> list[bool]:
        """Tokens that begin no reading: claimed ones, and announcements ("three digit code")."""
        taken = [bool(entity) for entity in self.claimed]
        for cue in self.cues:
            if self._is_word(cue) or (cue.last > cue.first and not self._goes_on(cue)):
                taken[cue.first : cue.last + 1] = [True] * (cue.last - cue.first + 1)
        return taken

    def _is_word(self, cue: Cue) -> bool:
        """Whether a cue of one word is none that may be read ("account", `SKU`, not "line")."""
        token = self.tokens[cue.first]
        return (
            cue.first == cue.last
            and not _is_symbol(token)
            and (bool(cue.entities) or token.case == "XX")
        )

    def _goes_on(self, cue: Cue) -> bool:
        """Whether more digits stand right beside it: "twenty four seven" may be part of a number."""
        around = [k for k in (cue.first - 1, cue.last + 1) if 0 <= k < len(self.tokens)]
        return any(
            _is_symbol(self.tokens[k])
            and not self.tokens[k].first
            and "," not in self.tokens[max(k, cue.first)].gap
            for k in around
        )

    def claim(self, first: int, last: int, entity: str) -> None:
        """Mark tokens `first..last` as found."""
        self.claimed[first : last + 1] = [entity] * (last - first + 1)


@dataclass(slots=True)
class Conversation:
    """A call as the recognizers see it."""

    transcript: Transcript
    passages: list[Passage]
    turn_cues: list[list[Cue]]
    """Per turn: the cues in it (positions in the turn)."""
    turn_words: list[int]
    """Per turn: number of tokens."""
    last_words: list[int]
    """Per turn: number of tokens of its last sentence."""
    questions: list[bool]
    """Per turn: whether it asks something."""
    cased: bool
    """Whether the transcriber writes capitals (not all do)."""
    answers: dict[str, set[int]] = field(default_factory=dict)
    """Turns in which a whole value of an entity was given."""
    told: set[tuple[str, int]] = field(default_factory=set)
    """Entity and turn of announcements that had their value right beside them: they ask nothing."""
    removed: dict[tuple[int, int], str] = field(default_factory=dict)
    """Entity of each placeholder in a redacted text, by turn and first character."""

    def note(self, entity: str, turn: int) -> None:
        """A whole value of this kind was given: the question for it is answered."""
        self.answers.setdefault(entity, set()).add(turn)

    def is_answered(self, entity: str, asked: int, turn: int) -> bool:
        """Whether a question of turn `asked` was answered before `turn`."""
        if (entity, asked) in self.told and self.is_same_speaker(asked, turn) is False:
            return True
        # "The IBAN is ...", said by the other side, announces what it tells itself.
        told = self.is_same_speaker(asked, turn) or not self.questions[asked]
        low = asked if told else asked + 1
        given = self.answers.get(entity)
        return given is not None and not given.isdisjoint(range(low, turn))

    def urges_on(self, turn: int) -> bool:
        """Whether the turn asks to go on: "and the next four?"."""
        words = self.transcript.turns[turn].text.lower().replace("?", " ").split()
        return not _GO_ON.isdisjoint(words)

    def is_same_speaker(self, one: int, other: int) -> bool:
        """Whether one known speaker says both turns."""
        a, b = self.transcript.turns[one], self.transcript.turns[other]
        return a.speaker != "unknown" and (a.speaker, a.channel) == (b.speaker, b.channel)


def converse(transcript: Transcript) -> Conversation:
    """Tokenize all turns and join them into passages; linear in the length of the call."""
    passages: list[Passage] = []
    open_passages: dict[tuple[str, int], Passage] = {}
    turn_cues, turn_words, last_words, questions = [], [], [], []
    for position, turn in enumerate(transcript.turns):
        tokens = tokenize(turn.text, position)
        cues = find_cues(tokens)
        turn_cues.append(cues)
        turn_words.append(len(tokens))
        last_words.append(_last_sentence(tokens))
        requests = turn.speaker == "agent" and (_requests(tokens) or _is_cue(tokens, cues))
        questions.append("?" in turn.text or _asks(tokens) or requests)
        if not tokens:
            continue
        stream = (turn.speaker, turn.channel)
        passage = open_passages.get(stream)
        if not _is_interjection(tokens, cues, questions[-1]):
            open_passages = {stream: passage} if passage else {}
        if passage is None:
            passage = Passage()
            passages.append(passage)
            open_passages[stream] = passage
        passage.add(tokens, cues)
    cased = any(token.case in ("X", "XX") for p in passages for token in p.tokens)
    return Conversation(transcript, passages, turn_cues, turn_words, last_words, questions, cased)


def _last_sentence(tokens: Sequence[Token]) -> int:
    """Number of tokens of the last sentence of a turn."""
    for k in range(len(tokens) - 1, 0, -1):
        if tokens[k].gap != " " and any(mark in tokens[k].gap for mark in ".?!"):
            return len(tokens) - k
    return len(tokens)


def _asks(tokens: Sequence[Token]) -> bool:
    return any(
        token.text in _ASKING
        and not (k and token.text in _MODALS and tokens[k - 1].text in _SUBJECTS)
        for k, token in enumerate(tokens[:4])
    )


def _is_cue(tokens: Sequence[Token], cues: Sequence[Cue]) -> bool:
    """Whether a turn only names what is wanted: "account", "and the routing"."""
    return len(tokens) <= _NAMED and any(cue.entities and not cue.mine for cue in cues)


def sends_code(words: set[str]) -> bool:
    """Whether a turn says that a code is sent, which asks for it: "I've texted you a code"."""
    return bool(words & _SENDING and words & _CODES)


def _requests(tokens: Sequence[Token]) -> bool:
    """Whether a sentence tells the other side to say something: "please read it to me"."""
    if sends_code({token.text for token in tokens}):
        return True
    begins = True
    for k, token in enumerate(tokens):
        paused = token.gap != " " and any(mark in token.gap for mark in ".?!,")
        begins = token.first or paused or begins
        following = tokens[k + 1].text if k + 1 < len(tokens) else ""
        if begins and token.text in _REQUESTS and following in _REQUESTED:
            return True
        begins = token.text in _POLITE and begins
    return False


def _is_interjection(tokens: Sequence[Token], cues: Sequence[Cue], asks: bool) -> bool:
    symbols = sum(_is_symbol(token) for token in tokens)
    if any(cue.entities and (not cue.weak or len(tokens) > _ASKS_IN) for cue in cues):
        return False
    words = {token.text for token in tokens}
    if asks and any(not cue.entities for cue in cues) and not words & _GO_ON:
        return False
    if symbols * 2 >= len(tokens):
        return True
    return len(tokens) - symbols <= _SHORT and (not asks or len(tokens) < 4 or bool(words & _GO_ON))


def _is_symbol(token: Token) -> bool:
    return (
        token.case == "9"
        or len(token.text) == 1
        or token.text in lex.DIGITS
        or token.text in lex.TENS
        or token.text in lex.TEENS
        or token.text in lex.OH
        or token.text in lex.REPEATS
        or token.text in lex.NATO
    )
