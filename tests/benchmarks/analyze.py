"""Answers per second: ours beside the public MLRun hub way, on the same model and calls.

    python -m tests.benchmarks.analyze --dims tiny --calls 8 --batch 8
    python -m tests.benchmarks.analyze --dims llama-3.1-8b --device cuda --calls 256 --batch 64

Ours: one prompt for each call, all questions of `default`; the keys and values of the common prefix
kept; batches; every token by the grammar. The hub way: what mlrun/functions' `question_answering`
does with each call of the public call center demo: `transformers.pipeline("text-generation")` with
batch 1, one generation for each of its two groups of questions, no grammar. The demo asks its
second group three times (a poll): `--polls 3` counts that, without it the hub way is at its best.

Random weights run offline. The work is fixed: `--prompt` tokens read and `--answer` tokens written
for each call (both groups together in the hub way, which reads the transcript once per group). The
floor of the same work is FLOP over the fastest matrix product and bytes over the fastest copy,
whichever takes longer, both measured on this device in the same run.
"""

import argparse
import contextlib
import os
import platform
import re
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch
from transformers import GenerationConfig, LlamaConfig, LlamaForCausalLM
from transformers import pipeline as hub_pipeline

from callsight.analyze import load_questionnaire, schema
from callsight.analyze.backend import Completion, Request
from callsight.analyze.local_model import LocalModel
from callsight.analyze.prompt import messages
from callsight.calls import Transcript, Turn
from callsight.errors import CallError
from tests.analyze.tiny_model import make_large_tokenizer

DIMS = {  # width, layers, heads, key and value heads, inner, vocabulary
    "tiny": (256, 4, 8, 2, 688, 8192),
    "small": (768, 12, 12, 4, 2048, 32768),
    "mistral-7b": (4096, 32, 32, 8, 14336, 32768),
    "qwen2.5-7b": (3584, 28, 28, 4, 18944, 152064),
    "llama-3.1-8b": (4096, 32, 32, 8, 14336, 128256),
}
QUESTIONS = load_questionnaire("default")
GROUPS = (
    {"topic", "summary", "concern_addressed", "client_tone", "agent_tone"},
    {"upsell_attempted", "upsell_succeeded", "empathy", "professionalism", "kindness"}
    | {"effective_communication", "active_listening", "customization"},
)
"""Questions of the public demo, in its two groups."""
SENTENCES = (
    "Thank you for calling, how can I help you with your account today?",
    "I was charged twice on my last bill and I would like to know why that is.",
    "I am sorry about that, let me look at the payment and see what has happened there.",
    "It was the same last month, and nobody has called me back about it since.",
)


@dataclass(frozen=True)
class Work:
    """What one system did."""

    calls: int
    wall: float
    cpu: float
    read: int
    """Tokens of prompts."""
    written: int
    """Tokens of answers."""


@dataclass(frozen=True)
class Device:
    """Speed of the hardware for this data type."""

    flops: float
    """Multiplications and additions per second, of a large matrix product."""
    bandwidth: float
    """Bytes per second read and written, of a large copy."""


class FixedLength(LocalModel):
    """Our engine, told to write `answer` tokens: to random weights any text is as good."""

    answer = 250

    def _budget(self, prompt: int, request: Request) -> int:
        return self.answer


def make_model(dims: str, device: str) -> Any:
    """A Llama of these dims with random weights, made where it runs."""
    width, layers, heads, groups, inner, vocabulary = DIMS[dims]
    config = LlamaConfig(
        vocab_size=vocabulary,
        hidden_size=width,
        num_hidden_layers=layers,
        num_attention_heads=heads,
        num_key_value_heads=groups,
        intermediate_size=inner,
        max_position_embeddings=32768,
        bos_token_id=None,
        eos_token_id=0,
        pad_token_id=None,
    )
    torch.manual_seed(0)
    torch.set_default_dtype(torch.bfloat16 if device == "cuda" else torch.float32)
    with torch.device(device):
        model = LlamaForCausalLM(config)
    torch.set_default_dtype(torch.float32)
    model.generation_config.eos_token_id = 0
    return model.eval()


