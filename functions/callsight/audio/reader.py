"""Reading recordings with PyAV, which brings FFmpeg along: no system package is needed.

A recording is read in blocks, so that memory does not depend on its length. Time is the count of
decoded samples, in every stage, also where a damaged file lost some.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from pathlib import Path
from types import TracebackType
from typing import Any, BinaryIO

import av
import av.error
import numpy as np
import numpy.typing as npt

from callsight.audio.formats import DEMUXERS, HEADERLESS, Format
from callsight.audio.resampling import Resampler
from callsight.calls import Audio
from callsight.errors import CallError

BLOCK_SECONDS = 10.0
_SIGNATURES = (b"RIFF", b"RF64", b"fLaC", b"OggS", b"ID3", b"#!AMR", b"\x1aE\xdf\xa3")
# Recorders that stream write a placeholder for a size that they do not know yet.
_UNKNOWN_SIZE = 0x7FFF0000
_LONGEST_SECONDS = 6 * 3600.0


class Reader:
    """One open recording: a context manager.

    `frames` and `blocks` can be read once. Raises CallError: `empty_file`, `not_audio`,
    `no_audio_stream`, `truncated`, `unreadable`.
    """

    def __init__(self, path: Path, file: BinaryIO | None = None) -> None:
        """`file`: an open file to read instead of `path`, whose extension still counts."""
        self.decoded = 0
        """Samples per channel so far."""
        self.invalid_samples = 0
        """Samples that were not a number, or infinite; they became zero."""
        self.damaged_packets = 0
        """Packets that could not be decoded; their sound is missing."""
        self._owned = None if file else _open_file(path)
        self._file: BinaryIO = file or self._owned  # type: ignore[assignment]
        self._head = self._file.read(4096)
        self._file.seek(0)
        self._container: Any = None
        try:
            self._open(path.suffix.lower())
        except BaseException:
            self.close()
            raise

    def _open(self, suffix: str) -> None:
        if not self._head:
            raise CallError(
                "empty_file", "The file holds no bytes: it was not recorded or not copied."
            )
        demuxer, options = HEADERLESS.get(suffix, (None, {}))
        try:
            self._container = av.open(
                self._file,
                "r",
                format=demuxer,
                options={"format_whitelist": DEMUXERS, **options},
                metadata_errors="ignore",
            )
        except (av.error.FFmpegError, ValueError):
            raise self._unreadable() from None
        if not self._container.streams.audio:
            raise CallError("no_audio_stream", "The file is readable but holds no sound track.")
        self._stream = self._container.streams.audio[0]
        self._frames = self._decode()
        try:
            self._first = next(self._frames)
        except StopIteration:
            raise self._unreadable() from None
        self.sample_rate: int = self._first.sample_rate
        """Hz."""
        self.channels: int = self._first.layout.nb_channels
        if not (1000 <= self.sample_rate <= 768_000 and 1 <= self.channels <= 64):
            raise CallError("not_audio", "The file's sampling rate or channel count is impossible.")
        self.tracks: int = len(self._container.streams.audio)
        """Sound tracks in the file; only the first is read."""
        codec = self._stream.codec_context
        self.format = Format(
            self._container.format.name, codec.codec.canonical_name, self._bit_rate()
        )
        self.declared = self._declared_seconds()
        """Seconds that the header promises, or None where it says nothing reliable."""

    def _bit_rate(self) -> int | None:
        rate = self._stream.bit_rate or (
            self._container.bit_rate if len(self._container.streams) == 1 else None
        )
        return int(rate) if rate else None

    def _unreadable(self) -> CallError:
        if self._head.startswith(_SIGNATURES) or self._head[4:8] == b"ftyp":
            return CallError(
                "truncated",
                "The file begins like a recording but no sound can be read from it: "
                "it is cut off or damaged. Copy or export it again.",
            )
        return CallError(
            "not_audio",
            "The file is not a recording in a known format (WAV, MP3, M4A, Ogg, FLAC, AMR, …), or "
            "its header is missing. Export it again, or remove it from the folder.",
        )

    def _declared_seconds(self) -> float | None:
        """FFmpeg shortens the duration of WAV to the size of the file and estimates that of MP3."""
        name, stream = self.format.container, self._stream
        if name == "wav":
            return _riff_seconds(self._head)
        exact = name in ("flac", "mov,mp4,m4a,3gp,3g2,mj2") or (
            name == "mp3" and (b"Xing" in self._head or b"Info" in self._head)
        )
        if exact and stream.duration:
            return float(stream.duration * stream.time_base)
        if name == "matroska,webm" and self._container.duration:
            return float(self._container.duration / 1_000_000)
        return None

    @property
    def seconds(self) -> float:
        """Seconds read so far."""
        return self.decoded / self.sample_rate

    def frames(self) -> Iterator[Any]:
        """PyAV frames in the codec's own sample format, all of one rate and layout."""
        shape = _shape(self._first)
        converters: dict[Any, Any] = {}
        frame: Any = self._first
        while frame is not None:
            if _shape(frame) == shape:
                uniform = [frame]
            else:
                if _shape(frame) not in converters:
                    converters[_shape(frame)] = av.AudioResampler(
                        format=self._first.format, layout=self._first.layout, rate=self.sample_rate
                    )
                frame.pts = None
                uniform = converters[_shape(frame)].resample(frame)
            for item in uniform:
                self.decoded += item.samples
                yield item
            frame = next(self._frames, None)

    def blocks(self, seconds: float = BLOCK_SECONDS) -> Iterator[npt.NDArray[np.float32]]:
        """Sound of shape [channels, samples] in [-1, 1], about `seconds` at a time."""
        waiting: list[npt.NDArray[Any]] = []
        size = 0
        for frame in self.frames():
            waiting.append(planes(frame))
            size += frame.samples
            if size >= seconds * self.sample_rate:
                yield self._float(waiting)
                waiting, size = [], 0
        if waiting:
            yield self._float(waiting)

    def _float(self, parts: list[npt.NDArray[Any]]) -> npt.NDArray[np.float32]:
        block = np.concatenate(parts, axis=1)
        if block.dtype == np.uint8:
            return (block.astype(np.float32) - 128) / 128
        if block.dtype.kind == "i":
            return block.astype(np.float32) / float(-np.iinfo(block.dtype).min)
        block = block.astype(np.float32, copy=False)
        bad = ~np.isfinite(block)
        count = int(bad.sum())
        if count:
            self.invalid_samples += count
            block = np.where(bad, np.float32(0), block)
        return block

    def _decode(self) -> Iterator[Any]:
        """Frames; damaged packets are counted and left out. Ends early where demuxing breaks."""
        good = 0
        packets = self._container.demux(self._stream)
        while True:
            try:
                packet = next(packets, None)
            except av.error.FFmpegError:
                self.damaged_packets += 1
                break
            if packet is None:
                break
            try:
                for frame in packet.decode():
                    good += 1
                    if frame.samples:
                        yield frame
            except av.error.FFmpegError:
                self.damaged_packets += 1
        if self.damaged_packets > good:
            raise CallError(
                "not_audio",
                "Most of the file cannot be decoded: it is damaged, or not a recording at all.",
            )

    def close(self) -> None:
        """Release the file; an open file that was handed in stays open."""
        if self._container is not None:
            self._container.close()
        if self._owned is not None:
            self._owned.close()

    def __enter__(self) -> Reader:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()


