"""Telephone numbers, checked with Google's numbering plans (the `phonenumbers` library)."""

from __future__ import annotations

import re
from functools import lru_cache

from callsight.redact.recognizers.base import NumberType

REGIONS = ("US", "GB", "DE", "FR", "ES", "IL", "IE", "AU", "NZ", "ZA")


@lru_cache(maxsize=8192)
def is_phone(digits: str) -> bool:
    """Whether it is a valid number of one of `REGIONS`, national or with the country's prefix."""
    if not digits.isdigit() or not 9 <= len(digits) <= 15:
        return False
    # phonenumbers takes 0.1 s to import: only for a run that may be a number.
    import phonenumbers

    regions = REGIONS if digits.startswith("0") else ("US",)
    for text, region in [("+" + digits, None)] + [(digits, region) for region in regions]:
        try:
            if phonenumbers.is_valid_number(phonenumbers.parse(text, region)):
                return True
        except phonenumbers.NumberParseException:
            continue
    return False


def has_phone_form(digits: str) -> bool:
    """Whether it is as long as a number of North America, Britain or Ireland and begins as one."""
    return bool(re.fullmatch(r"1?[2-9]\d{2}[2-9]\d{6}|0[1-35789]\d{8,9}", digits))


PHONE = NumberType(
    "PHONE_NUMBER",
    cues=(
        "phone number", "telephone number", "phone", "telephone", "cell", "cell phone",
        "cell number",
        "mobile", "mobile number", "call me at", "call me on", "call me back", "reach me",
        "reach you",
        "call you back", "callback number", "call back number", "contact number", "number to reach",
        "number to call", "home number", "work number", "fax", "fax number", "my number is",
        "his number is", "her number is", "text me", "text you", "landline", "best number",
        "his number",
        "her number", "their number", "you calling from", "i'm calling from", "im calling from", "calling you from", "you're calling from", "youre calling from", "whatsapp", "caller id", "your number", "area code",
        "number for you", "number we can", "number i can", "number he can", "number she can", "number they can", "number where",
        "good number", "ring me", "ring you", "shout on", "contact name and number",
        "my number",
    ),
    lengths=(7, 15),
    shortest=3,
    valid=is_phone,
    alone=0.8,
)  # fmt: skip
TYPES = (PHONE,)
