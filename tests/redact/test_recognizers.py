"""Table-driven: for each recognizer what it must find, and what it must leave alone."""

import pytest

from callsight.redact.recognizers import bank, card, national, phone
from tests.redact.helpers import pairs

CARD = [
    ("4111 1111 1111 1111", "CREDIT_CARD", "4111 1111 1111 1111"),
    ("it is 378282246310005 okay", "CREDIT_CARD", "378282246310005"),
    ("four one one one, one one one one, one one one one, one one one one", "CREDIT_CARD",
     "four one one one, one one one one, one one one one, one one one one"),
    ("my card number is 4111 1111 1111", "CREDIT_CARD", "4111 1111 1111"),
    ("card ending in 4242", "CREDIT_CARD", "4242"),
    ("it expires 04/27", "CARD_EXPIRY", "04/27"),
    ("expires April twenty seven", "CARD_EXPIRY", "April twenty seven"),
    ("expiration date oh four twenty seven", "CARD_EXPIRY", "oh four twenty seven"),
    ("good through December 2030", "CARD_EXPIRY", "December 2030"),
    ("the CVV is 123", "CVV", "123"),
    ("security code nine oh two", "CVV", "nine oh two"),
]  # fmt: skip
BANK = [
    ("my account number is 12345678", "ACCOUNT_NUMBER", "12345678"),
    ("my member number is double four one oh nine", "ID_NUMBER", "double four one oh nine"),
    ("routing number 021000021", "ABA_ROUTING_NUMBER", "021000021"),
    ("sort code twenty, forty four, oh six", "SORT_CODE", "twenty, forty four, oh six"),
    ("DE89 3704 0044 0532 0130 00", "IBAN_CODE", "DE89 3704 0044 0532 0130 00"),
    ("GB82 WEST 1234 5698 7654 32 is it", "IBAN_CODE", "GB82 WEST 1234 5698 7654 32"),
]
NATIONAL = [
    ("123-45-6789", "US_SSN", "123-45-6789"),
    ("my social is one two three, four five, six seven eight nine", "US_SSN",
     "one two three, four five, six seven eight nine"),
    ("national insurance number A B one two three four five six C", "UK_NINO",
     "A B one two three four five six C"),
    ("my NHS number is 943 476 5919", "UK_NHS", "943 476 5919"),
    ("tax id 86095742719", "DE_TAX_ID", "86095742719"),
    ("my DNI is 12345678Z", "ES_NIF", "12345678Z"),
    ("2 55 08 14 168 025 38", "FR_NIR", "2 55 08 14 168 025 38"),
    ("teudat zehut 123456782", "IL_ID", "123456782"),
    ("passport number X 4 4 1 7 2 8 1", "PASSPORT", "X 4 4 1 7 2 8 1"),
    ("driver's license D as in David, six one four eight", "DRIVER_LICENSE", "D as in David, six one four eight"),
]  # fmt: skip
PHONE = [
    ("415-555-0101", "PHONE_NUMBER", "415-555-0101"),
    ("call me at (415) 555-0101", "PHONE_NUMBER", "(415) 555-0101"),
    ("+44 20 7946 0958", "PHONE_NUMBER", "+44 20 7946 0958"),
    ("reach me at four one five, five five five, oh one oh one", "PHONE_NUMBER",
     "four one five, five five five, oh one oh one"),
    ("my number is eight hundred five five five oh one two three", "PHONE_NUMBER",
     "eight hundred five five five oh one two three"),
]  # fmt: skip
CODES = [
    ("the order number is BK4417", "ID_NUMBER", "BK4417"),
    ("policy number B K, four four one seven", "ID_NUMBER", "B K, four four one seven"),
    ("tracking number Lima Zulu four Hotel nine nine", "ID_NUMBER", "Lima Zulu four Hotel nine nine"),
    ("my pin is double oh seven one", "PIN", "double oh seven one"),
    ("medical record number oh oh four four one eight", "MEDICAL_RECORD_NUMBER", "oh oh four four one eight"),
    ("the license plate is 8KRT552", "LICENSE_PLATE", "8KRT552"),
    ("so four four one seven nine two", "ID_NUMBER", "four four one seven nine two"),
]  # fmt: skip
EMAIL = [
    ("j.doe@gmail.com", "EMAIL_ADDRESS", "j.doe@gmail.com"),
    ("it's jason dot jones at yahoo dot com", "EMAIL_ADDRESS", "jason dot jones at yahoo dot com"),
    ("my email is j underscore doe nineteen at acme dot co dot uk", "EMAIL_ADDRESS",
     "j underscore doe nineteen at acme dot co dot uk"),
    ("send it to S as in Sam M I T H at outlook dot com please", "EMAIL_ADDRESS",
     "S as in Sam M I T H at outlook dot com"),
    ("that's priya marsh at gmail", "EMAIL_ADDRESS", "priya marsh at gmail"),
    ("it is d.fairbanks@acmeworks.net.", "EMAIL_ADDRESS", "d.fairbanks@acmeworks.net"),
]  # fmt: skip
NETWORK = [
    ("the router is 192.168.44.17", "IP_ADDRESS", "192.168.44.17"),
    (
        "ten dot zero dot fourteen dot two hundred",
        "IP_ADDRESS",
        "ten dot zero dot fourteen dot two hundred",
    ),
    ("my page is www.facebook.com/jane.doe okay", "URL", "www.facebook.com/jane.doe"),
    ("the mac is 00:1A:2B:3C:4D:5E", "MAC_ADDRESS", "00:1A:2B:3C:4D:5E"),
]
DATES = [
    (
        "I was born on March third nineteen eighty seven",
        "DATE_OF_BIRTH",
        "March third nineteen eighty seven",
    ),
    ("my date of birth is the third of March 1987", "DATE_OF_BIRTH", "the third of March 1987"),
    ("date of birth 3/14/1987", "DATE_OF_BIRTH", "3/14/1987"),
    ("my birthday is ten twelve seventy nine", "DATE_OF_BIRTH", "ten twelve seventy nine"),
    ("born in nineteen eighty seven", "DATE_OF_BIRTH", "nineteen eighty seven"),
    ("dob 1987-03-14", "DATE_OF_BIRTH", "1987-03-14"),
]
AGE = [
    ("I'm 45 years old", "AGE", "45 years old"),
    ("she is eighty one", "AGE", "eighty one"),
    ("my son is eight years old", "AGE", "eight years old"),
    ("I just turned thirty.", "AGE", "thirty"),
]
ADDRESS = [
    (
        "I live at 422 Oak Street, Denver, Colorado 80203",
        "ADDRESS",
        "422 Oak Street, Denver, Colorado 80203",
    ),
    (
        "four twenty two Oak Street apartment nine",
        "ADDRESS",
        "four twenty two Oak Street apartment nine",
    ),
    ("my zip code is 0 2 1 3 9", "ADDRESS", "0 2 1 3 9"),
    ("send it to PO Box 1177", "ADDRESS", "PO Box 1177"),
    ("12 Main St.", "ADDRESS", "12 Main St"),
]
NAMES = [
    ("my name is Jason Jones", "PERSON", "Jason Jones"),
    ("my name is jason jones", "PERSON", "jason jones"),
    ("this is Guinevere speaking", "PERSON", "Guinevere"),
    ("thank you, Mister Abernathy.", "PERSON", "Mister Abernathy"),
    ("my wife Xandria called", "PERSON", "Xandria"),
    ("my last name is S M I T H", "PERSON", "S M I T H"),
]
SECRETS = [
    ("my password is blue horse seven", "PASSWORD", "blue horse seven"),
    (
        "A: What is your mother's maiden name?\nC: It's Featherstone",
        "SECURITY_ANSWER",
        "Featherstone",
    ),
]
TABLE = [
    *CARD, *BANK, *NATIONAL, *PHONE, *CODES, *EMAIL, *NETWORK, *DATES, *AGE, *ADDRESS, *NAMES, *SECRETS,
]  # fmt: skip


