"""Put what was heard in the chunks of a call together as its transcript."""

from __future__ import annotations

from collections.abc import Iterator

from callsight.calls import Transcript, Word
from callsight.config import TranscribeOptions
from callsight.transcribe import guards
from callsight.transcribe.chunks import Chunk
from callsight.transcribe.engine import DecodedChunk
from callsight.transcribe.pool import PooledCall
from callsight.transcribe.roles import speakers
from callsight.transcribe.turns import HeardWord, build_turns


def write(call: PooledCall, options: TranscribeOptions, model: str) -> Transcript:
    """The transcript of a call that is done. Times in milliseconds, confidence to 4 digits."""
    prepared = call.prepared
    words = [
        word
        for chunk, decoded in zip(prepared.chunks, call.heard, strict=True)
        if decoded is not None
        for word in heard_words(chunk, decoded)
    ]
    texts = dict.fromkeys(range(prepared.channels), "")
    for heard in words:
        texts[heard.channel] += " " + heard.word.text
    turns = build_turns(words, speakers(texts, options.channel_roles))
    return Transcript(
        call_id=prepared.call.id,
        language=call.language if turns else None,
        turns=turns,
        seconds=prepared.seconds,
        model=model,
    )


def heard_words(chunk: Chunk, decoded: DecodedChunk) -> Iterator[HeardWord]:
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
            spoken.text.startswith(" "),
            flags,
        )
