"""Loads the causal language model that the options name: precision, quantization, adapter."""

from __future__ import annotations

import importlib.util
import logging
from typing import Any

from callsight.errors import ConfigurationError
from callsight.options import AnalyzeOptions

NOT_LOADED = (OSError, ValueError, KeyError, RuntimeError)
"""What transformers and peft raise for a name or folder that is no model of theirs."""


def load_model(options: AnalyzeOptions) -> tuple[Any, Any]:
    """The model, in evaluation mode, and its tokenizer; on a GPU in bfloat16.

    Attention is PyTorch's scaled dot product (transformers' default where a model supports it).

    Raises ConfigurationError if there is no such model or adapter, if it has no fast tokenizer, if
    a package is missing, or if there is no GPU where one is asked for.
    """
    import torch
    from transformers import AutoModelForCausalLM, AutoTokenizer

    if options.device == "cuda" and not torch.cuda.is_available():
        raise ConfigurationError("`analyze.device` is `cuda`, but no GPU is there: use `cpu`.")
    name = str(options.model)
    device = "cuda" if options.device != "cpu" and torch.cuda.is_available() else "cpu"
    settings: dict[str, Any] = {"dtype": torch.bfloat16 if device == "cuda" else torch.float32}
    if options.quantization != "none":
        settings |= {"quantization_config": _quantized(options), "device_map": {"": device}}
    try:
        tokenizer = AutoTokenizer.from_pretrained(name)
        model: Any = AutoModelForCausalLM.from_pretrained(name, **settings)
    except NOT_LOADED as error:
        raise ConfigurationError(
            f"Cannot load language model `{name}` ({type(error).__name__}): give the "
            "name of a causal language model that can be downloaded, or the path of its folder."
        ) from None
    if not tokenizer.is_fast or tokenizer.eos_token_id is None:
        raise ConfigurationError(
            f"Language model `{name}` needs a fast tokenizer (tokenizer.json) "
            "with an end-of-text token."
        )
    if options.adapter:
        model = _adapted(model, options)
    return (model if options.quantization != "none" else model.to(device)).eval(), tokenizer


def _quantized(options: AnalyzeOptions) -> Any:
    """Weights in 8 bits (LLM.int8) or 4 bits (NF4), computed in the precision of the rest."""
    import torch
    from transformers import BitsAndBytesConfig

    _require("bitsandbytes", "quantization", options.quantization, "quantization")
    # It says for every matrix product that its input is rounded.
    logging.getLogger("bitsandbytes.autograd._functions").setLevel(logging.ERROR)
    if options.quantization == "int8":
        return BitsAndBytesConfig(load_in_8bit=True)
    return BitsAndBytesConfig(
        load_in_4bit=True,
        bnb_4bit_quant_type="nf4",
        bnb_4bit_use_double_quant=True,
        bnb_4bit_compute_dtype=torch.bfloat16,
    )


def _adapted(model: Any, options: AnalyzeOptions) -> Any:
    """The model with its adapter; merged into the weights where these are not quantized."""
    _require("peft", "adapter", str(options.adapter), "adapter")
    from peft import PeftModel

    try:
        adapted: Any = PeftModel.from_pretrained(model, str(options.adapter))
    except NOT_LOADED as error:
        raise ConfigurationError(
            f"Cannot load adapter `{options.adapter}` onto `{options.model}` "
            f"({type(error).__name__}): give a PEFT adapter (name or folder) made for this model."
        ) from None
    return adapted.merge_and_unload() if options.quantization == "none" else adapted


def _require(package: str, key: str, value: str, extra: str) -> None:
    if importlib.util.find_spec(package) is None:
        raise ConfigurationError(
            f"`analyze.{key}` is `{value}`, which needs the package `{package}`: "
            f"pip install 'callsight[{extra}]'."
        )
