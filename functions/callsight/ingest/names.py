"""Names that may identify a person: file names are masked, identifiers become pseudonyms.

Recorders like to put the caller's number into the file name, and customer ids are often phone
numbers. On doubt a value is hidden.
"""

from __future__ import annotations

import hashlib
import hmac
import os
import re
from pathlib import PurePosixPath
from urllib.parse import unquote

PSEUDONYM_KEY = "CALLSIGHT_PSEUDONYM_KEY"
"""Environment variable with a secret: without it a phone number could be found again by trying
all of them."""

_EMAIL = re.compile(r"[^\s@]*@[^\s@]*")
# Digits that punctuation groups, as in 555-0100 or (555) 01.00: five of them may be a number.
_DIGITS = re.compile(r"\d(?:[\s\-_.+()]*\d){4,}")
_LONG_DIGITS = re.compile(r"\d(?:[\s\-_.+()/]*\d){8,}")
_UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)
_EXTENSION = re.compile(r"\.[A-Za-z][A-Za-z0-9]{1,4}|\.3g[p2]")
_LONGEST = 120


def masked_name(name: str, names: tuple[str, ...] = ()) -> str:
    """The last part of a file name with e-mails, five or more digits, and `names` hidden.

    Each digit becomes `#`: `call_+1-555-0100.wav` -> `call_+#-###-####.wav`.
    """
    plain = PurePosixPath(unquote(name).replace("\\", "/")).name
    plain = "".join(letter if letter.isprintable() else "?" for letter in plain)
    stem, suffix = plain, ""
    cut = plain.rfind(".")
    if cut > 0 and _EXTENSION.fullmatch(plain[cut:]):
        stem, suffix = plain[:cut], plain[cut:]
    stem = _EMAIL.sub("[email]", stem)
    stem = _DIGITS.sub(lambda match: re.sub(r"\d", "#", match[0]), stem)
    for word in {part for person in names for part in person.split() if len(part) > 2}:
        stem = re.sub(re.escape(word), "[name]", stem, flags=re.IGNORECASE)
    return (stem[:_LONGEST] or "recording") + suffix


def pseudonym(value: str, names: tuple[str, ...] = ()) -> str:
    """`value`, or `id_` and twelve hexadecimal digits where it looks personal.

    Personal: an e-mail address, nine or more digits (phone, card, account), or one of `names`.
    """
    lowered = value.casefold()
    named = any(name.casefold() in lowered for name in names if len(name) > 2)
    long_number = _LONG_DIGITS.search(value) and not _UUID.fullmatch(value)
    if not (named or long_number or "@" in value):
        return value
    key = os.environ.get(PSEUDONYM_KEY, "").encode()
    data = value.encode()
    digest = hmac.new(key, data, hashlib.sha256) if key else hashlib.sha256(data)
    return f"id_{digest.hexdigest()[:12]}"
