"""Sound in and out: decode any common recording, resample, write it back, silence parts of it.

Shared by the stages. `decode` gives a whole recording, `Reader` reads it in blocks, and
`copy_silenced` writes a redacted copy in the recording's own format.
"""

from callsight.audio.formats import AUDIO_SUFFIXES, Format
from callsight.audio.reader import Reader, decode, stream
from callsight.audio.resampling import Resampler, resample
from callsight.audio.writer import Written, copy_silenced, encode

__all__ = [
    "AUDIO_SUFFIXES",
    "Format",
    "Reader",
    "Resampler",
    "Written",
    "copy_silenced",
    "decode",
    "encode",
    "resample",
    "stream",
]
