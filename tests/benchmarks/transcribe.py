"""Speech to text side by side: ours beside the ways people run Whisper, on the same calls.

    python -m tests.benchmarks.transcribe --dims base --calls 20 --minutes 3 --markdown
    python -m tests.benchmarks.transcribe --memory 50 500 --dims tiny --minutes 0.2
    python -m tests.benchmarks.transcribe --device cuda --dims large-v3-turbo --calls 200 --batch 64

Random weights run offline; the number of tokens per call is fixed: all do the same work. The
systems take turns, a few calls each (`--round`), every one in a process of its own: what else runs
on the machine hits all of them alike. CPU seconds are counted beside the clock for the same reason.
"""

import argparse
import json
import os
import platform
import resource
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.util import find_spec
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import numpy as np

DIMS = {  # width, heads, encoder layers, decoder layers, tokens, mel bands
    "tiny": (384, 6, 4, 4, 51865, 80),
    "base": (512, 8, 6, 6, 51865, 80),
    "small": (768, 12, 12, 12, 51865, 80),
    "large-v3": (1280, 20, 32, 32, 51866, 128),
    "large-v3-turbo": (1280, 20, 32, 4, 51866, 128),
}
TOKENS_PER_SECOND = 3.3
"""Of a call: what English telephone speech has, both sides together."""
SYSTEMS = (
    "ours", "ours, faster-whisper engine", "whisper.transcribe", "transformers, batched",
    "faster-whisper", "faster-whisper, batched",
)  # fmt: skip


@dataclass(frozen=True)
class Task:
    """What a process measures."""

    system: str
    folder: Path
    dims: str
    device: str
    batch: int
    tokens: int
    """For each call."""
    windows: float
    """Chunks of ours in the mean call."""


@dataclass
class Measured:
    """Of one system."""

    audio: float = 0.0
    wall: float = 0.0
    cpu: float = 0.0
    tokens: int = 0
    peak: float = 0.0
    """MB of resident memory (on a GPU: of its memory)."""


def make_model(dims: str, path: Path) -> None:
    """A checkpoint with random weights and the published alignment heads."""
    import dataclasses

    import torch
    from whisper import _ALIGNMENT_HEADS
    from whisper.model import ModelDimensions, Whisper

    width, heads, deep, shallow, vocabulary, mels = DIMS[dims]
    sizes = ModelDimensions(mels, 1500, width, heads, deep, vocabulary, 448, width, heads, shallow)
    torch.manual_seed(0)
    model = Whisper(sizes)
    for parameter in model.parameters():
        if parameter.dim() > 1:
            torch.nn.init.normal_(parameter, 0, 0.02)
    model.set_alignment_heads(_ALIGNMENT_HEADS[dims])
    state = {name: value for name, value in model.state_dict().items() if "alignment" not in name}
    torch.save({"dims": dataclasses.asdict(sizes), "model_state_dict": state}, path)


