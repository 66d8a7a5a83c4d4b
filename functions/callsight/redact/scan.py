"""One call through all recognizers: what is personal, where, and what its value was.

Recognizers claim tokens from the surest form to the least; overlapping findings are merged into
their union, so nothing that any detector found is left standing.
"""

from __future__ import annotations

from bisect import bisect
from collections.abc import Iterable, Iterator, Sequence

from callsight.calls import Finding, Transcript
from callsight.redact import presidio
from callsight.redact.cues import Phrases
from callsight.redact.echoes import echoes
from callsight.redact.found import Found, merge
from callsight.redact.harmless import without_harmless
from callsight.redact.lexicon import FILLERS
from callsight.redact.name_model import NameModel
from callsight.redact.passages import Conversation, Passage, converse
from callsight.redact.policy import Policy
from callsight.redact.readings import begins_number
from callsight.redact.recognizers import (
    address,
    age,
    answers,
    companies,
    dates,
    edges,
    email,
    ip_forms,
    known_names,
    names,
    network,
    numbers,
    places,
    secrets,
)
from callsight.redact.recognizers.base import Hit
from callsight.redact.runs import Run, find_runs
from callsight.redact.tagger import Tagger
from callsight.redact.tokens import Token, tokenize

_RECOGNIZERS = (
    email,
    network,
    dates,
    address,
    age,
    numbers,
    secrets,
    names,
    answers,
    edges,
    places,
)
_BETWEEN = "\n|\n"
"""Stands between turns where several are read at once: no pattern matches across it."""
_PERSONAL = 0.5
"""Least score of a web address that is not just the site of a company."""
_FEWEST = 5
"""Digits and number words of the shortest number that Presidio knows, some of them two digits."""
_KNOWN_NAME: float = 0.7
"""Least score of a name that is looked for in the whole call."""


def scan(
    transcript: Transcript,
    policy: Policy,
    known_names: Sequence[str] = (),
    name_model: NameModel | None = None,
    tagger: Tagger | None = None,
    removed: Sequence[Finding] = (),
) -> list[Found]:
    """All findings that the policy removes, sorted, not overlapping.

    `removed`: what was already taken out of this text, so that questions for it count as answered.
    """
    conversation = converse(transcript)
    _note_removed(conversation, removed)
    found, agents = detect(conversation, policy, known_names)
    if tagger is not None:
        judged = without_harmless(conversation, tagger(conversation, found, known_names))
        found = [each for each in judged if not _is_of(agents, each)]
    if name_model is not None:
        texts = [turn.text for turn in transcript.turns]
        named = (
            Found(turn, start, end, entity, score, "name_model", texts[turn][start:end].lower())
            for turn, entity, start, end, score in name_model.find(texts)
        )
        found += [each for each in named if not _is_of(agents, each)]
    found += echoes(conversation, found)
    wanted = [each for each in found if policy.wants(each.entity, each.score)]
    return merge(transcript, _without_allowed(conversation, wanted, policy))


def detect(
    conversation: Conversation, policy: Policy, known_names: Sequence[str] = ()
) -> tuple[list[Found], frozenset[str]]:
    """What recognizers and Presidio find, and the words of agents' names that the policy keeps."""
    hits = list(_recognize(conversation))
    hits += _known_names(conversation, hits, known_names)
    agents = _agent_names(conversation, hits) if policy.keep_agent_names else frozenset()
    spread = (each for passage, hit in hits for each in _spread(passage.tokens, hit))
    found = [each for each in spread if not _is_of(agents, each)]
    if policy.presidio:
        found += _presidio(conversation)
    return without_harmless(conversation, found), agents


def _is_of(agents: frozenset[str], found: Found) -> bool:
    """Whether it is nothing but the name of an agent, which stays."""
    words = set(found.value.split())
    return found.entity == "PERSON" and bool(agents) and words <= agents


def _note_removed(conversation: Conversation, removed: Sequence[Finding]) -> None:
    """What was taken out of a text answered the questions for it."""
    turns = conversation.transcript.turns
    positions = {turn.index: position for position, turn in enumerate(turns)}
    for finding in removed:
        position = positions[finding.turn]
        conversation.note(finding.entity, position)
        if finding.entity == "EMAIL_ADDRESS":  # as `email` notes where it finds one
            conversation.told.add((finding.entity, position))
        conversation.removed[position, finding.redacted_start] = finding.entity


def _recognize(conversation: Conversation) -> Iterator[tuple[Passage, Hit]]:
    """The recognizers in order; what one found is no longer read by the next."""
    companies.claim(conversation)
    for recognizer in _RECOGNIZERS:
        for passage, hit in recognizer.find(conversation):
            if hit.entity != "URL" or hit.score >= _PERSONAL:
                passage.claim(hit.first, hit.last, hit.entity)
            if recognizer not in (
                numbers,
                edges,
            ):  # keeps track itself: it knows when a value is whole
                conversation.note(hit.entity, passage.tokens[hit.first].turn)
            yield passage, hit