def make_calls(model: LocalModel, count: int, prompt: int) -> list[Transcript]:
    """Transcripts that make prompts of about `prompt` tokens, each with another beginning."""

    def call(number: int, turns: int) -> Transcript:
        spoken = (SENTENCES[(number + i) % len(SENTENCES)] for i in range(turns))
        return Transcript(
            str(number),
            "en",
            tuple(
                Turn(i, ("agent", "customer")[i % 2], i % 2, 5.0 * i, 5.0 * i + 4, text)
                for i, text in enumerate(spoken)
            ),
            5.0 * turns,
        )

    def length(turns: int) -> int:
        return len(model._encoded(messages(QUESTIONS, call(0, turns))))

    turns = 2
    while length(turns) < prompt:
        turns += 1
    return [call(number, turns) for number in range(count)]


@contextlib.contextmanager
def timed(device: str) -> Iterator[list[float]]:
    """Wall and processor seconds of what is done inside."""
    taken: list[float] = []
    if device == "cuda":
        torch.cuda.synchronize()
    wall, cpu = time.perf_counter(), time.process_time()
    yield taken
    if device == "cuda":
        torch.cuda.synchronize()
    taken += [time.perf_counter() - wall, time.process_time() - cpu]


def ours(model: LocalModel, calls: list[Transcript], device: str) -> Work:
    """All questions of a call in one prompt."""
    with timed(device) as taken:
        requests = [
            Request(
                messages(QUESTIONS, call),
                schema.json_schema(QUESTIONS, [turn.index for turn in call.turns]),
                temperature=1.0,
            )
            for call in calls
        ]
        done = model.complete(requests)
    read = sum(len(model._encoded(request.messages)) for request in requests)
    written = sum(_written(result) for result in done)
    return Work(len(calls), *taken, read, written)


def _written(result: Completion | CallError) -> int:
    """What is cut at the fixed length is no answer to the engine, but work all the same."""
    return result.answer_tokens if isinstance(result, Completion) else FixedLength.answer


def hub(
    model: Any, tokenizer: Any, calls: list[Transcript], device: str, answer: int, polls: int
) -> Work:
    """One generation for each group of questions, batch 1."""
    pipe = hub_pipeline("text-generation", model=model, tokenizer=tokenizer, batch_size=1)
    each = answer // len(GROUPS)
    config = GenerationConfig(
        max_new_tokens=each,
        min_new_tokens=each,
        do_sample=True,
        temperature=0.7,
        top_p=0.95,
        top_k=40,
        repetition_penalty=1.1,
        eos_token_id=0,
        pad_token_id=0,
    )
    read = written = 0
    with timed(device) as taken:
        for call in calls:
            for group, times in zip(GROUPS, (1, polls), strict=True):
                prompt = "\n\n".join(m["content"] for m in messages(QUESTIONS.only(group), call))
                for _ in range(times):
                    (output,) = pipe([prompt], generation_config=config, return_full_text=False)
                    assert output[0]["generated_text"]
                    written += each
                read += times * len(tokenizer(prompt)["input_ids"])
    return Work(len(calls), *taken, read, written)


def measure(device: str) -> Device:
    """The best of some large matrix products and copies."""
    kind, side = (torch.bfloat16, 8192) if device == "cuda" else (torch.float32, 1536)
    left = torch.randn(side, side, dtype=kind, device=device)
    source = torch.zeros(
        1 << 28 if device == "cuda" else 1 << 26, dtype=torch.float32, device=device
    )
    target = torch.empty_like(source)
    products, copies = [], []
    for _ in range(8):
        with timed(device) as product:
            left @ left
        with timed(device) as copy:
            target.copy_(source)
        products.append(product[0])
        copies.append(copy[0])
    return Device(2 * side**3 / min(products), 2 * source.nbytes / min(copies))


