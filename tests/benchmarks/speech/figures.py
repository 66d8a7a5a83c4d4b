"""What the speech benchmarks make of their measurements: sums, floors, a table."""

from __future__ import annotations

import os
import platform
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from tests.benchmarks.speech.material import DIMS
from tests.benchmarks.speech.stopwatch import clock


@dataclass
class Measured:
    """Of one system: one turn, or the sum of its turns."""

    audio: float = 0.0
    """Seconds of calls (both channels at once)."""
    wall: float = 0.0
    cpu: float = 0.0
    """Seconds of all threads."""
    tokens: int = 0
    peak: float = 0.0
    """MB of resident memory (on a GPU: of its memory)."""
    stages: dict[str, float] = field(default_factory=dict)
    """Seconds by part, of our own engine alone."""


@dataclass(frozen=True)
class Floor:
    """The least seconds that a part of the model can take on this machine."""

    work: float
    """FLOPs."""
    moved: float
    """Bytes that must be read from memory."""

    def seconds(self, rate: float, bandwidth: float) -> float:
        """At so many FLOPs and bytes per second."""
        return max(self.work / rate, self.moved / bandwidth)


def total(turns: Sequence[Measured]) -> Measured:
    """Of all turns of a system."""
    stages: dict[str, float] = defaultdict(float)
    for turn in turns:
        for name, seconds in turn.stages.items():
            stages[name] += seconds
    return Measured(
        sum(turn.audio for turn in turns), sum(turn.wall for turn in turns),
        sum(turn.cpu for turn in turns), sum(turn.tokens for turn in turns),
        max(turn.peak for turn in turns), dict(stages),
    )  # fmt: skip


def floors(dims: str, windows: float, tokens: float, batch: int, size: int) -> dict[str, Floor]:
    """Of encoder and decoder for `tokens` in all of `windows`, at `size` bytes per number.

    Work: two FLOPs for each weight and position, and attention. Memory: in the decoder all weights
    once per step of a batch, and the keys and values of its chunks.
    """
    width, _, deep, shallow, vocabulary, mels = DIMS[dims]
    layer = 12 * width * width
    convolutions = 2 * 3 * width * (mels * 3000 + width * 1500)
    encoder = windows * (deep * (2 * layer * 1500 + 4 * 1500**2 * width) + convolutions)
    step = 2 * (shallow * (layer + 2 * width * width) + vocabulary * width)
    crossed = shallow * 4 * (1500 * width + width * tokens / windows / 2)
    keys = windows * shallow * 4 * 1500 * width * width
    weights = shallow * (layer + 2 * width * width) + vocabulary * width
    moved = tokens * (weights / batch + shallow * 2 * 1500 * width)
    return {
        "encoder": Floor(encoder, windows / batch * deep * layer * size),
        "decoder": Floor(tokens * (step + crossed) + keys, moved * size),
    }


def rates(device: str, kind: str) -> tuple[float, float]:
    """FLOPs per second of a large matrix product, and bytes per second read: the best of five."""
    import torch

    size, memory = (8192, 1 << 30) if device == "cuda" else (2048, 1 << 28)
    a = torch.randn(size, size, device=device).to(getattr(torch, kind))
    b = torch.zeros(memory // 4, device=device)
    rate = bandwidth = 0.0
    for _ in range(5):
        started = clock()
        a @ a
        rate = max(rate, 2 * size**3 / (clock() - started))
        started = clock()
        b.sum()
        bandwidth = max(bandwidth, memory / (clock() - started))
    return rate, bandwidth


def table(sums: dict[str, Measured], minutes_of_a_call: float) -> list[str]:
    """A table in Markdown; work and clock are those of `whisper.transcribe` over each system's."""
    lines = [
        "| System | Calls | × real time | CPU s per audio min | × whisper.transcribe, work | "
        "× whisper.transcribe, clock | Tokens per call | Peak MB |",
        "|---|--:|--:|--:|--:|--:|--:|--:|",
    ]
    base = sums.get("whisper.transcribe")
    for system, one in sums.items():
        calls = one.audio / 60 / minutes_of_a_call
        faster = ("", "")
        if base:
            work = (base.cpu / base.audio) / (one.cpu / one.audio)
            faster = (f"{work:.1f}", f"{(base.wall / base.audio) / (one.wall / one.audio):.1f}")
        lines.append(
            f"| {system} | {calls:.0f} | {one.audio / one.wall:.1f} "
            f"| {60 * one.cpu / one.audio:.2f} | {faster[0]} | {faster[1]} "
            f"| {one.tokens / calls:.0f} | {one.peak:.0f} |"
        )
    return lines


def shares(
    one: Measured, parts: dict[str, Floor], rate: float, bandwidth: float, kind: str
) -> list[str]:
    """How near encoder and decoder came to their floors."""
    spent = {**one.stages}
    spent["decoder"] = spent.get("decoder", 0.0) - spent.get("words", 0.0)
    shown = ", ".join(f"{name} {seconds:.1f}" for name, seconds in sorted(spent.items()))
    lines = [f"seconds per stage: {shown}"]
    for name, floor in parts.items():
        least = floor.seconds(rate, bandwidth)
        lines.append(
            f"{name}: {floor.work / 1e12:.2f} TFLOP ({kind} at {rate / 1e9:.0f} GFLOP/s: "
            f"{floor.work / rate:.1f} s), {floor.moved / 1e9:.0f} GB (at {bandwidth / 1e9:.1f} "
            f"GB/s: {floor.moved / bandwidth:.1f} s): {least / spent[name]:.0%} of the floor"
            if spent.get(name)
            else f"{name}: not measured"
        )
    return lines


def machine(device: str) -> str:
    """The name of what runs it."""
    import torch

    if device == "cuda":
        return torch.cuda.get_device_name(0)
    lines = Path("/proc/cpuinfo").read_text().splitlines() if Path("/proc/cpuinfo").exists() else []
    names = [line.split(":")[1].strip() for line in lines if line.startswith("model name")]
    amx = " with AMX" if torch.cpu.get_capabilities().get("amx_bf16") else ""
    return f"{names[0] if names else platform.processor()}{amx}, {os.cpu_count()} cores"
