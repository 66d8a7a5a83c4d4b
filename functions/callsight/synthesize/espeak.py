"""espeak-ng voices in process, with word times from its event callbacks.

espeak-ng (GPL-3.0-or-later, https://github.com/espeak-ng/espeak-ng) is used as an installed
library, never bundled: Debian's `libespeak-ng1`, or the wheel `espeakng-loader` that carries it.
The demo Whisper model does not know these voices; they are for other models and more variety.
"""

import ctypes
import functools
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from callsight.errors import ConfigurationError

INSTALL: Final = "sudo apt-get install libespeak-ng1 (or: pip install espeakng-loader)"
NAMES: Final = ("en-us", "en-us+f3", "en-gb", "en-gb+m3")
_SYNCHRONOUS, _WORD, _PHONE = 2, 1, 7
_RATE, _PITCH = 1, 3


class _Event(ctypes.Structure):
    _fields_ = [
        ("type", ctypes.c_int),
        ("unique_identifier", ctypes.c_uint),
        ("text_position", ctypes.c_int),
        ("length", ctypes.c_int),
        ("audio_position", ctypes.c_int),
        ("sample", ctypes.c_int),
        ("user_data", ctypes.c_void_p),
        ("id", ctypes.c_char * 8),
    ]


_Callback = ctypes.CFUNCTYPE(
    ctypes.c_int, ctypes.POINTER(ctypes.c_short), ctypes.c_int, ctypes.POINTER(_Event)
)


@dataclass(frozen=True)
class Rendered:
    """Sound and the start of each word that the engine reported."""

    samples: NDArray[np.float32]
    """Mono."""
    rate: int
    """Hz, as the engine speaks."""
    starts: dict[int, float]
    """Character offset of a word in the text to its start in seconds."""
    pauses: tuple[float, ...]
    """Seconds where silences start."""


class _Engine:
    """The library with its callback; it keeps state, so there is one per process."""

    def __init__(self) -> None:
        self.library, data = _open()
        self.rate = self.library.espeak_Initialize(_SYNCHRONOUS, 0, data, 1)
        self.sound: list[NDArray[np.int16]] = []
        self.events: list[tuple[int, int, int, bytes]] = []
        self.callback = _Callback(self._heard)
        self.library.espeak_SetSynthCallback(self.callback)

    def _heard(self, wave: Any, count: int, events: Any) -> int:
        if count > 0:
            self.sound.append(np.ctypeslib.as_array(wave, (count,)).copy())
        position = 0
        while events[position].type:
            event = events[position]
            entry = (event.type, event.text_position, event.audio_position, bytes(event.id))
            self.events.append(entry)
            position += 1
        return 0


def _open() -> tuple[Any, bytes | None]:
    try:
        return ctypes.CDLL("libespeak-ng.so.1"), None
    except OSError as error:
        try:
            import espeakng_loader
        except ImportError:
            raise ConfigurationError(
                f"The speech engine `espeak-ng` is not installed ({error}). "
                f"Install it with: {INSTALL}"
            ) from error
        data = str(espeakng_loader.get_data_path()).encode()
        return ctypes.CDLL(espeakng_loader.get_library_path()), data


@functools.cache
def engine() -> _Engine:
    """The loaded engine of this process."""
    return _Engine()


def speak(text: str, voice: str, words_per_minute: int = 165, pitch: int = 50) -> Rendered:
    """Speaks plain words."""
    current = engine()
    current.sound.clear()
    current.events.clear()
    current.library.espeak_SetVoiceByName(voice.encode("ascii"))
    current.library.espeak_SetParameter(_RATE, words_per_minute, 0)
    current.library.espeak_SetParameter(_PITCH, pitch, 0)
    data = text.encode("ascii") + b"\0"
    current.library.espeak_Synth(data, len(data), 0, 1, 0, 1, None, None)
    current.library.espeak_Synchronize()
    sound = np.concatenate(current.sound).astype(np.float32) / 32768
    starts: dict[int, float] = {}
    for kind, place, milliseconds, _ in current.events:
        if kind == _WORD and place > 0:
            starts.setdefault(place - 1, milliseconds / 1000)
    pauses = tuple(
        milliseconds / 1000
        for kind, _, milliseconds, phone in current.events
        if kind == _PHONE and phone.startswith(b"_")
    )
    return Rendered(sound, current.rate, starts, pauses)
