"""English beside what was said, and never instead of it."""

import numpy as np
import pytest

from callsight.calls import Transcript, to_dict, transcript_from_dict
from callsight.errors import ConfigurationError
from callsight.options import TranscribeOptions
from callsight.transcribe import transcribe
from callsight.transcribe.whisper_engine import WhisperEngine
from tests.transcribe.builders import (
    ScriptedEngine,
    chunk_seconds,
    clip,
    heard,
    recording,
    tiny_whisper,
)

GERMAN = TranscribeOptions(device="cpu", translate=True, temperatures=(0.0,))


def german(**more: object) -> ScriptedEngine:
    return ScriptedEngine(
        lambda chunk, t: heard("guten Tag " * 2, seconds=chunk_seconds(chunk)),
        languages=lambda chunk: {"de": 0.9, "en": 0.1},
        language=None,
        translation=lambda chunk: heard("good day to you", seconds=chunk_seconds(chunk)),
        **more,
    )


def written(engine: object, options: TranscribeOptions) -> Transcript:
    [transcript] = transcribe([recording(clip())], options, engine)
    assert isinstance(transcript, Transcript)
    return transcript


def test_turns_carry_their_translation_and_keep_their_words() -> None:
    plain = written(german(), GERMAN.model_copy(update={"translate": False}))
    both = written(german(), GERMAN)
    assert both.language == "de"
    assert [t.text for t in both.turns] == [t.text for t in plain.turns]
    assert [t.words for t in both.turns] == [t.words for t in plain.turns]
    assert all(turn.translation is None for turn in plain.turns)
    for channel in (0, 1):  # every translated word is in a turn of its channel
        english = " ".join(t.translation or "" for t in both.turns if t.channel == channel)
        assert english.split() == "good day to you".split() * (len(english.split()) // 4)
        assert english.split()
    assert transcript_from_dict(to_dict(both)) == both


def test_english_is_not_translated() -> None:
    engine = german()
    engine.languages = lambda chunk: {"en": 1.0}
    assert all(turn.translation is None for turn in written(engine, GERMAN).turns)


def test_a_translation_in_doubt_is_left_out() -> None:
    engine = german()
    engine.translation = lambda chunk: heard("you " * 20, seconds=chunk_seconds(chunk))
    assert all(turn.translation is None for turn in written(engine, GERMAN).turns)


def test_an_english_model_cannot_translate() -> None:
    with pytest.raises(ConfigurationError, match="multilingual model"):
        written(ScriptedEngine(lambda chunk, t: heard("hello")), GERMAN)


def test_whisper_translates_when_asked_to() -> None:
    engine = WhisperEngine(tiny_whisper(n_vocab=51865, n_text_ctx=24), "random")
    sound = [np.random.default_rng(0).standard_normal(16000).astype(np.float32)]
    ask = {"language": "de", "prompt": None, "temperature": 0.0}
    [spoken], [english] = (engine.decode(sound, **ask, task=t) for t in ("transcribe", "translate"))
    assert spoken.text != english.text  # another task token, other (random) words
    assert [w.start for w in english.words] == sorted(w.start for w in english.words)
