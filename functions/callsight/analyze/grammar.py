"""Grammar-constrained decoding: at every step only tokens that keep the answer valid are allowed.

llguidance computes the masks of all rows in parallel threads; the mask is applied on the device of
the logits. A row whose answer is complete may only end.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

import numpy as np
import torch
from llguidance import LLExecutor, LLMatcher
from llguidance.hf import from_tokenizer
from transformers import LogitsProcessor

PLAIN_TEXT = r'^[^"\\\x00-\x1F\x7F]{0,%d}$'
"""Strings without anything to escape: a long run of escapes would only waste the token budget.
Exactly the characters of llguidance's slices, which make masks inside of strings cheap.
"""


class Grammar:
    """Compiles schemas for the vocabulary of one tokenizer."""

    def __init__(self, tokenizer: Any, vocabulary: int, end_tokens: list[int]) -> None:
        self.vocabulary = vocabulary
        """Columns of the logits; may be larger than the tokenizer's vocabulary."""
        self.end_tokens = end_tokens
        self._tokenizer = from_tokenizer(tokenizer, n_vocab=vocabulary, eos_token=end_tokens)
        self._executor = LLExecutor()

    def mask(self, schemas: Sequence[dict[str, Any]]) -> GrammarMask:
        """A logits processor for a batch; row i answers `schemas[i]`."""
        matchers = []
        for schema in schemas:
            options: Any = {
                "whitespace_flexible": False,
                "item_separator": ", ",
                "key_separator": ": ",
            }
            text = LLMatcher.grammar_from_json_schema(json.dumps(_plain(schema)), defaults=options)
            matchers.append(LLMatcher(self._tokenizer, text))
        return GrammarMask(self, self._executor, matchers)


class GrammarMask(LogitsProcessor):
    """Masks the logits of one batch; it remembers how far each row has come."""

    def __init__(self, grammar: Grammar, executor: LLExecutor, matchers: list[LLMatcher]) -> None:
        for matcher in matchers:
            if matcher.is_error():
                raise ValueError(f"llguidance cannot compile the schema: {matcher.get_error()}")
        self.matchers = matchers
        self._executor = executor
        self._seen: int | None = None
        words = (grammar.vocabulary + 31) // 32
        self._mask = torch.zeros((len(matchers), words), dtype=torch.int32)
        self._not_end = torch.ones(grammar.vocabulary, dtype=torch.bool)
        self._not_end[grammar.end_tokens] = False

    @property
    def complete(self) -> list[bool]:
        """Per row, whether its answer is whole."""
        return [matcher.is_accepting() or matcher.is_stopped() for matcher in self.matchers]

    def __call__(self, input_ids: torch.Tensor, scores: torch.Tensor) -> torch.Tensor:
        """Called by `generate` with tokens [rows, length] and logits [rows, vocabulary]."""
        if self._seen is not None:
            for matcher, token in zip(self.matchers, input_ids[:, -1].tolist(), strict=True):
                if not matcher.is_stopped():
                    matcher.consume_token(token)
        self._seen = input_ids.shape[1]
        running = [(m, row) for row, m in enumerate(self.matchers) if not m.is_stopped()]
        if running:
            self._executor.unsafe_compute_mask_ptr(
                running, self._mask.data_ptr(), self._mask.shape[1] * 4, len(self.matchers)
            )
        blocked = self._blocked(scores.device, scores.shape[1])
        stopped = [row for row, matcher in enumerate(self.matchers) if matcher.is_stopped()]
        if stopped:
            blocked[stopped] = self._not_end.to(scores.device)
        return scores.masked_fill_(blocked, float("-inf"))

    def _blocked(self, device: torch.device, vocabulary: int) -> torch.Tensor:
        """The tokens not allowed, as booleans [rows, vocabulary].

        On a GPU the packed bits travel and are spread there; on a CPU numpy is 7 times as fast.
        """
        if device.type == "cpu":
            packed = ~self._mask.numpy().view(np.uint8)
            bits = np.unpackbits(packed, axis=1, count=vocabulary, bitorder="little")
            return torch.from_numpy(bits.view(np.bool_))
        shifts = 2 ** torch.arange(8, dtype=torch.uint8, device=device)
        spread = self._mask.view(torch.uint8).to(device).unsqueeze(-1).bitwise_and(shifts).eq(0)
        return spread.view(len(self.matchers), -1)[:, :vocabulary]


def _plain(schema: Any) -> Any:
    """`schema` with every free string bounded by a pattern instead of a length."""
    if isinstance(schema, list):
        return [_plain(item) for item in schema]
    if not isinstance(schema, dict):
        return schema
    if schema.get("type") == "string" and "maxLength" in schema:
        pattern = schema.get("pattern", PLAIN_TEXT % schema["maxLength"])
        return {"type": "string", "pattern": pattern}
    return {key: _plain(value) for key, value in schema.items()}
