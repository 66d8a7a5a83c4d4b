"""The batched decoder against openai-whisper's own: the same tokens, rules and word times."""

import dataclasses
from collections.abc import Iterator

import numpy as np
import pytest
import torch
import whisper
from whisper.decoding import ApplyTimestampRules, DecodingOptions, DecodingResult
from whisper.model import Whisper, disable_sdpa
from whisper.timing import dtw, median_filter

from callsight.audio import decode
from callsight.calls import Audio
from callsight.config import ASSETS
from callsight.transcribe.beam import write_by_beams
from callsight.transcribe.decoder import TextState
from callsight.transcribe.greedy import _Writing, write_greedily
from callsight.transcribe.hypotheses import Job, token_frames
from callsight.transcribe.recordings import Prepared, Recording, prepare
from callsight.transcribe.rules import Rules
from callsight.transcribe.sharpening import median
from callsight.transcribe.whisper_engine import WhisperEngine, log_mel
from tests.transcribe.builders import call, tiny_whisper

FRAMES = 2 * 160


def sample(number: int) -> Audio:
    """The first 40 s of a sample call."""
    audio = decode(ASSETS / "samples" / f"call_{number:02}.flac")
    return dataclasses.replace(audio, samples=audio.samples[:, : 40 * audio.sample_rate])


def chunks_of(audio: Audio, context: float) -> list[np.ndarray]:
    described = call("sample", audio.seconds, len(audio.samples))
    prepared = prepare(Recording(described, lambda: audio), context, 0.5)
    assert isinstance(prepared, Prepared)
    return [chunk.samples for chunk in prepared.chunks]


@pytest.fixture(scope="module")
def demo() -> Whisper:
    return whisper.load_model(str(ASSETS / "demo-whisper.pt"), device="cpu").eval()


@pytest.fixture(scope="module")
def speech(demo: Whisper) -> list[tuple[torch.Tensor, torch.Tensor, tuple[int, ...]]]:
    """Mels, features and frames of every sample call, a batch each."""
    return [batch(demo, chunks_of(sample(number), 10.0)) for number in range(1, 9)]


