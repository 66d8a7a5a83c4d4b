"""The last word on doubtful cases: a small model that reads the whole call after the recognizers.

Recognizers say what they find by form, announcement and checksum. The model reads the talk around it
and what they found, adds what it takes for personal, names kinds anew, and lets go of what is
nobody's ("the code on the display is P0420") where it is nearly sure. A valid checksum and a name that
the metadata knows always stay.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from functools import lru_cache
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from callsight.config import ASSETS
from callsight.errors import CallError, ConfigurationError
from callsight.redact.found import Found, merge
from callsight.redact.lexicon import REMOVED
from callsight.redact.passages import Conversation
from callsight.redact.tag_features import COLUMNS, Describer, Pieces, surety

if TYPE_CHECKING:
    import numpy as np

BUNDLED: Final = ASSETS / "tagger"
DETECTOR: Final = "tagger"
_ADD: Final = 0.6
"""Likelihood of being personal from which a token is removed that no recognizer found."""
_RELEASE: Final = (0.9, 0.9, 0.97)
"""Likelihood of being nobody's above which a finding is let go, by how sure its recognizer was."""
_LONG: Final = 9
"""Digits of an announced number from which it is never let go: a card or an account that gets through
costs more than a harmless number that does not. Telephone numbers are excepted: the public ones of
companies are as long."""
_SHORTEST: Final = 3
"""Fewest characters by which a value is known again."""
_ANNOUNCED: Final = 0.7
"""Least score of a finding that was announced or has the form of its kind."""
_TRIM: Final = 0.99
"""Likelihood of being nobody's above which the ends of a finding are cut off."""
_RENAME: Final = 0.5
"""Likelihood of another kind above which a finding is called that."""
_HIGHEST: Final = 0.85
"""Most that the model's own finding weighs against a recognizer's."""
_LEAST: Final = 0.5
"""Least score of a finding that the model is told of."""
_WINDOW, _STRIDE = 480, 320
"""Pieces read at once, and from where one reading begins to where the next does."""
_BATCH: Final = 8
_MISSING: Final = (
    "Cannot load the tagger in `{}`: `redact.tagger` must be `bundled`, `off`, or a folder that "
    "`python -m callsight.train.tagger` wrote."
)


