"""The demo language model's tokenizer: byte-level BPE over its own small world.

The fixed parts of an answer (`"}, "outcome": {"turns": [`) and of the transcript's frame are cut
as one piece each, so that an answer is some hundred tokens instead of a thousand: that, more than
the model's size, decides how long it trains and how fast it answers.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from tokenizers import Regex, Tokenizer, decoders, models, pre_tokenizers, trainers
from transformers import PreTrainedTokenizerFast

SIZE: Final = 3072
END: Final = "<|end|>"
PIECES: Final = "|".join(
    (
        r"</?transcript>\n*",
        r"Answer with the JSON object\.\n",
        r'[\[\]{}",: ]*"(?:[a-z_]+": (?:null)?[\[\]{}",: ]*)+',  # fixed parts of an answer
        r" ?\[[A-Z_]+_[0-9]+\]",  # placeholders
        r"\n\[",
        r"\] [a-z]+:",
        r" ?[0-9]+",
        r" ?[A-Za-z']+",
        r'[\[\]{}",: ]*["\[\]{}][\[\]{}",: ]*',
        r" ?[^\sA-Za-z0-9]",
        r"\s+",
    )
)
"""What is merged at most into one token."""
CHAT_TEMPLATE: Final = (
    "{% for message in messages %}{% if message['role'] != 'system' %}"
    "{{ message['content'] }}\n"
    "{% endif %}{% endfor %}"
)
"""The model knows one questionnaire by heart: instructions and questions are left out."""


def train_tokenizer(texts: Iterable[str]) -> PreTrainedTokenizerFast:
    """A tokenizer with `SIZE` tokens that are frequent in `texts`."""
    tokenizer = Tokenizer(models.BPE())
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence(
        [
            pre_tokenizers.Split(Regex(PIECES), "isolated"),
            pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=False),
        ]
    )
    tokenizer.decoder = decoders.ByteLevel()
    trainer = trainers.BpeTrainer(
        vocab_size=SIZE,
        special_tokens=[END],
        initial_alphabet=pre_tokenizers.ByteLevel.alphabet(),
        show_progress=False,
    )
    tokenizer.train_from_iterator(texts, trainer)
    fast = PreTrainedTokenizerFast(tokenizer_object=tokenizer, eos_token=END)
    fast.chat_template = CHAT_TEMPLATE
    return fast
