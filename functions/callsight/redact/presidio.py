"""Presidio's pattern recognizers as one more detector, on the text as written and as read.

Only the recognizers are used, without its engine: they need no language model, and importing them
without torch and transformers takes a second instead of ten.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from typing import Any, Final

_OPTIONAL: Final = ("torch", "transformers", "stanza")
_LONG: Final = r"\d(?:[-. ]?\d){8}"
"""Nine digits with what may stand between them."""
RECOGNIZERS: Final = (
    ("generic.credit_card_recognizer", "CreditCardRecognizer", "CREDIT_CARD", _LONG),
    ("generic.iban_recognizer", "IbanRecognizer", "IBAN_CODE", r"[A-Za-z]{2}\d{2}"),
    ("generic.email_recognizer", "EmailRecognizer", "EMAIL_ADDRESS", "@"),
    ("generic.ip_recognizer", "IpRecognizer", "IP_ADDRESS", r"\d\.\d|:"),
    (
        "generic.mac_recognizer",
        "MacAddressRecognizer",
        "MAC_ADDRESS",
        r"[\dA-Fa-f]{2}[:-][\dA-Fa-f]{2}|[\dA-Fa-f]{4}\.",
    ),
    ("generic.crypto_recognizer", "CryptoRecognizer", "CRYPTO", "[A-Za-z0-9]{26}"),
    ("country_specific.us.us_ssn_recognizer", "UsSsnRecognizer", "US_SSN", _LONG),
    ("country_specific.us.us_itin_recognizer", "UsItinRecognizer", "US_SSN", _LONG),
    (
        "country_specific.us.aba_routing_recognizer",
        "AbaRoutingRecognizer",
        "ABA_ROUTING_NUMBER",
        _LONG,
    ),
    ("country_specific.uk.uk_nhs_recognizer", "NhsRecognizer", "UK_NHS", _LONG),
    (
        "country_specific.uk.uk_nino_recognizer",
        "UkNinoRecognizer",
        "UK_NINO",
        r"[A-Za-z]{2} ?\d{2}",
    ),
    ("country_specific.spain.es_nif_recognizer", "EsNifRecognizer", "ES_NIF", r"\d{7}-?[A-Za-z]"),
    ("country_specific.germany.de_tax_id_recognizer", "DeTaxIdRecognizer", "DE_TAX_ID", _LONG),
)
"""Module, class, entity, and what a text must hold for any of its patterns to match."""
_HINTS: Final = re.compile(r"[\d@:]")
"""Without one of these Presidio's patterns cannot match."""
_LEAST: Final = 0.5
"""Below this Presidio itself relies on context words, which our own cues judge better."""


@contextmanager
def _without_optional_libraries() -> Iterator[None]:
    """Presidio imports torch, transformers and stanza where they exist and works without them."""
    hidden = [name for name in _OPTIONAL if name not in sys.modules]
    for name in hidden:
        sys.modules[name] = None  # type: ignore[assignment]  # `import` then raises ImportError
    try:
        yield
    finally:
        for name in hidden:
            sys.modules.pop(name, None)


@lru_cache(maxsize=1)
def _recognizers() -> list[tuple[Any, str, re.Pattern[str]]]:
    import importlib

    with _without_optional_libraries():
        importlib.import_module("presidio_analyzer")
        loaded = []
        for module, name, entity, needed in RECOGNIZERS:
            path = f"presidio_analyzer.predefined_recognizers.{module}"
            loaded.append(
                (getattr(importlib.import_module(path), name)(), entity, re.compile(needed))
            )
    import tldextract

    # Its e-mail recognizer would fetch the list of public suffixes from the network.
    tldextract.tldextract.TLD_EXTRACTOR = tldextract.TLDExtract(suffix_list_urls=())
    return loaded


def may_find(text: str) -> bool:
    """Whether any pattern can match at all: all of them need a digit, an "@" or a colon."""
    return _HINTS.search(text) is not None


def find(text: str) -> Iterator[tuple[str, int, int, float]]:
    """Entity, first character, character after the last one, and score of each finding."""
    if not may_find(text):
        return
    for recognizer, entity, needed in _recognizers():
        if not needed.search(text):
            continue
        for result in recognizer.analyze(text, recognizer.supported_entities):
            if result.score >= _LEAST:
                yield entity, result.start, result.end, float(result.score)
