"""National identity numbers: US, UK, Germany, France, Spain, Israel, and passports and licenses."""

from __future__ import annotations

import re

from callsight.redact.recognizers.base import NumberType


def is_ssn(digits: str) -> bool:
    """Area, group and serial that the US Social Security Administration may issue."""
    return bool(re.fullmatch(r"(?!000|666)\d{3}(?!00)\d{2}(?!0000)\d{4}", digits))


def is_nino(text: str) -> bool:
    """UK National Insurance number: two letters of the allowed ones, six digits, A to D."""
    return bool(
        re.fullmatch(
            r"(?!BG|GB|NK|KN|TN|NT|ZZ)[A-CEGHJ-PR-TW-Z][A-CEGHJ-NPR-TW-Z]\d{6}[A-D]?", text
        )
    )


def is_uk_plate(text: str) -> bool:
    """A British number plate since 2001: area, age, three letters (DVLA leaflet INF104)."""
    return bool(re.fullmatch(r"[A-HJ-PR-Y]{2}(?:[0-2]\d|[5-7]\d)[A-HJ-PR-Z]{3}", text))


def is_uk_licence(text: str) -> bool:
    """A British driving licence: name, birthday, initials (DVLA): `HOLLO057124KM9AB`."""
    return bool(re.fullmatch(r"[A-Z9]{5}\d{6}[A-Z9]{2}\d[A-Z]{2}", text))


def is_medicare(text: str) -> bool:
    """A US Medicare beneficiary identifier (CMS): `4TE9QW6MK21`."""
    letter = "[AC-HJKMNP-RT-Y]"
    form = rf"[1-9]{letter}[0-9AC-HJKMNP-RT-Y]\d{letter}[0-9AC-HJKMNP-RT-Y]\d{letter}{{2}}\d\d"
    return bool(re.fullmatch(form, text))


def is_nhs(digits: str) -> bool:
    """UK NHS number: ten digits, modulus 11."""
    if not re.fullmatch(r"\d{10}", digits):
        return False
    check = -sum(int(d) * w for d, w in zip(digits, range(10, 1, -1), strict=False)) % 11
    return check == int(digits[9])


def is_german_tax_id(digits: str) -> bool:
    """Steuer-Identifikationsnummer: eleven digits, ISO 7064 MOD 11,10."""
    if not re.fullmatch(r"[1-9]\d{10}", digits):
        return False
    product = 10
    for digit in digits[:10]:
        total = (int(digit) + product) % 10 or 10
        product = 2 * total % 11
    return (11 - product) % 10 == int(digits[10])


def is_french_nir(text: str) -> bool:
    """NIR (social security): sex, year, month, place, order, and the key 97 minus modulus 97."""
    number = text.replace("2A", "19").replace("2B", "18")
    if not re.fullmatch(r"[12]\d{14}", number):
        return False
    return 97 - int(number[:13]) % 97 == int(number[13:])


def is_spanish_nif(text: str) -> bool:
    """DNI or NIE: eight digits (or X, Y, Z and seven) and a letter from modulus 23."""
    if not re.fullmatch(r"[XYZ\d]\d{7}[A-Z]", text):
        return False
    number = text[:8].translate(str.maketrans("XYZ", "012"))
    return "TRWAGMYFPDXBNJZSQVHLCKE"[int(number) % 23] == text[8]


def is_israeli_id(digits: str) -> bool:
    """Teudat zehut: nine digits (leading zeros may be dropped), Luhn-like check."""
    if not re.fullmatch(r"\d{5,9}", digits):
        return False
    padded = digits.zfill(9)
    return sum(sum(divmod(int(d) * (1 + i % 2), 10)) for i, d in enumerate(padded)) % 10 == 0


SSN = NumberType(
    "US_SSN",
    cues=(
        "social security", "social security number", "social", "ssn", "s s n",
        "last four of your social",
        "last four of my social", "social is", "itin", "taxpayer id", "taxpayer identification",
        "last four", "last 4", "last four digits", "last 4 digits",
    ),
    lengths=(9, 9),
    shortest=3,
    parts=(4,),
    valid=is_ssn,
)  # fmt: skip
NINO = NumberType(
    "UK_NINO",
    cues=("national insurance", "national insurance number", "nino", "n i number", "ni number"),
    lengths=(8, 9),
    shortest=3,
    letters=True,
    valid=is_nino,
    alone=0.7,
)
NHS = NumberType(
    "UK_NHS", cues=("nhs number", "n h s number"), lengths=(10, 10), shortest=3, valid=is_nhs
)
TAX_ID = NumberType(
    "DE_TAX_ID",
    cues=("tax id", "tax identification", "tax number", "steuer id", "steuernummer", "tax i d"),
    lengths=(9, 13),
    shortest=3,
    valid=is_german_tax_id,
)
NIR = NumberType(
    "FR_NIR",
    cues=(
        "nir",
        "french social security",
        "french number",
        "key is",
        "insee",
        "numéro de sécurité sociale",
        "carte vitale",
    ),
    lengths=(13, 15),
    shortest=3,
    letters=True,
    valid=is_french_nir,
    alone=0.8,
)
NIF = NumberType(
    "ES_NIF",
    cues=("dni", "d n i", "nie", "n i e", "nif", "n i f", "spanish id"),
    lengths=(8, 9),
    shortest=3,
    letters=True,
    valid=is_spanish_nif,
    alone=0.8,
)
ISRAELI_ID = NumberType(
    "IL_ID",
    cues=(
        "teudat zehut",
        "teudat zehut number",
        "israeli id",
        "israeli i d",
        "israeli identity",
        "identity number",
        "t z number",
        "id number",
    ),
    lengths=(8, 9),
    shortest=3,
    valid=is_israeli_id,
)
PASSPORT = NumberType(
    "PASSPORT",
    cues=("passport", "passport number"),
    lengths=(6, 10),
    shortest=3,
    letters=True,
)
LICENSE = NumberType(
    "DRIVER_LICENSE",
    cues=(
        "driver's license", "drivers license", "driver license", "driving licence",
        "driving license",
        "license number", "licence number", "driver's licence", "driver number",
    ),
    lengths=(5, 18),
    shortest=3,
    letters=True,
)  # fmt: skip
TYPES = (SSN, NINO, NHS, TAX_ID, NIR, NIF, ISRAELI_ID, PASSPORT, LICENSE)
