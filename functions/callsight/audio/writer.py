"""Writing recordings in the format of the one they come from, and silencing stretches of them.

A file appears under its name only when it is complete. Nothing but sound is copied: tags, cover
pictures and video tracks of the source may hold personal data.
"""

from __future__ import annotations

import errno
import math
import os
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, cast

import av
import av.error
import numpy as np
import numpy.typing as npt

from callsight.audio.formats import WAV, Format, Target, layout_of, sample_format, target_of
from callsight.audio.reader import Reader, planes
from callsight.calls import Audio, Span
from callsight.errors import CallError
from callsight.processes import is_dead, name_of_owner, new_owner, owner_of_name

Mode = Literal["silence", "tone"]
TONE_HERTZ = 1000.0
TONE_LEVEL = 0.1  # -20 dBFS: heard, and not louder than speech
_UNFINISHED = ".writing-"
_FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)


@dataclass(frozen=True)
class Written:
    """Where and how a recording was written."""

    path: Path
    """The target, with another extension where the format asks for one."""
    codec: str
    """FFmpeg's name of the codec; differs from the source's where there is no encoder."""
    samples: int
    """Samples per channel."""


def encode(audio: Audio, path: Path, like: Format = WAV) -> Written:
    """Write `audio` in the format `like` (see `Reader.format`).

    Same rate and channels; PCM, G.711 and FLAC keep the exact length, lossy codecs as their
    container can say it. Raises CallError `disk_full` (transient) or `not_writable`.
    """
    channels, length = audio.samples.shape
    target = target_of(like, audio.sample_rate, channels)
    with _atomic(path, target) as (output, final):
        writer = _Writer(output, target, audio.sample_rate, channels, "fltp")
        step = 10 * audio.sample_rate
        for start in range(0, length, step):
            part = np.ascontiguousarray(audio.samples[:, start : start + step], dtype=np.float32)
            writer.write(part, "fltp")
        writer.finish()
    return Written(final, target.codec, length)


def copy_silenced(
    source: Path, target: Path, spans: Sequence[Span], mode: Mode = "silence"
) -> Written:
    """Copy a recording with `spans` silenced (or under a tone), in its own format, in flat memory.

    A span of a channel that the recording does not have silences all channels: on doubt less is
    heard. Outside the spans PCM, G.711 and FLAC keep every sample. Raises CallError: see `Reader`
    and `encode`.
    """
    with Reader(source) as reader:
        rate, channels = reader.sample_rate, reader.channels
        plan = target_of(reader.format, rate, channels)
        muted = _intervals(spans, rate, channels)
        with _atomic(target, plan) as (output, final):
            writer: _Writer | None = None
            for frame in reader.frames():
                name = frame.format.name
                start = reader.decoded - frame.samples
                if writer is None:
                    writer = _Writer(output, plan, rate, channels, name)
                sound = planes(frame)
                _mute(sound, start, muted, rate, mode)
                writer.write(sound, name)
            if writer is not None:
                writer.finish()
        return Written(final, plan.codec, reader.decoded)


class _Writer:
    """An encoder and a muxer over an open file."""

    def __init__(self, output: Any, target: Target, rate: int, channels: int, wanted: str) -> None:
        options = dict(target.options)
        self._container = cast(Any, av.open(output, "w", format=target.muxer, options=options))
        # FFmpeg would write its version: the same call should give the same bytes.
        self._container.flags |= 0x400  # AVFMT_FLAG_BITEXACT
        layout = layout_of(channels)
        self._stream = self._container.add_stream(target.codec, rate=rate, layout=layout)
        self._stream.codec_context.format = sample_format(self._stream.codec_context.codec, wanted)
        if target.bit_rate:
            self._stream.bit_rate = target.bit_rate
        self._rate, self._layout, self._position = rate, layout, 0

    def write(self, sound: npt.NDArray[Any], name: str) -> None:
        """Add `sound` ([channels, samples]) in the sample format `name`."""
        # Packed: PyAV 18 miscounts the planes of more than eight channels.
        packed = np.ascontiguousarray(sound.T).reshape(1, -1)
        name = name.removesuffix("p")
        frame = av.AudioFrame.from_ndarray(packed, format=name, layout=self._layout)
        frame.sample_rate = self._rate
        frame.pts = self._position
        self._position += sound.shape[1]
        self._container.mux(self._stream.encode(frame))

    def finish(self) -> None:
        """Flush the encoder and complete the file."""
        self._container.mux(self._stream.encode(None))
        self._container.close()


