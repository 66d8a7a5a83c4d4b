"""Payment cards: number (ISO/IEC 7812), expiry date and verification code."""

from __future__ import annotations

from callsight.redact.recognizers.base import NumberType

_BRANDS = (
    (("4",), (13, 16, 19)),  # Visa
    (tuple(str(n) for n in range(51, 56)), (16,)),  # Mastercard
    (tuple(str(n) for n in range(2221, 2721)), (16,)),
    (("34", "37"), (15,)),  # American Express
    (("6011", "64", "65", "62"), (16, 17, 18, 19)),  # Discover, UnionPay
    (("30", "36", "38", "39"), (14, 16)),  # Diners Club
    (("35",), (16,)),  # JCB
    (("50", "56", "57", "58", "63", "67"), (12, 13, 14, 15, 16, 17, 18, 19)),  # Maestro
)


def luhn(digits: str) -> bool:
    """The check digit of ISO/IEC 7812-1, annex B."""
    if not digits.isdigit():
        return False
    odd = [int(d) for d in digits[-1::-2]]
    even = [sum(divmod(2 * int(d), 10)) for d in digits[-2::-2]]
    return (sum(odd) + sum(even)) % 10 == 0


def is_card(digits: str) -> bool:
    """Brand prefix, its lengths, and the check digit; one digit repeated is no card."""
    known = any(digits.startswith(p) and len(digits) in lengths for p, lengths in _BRANDS)
    return known and len(set(digits)) > 1 and luhn(digits)


def is_expiry(digits: str) -> bool:
    """`MMYY`, `MYY` or `MMYYYY` with a month that exists."""
    month = digits[: 1 if len(digits) == 3 else 2]
    return digits.isdigit() and 1 <= int(month) <= 12


CARD = NumberType(
    "CREDIT_CARD",
    cues=(
        "card number", "credit card number", "debit card number", "card's number",
        "number on the card",
        "number on your card", "number on my card", "sixteen digit", "sixteen digits", "16 digit",
        "long number", "discover card",
        "number on the front", "full card", "card details", "card information", "last four", "last 4",
        "last four digits", "last 4 digits",
    ),
    weak_cues=("ending in", "ends in", "ending with", "card", "credit card", "debit card", "discover", "maestro", "mastercard", "master card", "visa",
               "amex", "american express"),
    lengths=(13, 19),
    parts=(4,),
    shortest=3,
    valid=is_card,
    alone=1.0,
)  # fmt: skip
EXPIRY = NumberType(
    "CARD_EXPIRY",
    cues=(
        "expiry", "expiry date", "expiration", "expiration date", "expires", "exp date", "exp", "date on it", "date on the card", "it expire",
        "card expire", "that expire", "one expire",
        "valid until", "good till", "good until", "valid till", "valid to", "valid through", "valid thru", "good through", "good thru", "card valid",
        "it valid", "month and year", "month is", "expiring",
    ),
    weak_cues=("expire", "expired"),
    lengths=(3, 6),
    shortest=2,
    valid=is_expiry,
)  # fmt: skip
CVV = NumberType(
    "CVV",
    cues=(
        "cvv", "cvc", "cvv2", "csc", "c v v", "c v c", "security code", "three digit",
        "three digits", "3 digit",
        "verification value", "back of the card", "back of your card", "number on the back", "numbers on the back",
        "code on the back", "three on the back", "3 on the back", "number on the front",
        "numbers on the front", "code on the front", "four on the front", "4 on the front",
        "card verification", "verification code", "the three numbers", "security digits",
        "three numbers", "digits on the front", "four digits on the front", "digits on the back",
        "four digits on the back", "four digit code on the front", "four digit code on the face",
        "three digit code", "signature strip", "one on the back", "one on the front", "on the strip", "three digits on the back", "three digits behind",
    ),
    weak_cues=("on the back", "on the front", "on the reverse"),
    lengths=(3, 4),
    shortest=2,
)  # fmt: skip
TYPES = (CARD, EXPIRY, CVV)