@pytest.mark.parametrize(("text", "entity", "said"), TABLE)
def test_it_finds(text: str, entity: str, said: str) -> None:
    assert (entity, said) in pairs(text)


@pytest.mark.parametrize(
    "text",
    [
        "one moment please", "I waited twenty minutes", "it costs eighty four dollars and twenty cents",
        "the bill was eighty four twenty", "at three thirty or at four", "I called three or four times",
        "we moved here in 2019", "since nineteen ninety eight", "first unplug it, second plug it in",
        "press one for billing and two for sales", "the house is thirty years old",
        "my card was charged $61.20 on March 3rd", "it takes two to three business days",
        "your meter says four four one seven two", "error code four oh four", "channel 401",
        "one, two, three, four", "visit www.acme.com", "acme dot com", "it is available twenty four seven",
        "I am fine", "this is ridiculous", "my account is locked", "my password is not working",
        "the first of the month", "a hundred percent", "50 miles on Highway 66", "we need two tickets",
        "Good morning, how are you?", "That is my order, isn't it?", "the number four on the menu",
        "I'm ten minutes away", "the plan has 500 megabits", "on August ninth", "He is number one",
    ],
)  # fmt: skip
def test_it_leaves_alone(text: str) -> None:
    assert pairs(text) == []


@pytest.mark.parametrize(
    ("check", "good", "bad"),
    [
        (card.is_card, "4111111111111111", "4111111111111112"),
        (card.is_card, "378282246310005", "0000000000000000"),
        (card.is_expiry, "0427", "1327"),
        (bank.is_iban, "DE89370400440532013000", "DE88370400440532013000"),
        (bank.is_routing_number, "021000021", "021000022"),
        (national.is_ssn, "123456789", "000456789"),
        (national.is_nino, "AB123456C", "BG123456C"),
        (national.is_nhs, "9434765919", "9434765918"),
        (national.is_german_tax_id, "86095742719", "86095742718"),
        (national.is_french_nir, "255081416802538", "255081416802539"),
        (national.is_spanish_nif, "12345678Z", "12345678A"),
        (national.is_spanish_nif, "X1234567L", "X1234567A"),
        (national.is_israeli_id, "123456782", "123456783"),
        (phone.is_phone, "4155550101", "1234567890"),
        (phone.is_phone, "442079460958", "99999"),
    ],
)
def test_checksums(check: object, good: str, bad: str) -> None:
    assert callable(check)
    assert check(good) and not check(bad)
