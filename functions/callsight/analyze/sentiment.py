"""Sentiment of each turn, a number in [-1, 1], by a stated method.

The default needs no model: the valence rules of VADER (C. J. Hutto, E. Gilbert, "VADER: A
Parsimonious Rule-based Model for Sentiment Analysis of Social Media Text", ICWSM 2014) over a word
list of our own for service calls. Politeness formulas weigh nothing there, and some phrases weigh
as wholes: an agent who is sorry to hear of a problem is kind, not sad. A sequence-classification
model can be named instead.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Sequence
from typing import Any

from callsight.analyze.cues import Lexicon, load_lexicon
from callsight.analyze.rules import compile_cues, normalize
from callsight.calls import Transcript
from callsight.errors import ConfigurationError

NEGATION_FACTOR = -0.74
"""VADER's N_SCALAR: "not good" is a little weaker than "bad"."""
REACH = 3
"""Words before a valued word in which negations and intensifiers work."""
DAMPING = (1.0, 0.95, 0.9)
"""How much of an intensifier is left at a distance of one, two and three words."""
ALPHA = 15.0
"""VADER's normalization: sum / sqrt(sum^2 + ALPHA)."""
PHRASE = "="
"""Stands, with its value, for a phrase of the lexicon; no normalized word begins so."""

Scorer = Callable[[Transcript], tuple[float | None, ...]]


def load_scorer(model: str | None, device: str = "auto") -> Scorer:
    """The sentiment method of `options.sentiment_model`; None is the lexicon.

    Raises ConfigurationError if the model cannot be loaded or has labels without a polarity.
    """
    return lexicon_sentiment if model is None else _model_scorer(model, device)


def lexicon_sentiment(transcript: Transcript) -> tuple[float | None, ...]:
    """Per turn: None where nothing can be judged (no words, or a language without a lexicon)."""
    if transcript.language != "en":
        return (None,) * len(transcript.turns)
    lexicon = load_lexicon("en")
    return tuple(text_sentiment(turn.text, lexicon, turn.speaker) for turn in transcript.turns)


def text_sentiment(text: str, lexicon: Lexicon, speaker: str = "unknown") -> float | None:
    """Valence of `text` in [-1, 1], or None where it holds no word but fillers and placeholders."""
    plain = normalize(text)
    if all(word.startswith("@") or word in lexicon.fillers for word in plain.split()):
        return None
    for valued in lexicon.phrases:
        if valued.speaker in ("both", speaker):
            plain = compile_cues(valued.phrases).sub(f" {PHRASE}{valued.value}", plain)
    words = lexicon.neutral_pattern.sub(" ", plain).split()
    valences = [_valence(words, i, lexicon) for i in range(len(words))]
    if "but" in words:  # what follows "but" is what is meant
        turn = words.index("but")
        valences = [v * (0.5 if i < turn else 1.5) for i, v in enumerate(valences)]
    total = sum(valences)
    return round(total / math.sqrt(total * total + ALPHA), 4) if total else 0.0


def _valence(words: list[str], position: int, lexicon: Lexicon) -> float:
    word = words[position]
    if word.startswith(PHRASE):
        return float(word.removeprefix(PHRASE))
    value = lexicon.valence(word)
    if not value:
        return 0.0
    before = words[max(0, position - REACH) : position][::-1]
    for distance, word in enumerate(before):
        boost = lexicon.intensifiers.get(word, 0.0) * DAMPING[distance]
        value += boost if value > 0 else -boost
    if any(word in lexicon.negations for word in before):
        value *= NEGATION_FACTOR
    return value


def _model_scorer(name: str, device: str) -> Scorer:
    """Expected polarity under a sequence-classification model, turn by turn in batches."""
    import torch
    from transformers import AutoModelForSequenceClassification, AutoTokenizer

    try:
        tokenizer = AutoTokenizer.from_pretrained(name)
        model: Any = AutoModelForSequenceClassification.from_pretrained(name)
    except (OSError, ValueError) as error:
        raise ConfigurationError(
            f"Cannot load sentiment model `{name}` ({type(error).__name__}): give the name or path "
            "of a sequence-classification model, or leave `analyze.sentiment_model` empty."
        ) from None
    polarity = torch.tensor(_polarities(name, model.config.id2label))
    where = "cuda" if device != "cpu" and torch.cuda.is_available() else "cpu"
    model.eval().to(where)

    def score(transcript: Transcript) -> tuple[float | None, ...]:
        spoken = [i for i, turn in enumerate(transcript.turns) if re.search(r"\w", turn.text)]
        values: list[float | None] = [None] * len(transcript.turns)
        for at in range(0, len(spoken), 32):
            part = spoken[at : at + 32]
            inputs = tokenizer(
                [transcript.turns[i].text for i in part],
                padding=True,
                truncation=True,
                max_length=min(512, tokenizer.model_max_length),
                return_tensors="pt",
            ).to(where)
            with torch.inference_mode():
                shares = model(**inputs).logits.float().softmax(-1).cpu()
            for i, value in zip(part, (shares @ polarity).tolist(), strict=True):
                values[i] = round(value, 4)
        return tuple(values)

    return score


def _polarities(name: str, labels: dict[int, str]) -> list[float]:
    """One value per label in [-1, 1]: by word, or evenly spaced for "1 star" to "5 stars"."""
    ordered: Sequence[str] = [labels[i].lower() for i in sorted(labels)]
    known = {"negative": -1.0, "neg": -1.0, "neutral": 0.0, "neu": 0.0, "positive": 1.0, "pos": 1.0}
    if all(label in known for label in ordered):
        return [known[label] for label in ordered]
    if len(ordered) > 1 and all(re.fullmatch(r"\d+ stars?", label) for label in ordered):
        stars = [int(label.split()[0]) for label in ordered]
        low, high = min(stars), max(stars)
        return [2 * (star - low) / (high - low) - 1 for star in stars]
    raise ConfigurationError(
        f"Sentiment model `{name}` has the labels {', '.join(ordered)}: "
        "it must have negative, (neutral,) positive, or 1 star to 5 stars."
    )
