"""A causal language model in this process, by name or path, for the engine `transformers`.

Prompts of a window are sorted by length and answered in batches. Their common beginning
(instructions and questions, most of the prompt) is computed once and its keys and values are kept.
"""

from __future__ import annotations

import copy
import logging
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from callsight.analyze.backend import Completion, Request
from callsight.analyze.fingerprints import model_name
from callsight.analyze.loading import load_model
from callsight.analyze.schema import most_characters
from callsight.errors import CallError
from callsight.options import AnalyzeOptions

if TYPE_CHECKING:
    import torch

TOKENS_PER_CHARACTER = 2
"""Token budget of an answer: no tokenizer needs more for text that is mostly letters."""
RESERVED_SHARE = 4
"""A prompt is too long if less than a token per this many characters is left for the answer."""
SHORTEST_PREFIX = 32
"""Tokens in common from which on it pays to keep their keys and values."""

logger = logging.getLogger(__name__)


class LocalModel:
    """A model with its tokenizer and grammar, ready to complete prompts."""

    name = "transformers"

    def __init__(self, model: Any, tokenizer: Any, name: str, batch_size: int) -> None:
        from callsight.analyze.grammar import Grammar

        self.model = name
        self.batch_size = batch_size
        self._model = model
        self._tokenizer = tokenizer
        end = model.generation_config.eos_token_id
        end = tokenizer.eos_token_id if end is None else end
        self._end = list(end) if isinstance(end, (list, tuple)) else [end]
        self._pad = self._end[0] if tokenizer.pad_token_id is None else tokenizer.pad_token_id
        text_config = model.config.get_text_config()
        self._context: int | None = getattr(text_config, "max_position_embeddings", None)
        self._grammar = Grammar(tokenizer, text_config.vocab_size, self._end)
        self._shares_prefix = _attends_to_all(text_config)
        self._prefix: tuple[list[int], Any] = ([], None)

    @classmethod
    def load(cls, options: AnalyzeOptions) -> LocalModel:
        """The model and tokenizer that `options` names.

        Raises ConfigurationError as `load_model` does.
        """
        model, tokenizer = load_model(options)
        return cls(model, tokenizer, model_name(str(options.model)), options.batch_size)

    def complete(self, requests: Sequence[Request]) -> list[Completion | CallError]:
        """One completion per request, in order. Sorted by length, batches have little padding."""
        prompts = [self._encoded(request.messages) for request in requests]
        budgets: dict[int, int] = {}
        results: dict[int, Completion | CallError] = {}
        for i, (prompt, request) in enumerate(zip(prompts, requests, strict=True)):
            try:
                budgets[i] = self._budget(len(prompt), request)
            except CallError as error:
                results[i] = error
        fitting = sorted(budgets, key=lambda i: -len(prompts[i]))
        self._keep_prefix([prompts[i] for i in fitting])
        for temperature in sorted({requests[i].temperature for i in fitting}):
            alike = [i for i in fitting if requests[i].temperature == temperature]
            for at in range(0, len(alike), self.batch_size):
                rows = alike[at : at + self.batch_size]
                done = self._batch(
                    [prompts[i] for i in rows],
                    [requests[i] for i in rows],
                    max(budgets[i] for i in rows),
                )
                results.update(zip(rows, done, strict=True))
        return [results[i] for i in range(len(requests))]

    def _encoded(self, messages: list[dict[str, str]]) -> list[int]:
        """Token ids of the prompt, with the chat template where the tokenizer has one."""
        if self._tokenizer.chat_template is None:
            text = "\n\n".join(f"### {m['role']}\n{m['content']}" for m in messages)
            return list(self._tokenizer(f"{text}\n\n### assistant\n")["input_ids"])
        try:
            text = self._rendered(messages)
        except Exception:  # Jinja: some templates (Gemma) know no system role
            system, user, *rest = messages
            merged = {"role": "user", "content": f"{system['content']}\n\n{user['content']}"}
            text = self._rendered([merged, *rest])
        return list(self._tokenizer(text, add_special_tokens=False)["input_ids"])

    def _rendered(self, messages: list[dict[str, str]]) -> str:
        return str(
            self._tokenizer.apply_chat_template(
                messages, tokenize=False, add_generation_prompt=True, enable_thinking=False
            )
        )

    def _budget(self, prompt: int, request: Request) -> int:
        """Tokens that the answer may take; raises CallError `too_long` if these are too few."""
        characters = most_characters(request.schema)
        if self._context is None:
            return characters * TOKENS_PER_CHARACTER
        if prompt + characters // RESERVED_SHARE > self._context:
            raise CallError(
                "too_long",
                f"The prompt has {prompt} tokens and its answer needs room: model `{self.model}` "
                f"reads {self._context}. Use a model with a longer context or fewer questions.",
            )
        return min(characters * TOKENS_PER_CHARACTER, self._context - prompt)

    def _batch(
        self, prompts: list[list[int]], requests: list[Request], budget: int
    ) -> list[Completion | CallError]:
        """Answer a batch; out of memory halves it."""
        import torch

        try:
            return self._generate(prompts, requests, budget)
        except torch.OutOfMemoryError:
            torch.cuda.empty_cache()
        half = len(prompts) // 2
        if not half:
            return [
                CallError(
                    "out_of_memory",
                    f"A prompt of {len(prompts[0])} tokens does not fit into memory: "
                    "use a smaller model or a larger device.",
                )
            ]
        logger.warning("out of memory: a batch of %d is halved", len(prompts))
        return [
            *self._batch(prompts[:half], requests[:half], budget),
            *self._batch(prompts[half:], requests[half:], budget),
        ]

    def _generate(
        self, prompts: list[list[int]], requests: list[Request], budget: int
    ) -> list[Completion | CallError]:
        import torch
        from transformers import GenerationConfig

        mask = self._grammar.mask([request.schema for request in requests])
        ids, attention, cache = self._inputs(prompts)
        longest = ids.shape[1]
        room = budget if self._context is None else min(budget, self._context - longest)
        temperature = requests[0].temperature
        sampling: dict[str, Any] = (
            {"do_sample": True, "temperature": temperature, "top_k": 0, "top_p": 1.0}
            if temperature
            else {"do_sample": False}
        )
        with torch.inference_mode():
            output = self._model.generate(
                ids,
                attention_mask=attention,
                past_key_values=cache,
                logits_processor=[mask],
                generation_config=GenerationConfig(
                    max_new_tokens=max(1, room),
                    eos_token_id=self._end,
                    pad_token_id=self._pad,
                    **sampling,
                ),
            )
        rows = output[:, longest:].tolist()
        cut = output.shape[1] == self._context
        return [
            self._completion(prompt, tokens, complete, cut)
            for prompt, tokens, complete in zip(prompts, rows, mask.complete, strict=True)
        ]

    def _completion(
        self, prompt: list[int], tokens: list[int], complete: bool, cut: bool
    ) -> Completion | CallError:
        """What was written; an answer `cut` at the end of the context asks for a shorter prompt."""
        ends = [tokens.index(token) for token in self._end if token in tokens]
        answer = tokens[: min(ends, default=len(tokens))]
        if not complete and not ends:
            return CallError(
                "too_long" if cut else "incomplete_answer",
                f"The answer did not end within {len(tokens)} tokens: use a model with a longer "
                "context, or lower the word limits of the questionnaire.",
            )
        text = self._tokenizer.decode(answer, skip_special_tokens=True)
        return Completion(text, len(prompt), len(answer))

    def _inputs(self, prompts: list[list[int]]) -> tuple[torch.Tensor, torch.Tensor, Any]:
        """Token ids and attention mask [rows, length], and the keys and values of the prefix.

        Each row is prefix, padding, rest: padding sits between, so that the prefix is at the same
        place in all rows; `generate` counts positions by the mask.
        """
        import torch

        prefix, cache = self._kept(prompts)
        length = max(len(prompt) for prompt in prompts)
        ids = torch.full((len(prompts), length), self._pad)
        attention = torch.zeros((len(prompts), length), dtype=torch.long)
        for row, prompt in enumerate(prompts):
            rest = prompt[len(prefix) :]
            ids[row, : len(prefix)] = torch.tensor(prefix, dtype=torch.long)
            attention[row, : len(prefix)] = 1
            ids[row, length - len(rest) :] = torch.tensor(rest)
            attention[row, length - len(rest) :] = 1
        if cache is not None:
            cache = copy.deepcopy(cache)
            cache.batch_repeat_interleave(len(prompts))
        return ids.to(self._model.device), attention.to(self._model.device), cache

    def _keep_prefix(self, prompts: list[list[int]]) -> None:
        """Compute keys and values of what all prompts begin with, unless they are there already."""
        import torch
        from transformers import DynamicCache

        if len(prompts) < 2 or not self._shares_prefix or self._kept(prompts)[0]:
            return
        shortest = min(len(prompt) for prompt in prompts) - 1
        common = next(
            (i for i in range(shortest) if any(p[i] != prompts[0][i] for p in prompts)), shortest
        )
        if common < SHORTEST_PREFIX:
            return
        cache = DynamicCache(config=self._model.config)
        tokens = torch.tensor([prompts[0][:common]], device=self._model.device)
        try:
            with torch.inference_mode():
                self._model(tokens, past_key_values=cache, use_cache=True, logits_to_keep=1)
        except torch.OutOfMemoryError:
            self._prefix = ([], None)
            return
        self._prefix = (prompts[0][:common], cache)

    def _kept(self, prompts: list[list[int]]) -> tuple[list[int], Any]:
        """The kept prefix if all prompts begin with it and go on."""
        prefix, cache = self._prefix
        size = len(prefix)
        fits = all(len(prompt) > size and prompt[:size] == prefix for prompt in prompts)
        return (prefix, cache) if fits else ([], None)


def _attends_to_all(config: Any) -> bool:
    """Whether every layer sees the whole context: sliding windows would count the padding."""
    kinds = getattr(config, "layer_types", None)
    if kinds is not None:
        return all(kind == "full_attention" for kind in kinds)
    return getattr(config, "sliding_window", None) is None