def floor(
    model: LocalModel, calls: int, prompt: int, answer: int, batch: int, device: Device
) -> tuple[float, float]:
    """Least seconds to read the prompts and to write the answers, in full batches.

    Reading: the prefix once, the rest of each prompt. Writing, step by step: all weights, and the
    keys and values of all rows, have to come from memory; all rows are multiplied with all weights.
    """
    config = model._model.config
    weights = model._model.num_parameters() - model._model.get_input_embeddings().weight.numel()
    size = next(model._model.parameters()).element_size()
    prefix = len(model._prefix[0])
    width = config.num_attention_heads * config.head_dim
    cache = 2 * config.num_hidden_layers * config.num_key_value_heads * config.head_dim * size

    def seconds(rows: int, tokens: int, seen: float) -> float:
        """To run `tokens` tokens of each of `rows` rows that see `seen` tokens each."""
        every = rows * tokens
        flops = 2 * every * weights + 4 * every * seen * width * config.num_hidden_layers
        loaded = weights * size + rows * seen * cache
        return max(flops / device.flops, loaded / device.bandwidth)

    full, rest = divmod(calls, batch)
    batches = [batch] * full + [rest] * bool(rest)
    reading = seconds(1, prefix, prefix / 2) if prefix else 0.0
    reading += sum(seconds(rows, prompt - prefix, (prompt + prefix) / 2) for rows in batches)
    writing = sum(answer * seconds(rows, 1, prompt + answer / 2) for rows in batches)
    return reading, writing


def described(device: str) -> str:
    """The hardware, by name."""
    if device == "cuda":
        return torch.cuda.get_device_name()
    named = re.search(r"model name\s*: (.*)", Path("/proc/cpuinfo").read_text(encoding="utf-8"))
    return f"{os.cpu_count()} cores {named[1] if named else platform.processor()}"


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--dims", choices=DIMS, default="tiny")
    parser.add_argument("--device", choices=["cpu", "cuda"], default="cpu")
    parser.add_argument("--calls", type=int, default=8, help="of ours")
    parser.add_argument("--hub-calls", type=int, default=2, help="of the hub way, each round")
    parser.add_argument("--rounds", type=int, default=2, help="the systems take turns")
    parser.add_argument("--batch", type=int, default=8)
    parser.add_argument("--prompt", type=int, default=1500)
    parser.add_argument("--answer", type=int, default=250)
    parser.add_argument("--polls", type=int, default=1, help="of the second group, in the hub way")
    parser.add_argument("--threads", type=int, default=1, help="of torch, on a CPU")
    given = parser.parse_args()
    torch.set_num_threads(given.threads)
    FixedLength.answer = given.answer
    weights = make_model(given.dims, given.device)
    tokenizer = make_large_tokenizer(DIMS[given.dims][-1])
    model = FixedLength(weights, tokenizer, given.dims, given.batch)
    calls = make_calls(model, given.calls, given.prompt)
    few = calls[: given.hub_calls]
    ours(model, calls[:2], given.device)  # kernels, caches
    work: dict[str, list[Work]] = {"ours": [], "hub way": []}
    for _ in range(given.rounds):
        work["ours"].append(ours(model, calls, given.device))
        work["hub way"].append(
            hub(weights, tokenizer, few, given.device, given.answer, given.polls)
        )
    speed = measure(given.device)
    print(
        f"{described(given.device)}, torch threads {torch.get_num_threads()}: "
        f"{speed.flops / 1e12:.2f} TFLOP/s, {speed.bandwidth / 1e9:.1f} GB/s. {given.dims}: "
        f"{weights.num_parameters() / 1e6:,.0f} M parameters, vocabulary {len(tokenizer):,}, "
        f"batch {given.batch}, prefix of {len(model._prefix[0])} tokens"
    )
    rates = {name: report(name, done) for name, done in work.items()}
    prompt = round(sum(w.read for w in work["ours"]) / sum(w.calls for w in work["ours"]))
    parts = floor(model, given.calls, prompt, given.answer, given.batch, speed)
    share = given.rounds * sum(parts) / sum(w.wall for w in work["ours"])
    print(f"ours / hub way: {rates['ours'] / rates['hub way']:.1f} times the calls per second")
    print(
        f"floor of ours: {parts[0]:.2f} s to read, {parts[1]:.2f} s to write {given.calls} calls: "
        f"ours runs at {share:.0%} of it"
    )


def report(name: str, done: list[Work]) -> float:
    """Print one system; returns its calls per second."""
    calls, wall, cpu = (sum(getattr(w, key) for w in done) for key in ("calls", "wall", "cpu"))
    read, written = (sum(getattr(w, key) for w in done) / calls for key in ("read", "written"))
    print(
        f"{name:8} {calls / wall:8.3f} calls/s, {wall / calls:7.2f} s a call "
        f"({cpu / calls:.2f} s of CPU), {read:.0f} tokens read and {written:.0f} written a call"
    )
    return calls / wall


if __name__ == "__main__":
    main()