class Tagger:
    """The model and its tokenizer, loaded once."""

    def __init__(self, folder: Path = BUNDLED) -> None:
        """Raises ConfigurationError where `folder` holds no tagger."""
        self.folder = folder
        try:
            import torch

            from callsight.redact import tag_model

            model, tokenizer = tag_model.load(folder)
            self._device = "cuda" if torch.cuda.is_available() else "cpu"
            self._model = model.to(self._device)
            config = model.config
            self._entities: list[str] = config["entities"]
            others = len(self._entities) - 1
            self._undecided = [0.5] + [0.5 / others] * others
            self._describe = Describer(tokenizer, self._entities, config["cues"])
        except Exception as error:
            message = _MISSING.format(folder)
            raise ConfigurationError(f"{message} ({type(error).__name__})") from None

    def __call__(
        self, conversation: Conversation, found: Sequence[Found], known: Sequence[str] = ()
    ) -> list[Found]:
        """`found` with additions and other kinds, without what is nobody's.

        `known`: names that the metadata knows. Raises CallError(`tagger`) when the model fails:
        nothing then counts as clean.
        """
        try:
            pieces = self._describe(conversation, owners(conversation, found, self._entities))
            if not pieces.tokens:
                return list(found)
            odds = self.likelihoods(pieces)
            texts = [turn.text for turn in conversation.transcript.turns]
            for k, token in enumerate(pieces.tokens):
                said = texts[token.turn][token.start : token.end]
                if not said.isascii() and token.text != REMOVED:
                    odds[k] = self._undecided  # a script that the model cannot read
        except Exception as error:
            raise CallError(
                "tagger",
                f"The tagger failed ({type(error).__name__}); the call is withheld. Check "
                f"`{self.folder}` and run again.",
            ) from None
        named = {word for name in known for word in name.lower().split()}
        kept = self._judged(pieces, odds, found, named)
        return kept + list(self._added(conversation, pieces, odds, kept))

    def likelihoods(self, pieces: Pieces) -> np.ndarray:
        """Per token how likely it is of each entity, the first being none: shape (tokens, entities)."""
        import torch

        count = len(pieces.ids)
        starts = list(range(0, max(1, count - _WINDOW + _STRIDE), _STRIDE))
        result = torch.zeros(count, len(self._entities))
        margin = (_WINDOW - _STRIDE) // 2
        for at in range(0, len(starts), _BATCH):
            windows = starts[at : at + _BATCH]
            logits = self._run(pieces, windows).softmax(-1).cpu()
            for row, start in enumerate(windows):
                low = start + margin if start else 0
                end = min(count, start + _WINDOW)
                result[low:end] = logits[row, low - start : end - start]
        if not result.isfinite().all():
            raise ValueError("its weights are broken")
        return result[pieces.first].numpy()

    def _run(self, pieces: Pieces, starts: list[int]) -> Any:
        import torch

        spans = [range(start, min(len(pieces.ids), start + _WINDOW)) for start in starts]
        width = max(map(len, spans))

        def padded(values: list[int]) -> Any:
            rows = [values[s.start : s.stop] + [0] * (width - len(s)) for s in spans]
            return torch.tensor(rows, device=self._device)

        mask = padded([1] * len(pieces.ids)).bool()
        columns = {name: padded(pieces.columns[name]) for name in COLUMNS}
        with torch.inference_mode():
            return self._model(padded(pieces.ids), columns, mask)

    def _judged(
        self, pieces: Pieces, odds: np.ndarray, found: Sequence[Found], named: set[str]
    ) -> list[Found]:
        """The recognizers' findings that stay, by the names that the model gives them."""
        places = {(token.turn, token.start): k for k, token in enumerate(pieces.tokens)}
        kept, stayed, let_go = list[Found](), list[Found](), list[Found]()
        for each in found:
            said = [
                places[each.turn, start]
                for start in range(each.start, each.end)
                if (each.turn, start) in places
            ]
            certain = each.score == 1 or (named and set(each.value.split()) <= named)
            if certain or not said or each.entity not in self._entities:
                kept.append(each)
            elif _is_nobodys(each, odds[said, 0]):
                let_go.append(each)
                continue
            else:
                kept.append(self._named(each, pieces, odds, said))
            stayed.append(each)
        return kept + [each for each in let_go if any(_is_same(each, other) for other in stayed)]

    def _named(self, found: Found, pieces: Pieces, odds: np.ndarray, said: list[int]) -> Found:
        """A finding without ends that are nobody's, by the kind that the model takes it for."""
        meant = [k for k in said if odds[k, 0] <= _TRIM] or said
        first, last = meant[0], meant[-1]
        start = found.start if first == said[0] else pieces.tokens[first].start
        end = found.end if last == said[-1] else pieces.tokens[last].end
        kinds = odds[first : last + 1, 1:].mean(0)
        best = int(kinds.argmax())
        entity = self._entities[1 + best] if kinds[best] > _RENAME else found.entity
        return replace(found, start=start, end=end, entity=entity)

    def _added(
        self,
        conversation: Conversation,
        pieces: Pieces,
        odds: np.ndarray,
        kept: Sequence[Found],
    ) -> Iterator[Found]:
        """What only the model takes for personal, joined with what was found right beside it."""
        covered = owners(conversation, kept, self._entities)
        kinds = (odds[:, 1:].argmax(1) + 1) * (1 - odds[:, 0] > _ADD)
        tokens, texts = pieces.tokens, [turn.text for turn in conversation.transcript.turns]
        for (turn, kind), group in groupby(
            range(len(tokens)), lambda k: (tokens[k].turn, int(kinds[k]))
        ):
            run = list(group)
            if kind == 0 or all((turn, tokens[k].start) in covered for k in run):
                continue
            entity, start, end = self._entities[kind], tokens[run[0]].start, tokens[run[-1]].end
            score = round(float(1 - odds[run, 0].mean()), 2)
            said = "".join(c for c in texts[turn][start:end].lower() if c.isalnum())
            if entity == "PERSON":
                said = " ".join(tokens[k].text for k in run)
            yield Found(turn, start, end, entity, min(score, _HIGHEST), DETECTOR, said)


def _is_nobodys(found: Found, none: np.ndarray) -> bool:
    """Whether a finding is let go, by how likely each of its words is nobody's."""
    long = sum(character.isdigit() for character in found.value) >= _LONG
    if long and found.score >= _ANNOUNCED and found.entity != "PHONE_NUMBER":
        return False
    return bool((none > _RELEASE[surety((found.entity, found.score, found.detector))]).all())


def _is_same(one: Found, other: Found) -> bool:
    """Whether two findings are of one value: what is removed once is removed wherever it is said."""
    return (one.entity, one.value) == (other.entity, other.value) and len(one.value) >= _SHORTEST


def owners(
    conversation: Conversation, found: Iterable[Found], entities: Sequence[str]
) -> dict[tuple[int, int], tuple[str, float, str]]:
    """Entity, score and detector of what was found at each turn and character."""
    told = [each for each in found if each.entity in entities and each.score >= _LEAST]
    return {
        (each.turn, place): (each.entity, each.score, each.detector)
        for each in merge(conversation.transcript, told)
        for place in range(each.start, each.end)
    }


def folder_of(option: str) -> Path | None:
    """Where the tagger lies that `redact.tagger` names; None for `off`."""
    return {"off": None, "bundled": BUNDLED}.get(option, Path(option))


def load_tagger(option: str) -> Tagger | None:
    """The tagger that `redact.tagger` names. Raises ConfigurationError where there is none."""
    folder = folder_of(option)
    return None if folder is None else _loaded(folder)


@lru_cache(maxsize=2)
def _loaded(folder: Path) -> Tagger:
    return Tagger(folder)


@lru_cache(maxsize=2)
def identity(option: str) -> str:
    """What changes when the tagger does. Raises ConfigurationError where there is none."""
    folder = folder_of(option)
    if folder is None:
        return "off"
    try:
        return hashlib.sha256((folder / "model.safetensors").read_bytes()).hexdigest()[:16]
    except OSError:
        raise ConfigurationError(_MISSING.format(folder)) from None