@contextmanager
def _atomic(path: Path, target: Target) -> Iterator[tuple[Any, Path]]:
    """A temporary file beside `path` that takes its place at the end; on any error it vanishes."""
    suffix = path.suffix.lower()
    final = path if suffix in target.suffixes else path.with_suffix(target.suffixes[0])
    temporary = ""
    try:
        final.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(
            dir=final.parent, prefix=_prefix(), suffix=final.suffix, delete=False
        ) as output:
            temporary = output.name
            yield output, final
            output.flush()
            os.fsync(output.fileno())
        Path(temporary).replace(final)
    except BaseException as error:
        if temporary:
            Path(temporary).unlink(missing_ok=True)
        if isinstance(error, (OSError, av.error.FFmpegError)):
            raise _explained(error) from None
        raise


def _prefix() -> str:
    return f"{_UNFINISHED}{name_of_owner(new_owner())}-"


def sweep_unfinished(folder: Path) -> int:
    """Delete what killed processes of this machine were writing in `folder`; returns how many."""
    gone = [
        path
        for path in folder.glob(f"{_UNFINISHED}*")
        if (owner := owner_of_name(path.name, _UNFINISHED)) and is_dead(owner)
    ]
    for path in gone:
        path.unlink(missing_ok=True)
    return len(gone)


def _explained(error: Exception) -> CallError:
    if getattr(error, "errno", None) in _FULL:
        return CallError(
            "disk_full",
            "The disk is full (or the quota used up) while writing audio: nothing half-written is "
            "left. Free some space and run again.",
            transient=True,
        )
    return CallError(
        "not_writable",
        f"The audio cannot be written ({type(error).__name__}): check that the output folder "
        "exists and that this user may write there.",
        transient=True,
    )


def _intervals(spans: Sequence[Span], rate: int, channels: int) -> list[tuple[range, int, int]]:
    """Sorted (channels, first sample, sample after the last), rounded outwards."""
    result = []
    for span in spans:
        known = 0 <= span.channel < channels
        hit = range(span.channel, span.channel + 1) if known else range(channels)
        # A time that is no number silences to that end of the recording: on doubt less is heard.
        start = max(0, math.floor(span.start * rate)) if math.isfinite(span.start) else 0
        end = math.ceil(span.end * rate) if math.isfinite(span.end) else sys.maxsize
        result.append((hit, start, end))
    return sorted(result, key=lambda item: item[1])


def _mute(
    sound: npt.NDArray[Any],
    start: int,
    muted: Sequence[tuple[range, int, int]],
    rate: int,
    mode: Mode,
) -> None:
    """Overwrite in `sound` ([channels, samples], beginning at sample `start`) what is muted."""
    for channels, first, end in muted:
        low, high = max(first - start, 0), min(end - start, sound.shape[1])
        if low < high:
            filler = _filler(sound.dtype, start + low, high - low, rate, mode)
            sound[channels.start : channels.stop, low:high] = filler


def _filler(
    kind: np.dtype[Any], start: int, length: int, rate: int, mode: Mode
) -> npt.NDArray[Any]:
    """Silence or tone in the sample type `kind`, its phase counted from the recording's start."""
    wave = np.zeros(length)
    if mode == "tone":
        wave = TONE_LEVEL * np.sin(2 * np.pi * TONE_HERTZ / rate * (start + np.arange(length)))
    if kind == np.uint8:
        return np.round(wave * 127 + 128).astype(kind)
    scale = np.iinfo(kind).max if kind.kind == "i" else 1
    return (wave * scale).astype(kind)
