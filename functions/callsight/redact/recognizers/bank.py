"""Bank details: account and customer numbers, routing numbers (ABA), sort codes, IBAN (ISO 13616)."""

from __future__ import annotations

import re

from callsight.redact.recognizers.base import NumberType

IBAN_LENGTHS = {
    "AD": 24, "AE": 23, "AT": 20, "BE": 16, "BG": 22, "CH": 21, "CY": 28, "CZ": 24, "DE": 22,
    "DK": 18, "EE": 20, "ES": 24, "FI": 18, "FR": 27, "GB": 22, "GI": 23, "GR": 27, "HR": 21,
    "HU": 28, "IE": 22, "IL": 23, "IS": 26, "IT": 27, "LI": 21, "LT": 20, "LU": 20, "LV": 21,
    "MC": 27, "MT": 31, "NL": 18, "NO": 15, "PL": 28, "PT": 25, "RO": 24, "SA": 24, "SE": 24,
    "SI": 19, "SK": 24, "SM": 27, "TR": 26,
}  # fmt: skip
"""Characters of an IBAN by its country."""


def is_iban(text: str) -> bool:
    """Country, its length, and the check digits (ISO 7064 MOD 97-10)."""
    if not re.fullmatch(r"[A-Z]{2}\d{2}[A-Z0-9]{10,30}", text):
        return False
    if IBAN_LENGTHS.get(text[:2], len(text)) != len(text):
        return False
    return int("".join(str(int(c, 36)) for c in text[4:] + text[:4])) % 97 == 1


def has_iban_form(text: str) -> bool:
    """Whether it begins as an IBAN does and is nearly as long as those of its country."""
    form = re.fullmatch(r"([A-Z]{2})\d{2}[A-Z]{0,4}\d{8,30}", text)
    whole = IBAN_LENGTHS.get(form[1], 0) if form else 0
    return whole > 0 and abs(len(text) - whole) <= 2


def is_routing_number(digits: str) -> bool:
    """Nine digits weighted 3, 7, 1 (ABA), with a Federal Reserve prefix."""
    if not re.fullmatch(r"(?:0\d|1[0-2]|2[1-9]|3[0-2]|6[1-9]|7[0-2]|80)\d{7}", digits):
        return False
    return sum(int(d) * w for d, w in zip(digits, (3, 7, 1) * 3, strict=True)) % 10 == 0


ACCOUNT = NumberType(
    "ACCOUNT_NUMBER",
    cues=(
        "account number", "account numbers", "bank account", "account id", "account reference",
        "checking account", "savings account", "account no", "acct number", "loan number",
        "number on the account", "number for the account",
    ),
    weak_cues=("account", "checking", "savings", "acct", "loan"),
    lengths=(5, 17),
    shortest=3,
    letters=True,
)  # fmt: skip
ROUTING = NumberType(
    "ABA_ROUTING_NUMBER",
    cues=("routing number", "routing", "aba number", "transit number"),
    lengths=(9, 9),
    shortest=3,
    valid=is_routing_number,
)
SORT_CODE = NumberType("SORT_CODE", cues=("sort code",), lengths=(6, 6), shortest=2)
IBAN = NumberType(
    "IBAN_CODE",
    cues=("iban", "i ban", "international bank account", "i b a n"),
    lengths=(15, 34),
    shortest=3,
    letters=True,
    valid=is_iban,
    alone=1.0,
)
TYPES = (ACCOUNT, ROUTING, SORT_CODE, IBAN)
