"""Flite voices in process, with word and phone times.

Flite (http://cmuflite.org, BSD-like license; the CMU voices slt, rms, awb and kal16 are free for
any use) is a plain C library, so `ctypes` is all it takes: no subprocess, hundreds of times real
time. The utterance structure that it builds holds the end time of every phone.
"""

import ctypes
import functools
import zlib
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from callsight.errors import ConfigurationError

RATE: Final = 16_000
NAMES: Final = ("slt", "rms", "awb", "kal16")
INSTALL: Final = "sudo apt-get install libflite1"
_TOKEN_START = b"daughter.R:SylStructure.daughter.daughter.R:Segment.p.end"
_TOKEN_END = b"daughtern.R:SylStructure.daughtern.daughtern.R:Segment.end"


class _Wave(ctypes.Structure):
    _fields_ = [
        ("type", ctypes.c_char_p),
        ("sample_rate", ctypes.c_int),
        ("num_samples", ctypes.c_int),
        ("num_channels", ctypes.c_int),
        ("samples", ctypes.POINTER(ctypes.c_short)),
    ]


class _Voice(ctypes.Structure):
    _fields_ = [("name", ctypes.c_char_p), ("features", ctypes.c_void_p)]


@dataclass(frozen=True)
class Spoken:
    """What an engine returns for one text."""

    samples: NDArray[np.int16]
    """Mono, 16 kHz."""
    tokens: list[tuple[float, float]]
    """Start and end in seconds of every whitespace-separated token."""
    phones: list[tuple[str, float]]
    """Phone name and its end in seconds; "pau" is silence."""


@functools.cache
def library() -> Any:
    """The loaded library, its functions typed."""
    try:
        lib: Any = ctypes.CDLL("libflite.so.1", mode=ctypes.RTLD_GLOBAL)
        for part in ("cmulex", "usenglish"):
            ctypes.CDLL(f"libflite_{part}.so.1", mode=ctypes.RTLD_GLOBAL)
    except OSError as error:
        raise ConfigurationError(
            f"The speech engine `flite` is not installed ({error}). Install it with: {INSTALL}"
        ) from error
    pointer, text = ctypes.c_void_p, ctypes.c_char_p
    signatures: dict[str, tuple[Any, list[Any]]] = {
        "flite_synth_text": (pointer, [text, pointer]),
        "utt_wave": (ctypes.POINTER(_Wave), [pointer]),
        "delete_utterance": (None, [pointer]),
        "utt_relation": (pointer, [pointer, text]),
        "relation_head": (pointer, [pointer]),
        "item_next": (pointer, [pointer]),
        "item_daughter": (pointer, [pointer]),
        "ffeature_string": (text, [pointer, text]),
        "ffeature_float": (ctypes.c_float, [pointer, text]),
        "feat_set_float": (None, [pointer, text, ctypes.c_float]),
    }
    for name, (result, arguments) in signatures.items():
        function = getattr(lib, name)
        function.restype, function.argtypes = result, arguments
    lib.flite_init()
    return lib


@functools.cache
def _voice(name: str) -> Any:
    library()
    plugin = ctypes.CDLL(f"libflite_cmu_us_{name}.so.1", mode=ctypes.RTLD_GLOBAL)
    register = getattr(plugin, f"register_cmu_us_{name}")
    register.restype, register.argtypes = ctypes.c_void_p, [ctypes.c_void_p]
    return register(None)


def _items(lib: Any, utterance: Any, relation: bytes) -> list[Any]:
    items, item = [], lib.relation_head(lib.utt_relation(utterance, relation))
    while item:
        items.append(item)
        item = lib.item_next(item)
    return items


def speak(text: str, voice: str, stretch: float = 1.0) -> Spoken:
    """Speaks plain words; a `stretch` above 1 is slower.

    The vocoder of flite draws its noise from libc's `rand`, so that is seeded: same words, same
    samples.
    """
    lib, pointer = library(), _voice(voice)
    ctypes.CDLL(None).srand(zlib.crc32(text.encode()))
    features = ctypes.cast(pointer, ctypes.POINTER(_Voice)).contents.features
    lib.feat_set_float(features, b"duration_stretch", stretch)
    utterance = lib.flite_synth_text(text.encode("ascii"), pointer)
    wave = lib.utt_wave(utterance).contents
    samples = np.ctypeslib.as_array(wave.samples, (wave.num_samples,)).copy()
    tokens = [
        (lib.ffeature_float(item, _TOKEN_START), lib.ffeature_float(item, _TOKEN_END))
        for item in _items(lib, utterance, b"Token")
        if lib.item_daughter(item)
    ]
    phones = [
        (lib.ffeature_string(item, b"name").decode(), lib.ffeature_float(item, b"end"))
        for item in _items(lib, utterance, b"Segment")
    ]
    lib.delete_utterance(utterance)
    return Spoken(samples, tokens, phones)
