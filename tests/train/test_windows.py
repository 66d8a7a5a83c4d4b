"""Windows and batches know what is said in them, and when."""

import random

import numpy as np
import pytest
import torch
import whisper
from whisper.tokenizer import get_tokenizer

from callsight.synthesize.utterances import vocabulary
from callsight.train.batches import assemble, quiet
from callsight.train.corpus import Corpus
from callsight.train.features import log_mel, mu_law, telephone
from callsight.train.windows import FRAMES, Composer, frame_labels, sequence, tokens


def text_of(ids: list[int]) -> str:
    used = tokens().used
    return get_tokenizer(False).decode([used[i] for i in ids])


def test_sequence_spells_the_words_of_the_window(corpus: Corpus) -> None:
    composer = Composer(corpus, seed=1)
    for _ in range(20):
        window = composer.window(6.0)
        ids, spans = sequence(window)
        assert ids[:2] == [tokens().sot, tokens().no_timestamps]
        assert ids[-1] == tokens().eot
        assert len(ids) == len(spans)
        said = text_of(ids[2:-1])
        words = [vocabulary()[word] for word, *_ in window.words]
        assert [w.strip(".,?!").lower() for w in said.split()] == [w.lower() for w in words]
        assert said[0] == " "
        assert said[1].isupper()


def test_sequence_is_what_whisper_would_write(corpus: Corpus) -> None:
    ids, _ = sequence(Composer(corpus, seed=2).window(6.0))
    again = get_tokenizer(False).encode(text_of(ids[2:-1]))
    assert [tokens().used[i] for i in ids[2:-1]] == again


def test_labels_follow_the_words(corpus: Corpus) -> None:
    window = Composer(corpus, seed=4).window(5.0)
    phones, words, last = frame_labels(window, 250)
    for word, _, start, end in window.words:
        middle = round((start + end) / 2 * FRAMES)
        assert words[middle] == word
        assert phones[middle] != 0
    assert last[-1] == window.words[-1][0]
    assert last[0] == len(vocabulary())


def test_words_are_heard_where_the_window_says(corpus: Corpus) -> None:
    window = Composer(corpus, seed=5).window(5.0, pieces=1)
    before = window.samples[: int((window.words[0][2] - 0.06) * 8000)]
    inside = window.samples[int(window.words[0][2] * 8000) : int(window.words[-1][3] * 8000)]
    assert np.sqrt(np.mean(inside**2)) > 10 * np.sqrt(np.mean(before**2) + 1e-12)


def test_log_mel_is_that_of_whisper() -> None:
    audio = torch.randn(16000) * 0.1
    expected = whisper.log_mel_spectrogram(audio)
    torch.testing.assert_close(log_mel(audio[None])[0], expected, atol=1e-4, rtol=1e-4)


def test_telephone_doubles_the_rate_and_pads_with_silence() -> None:
    time = torch.arange(8000) / 8000
    tone = 0.3 * torch.sin(2 * torch.pi * 1000 * time)[None]
    heard = telephone(tone, torch.tensor([4000]), random.Random(1))
    assert heard.shape == (1, 16000)
    assert heard[0, 8200:15800].abs().max() < 0.01
    crossings = (heard[0, :8000].sign().diff() != 0).sum()
    assert 980 < crossings < 1060
    assert mu_law(torch.zeros(3)).tolist() == [0, 0, 0]


def test_quiet_window_asks_for_no_speech(corpus: Corpus, monkeypatch: pytest.MonkeyPatch) -> None:
    composer = Composer(corpus, seed=6)
    monkeypatch.setattr(composer.rng, "random", lambda: 0.0)
    batch = assemble(composer, [2.0], 2.0, corrupt=0.0)
    assert batch.targets.tolist() == [[tokens().no_speech, tokens().eot]]
    assert not batch.ahead.any()
    assert len(quiet(random.Random(1), 2.0).samples) == 16000


def test_guidance_lies_on_the_words(corpus: Corpus) -> None:
    batch = assemble(Composer(corpus, seed=8), [4.0, 4.0, 4.0], 5.0, corrupt=0.0)
    assert batch.mel.shape == (3, 80, 500)
    assert batch.labels.shape == (3, 3, 250)
    heard = batch.ahead.any(-1) & (batch.targets >= 0)
    text = (batch.targets >= 0) & (batch.targets < tokens().texts)
    assert (heard | ~text).all()