def _known_names(
    conversation: Conversation, hits: Iterable[tuple[Passage, Hit]], known: Sequence[str]
) -> list[tuple[Passage, Hit]]:
    said = [hit.value for _, hit in hits if hit.entity == "PERSON" and hit.score >= _KNOWN_NAME]
    spelled = [
        hit.value.lower() for _, hit in hits if hit.entity == "PERSON" and hit.value.isupper()
    ]
    given = [" ".join(token.text for token in tokenize(name)) for name in known]
    wanted = dict.fromkeys(said + spelled)
    return list(known_names.find(conversation, wanted, given))


def _agent_names(conversation: Conversation, hits: Iterable[tuple[Passage, Hit]]) -> frozenset[str]:
    """Words of the names by which agents introduce themselves."""
    words: set[str] = set()
    for passage, hit in hits:
        speaker = conversation.transcript.turns[passage.tokens[hit.first].turn].speaker
        before = tuple(token.text for token in passage.tokens[max(0, hit.first - 3) : hit.first])
        introduced = before[-2:] in (("name", "is"), ("this", "is"), ("my", "name's"))
        if (
            hit.entity == "PERSON"
            and speaker == "agent"
            and (introduced or before[-1:] == ("i'm",))
        ):
            words |= set(hit.value.split())
    return frozenset(words)


def _spread(tokens: list[Token], hit: Hit) -> Iterator[Found]:
    """A hit as one finding per turn that it covers, without what is said where it goes on."""
    first = hit.first
    for k in range(hit.first, hit.last + 1):
        if k == hit.last or tokens[k + 1].turn != tokens[k].turn:
            said = [t for t in tokens[first : k + 1] if t.text not in FILLERS]
            if first == hit.first:
                said = tokens[first : first + 1] + said
            if k == hit.last:
                said = said + tokens[k : k + 1]
            if said:
                start, end, turn = said[0].start, said[-1].end, said[0].turn
                yield Found(turn, start, end, hit.entity, hit.score, hit.detector, hit.value)
            first = k + 1


def _presidio(conversation: Conversation) -> Iterator[Found]:
    """Presidio on the turns as written and on the passages as read, all in one text."""
    parts: list[str] = []
    sources: list[tuple[int, int, Passage | None, list[tuple[int, int] | None]]] = []
    length = 0
    for position, turn in enumerate(conversation.transcript.turns):
        if not presidio.may_find(turn.text):
            continue
        sources.append((length, position, None, []))
        parts.append(turn.text)
        length += len(turn.text) + len(_BETWEEN)
    for passage in conversation.passages:
        left = (
            len(token.text) if token.case == "9" else 1
            for token, claimed in zip(passage.tokens, passage.claimed, strict=True)
            if not claimed and begins_number(token)
        )
        if sum(left) < _FEWEST:
            continue  # nothing is left that Presidio's patterns could be of
        text, owners = _as_read(passage)
        sources.append((length, -1, passage, owners))
        parts.append(text)
        length += len(text) + len(_BETWEEN)
    whole = _BETWEEN.join(parts)
    for entity, start, end, score in presidio.find(whole):
        if entity == "IP_ADDRESS" and ip_forms.is_nobodys(whole[:start], whole[start:end]):
            continue
        offset, position, source, owners = sources[bisect(sources, start, key=lambda s: s[0]) - 1]
        value = "".join(c for c in whole[start:end].lower() if c.isalnum())
        if source is None:
            yield Found(position, start - offset, end - offset, entity, score, "presidio", value)
            continue
        owned = [owner for owner in owners[start - offset : end - offset] if owner is not None]
        if owned:
            hit = Hit(entity, owned[0][0], owned[-1][1], score, "presidio_spoken", value)
            yield from _spread(source.tokens, hit)


def _as_read(passage: Passage) -> tuple[str, list[tuple[int, int] | None]]:
    """The passage with its runs read out, and for each character the tokens that say it."""
    tokens, parts, owners = passage.tokens, [], []
    runs: dict[int, Run] = {
        run.first: run for run in find_runs(tokens, passage.unreadable()) if len(run.readings) > 1
    }
    i = 0
    while i < len(tokens):
        run = runs.get(i)
        text = run.values()[0] if run else tokens[i].text
        last = run.last if run else i
        parts.append(text + " ")
        owners += [(i, last)] * len(text) + [None]
        i = last + 1
    return "".join(parts), owners


def _without_allowed(conversation: Conversation, found: list[Found], policy: Policy) -> list[Found]:
    """The findings without those that are nothing but a brand or product on the allow-list."""
    if not policy.allow:
        return found
    phrases = Phrases((phrase, "", False) for phrase in policy.allow)
    spans: dict[int, list[tuple[int, int]]] = {}
    for position, turn in enumerate(conversation.transcript.turns):
        tokens = tokenize(turn.text, position)
        for cue in phrases.find(tokens):
            spans.setdefault(position, []).append((tokens[cue.first].start, tokens[cue.last].end))
    return [
        each
        for each in found
        if not any(s <= each.start and each.end <= e for s, e in spans.get(each.turn, ()))
    ]
