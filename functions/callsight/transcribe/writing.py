"""Put what was heard in the chunks of a call together as its transcript."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from callsight.calls import Transcript, Word
from callsight.options import TranscribeOptions
from callsight.transcribe import guards
from callsight.transcribe.chunks import Chunk
from callsight.transcribe.diarize import Passage, voice_at
from callsight.transcribe.engine import DecodedChunk
from callsight.transcribe.pool import PooledCall
from callsight.transcribe.recordings import Prepared
from callsight.transcribe.roles import Roles, by_channel, by_content
from callsight.transcribe.turns import HeardWord, build_turns


def write(call: PooledCall, options: TranscribeOptions, model: str) -> Transcript:
    """The transcript of a call that is done. Times in milliseconds, confidence to 4 digits."""
    prepared = call.prepared
    words = [
        word
        for chunk, decoded in zip(prepared.chunks, call.heard, strict=True)
        if decoded is not None
        for word in heard_words(chunk, decoded, prepared.passages)
    ]
    roles = _roles(words, prepared, options)
    turns = build_turns(words, roles.speakers)
    return Transcript(
        call_id=prepared.call.id,
        language=call.language if turns else None,
        turns=turns,
        seconds=prepared.seconds,
        model=model,
        role_confidence=roles.confidence if turns else None,
    )


def heard_words(
    chunk: Chunk, decoded: DecodedChunk, passages: Sequence[Passage] = ()
) -> Iterator[HeardWord]:
    """The words of a chunk on the clock of the recording, never going back in time."""
    flags = guards.doubts(decoded, chunk.seconds)
    earliest = 0.0
    for spoken in decoded.words:
        start, end = chunk.place(spoken.start, spoken.end)
        start = max(start, earliest)
        end = max(end, start)
        earliest = start
        yield HeardWord(
            Word(
                spoken.text.strip(),
                round(start, 3),
                round(end, 3),
                round(spoken.confidence, 4),
                spoken.estimated or end <= start,
            ),
            chunk.channel,
            voice_at(passages, start, end),
            spoken.text.startswith(" "),
            flags,
        )


def _roles(words: Sequence[HeardWord], prepared: Prepared, options: TranscribeOptions) -> Roles:
    """Of the channels; of the voices where there is but one channel."""
    if prepared.channels > 1:
        texts = dict.fromkeys(range(prepared.channels), "")
        for heard in words:
            texts[heard.channel] += " " + heard.word.text
        return by_channel(texts, options.channel_roles)
    texts = {}
    for heard in words:
        texts[heard.voice] = texts.get(heard.voice, "") + " " + heard.word.text
    return by_content(texts, outbound=prepared.call.direction == "outbound")
