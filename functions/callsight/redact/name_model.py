"""Names and places found by a token-classification model, wrapped so that its errors fail closed.

Presidio's own wrapper swallows what goes wrong in the model and returns nothing found; here it
costs the call.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, Final

from callsight.errors import CallError, ConfigurationError

ENTITIES: Final = {
    "PER": "PERSON", "PERSON": "PERSON", "NAME": "PERSON", "GIVENNAME": "PERSON",
    "SURNAME": "PERSON",
    "FIRSTNAME": "PERSON", "LASTNAME": "PERSON", "PATIENT": "PERSON", "STAFF": "PERSON",
    "LOC": "LOCATION", "LOCATION": "LOCATION", "GPE": "LOCATION", "CITY": "LOCATION",
    "FAC": "ADDRESS",
    "ADDRESS": "ADDRESS", "STREET": "ADDRESS", "STREETADDRESS": "ADDRESS", "ZIPCODE": "ADDRESS",
    "AGE": "AGE", "EMAIL": "EMAIL_ADDRESS", "PHONE": "PHONE_NUMBER", "TELEPHONENUM": "PHONE_NUMBER",
}  # fmt: skip
_STRIDE: Final = 32


class NameModel:
    """A `transformers` token-classification model, loaded once."""

    def __init__(self, model: str) -> None:
        """`model`: name or path. Raises ConfigurationError where it cannot be loaded."""
        self.name = model
        try:
            from transformers import pipeline

            self._pipeline: Any = pipeline(
                "token-classification", model=model, aggregation_strategy="simple",
                stride=_STRIDE, device=-1,
            )  # fmt: skip
            limit = getattr(self._pipeline.model.config, "max_position_embeddings", 512)
            tokenizer: Any = (
                self._pipeline.tokenizer
            )  # without a limit, long turns would not be split
            tokenizer.model_max_length = min(tokenizer.model_max_length, limit)
        except Exception as error:
            raise ConfigurationError(
                f"Cannot load the name model `{model}` ({type(error).__name__}): `redact.name_model` "
                "must be the name or path of a transformers token-classification model with a fast "
                "tokenizer."
            ) from None

    def find(self, texts: Sequence[str]) -> Iterator[tuple[int, str, int, int, float]]:
        """Text position, entity, first character, character after the last one, and score.

        Raises CallError(`name_model`) when the model fails: nothing then counts as clean.
        """
        wanted = [(i, text) for i, text in enumerate(texts) if text.strip()]
        try:
            results = self._pipeline([text for _, text in wanted], batch_size=8) if wanted else []
            for (i, text), found in zip(wanted, results, strict=True):
                for item in found:
                    label = str(item["entity_group"]).upper().replace("_", "").replace("-", "")
                    start, end = int(item["start"]), int(item["end"])
                    if label in ENTITIES and text[start:end].strip():
                        yield i, ENTITIES[label], start, end, float(item["score"])
        except Exception as error:
            raise CallError(
                "name_model",
                f"The name model `{self.name}` failed ({type(error).__name__}); the call is withheld. "
                "Check the model and run again.",
            ) from None
