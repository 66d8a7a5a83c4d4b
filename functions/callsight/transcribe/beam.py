"""Beam search over a batch of chunks, with the rules of openai-whisper's `BeamSearchDecoder`.

Every chunk keeps its best unfinished texts; the search of a chunk is over when as many have ended.
"""

from __future__ import annotations

import torch
from torch import Tensor
from whisper.model import Whisper

from callsight.transcribe.decoder import TextState
from callsight.transcribe.greedy import no_speech
from callsight.transcribe.hypotheses import Hypothesis, Job, finish


@torch.no_grad()
def write_by_beams(model: Whisper, features: Tensor, job: Job, beams: int) -> list[Hypothesis]:
    """The best hypothesis for each chunk, in order."""
    device, eot, count = features.device, job.rules.tokenizer.eot, len(features)
    steps = job.steps(model.dims.n_text_ctx)
    state = TextState(model, features, beams, len(job.start) + steps)
    order = list(range(count))
    ended: list[list[tuple[float, Hypothesis]]] = [[] for _ in range(count)]
    written = torch.zeros((count * beams, 0), dtype=torch.long, device=device)
    logs = torch.zeros((count * beams, 0), device=device)
    sums = torch.full((count, beams), float("-inf"), device=device)
    sums[:, 0] = 0.0  # all beams are the same at first
    given = torch.tensor([job.start], device=device).repeat(count * beams, 1)
    silence: list[float] = []

    def close(row: int, tokens: Tensor, likelihoods: Tensor, total: float) -> None:
        """Take a row as it is as a finished text."""
        place = row // beams
        index = order[place]
        if len(ended[index]) < beams:
            hypothesis = finish(
                job, state, place, index, state.queries[row], tokens, likelihoods,
                silence[index * beams],
            )  # fmt: skip
            length = len(tokens) - int(tokens[-1] == eot)
            ended[index].append((total / max(1, length), hypothesis))

    for step in range(steps):
        logits = state.step(given)
        silence = silence or no_speech(logits, job)
        shares = job.rules.apply(logits[:, -1], written).log_softmax(-1)
        best = _candidates(shares, sums, eot)
        if step + 1 == steps:
            best.over.zero_()
        for place, at in best.over.nonzero().tolist():
            row, token = place * beams + int(best.beam[place, at]), best.token[place, at]
            close(
                row,
                torch.cat([written[row], token[None]]),
                torch.cat([logs[row], shares[row, token][None]]),
                float(best.total[place, at]),
            )
        sums, token, source = best.alive(beams)
        rows = (source + beams * torch.arange(len(order), device=device)[:, None]).flatten()
        token = token.flatten()
        state.reorder(rows)
        written = torch.cat([written[rows], token[:, None]], 1)
        logs = torch.cat([logs[rows], shares[rows, token][:, None]], 1)
        if step + 1 == steps:
            for place in range(len(order)):
                for beam in sums[place].argsort(descending=True).tolist():
                    row = place * beams + beam
                    close(row, written[row], logs[row], float(sums[place, beam]))
            break
        for place in reversed(range(len(order))):
            if len(ended[order[place]]) >= beams:
                end = len(order) - 1
                if place != end:
                    state.move(end, place)
                    a, b = (slice(i * beams, (i + 1) * beams) for i in (end, place))
                    written[b], logs[b], sums[place] = written[a], logs[a], sums[end]
                    order[place] = order[end]
                order.pop()
                rest = len(order) * beams
                written, logs, sums = written[:rest], logs[:rest], sums[: len(order)]
        if not order:
            break
        given = written[:, -1:]
    return [max(own, key=lambda pair: pair[0])[1] for own in ended]


class _Candidates:
    """The best continuations of each chunk, the best first, all [chunks, candidates]."""

    def __init__(self, total: Tensor, token: Tensor, beam: Tensor, eot: int, beams: int) -> None:
        self.total, self.token, self.beam = total, token, beam
        ends = token == eot
        before = (~ends).cumsum(1)
        self.over = ends & (before < beams)
        """Texts that end here, as long as they are better than the last one that goes on."""
        self._goes_on = ~ends & (before <= beams)

    def alive(self, beams: int) -> tuple[Tensor, Tensor, Tensor]:
        """Sums, tokens and former beams of those that go on, [chunks, beams]."""
        kept = self._goes_on
        sums, token, beam = (x[kept].view(-1, beams) for x in (self.total, self.token, self.beam))
        return sums, token, beam


def _candidates(shares: Tensor, sums: Tensor, eot: int) -> _Candidates:
    chunks, beams = sums.shape
    likely, tokens = shares.topk(beams + 1)
    totals = (sums[:, :, None] + likely.view(chunks, beams, -1)).flatten(1)
    totals, places = totals.sort(dim=1, descending=True, stable=True)
    tokens = tokens.view(chunks, -1).gather(1, places)
    return _Candidates(totals, tokens, places // (beams + 1), eot, beams)
