"""What a training step minimizes."""

from dataclasses import dataclass

import torch
import torch.nn.functional as F
from torch import Tensor

from callsight.synthesize.utterances import vocabulary
from callsight.train.batches import Batch
from callsight.train.model import Trainee
from callsight.train.windows import tokens


@dataclass(frozen=True)
class Weights:
    """How much the helpers count beside the cross-entropy of the text."""

    text: float = 1.0
    guide: float = 0.5
    phone: float = 1.0
    word: float = 0.7


def frames_loss(model: Trainee, audio: Tensor, labels: Tensor) -> tuple[dict[str, Tensor], Tensor]:
    """Phone, word and last word on some of the frames; returns the losses and the accuracies."""
    chosen = torch.rand(labels.shape[1:]) < 0.3
    heard, kept = audio[chosen], labels[:, chosen]
    heads = {"phone": model.phones, "word": model.words, "last": model.last_words}
    losses, scores = {}, []
    for (name, head), target in zip(heads.items(), kept, strict=True):
        logits = F.linear(heard, head.weight.to(heard.dtype), head.bias.to(heard.dtype)).float()
        losses[name] = F.cross_entropy(logits, target)
        real = target != (0 if name == "phone" else len(vocabulary()))
        scores.append((logits.argmax(-1) == target)[real].float().mean())
    return losses, torch.stack(scores).detach()


def guidance(weights: Tensor, where: Tensor) -> Tensor:
    """Punishes attention outside of the allowed frames; rows without frames do not count."""
    rows = where.amax(-1) > 0
    mass = (weights * where).sum(-1)
    return -torch.log(mass[rows] + 1e-4).mean() if rows.any() else weights.new_zeros(())


def losses(
    model: Trainee, batch: Batch, weights: Weights, kind: torch.dtype
) -> tuple[Tensor, dict[str, float]]:
    """The weighted loss and its parts for the log."""
    audio = model.encode(batch.mel.to(kind))
    frame, accuracy = frames_loss(model, audio, batch.labels)
    total = weights.phone * frame["phone"] + weights.word * (frame["word"] + frame["last"])
    parts = dict(zip(("phone", "word", "last"), accuracy.tolist(), strict=True))
    if not weights.text:
        return total, parts
    logits, maps = model.decode(batch.inputs, audio)
    text = F.cross_entropy(logits.flatten(0, 1), batch.targets.flatten())
    half = maps[0].shape[1] // 2
    ahead = guidance(maps[-1].mean(1), batch.ahead)
    here = guidance(maps[0][:, :half].mean(1), batch.here)
    with torch.no_grad():
        real = (batch.targets >= 0) & (batch.targets < tokens().texts)
        hits = (logits.argmax(-1) == batch.targets)[real].float().mean()
    parts |= {"text": text.item(), "ahead": ahead.item(), "here": here.item(), "acc": hits.item()}
    return total + weights.text * text + weights.guide * (ahead + 0.7 * here), parts
