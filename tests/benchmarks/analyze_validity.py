"""Share of schema-valid answers of random weights, and what the grammar mask costs.

    python -m tests.benchmarks.analyze_validity validity --generations 1000
    python -m tests.benchmarks.analyze_validity mask --vocabulary 150000 --batches 1 8 16

Random weights at temperature 1 are the worst case for a grammar: every allowed token is equally
likely, so every string runs to odd lengths and odd characters. The mask's cost per step counts all
of it: feeding the last token to the matchers, computing the masks and applying them to the logits.
"""

import argparse
import os
import statistics
import tempfile
import time
from pathlib import Path

import torch

from callsight.analyze import load_questionnaire, schema
from callsight.analyze.backend import Completion, Request
from callsight.analyze.grammar import Grammar
from callsight.analyze.local_model import LocalModel
from callsight.analyze.questionnaire import names
from callsight.options import AnalyzeOptions
from tests.analyze.dialogs import BILLING, transcript
from tests.analyze.tiny_model import make_large_tokenizer, save_tiny_model

CALL = transcript(BILLING)
TURNS = [turn.index for turn in CALL.turns]
SHORT_PROMPT = [{"role": "system", "content": "x"}, {"role": "user", "content": "Answer."}]
"""To random weights one prompt is like the other."""


def validity(questionnaires: list[str], generations: int, batch_size: int) -> None:
    """Print the share of valid answers for each questionnaire."""
    with tempfile.TemporaryDirectory() as folder:
        path = save_tiny_model(Path(folder) / "tiny")
        options = AnalyzeOptions(
            engine="transformers", model=str(path), device="cpu", batch_size=batch_size
        )
        model = LocalModel.load(options)
        for name in questionnaires:
            questionnaire = load_questionnaire(name)
            compiled = schema.json_schema(questionnaire, TURNS)
            request = Request(SHORT_PROMPT, compiled, temperature=1.0)
            started, valid, tokens = time.perf_counter(), 0, 0
            for completion in model.complete([request] * generations):
                if isinstance(completion, Completion):
                    schema.read_response(completion.text, questionnaire, CALL)  # raises if not
                    valid, tokens = valid + 1, tokens + completion.answer_tokens
            seconds = time.perf_counter() - started
            print(
                f"{name:14} {valid} of {generations} valid ({valid / generations:.1%}), "
                f"{tokens / max(1, valid):.0f} tokens each, {seconds:.0f} s",
                flush=True,
            )


def mask(vocabulary: int, batches: list[int], steps: int) -> None:
    """Print milliseconds per step for each batch size, on `default`."""
    tokenizer = make_large_tokenizer(vocabulary)
    size = len(tokenizer)
    grammar = Grammar(tokenizer, size, [tokenizer.eos_token_id])
    compiled = schema.json_schema(load_questionnaire("default"), TURNS)
    print(f"vocabulary {size}, {os.cpu_count()} CPUs, torch threads {torch.get_num_threads()}")
    for rows in batches:
        started = time.perf_counter()
        processor = grammar.mask([compiled] * rows)
        compile_ms = (time.perf_counter() - started) * 1000
        ids, cost, cpu = torch.zeros((rows, 1), dtype=torch.long), [], []
        generator = torch.Generator().manual_seed(0)
        for _ in range(steps):
            logits = torch.randn((rows, size), generator=generator)
            started, cpu_started = time.perf_counter(), time.process_time()
            masked = processor(ids, logits)
            cost.append((time.perf_counter() - started) * 1000)
            cpu.append((time.process_time() - cpu_started) * 1000)
            chosen = masked.softmax(-1).multinomial(1, generator=generator)
            ids = torch.cat([ids, chosen], dim=1)
        cost.sort()
        print(
            f"batch {rows:3}: mean {statistics.mean(cost):.2f} ms, median "
            f"{statistics.median(cost):.2f} ms, 95% {cost[int(len(cost) * 0.95)]:.2f} ms a step "
            f"(mean {statistics.mean(cpu):.2f} ms of CPU); "
            f"compiling {compile_ms / rows:.1f} ms a call"
        )


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("what", choices=["validity", "mask", "both"], nargs="?", default="both")
    parser.add_argument("--questionnaires", nargs="+", default=names())
    parser.add_argument("--generations", type=int, default=1000)
    parser.add_argument("--batch-size", type=int, default=100)
    parser.add_argument("--vocabulary", type=int, default=150_000)
    parser.add_argument("--batches", type=int, nargs="+", default=[1, 8, 16])
    parser.add_argument("--steps", type=int, default=300)
    parser.add_argument("--threads", type=int, default=1, help="threads of torch")
    given = parser.parse_args()
    torch.set_num_threads(given.threads)
    if given.what != "mask":
        validity(given.questionnaires, given.generations, given.batch_size)
    if given.what != "validity":
        mask(given.vocabulary, given.batches, given.steps)


if __name__ == "__main__":
    main()
