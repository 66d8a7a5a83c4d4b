"""English beside what was said: Whisper hears every chunk a second time, as a translator.

It adds to a transcript and replaces nothing: times, speakers and redaction of the sound rest on
the words as spoken. What the guards doubt is left out, so a turn may have no translation.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Final

from callsight.calls import Transcript, Turn
from callsight.errors import ConfigurationError
from callsight.options import TranscribeOptions
from callsight.transcribe import guards
from callsight.transcribe.chunks import Chunk
from callsight.transcribe.engine import DecodedChunk, DeviceMemoryError, SpeechEngine
from callsight.transcribe.pool import PooledCall
from callsight.transcribe.turns import HeardWord
from callsight.transcribe.writing import heard_words

TARGET: Final = "en"
"""The only language that Whisper translates to."""


def check_translation(options: TranscribeOptions, engine: SpeechEngine) -> None:
    """Raises ConfigurationError where a translation is wanted of a model that cannot give one."""
    if options.translate and engine.language == TARGET:
        raise ConfigurationError(
            f"Speech model `{engine.name}` understands `{TARGET}` only, so it has nothing to "
            "translate: choose a multilingual model, for example `small`, or set "
            "`transcribe.translate` to `false`."
        )


def translated(
    transcript: Transcript, call: PooledCall, engine: SpeechEngine, options: TranscribeOptions
) -> Transcript:
    """The transcript with the turns of a call in another language also in English."""
    if not options.translate or transcript.language in (None, TARGET):
        return transcript
    chunks = call.prepared.chunks
    heard = _listen(chunks, engine, transcript.language, options.batch_size)
    parts: dict[int, list[HeardWord]] = {}
    for chunk, decoded in zip(chunks, heard, strict=True):
        if guards.is_silence(decoded) or guards.REPETITION in guards.doubts(decoded, chunk.seconds):
            continue
        for word in heard_words(chunk, decoded, call.prepared.passages):
            if (index := _turn_of(word, transcript.turns)) is not None:
                parts.setdefault(index, []).append(word)
    turns = (
        replace(turn, translation=_joined(parts.get(turn.index, ()))) for turn in transcript.turns
    )
    return replace(transcript, turns=tuple(turns))


def _listen(
    chunks: Sequence[Chunk], engine: SpeechEngine, language: str | None, size: int
) -> Iterator[DecodedChunk]:
    """Every chunk in English, in batches of `size` or as many as the device has room for."""
    done = 0
    while done < len(chunks):
        batch = [chunk.samples for chunk in chunks[done : done + size]]
        try:
            yield from engine.decode(
                batch, language=language or TARGET, prompt=None, temperature=0.0, task="translate"
            )
        except DeviceMemoryError:
            if size == 1:
                raise ConfigurationError(
                    f"Speech model `{engine.name}` has no room to translate a single chunk on its "
                    "device: use a smaller model, or free the memory of the GPU."
                ) from None
            size = max(1, len(batch) // 2)
            continue
        done += len(batch)


def _turn_of(word: HeardWord, turns: Sequence[Turn]) -> int | None:
    """The turn of the same voice that a word is in, or nearest to."""
    own = [turn for turn in turns if (turn.channel, turn.voice) == word.source]
    middle = (word.word.start + word.word.end) / 2
    nearest = min(own, key=lambda t: max(t.start - middle, middle - t.end, 0.0), default=None)
    return nearest.index if nearest else None


def _joined(words: Sequence[HeardWord]) -> str | None:
    return " ".join(word.word.text for word in words).strip() or None
