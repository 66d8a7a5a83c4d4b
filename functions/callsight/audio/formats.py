"""Which files count as recordings, how FFmpeg is allowed to read them, and how to write them back.

The demuxers are a closed list: FFmpeg also knows playlists and scripts that open other files and
addresses, and a text file from a stranger must not be able to use them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import av

AUDIO_SUFFIXES = frozenset(
    f".{name}"
    for name in (
        *("wav", "wave", "w64", "flac", "mp3", "mp2", "m4a", "m4b", "mp4", "mov", "3gp", "3g2"),
        *("aac", "ogg", "oga", "opus", "spx", "webm", "mka", "mkv", "amr", "awb", "gsm", "wma"),
        *("asf", "aif", "aiff", "aifc", "au", "snd", "caf", "voc", "avi", "flv", "ts", "mpg"),
        *("mpeg", "ac3", "ul", "ulaw", "mulaw", "al", "alaw", "g722", "sln", "sln16"),
    )
)
"""Extensions of recordings, lower case; files with any other extension are no recordings."""

DEMUXERS = (
    "wav,w64,flac,mp3,mov,mp4,m4a,3gp,3g2,mj2,aac,ogg,matroska,webm,amr,amrnb,amrwb,gsm,asf,aiff,"
    "au,caf,voc,avi,flv,mpegts,mpeg,ac3,mulaw,alaw,g722,s16le"
)
"""What FFmpeg may take a recording for."""

_TELEPHONE = {"sample_rate": "8000"}
HEADERLESS: Mapping[str, tuple[str, Mapping[str, str]]] = {
    ".ul": ("mulaw", _TELEPHONE),
    ".ulaw": ("mulaw", _TELEPHONE),
    ".mulaw": ("mulaw", _TELEPHONE),
    ".al": ("alaw", _TELEPHONE),
    ".alaw": ("alaw", _TELEPHONE),
    ".sln": ("s16le", _TELEPHONE),
    ".sln16": ("s16le", {"sample_rate": "16000"}),
    ".gsm": ("gsm", {}),
    ".g722": ("g722", {}),
}
"""Formats without a header (Asterisk writes them), known by extension: demuxer and its options."""

_CONTAINERS: Mapping[str, tuple[str, tuple[str, ...]]] = {
    "wav": ("wav", (".wav", ".wave")),
    "w64": ("w64", (".w64",)),
    "flac": ("flac", (".flac",)),
    "mp3": ("mp3", (".mp3",)),
    "mov,mp4,m4a,3gp,3g2,mj2": ("mp4", (".m4a", ".m4b", ".mp4", ".mov", ".3gp", ".3g2")),
    # A bare AAC stream cannot say how many samples of encoder delay to skip: MP4 can.
    "aac": ("mp4", (".m4a",)),
    "ogg": ("ogg", (".ogg", ".oga", ".opus")),
    "matroska,webm": ("matroska", (".mka", ".mkv", ".webm")),
    "amr": ("amr", (".amr",)),
    "asf": ("asf", (".wma", ".asf")),
    "aiff": ("aiff", (".aiff", ".aif", ".aifc")),
    "au": ("au", (".au", ".snd")),
    "caf": ("caf", (".caf",)),
    "mulaw": ("mulaw", (".ul", ".ulaw", ".mulaw")),
    "alaw": ("alaw", (".al", ".alaw")),
    "g722": ("g722", (".g722",)),
    "s16le": ("s16le", (".sln", ".sln16")),
}
_LOSSY = frozenset(("mp3", "mp2", "aac", "opus", "amr_nb", "ac3", "wmav1", "wmav2"))
_OPTIONS = {"wav": {"rf64": "auto"}}
_MONO_ONLY = ("amr", "g722", "mulaw", "alaw", "s16le")


@dataclass(frozen=True)
class Format:
    """How a recording is stored."""

    container: str
    """FFmpeg's name of the demuxer, for example `wav`."""
    codec: str
    """FFmpeg's name of the codec, for example `pcm_mulaw`."""
    bit_rate: int | None = None
    """Bits per second of a lossy codec."""


@dataclass(frozen=True)
class Target:
    """How a recording is written."""

    muxer: str
    suffixes: tuple[str, ...]
    """Extensions that fit the muxer; the first is the usual one."""
    codec: str
    options: Mapping[str, str]
    bit_rate: int | None = None


WAV = Format("wav", "pcm_s16le")


def target_of(source: Format, rate: int, channels: int) -> Target:
    """The way to write a recording stored as `source`, with `rate` in Hz.

    Where there is no encoder for it (GSM, AMR-WB, G.729) the answer is FLAC, or WAV beyond the
    eight channels of FLAC, which lose nothing.
    """
    container = _CONTAINERS.get(source.container)
    writable = container and _can_encode(source.codec, rate, channels)
    if not container or not writable or (channels > 1 and container[0] in _MONO_ONLY):
        if channels <= 8:
            return Target("flac", (".flac",), "flac", {})
        return Target("wav", (".wav",), "pcm_s16le", _OPTIONS["wav"])
    bit_rate = source.bit_rate if source.codec in _LOSSY else None
    return Target(*container, source.codec, _OPTIONS.get(container[0], {}), bit_rate)


def sample_format(codec: Any, wanted: str) -> str:
    """The sample format of an encoder nearest to `wanted`, so that nothing is rounded twice."""
    names = [item.name for item in codec.audio_formats or ()]
    exact = [name for name in names if name == wanted]
    sibling = [name for name in names if name.rstrip("p") == wanted.rstrip("p")]
    floating = [name for name in names if wanted.startswith("flt") and name.startswith("flt")]
    return str((exact + sibling + floating + names)[0])


def layout_of(channels: int) -> str:
    """FFmpeg's name of a layout: codecs other than PCM want the usual names."""
    usual = {1: "mono", 2: "stereo", 6: "5.1", 8: "7.1"}
    return usual.get(channels, f"{channels} channels")


def _can_encode(codec: str, rate: int, channels: int) -> bool:
    if codec == "vorbis":  # FFmpeg's own encoder is experimental and stereo only
        return False
    try:
        context: Any = av.AudioCodecContext.create(codec, "w")
        context.sample_rate, context.layout = rate, layout_of(channels)
        context.format = sample_format(context.codec, "")
        context.open()
    except (ValueError, OSError):
        return False
    return True