def make_calls(folder: Path, count: int, minutes: float) -> list[Path]:
    """Stereo recordings at 8 kHz from the sample calls; each side speaks about half of the time."""
    import soundfile

    from callsight.audio import decode
    from callsight.config import ASSETS

    sounds = [decode(path).samples for path in sorted((ASSETS / "samples").glob("*.flac"))]
    every, paths = np.concatenate([sound for sound in sounds if len(sound) == 2], 1), []
    length = int(minutes * 60 * 8000)
    for index in range(count):
        shift = index * 7919 * 80 % every.shape[1]
        call = np.tile(np.roll(every, -shift, 1), (1, 1 + length // every.shape[1]))[:, :length]
        paths.append(folder / f"call_{index:04}.flac")
        soundfile.write(paths[-1], call.T, 8000)
    return paths


def load_model(task: Task) -> Any:
    import torch
    import whisper
    from whisper import _ALIGNMENT_HEADS

    torch.set_num_threads(int(os.environ.get("OMP_NUM_THREADS", "1")))
    model = whisper.load_model(str(task.folder / "model.pt"), device=task.device).eval()
    model.set_alignment_heads(_ALIGNMENT_HEADS[task.dims])
    return model


def channels(path: Path) -> list[np.ndarray]:
    """Each channel at 16 kHz, as every system but ours is given it (decoding counts for all)."""
    from callsight.audio import decode, resample

    audio = decode(path)
    return list(resample(audio.samples, audio.sample_rate, 16000))


def recordings(paths: list[Path]) -> Iterator[Any]:
    from callsight.audio import decode
    from callsight.transcribe import Recording
    from tests.transcribe.builders import call

    for path in paths:
        yield Recording(call(path.stem, 180.0), lambda path=path: decode(path))


Runner = Callable[[list[Path]], int]
"""Transcribes recordings and returns the number of tokens decoded."""
STAGES: dict[str, float] = defaultdict(float)


def ours(task: Task) -> Runner:
    from callsight.options import TranscribeOptions
    from callsight.transcribe import transcribe
    from callsight.transcribe.rules import Rules

    model, steps = load_model(task), round(task.tokens / task.windows)
    if task.system == "ours":
        from callsight.transcribe.whisper_engine import WhisperEngine

        engine: Any = WhisperEngine(model, task.dims)
        engine._known_rules["en", "transcribe"] = rules = Rules(model, "en", False)
    else:
        from callsight.transcribe.faster_engine import FasterWhisperEngine

        engine = FasterWhisperEngine(model, task.dims)
        rules = engine._rules["en"]
    rules.longest = steps
    rules.suppressed = (*rules.suppressed, rules.tokenizer.eot)
    for mask in (rules._suppressed, rules._blank):
        mask[rules.tokenizer.eot] = float("-inf")
    options = TranscribeOptions(language="en", batch_size=task.batch, temperatures=(0.0,))
    decoded = [0]
    plain = engine.decode

    def counted(chunks: Any, **asked: Any) -> Any:
        decoded[0] += steps * len(chunks)
        return plain(chunks, **asked)

    engine.decode = counted
    watch_stages()

    def run(paths: list[Path]) -> int:
        decoded[0] = 0
        assert len(list(transcribe(recordings(paths), options, engine))) == len(paths)
        return decoded[0]

    return run


def watch_stages() -> None:
    """Count the seconds inside the parts of our pipeline, by thread."""
    from whisper.model import AudioEncoder

    from callsight import audio
    from callsight.transcribe import greedy, voice, whisper_engine

    for owner, name, stage in (
        (audio, "decode", "decode"), (audio, "resample", "decode"),
        (voice.VoiceActivity, "__call__", "VAD"), (whisper_engine, "log_mel", "mel"),
        (AudioEncoder, "forward", "encoder"), (whisper_engine, "write_greedily", "decoder"),
        (greedy, "finish", "words"), (whisper_engine, "token_frames", "words"),
    ):  # fmt: skip
        watch(owner, name, stage)


def watch(owner: Any, name: str, stage: str) -> None:
    plain = getattr(owner, name)

    def timed(*args: Any, **kwargs: Any) -> Any:
        started = clock()
        try:
            return plain(*args, **kwargs)
        finally:
            STAGES[stage] += clock() - started

    setattr(owner, name, timed)


def clock() -> float:
    """Seconds of this thread on a CPU; with a GPU those on the wall, with its work done."""
    import torch

    if not torch.cuda.is_available():
        return time.thread_time()
    torch.cuda.synchronize()
    return time.perf_counter()


def steps_by_window(task: Task, samples: int) -> int:
    """Tokens for each 30 s window of a channel, so that a call has as many as with us."""
    return max(1, round(task.tokens / (2 * -(-samples // 480_000))))


def whisper_by_file(task: Task) -> Runner:
    model = load_model(task)

    def run(paths: list[Path]) -> int:
        tokens = 0
        for sound in (sound for path in paths for sound in channels(path)):
            result = model.transcribe(
                sound, language="en", temperature=0.0, without_timestamps=True,
                word_timestamps=True, condition_on_previous_text=False, no_speech_threshold=None,
                logprob_threshold=None, compression_ratio_threshold=None,
                sample_len=steps_by_window(task, len(sound)), suppress_tokens=[-1, 50257],
                fp16=task.device == "cuda", verbose=None,
            )  # fmt: skip
            tokens += sum(len(segment["tokens"]) for segment in result["segments"])
        return tokens

    return run


def transformers_batched(task: Task) -> Runner:
    """What its speech pipeline runs: windows of 30 s in batches, SDPA, without word times."""
    import torch
    from transformers import WhisperConfig, WhisperFeatureExtractor, WhisperForConditionalGeneration

    from callsight.transcribe.huggingface import _renamed

    model = load_model(task)
    width, heads, deep, shallow, vocabulary, mels = DIMS[task.dims]
    half = torch.float16 if task.device == "cuda" else torch.float32
    config = WhisperConfig(
        d_model=width, encoder_layers=deep, decoder_layers=shallow, vocab_size=vocabulary,
        encoder_attention_heads=heads, decoder_attention_heads=heads, num_mel_bins=mels,
        encoder_ffn_dim=4 * width, decoder_ffn_dim=4 * width, max_target_positions=448,
        attn_implementation="sdpa",
    )  # fmt: skip
    theirs = WhisperForConditionalGeneration(config).eval()
    weights = model.state_dict()
    theirs.load_state_dict({key: weights[_renamed(key)] for key in theirs.state_dict()})
    theirs = theirs.to(task.device, half)
    listen = WhisperFeatureExtractor(feature_size=mels)
    start = torch.tensor([[50258, 50259, 50359, 50363]])

    def run(paths: list[Path]) -> int:
        sounds = [sound for path in paths for sound in channels(path)]
        windows = [
            sound[at : at + 480_000] for sound in sounds for at in range(0, len(sound), 480_000)
        ]
        steps, tokens = steps_by_window(task, len(sounds[0])), 0
        for at in range(0, len(windows), task.batch):
            mel = listen(windows[at : at + task.batch], 16_000, return_tensors="pt").input_features
            with torch.no_grad():
                written = theirs.generate(
                    mel.to(task.device, half),
                    decoder_input_ids=start.repeat(len(mel), 1).to(task.device),
                    min_new_tokens=steps, max_new_tokens=steps, do_sample=False, num_beams=1,
                    eos_token_id=50257, pad_token_id=50257, return_timestamps=False,
                    decoder_start_token_id=50258, begin_suppress_tokens=None,
                )  # fmt: skip
            tokens += steps * len(written)
        return tokens

    return run


def faster_whisper(task: Task) -> Runner:
    import faster_whisper as library

    from callsight.transcribe.ctranslate import save_converted

    place = Path(tempfile.mkdtemp(dir=task.folder)) / "model"
    save_converted(load_model(task), place)
    save_tokenizer(place / "tokenizer.json")
    mels = {"feature_size": DIMS[task.dims][-1]}
    (place / "preprocessor_config.json").write_text(json.dumps(mels))
    kind = "int8_float16" if task.device == "cuda" else "int8"
    threads = int(os.environ.get("OMP_NUM_THREADS", "1"))
    model = library.WhisperModel(
        str(place), device=task.device, compute_type=kind, cpu_threads=threads
    )
    batched = task.system.endswith("batched")
    asked: dict[str, Any] = {"batch_size": task.batch, "vad_filter": True} if batched else {}
    pipeline: Any = library.BatchedInferencePipeline(model) if batched else model

    def run(paths: list[Path]) -> int:
        tokens = 0
        for sound in (sound for path in paths for sound in channels(path)):
            steps = steps_by_window(task, len(sound))
            if batched:
                steps = max(1, round(task.tokens / task.windows))
            segments, _ = pipeline.transcribe(
                sound, language="en", beam_size=1, temperature=0.0, without_timestamps=True,
                word_timestamps=True, condition_on_previous_text=False, no_speech_threshold=None,
                log_prob_threshold=None, compression_ratio_threshold=None,
                suppress_tokens=[-1, 50257], max_new_tokens=steps, **asked,
            )  # fmt: skip
            tokens += sum(len(segment.tokens) for segment in segments)
        return tokens

    return run


def save_tokenizer(path: Path) -> None:
    """The multilingual tokenizer of Whisper in the format of `tokenizers`, from tiktoken's."""
    import whisper
    from tokenizers import AddedToken
    from transformers.convert_slow_tokenizer import TikTokenConverter
    from whisper.tokenizer import get_tokenizer

    source = Path(whisper.__file__).parent / "assets" / "multilingual.tiktoken"
    tokenizer = TikTokenConverter(str(source)).converted()
    special = sorted(get_tokenizer(True).special_tokens.items(), key=lambda item: item[1])
    tokenizer.add_special_tokens([AddedToken(name, special=True) for name, _ in special])
    tokenizer.save(str(path))


MAKERS: dict[str, Callable[[Task], Runner]] = {
    "ours": ours,
    "ours, faster-whisper engine": ours,
    "whisper.transcribe": whisper_by_file,
    "transformers, batched": transformers_batched,
    "faster-whisper": faster_whisper,
    "faster-whisper, batched": faster_whisper,
}
RUNNING: dict[str, Runner] = {}


def warm_up(task: Task, paths: list[Path]) -> None:
    """Load in this process, and run once what is compiled at first use."""
    RUNNING[task.system] = MAKERS[task.system](task)
    RUNNING[task.system](paths[:1])
    STAGES.clear()


def measure(system: str, paths: list[Path], minutes: float) -> tuple[Measured, dict[str, float]]:
    """One turn of a system."""
    wall, cpu = time.perf_counter(), time.process_time()
    tokens = RUNNING[system](paths)
    wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
    import torch

    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    if torch.cuda.is_available():
        peak = torch.cuda.max_memory_allocated() / 1e6
    return Measured(60 * minutes * len(paths), wall, cpu, tokens, peak), dict(STAGES)


def windows_of(paths: list[Path]) -> float:
    """Chunks of ours in the mean call."""
    from callsight.transcribe.recordings import Prepared, prepare

    prepared = [prepare(recording, 30.0, 0.5) for recording in recordings(paths)]
    return float(np.mean([len(p.chunks) for p in prepared if isinstance(p, Prepared)]))


def flops(dims: str, windows: float, tokens: float) -> tuple[float, float]:
    """Of the encoder and the decoder: two for each weight and position, and attention."""
    width, _, deep, shallow, vocabulary, mels = DIMS[dims]
    layer = 12 * width * width
    convolutions = 2 * 3 * width * (mels * 3000 + width * 1500)
    encoder = windows * (deep * (2 * layer * 1500 + 4 * 1500**2 * width) + convolutions)
    step = 2 * (shallow * (layer + 2 * width * width) + vocabulary * width)
    crossed = shallow * 4 * (1500 * width + width * tokens / windows / 2)
    keys = windows * shallow * 4 * 1500 * width * width
    return encoder, tokens * (step + crossed) + keys


def matrix_rate(device: str) -> float:
    """FLOPs per second of a large matrix product, of five the fastest."""
    import torch

    size = 8192 if device == "cuda" else 1024
    kind = torch.float16 if device == "cuda" else torch.float32
    a, best = torch.randn(size, size, device=device, dtype=kind), 0.0
    for _ in range(5):
        started = clock()
        a @ a
        best = max(best, 2 * size**3 / (clock() - started))
    return best


@contextmanager
def processes(tasks: list[Task]) -> Iterator[dict[str, ProcessPoolExecutor]]:
    pools = {task.system: ProcessPoolExecutor(1, get_context("spawn")) for task in tasks}
    try:
        yield pools
    finally:
        for pool in pools.values():
            pool.shutdown()


def side_by_side(given: argparse.Namespace, folder: Path) -> None:
    make_model(given.dims, folder / "model.pt")
    paths = make_calls(folder, given.calls, given.minutes)
    windows, tokens = windows_of(paths[:4]), round(TOKENS_PER_SECOND * 60 * given.minutes)
    tasks = [
        Task(system, folder, given.dims, given.device, given.batch, tokens, windows)
        for system in given.systems
        if "faster" not in system or find_spec("faster_whisper")
    ]
    totals = {task.system: Measured() for task in tasks}
    stages: dict[str, float] = {}
    with processes(tasks) as pools:
        for task in tasks:
            pools[task.system].submit(warm_up, task, paths).result()
        for at in range(0, len(paths), given.round or len(paths)):
            for system, pool in pools.items():
                some = paths[at : at + (given.round or len(paths))]
                one, spent = pool.submit(measure, system, some, given.minutes).result()
                total = totals[system]
                total.audio, total.wall = total.audio + one.audio, total.wall + one.wall
                total.cpu, total.tokens = total.cpu + one.cpu, total.tokens + one.tokens
                total.peak = one.peak
                stages = spent if system == "ours" else stages
    table(given, totals)
    if "ours" in totals:
        parts(given, totals["ours"], stages, windows * given.calls)


def table(given: argparse.Namespace, totals: dict[str, Measured]) -> None:
    """Print what was measured, fastest of ours first."""
    first = next(iter(totals.values()))
    print(
        f"\n{machine(given.device)}; {given.dims} dims, {given.calls} calls of {given.minutes:g} "
        f"min stereo, batches of {given.batch}, OMP_NUM_THREADS="
        f"{os.environ.get('OMP_NUM_THREADS', 'unset')}\n"
    )
    head = ("system", "times real time", "CPU s per audio min", "work, times ours", "tokens", "MB")
    rows = [
        (
            system,
            f"{one.audio / one.wall:.1f}",
            f"{60 * one.cpu / one.audio:.2f}",
            f"{one.cpu / first.cpu:.2f}"
            if given.device == "cpu"
            else f"{one.wall / first.wall:.2f}",
            f"{one.tokens}",
            f"{one.peak:.0f}",
        )
        for system, one in totals.items()
    ]
    if given.markdown:
        print("| " + " | ".join(head) + " |\n|" + "---|" * len(head))
    for row in rows if given.markdown else [head, *rows]:
        print(
            "| " + " | ".join(row) + " |" if given.markdown else "  ".join(f"{x:>20}" for x in row)
        )


def parts(
    given: argparse.Namespace, total: Measured, stages: dict[str, float], windows: float
) -> None:
    """Print where our time goes, and how near the encoder and decoder are to the floor."""
    stages["decoder"] = stages.get("decoder", 0.0) - stages.get("words", 0.0)
    shown = ", ".join(f"{name} {seconds:.1f}" for name, seconds in sorted(stages.items()))
    print(f"\nOurs, seconds per stage: {shown}")
    encoder, decoder = flops(given.dims, windows, total.tokens)
    rate = matrix_rate(given.device)
    for name, work in (("encoder", encoder), ("decoder", decoder)):
        floor = work / rate
        print(
            f"{name}: {work / 1e12:.2f} TFLOP, floor {floor:.1f} s at {rate / 1e9:.0f} GFLOP/s, "
            f"our share of it {floor / max(stages.get(name, 0.0), 1e-9):.0%}"
        )


def memory(given: argparse.Namespace, folder: Path) -> None:
    """Print the peak memory for several numbers of calls."""
    make_model(given.dims, folder / "model.pt")
    paths = make_calls(folder, max(given.memory), given.minutes)
    tokens = round(TOKENS_PER_SECOND * 60 * given.minutes)
    for count in given.memory:
        task = Task("ours", folder, given.dims, given.device, given.batch, tokens, 2)
        with processes([task]) as pools:
            pools["ours"].submit(warm_up, task, paths).result()
            one, _ = pools["ours"].submit(measure, "ours", paths[:count], given.minutes).result()
        print(f"{count} calls of {given.minutes:g} min: peak {one.peak:.0f} MB")


def machine(device: str) -> str:
    """The name of what runs it."""
    import torch

    if device == "cuda":
        return torch.cuda.get_device_name(0)
    lines = Path("/proc/cpuinfo").read_text().splitlines() if Path("/proc/cpuinfo").exists() else []
    names = [line.split(":")[1].strip() for line in lines if line.startswith("model name")]
    return f"{names[0] if names else platform.processor()}, {os.cpu_count()} cores"


def main() -> None:
    """Command line; the defaults take a minute or two."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--dims", choices=DIMS, default="tiny")
    parser.add_argument("--calls", type=int, default=2)
    parser.add_argument("--minutes", type=float, default=1.0)
    parser.add_argument("--device", choices=("cpu", "cuda"), default="cpu")
    parser.add_argument("--batch", type=int, default=16)
    parser.add_argument("--round", type=int, default=0, help="calls of a turn; 0: all")
    parser.add_argument("--systems", nargs="+", choices=SYSTEMS, default=SYSTEMS)
    parser.add_argument("--memory", nargs="+", type=int, help="peak memory for so many calls")
    parser.add_argument("--markdown", action="store_true")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        (memory if given.memory else side_by_side)(given, Path(folder))


if __name__ == "__main__":
    main()
