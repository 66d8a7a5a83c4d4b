"""A tiny causal language model with random weights and a tokenizer of its own, made in seconds."""

import itertools
import json
from pathlib import Path

import torch
from tokenizers import Tokenizer, decoders, models, pre_tokenizers, trainers
from transformers import LlamaConfig, LlamaForCausalLM, PreTrainedTokenizerFast

from callsight.analyze import load_questionnaire
from callsight.analyze.prompt import prefix

CHAT_TEMPLATE = (
    "{% for message in messages %}<|{{ message.role }}|>\n{{ message.content }}\n{% endfor %}"
    "{% if add_generation_prompt %}<|assistant|>\n{% endif %}"
)


def make_tokenizer(vocabulary: int = 600) -> PreTrainedTokenizerFast:
    """Byte-level BPE, trained on the prompt of the `default` questionnaire."""
    tokenizer = Tokenizer(models.BPE())
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    tokenizer.decoder = decoders.ByteLevel()
    trainer = trainers.BpeTrainer(
        vocab_size=vocabulary,
        special_tokens=["<|end|>"],
        initial_alphabet=pre_tokenizers.ByteLevel.alphabet(),
        show_progress=False,
    )
    tokenizer.train_from_iterator([prefix(load_questionnaire("default"))], trainer)
    return PreTrainedTokenizerFast(tokenizer_object=tokenizer, eos_token="<|end|>")


def make_large_tokenizer(vocabulary: int) -> PreTrainedTokenizerFast:
    """That tokenizer, filled up with pairs of words to the size of those of real models."""
    trained = make_tokenizer(min(vocabulary, 2048))
    data = json.loads(trained.backend_tokenizer.to_str())
    known, merges = data["model"]["vocab"], data["model"]["merges"]
    words = [token for token in known if token.isascii() and token.isalpha()]
    for left, right in itertools.product(words, repeat=2):
        if len(known) >= vocabulary:
            break
        if left + right not in known:
            known[left + right] = len(known)
            merges.append([left, right])
    return PreTrainedTokenizerFast(
        tokenizer_object=Tokenizer.from_str(json.dumps(data)),
        eos_token="<|end|>",
        chat_template=CHAT_TEMPLATE,
    )


def save_tiny_model(
    folder: Path,
    *,
    width: int = 16,
    context: int = 16384,
    chat: bool = True,
    vocabulary: int | None = None,
) -> Path:
    """Save model and tokenizer to `folder`; `vocabulary` pads the embedding as real models do."""
    torch.manual_seed(0)
    tokenizer = make_tokenizer()
    if chat:
        tokenizer.chat_template = CHAT_TEMPLATE
    config = LlamaConfig(
        vocab_size=vocabulary or len(tokenizer) + 8,
        hidden_size=width,
        intermediate_size=2 * width,
        num_hidden_layers=1,
        num_attention_heads=2,
        num_key_value_heads=1,
        max_position_embeddings=context,
        eos_token_id=tokenizer.eos_token_id,
        bos_token_id=None,
        pad_token_id=None,
    )
    LlamaForCausalLM(config).save_pretrained(folder)
    tokenizer.save_pretrained(folder)
    return folder


def save_parrot(folder: Path, first: str, again: str) -> Path:
    """Save a model that says `first` to whatever it is asked, and `again` in a second turn.

    Attention and MLP add nothing, so the next token depends on the last one alone: the template
    ends each prompt with the number of its messages, and each text is one token.
    """
    tokenizer = make_tokenizer()
    tokenizer.add_tokens([first, again])
    tokenizer.chat_template = CHAT_TEMPLATE.replace("<|assistant|>\n", "{{ messages | length }}")
    config = LlamaConfig(
        vocab_size=len(tokenizer),
        hidden_size=16,
        intermediate_size=16,
        num_hidden_layers=1,
        num_attention_heads=1,
        max_position_embeddings=16384,
        tie_word_embeddings=False,
        eos_token_id=tokenizer.eos_token_id,
        bos_token_id=None,
        pad_token_id=None,
    )
    model = LlamaForCausalLM(config)
    end = str(tokenizer.eos_token)
    with torch.no_grad():
        for weights in model.parameters():
            if weights.dim() == 2:
                weights.zero_()
        for place, (last, following) in enumerate(
            [("2", first), ("4", again), (first, end), (again, end)]
        ):
            last_id, following_id = tokenizer.convert_tokens_to_ids([last, following])
            model.model.embed_tokens.weight[last_id, place] = 1.0
            model.lm_head.weight[following_id, place] = 1.0
    model.save_pretrained(folder)
    tokenizer.save_pretrained(folder)
    return folder
