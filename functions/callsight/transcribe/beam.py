"""Beam search over a batch of chunks, with the rules of openai-whisper's `BeamSearchDecoder`.

Every chunk keeps its best unfinished texts; the search of a chunk is over when as many have ended.
"""

from __future__ import annotations

import torch
from torch import Tensor
from whisper.model import Whisper

from callsight.transcribe.decoder import TextState
from callsight.transcribe.greedy import opening
from callsight.transcribe.hypotheses import Hypothesis, Job, finish


@torch.no_grad()
def write_by_beams(model: Whisper, features: Tensor, job: Job, beams: int) -> list[Hypothesis]:
    """The best hypothesis for each chunk, in order."""
    steps = job.steps(model.dims.n_text_ctx)
    search = _Search(TextState(model, features, beams, len(job.start) + steps), job)
    for _ in range(steps - 1):
        search.step()
        if not search.order:
            break
    else:
        search.last_step()
    return [max(own, key=lambda pair: pair[0])[1] for own in search.ended]


class _Search:
    """The texts of all chunks that are still open; rows of a chunk stand together."""

    def __init__(self, state: TextState, job: Job) -> None:
        self.state, self.job, self.beams = state, job, state.beams
        device = state.queries.device
        self.order = list(range(state.chunks))
        self.ended: list[list[tuple[float, Hypothesis]]] = [[] for _ in self.order]
        rows = state.chunks * state.beams
        self.written = torch.zeros((rows, 0), dtype=torch.long, device=device)
        self.logs = torch.zeros((rows, 0), device=device)
        self.sums = torch.full((state.chunks, state.beams), float("-inf"), device=device)
        self.sums[:, 0] = 0.0  # all beams are the same at first
        self.silence: list[float] = []

    def step(self) -> None:
        """One token more for every text; texts end, and so do chunks with enough of them."""
        self._grow()
        for place in reversed(range(len(self.order))):
            if len(self.ended[self.order[place]]) >= self.beams:
                self._drop(place)

    def last_step(self) -> None:
        """There is no room after this token: what is open counts as it is, the best first."""
        self._grow()
        for place in range(len(self.order)):
            for beam in self.sums[place].argsort(descending=True).tolist():
                row = place * self.beams + beam
                self._close(row, self.written[row], self.logs[row], float(self.sums[place, beam]))

    def _grow(self) -> None:
        rows = len(self.order) * self.beams
        device = self.written.device
        if self.written.shape[1]:
            logits = self.state.step(self.written[:, -1:])[:, 0]
        else:
            logits, self.silence = opening(self.state, self.job, rows)
        shares = self.job.rules.apply(logits, self.written).log_softmax(-1)
        best = _candidates(shares, self.sums, self.job.rules.tokenizer.eot)
        for place, at in best.over.nonzero().tolist():
            row, token = place * self.beams + int(best.beam[place, at]), best.token[place, at]
            tokens = torch.cat([self.written[row], token[None]])
            logs = torch.cat([self.logs[row], shares[row, token][None]])
            self._close(row, tokens, logs, float(best.total[place, at]))
        self.sums, token, source = best.alive(self.beams)
        offsets = self.beams * torch.arange(len(self.order), device=device)[:, None]
        parents, token = (source + offsets).flatten(), token.flatten()
        self.state.reorder(parents)
        self.written = torch.cat([self.written[parents], token[:, None]], 1)
        self.logs = torch.cat([self.logs[parents], shares[parents, token][:, None]], 1)

    def _close(self, row: int, tokens: Tensor, logs: Tensor, total: float) -> None:
        """Take a row as a finished text, unless its chunk has enough of them."""
        place = row // self.beams
        index = self.order[place]
        if len(self.ended[index]) < self.beams:
            queries, silence = self.state.queries[row], self.silence[index * self.beams]
            written = tokens.tolist()
            text = finish(
                self.job, self.state, place, index, queries, written, logs.tolist(), silence
            )
            length = len(written) - (written[-1] == self.job.rules.tokenizer.eot)
            self.ended[index].append((total / max(1, length), text))

    def _drop(self, place: int) -> None:
        """A chunk is done: the last one takes its place."""
        end = len(self.order) - 1
        if place != end:
            self.state.move(end, place)
            a, b = (slice(i * self.beams, (i + 1) * self.beams) for i in (end, place))
            self.written[b], self.logs[b] = self.written[a].clone(), self.logs[a].clone()
            self.sums[place] = self.sums[end].clone()
            self.order[place] = self.order[end]
        self.order.pop()
        rows = end * self.beams
        self.written, self.logs, self.sums = self.written[:rows], self.logs[:rows], self.sums[:end]


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