def batch(
    model: Whisper, chunks: list[np.ndarray]
) -> tuple[torch.Tensor, torch.Tensor, tuple[int, ...]]:
    room = model.dims.n_audio_ctx * FRAMES
    sound = torch.stack([whisper.pad_or_trim(torch.from_numpy(chunk), room) for chunk in chunks])
    mel = log_mel(sound, model.dims.n_mels)
    with torch.no_grad():
        return mel, model.encoder(mel), tuple(-(-len(chunk) // FRAMES) for chunk in chunks)


def theirs(model: Whisper, features: torch.Tensor, **options: object) -> list[DecodingResult]:
    asked = DecodingOptions(**({"language": "en", "fp16": False} | options))
    return whisper.decode(model, features, asked)


def text(tokens: list[int]) -> tuple[int, ...]:
    return tuple(token for token in tokens if token < 50256)


def test_greedy_tokens_are_those_of_openai_whisper_on_the_sample_calls(demo, speech) -> None:
    written = 0
    for _, features, frames in speech:
        job = Job(Rules(demo, "en", False), (), frames)
        ours = write_greedily(demo, features, job, 0.0, [0] * len(frames))
        for mine, other in zip(ours, theirs(demo, features, without_timestamps=True), strict=True):
            assert mine.tokens == text(other.tokens)
            assert mine.log_probability == pytest.approx(other.avg_logprob, abs=1e-4)
            assert mine.no_speech == pytest.approx(other.no_speech_prob, abs=1e-5)
            written += len(mine.tokens)
    assert written > 400


@pytest.mark.parametrize("timestamps", [False, True])
@pytest.mark.parametrize("beams", [2, 5])
def test_beams_are_those_of_openai_whisper(demo, speech, beams: int, timestamps: bool) -> None:
    _, features, frames = speech[0]
    features, frames = features[:3], frames[:3]
    job = Job(Rules(demo, "en", timestamps), (), frames)
    ours = write_by_beams(demo, features, job, beams)
    ask = {"without_timestamps": not timestamps, "beam_size": beams}
    others = [theirs(demo, row[None], **ask)[0] for row in features]  # theirs takes one at a time
    assert [h.tokens for h in ours] == [text(other.tokens) for other in others]
    assert [h.log_probability for h in ours] == pytest.approx(
        [other.avg_logprob for other in others], abs=1e-4
    )


def test_prompts_and_time_tokens_give_the_tokens_of_openai_whisper(demo, speech) -> None:
    _, features, frames = speech[1]
    for timestamps in (False, True):
        rules = Rules(demo, "en", timestamps)
        prompt = rules.tokenizer.encode(" Acme, Zebra")
        job = Job(rules, (rules.tokenizer.sot_prev, *prompt), frames)
        ours = write_greedily(demo, features, job, 0.0, [0] * len(frames))
        others = theirs(demo, features, without_timestamps=not timestamps, prompt=prompt)
        assert [h.tokens for h in ours] == [text(other.tokens) for other in others]


def test_a_text_without_end_stops_where_openai_whisper_stops() -> None:
    model = tiny_whisper(n_text_ctx=24)
    features = torch.randn(3, 150, 32, generator=torch.Generator().manual_seed(1))
    job = Job(Rules(model, "en", False), (), (150, 80, 10))
    ours = write_greedily(model, features, job, 0.0, [0] * 3)
    others = theirs(model, features, without_timestamps=True)
    assert [h.tokens for h in ours] == [text(other.tokens) for other in others]
    for frames, hypothesis, most in zip(token_frames(ours), ours, job.frames, strict=True):
        assert len(frames) == len(hypothesis.tokens) + 1
        assert frames == sorted(frames) and frames[-1] <= most


def timed_rows() -> Iterator[list[int]]:
    begin = 50363
    yield from ([], [begin], [begin, 5], [begin, 5, 6], [begin, 5, begin + 3])
    yield from ([begin, 5, begin + 3, begin + 3], [begin, 5, begin + 3, begin + 3, 7])
    yield from ([5, 6], [5, begin + 9], [begin + 2, begin + 4])


@pytest.mark.parametrize("context", [150, 1500])
def test_time_rules_are_those_of_openai_whisper(context: int) -> None:
    model = tiny_whisper(n_audio_ctx=context)
    rules = Rules(model, "en", True)
    first = round(1.0 / (30 / context))
    original = ApplyTimestampRules(rules.tokenizer, len(rules.start), first)
    dice = torch.Generator().manual_seed(0)
    for row in timed_rows():
        for lift in (-9.0, 0.0, 9.0):
            logits = torch.randn(4, 51864, generator=dice)
            logits[:, 50363:] += lift
            written = torch.tensor([row] * 4).reshape(4, len(row))
            expected = logits + (rules._suppressed if row else rules._blank)
            start = torch.tensor([rules.start] * 4)
            original.apply(expected, torch.cat([start, written], 1).long())
            assert torch.equal(rules.apply(logits, written.long()), expected)


def test_the_median_is_that_of_openai_whisper() -> None:
    dice = torch.Generator().manual_seed(0)
    for frames in (3, 4, 7, 50):
        x = torch.randn(2, 5, frames, generator=dice).round(decimals=1)
        assert torch.equal(median(x), median_filter(x, 7))


def test_word_times_need_no_second_pass(demo, speech) -> None:
    """Queries kept while writing give the times of a forced pass with openai-whisper's parts."""
    _, features, frames = speech[2]
    job = Job(Rules(demo, "en", False), (), frames)
    found = write_greedily(demo, features, job, 0.0, [0] * len(frames))
    for index, (hypothesis, own) in enumerate(zip(found, token_frames(found), strict=True)):
        seen: list[torch.Tensor] = []
        hooks = [
            block.cross_attn.register_forward_hook(
                lambda _, __, out, seen=seen: seen.append(out[1])
            )
            for block in demo.decoder.blocks
        ]
        tokens = torch.tensor([[*job.start, *hypothesis.tokens]])
        with torch.no_grad(), disable_sdpa():
            demo.decoder(tokens, features[index : index + 1])
        [hook.remove() for hook in hooks]
        heads = demo.alignment_heads.indices().T.tolist()
        scores = torch.stack([seen[layer][0, head] for layer, head in heads])
        weights = scores[:, :, : frames[index]].softmax(-1)
        std, mean = torch.std_mean(weights, dim=-2, keepdim=True, unbiased=False)
        cost = -median_filter((weights - mean) / std, 7).mean(0)[len(job.start) - 1 :]
        rows, places = dtw(cost)
        expected = places[np.flatnonzero(np.diff(rows, prepend=-1))]
        assert np.abs(np.array(own) - expected).max() <= 1


@pytest.mark.parametrize("precision", [torch.float16, torch.bfloat16])
@pytest.mark.parametrize("timestamps", [False, True])
def test_a_step_never_waits_for_the_device(precision: torch.dtype, timestamps: bool) -> None:
    """On a device without values every look at one fails; on a GPU it would wait."""
    engine = WhisperEngine(tiny_whisper(n_vocab=51866, n_mels=128), "tiny", precision=precision)
    model = engine.model
    model.encoder.to("meta"), model.decoder.to("meta")
    job = Job(Rules(model, "en", timestamps), (), (150,) * 4)
    features = torch.empty(4, 150, 32, device="meta", dtype=precision)
    draws = torch.empty(4, 9, device="meta", dtype=torch.double)
    for temperature in (0.0, 0.4):
        writing = _Writing(TextState(model, features, 1, 20), job, 9, draws)
        start = torch.tensor([job.start] * 4, device="meta")
        assert writing.state.step(start, (0, -1)).shape == (4, 2, 51866)
        for step in range(1, 9):
            writing.step(step, temperature)
        assert writing.state.length == len(job.start) + 8
