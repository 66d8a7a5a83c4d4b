"""Presidio's recognizers: skipped only where none of their patterns can match."""

import pytest

from callsight.redact import presidio

EXAMPLES = [
    ("CREDIT_CARD", "4111-1111-1111-1111"), ("CREDIT_CARD", "378282246310005"),
    ("IBAN_CODE", "GB82 WEST 1234 5698 7654 32"), ("EMAIL_ADDRESS", "jo.doe@example.com"),
    ("IP_ADDRESS", "192.168.44.17"), ("IP_ADDRESS", "fe80::1ff:fe23:4567:890a"),
    ("MAC_ADDRESS", "00:1A:2B:3C:4D:5E"), ("MAC_ADDRESS", "001A.2B3C.4D5E"),
    ("CRYPTO", "1BvBMSEYstWetqTFn5Au4m4GFg7xJaNVN2"), ("US_SSN", "219-09-9998"),
    ("US_SSN", "219 09 9998"), ("US_SSN", "912-70-1234"), ("UK_NHS", "943 476 5919"),
    ("UK_NINO", "AB 12 34 56 C"), ("ES_NIF", "12345678Z"), ("DE_TAX_ID", "86095742719"),
]  # fmt: skip


@pytest.mark.parametrize(("entity", "value"), EXAMPLES)
def test_it_finds(entity: str, value: str) -> None:
    text = f"here it is {value} okay"
    found = {(kind, text[start:end]) for kind, start, end, _ in presidio.find(text)}
    assert (entity, value) in found


def test_words_alone_are_not_read() -> None:
    assert not presidio.may_find("my card is four one one one")
    assert list(presidio.find("my card is four one one one")) == []