def decode(path: Path, sample_rate: int | None = None) -> Audio:
    """The whole recording, at its own rate or resampled to `sample_rate` (Hz) while reading.

    Samples that are not a number become zero. Raises CallError (see `Reader`).
    """
    with Reader(path) as reader:
        rate = sample_rate or reader.sample_rate
        # As long as the header says (if that is sane): then the sound is held only once.
        expected = min(reader.declared or 60.0, _LONGEST_SECONDS)
        samples = np.empty((reader.channels, round(expected * rate)), dtype=np.float32)
        end = 0
        for block in stream(reader, rate):
            needed = end + block.shape[1]
            if needed > samples.shape[1]:
                larger = np.empty((reader.channels, needed + needed // 3), dtype=np.float32)
                larger[:, :end] = samples[:, :end]
                samples = larger
            samples[:, end:needed] = block
            end = needed
        return Audio(np.ascontiguousarray(samples[:, :end]), rate)


def stream(
    reader: Reader, sample_rate: int, seconds: float = BLOCK_SECONDS
) -> Iterator[npt.NDArray[np.float32]]:
    """Blocks of an open recording, [channels, samples] at `sample_rate` (Hz)."""
    if sample_rate == reader.sample_rate:
        yield from reader.blocks(seconds)
        return
    resampler = Resampler(reader.sample_rate, sample_rate, reader.channels)
    for block in reader.blocks(seconds):
        yield resampler.push(block)
    yield resampler.finish()


def planes(frame: Any) -> npt.NDArray[Any]:
    """The samples of a frame in its own type, shape [channels, samples]: a copy."""
    array: npt.NDArray[Any] = frame.to_ndarray()
    if frame.format.is_planar:
        return array[: frame.layout.nb_channels]
    return array.reshape(frame.samples, frame.layout.nb_channels).T


def _shape(frame: Any) -> tuple[int, str, str]:
    return frame.sample_rate, frame.layout.name, frame.format.name


def _open_file(path: Path) -> BinaryIO:
    try:
        return path.open("rb")
    except OSError as error:
        raise CallError(
            "unreadable",
            f"The file cannot be opened ({type(error).__name__}): check that it exists and that "
            "this user may read it.",
            transient=True,
        ) from None


def _riff_seconds(head: bytes) -> float | None:
    """Length of a WAV by its `fmt ` and `data` chunks (Microsoft's RIFF specification)."""
    if head[:4] != b"RIFF":
        return None
    position, byte_rate = 12, 0
    while position + 8 <= len(head):
        name, size = head[position : position + 4], *struct.unpack_from("<I", head, position + 4)
        if name == b"fmt " and position + 20 <= len(head):
            byte_rate = struct.unpack_from("<I", head, position + 16)[0]
        if name == b"data":
            known = byte_rate and 0 < size < _UNKNOWN_SIZE
            return size / byte_rate if known else None
        position += 8 + size + size % 2
    return None
