"""Numbers that lead to a person within one company: orders, policies, cases, PINs, records, plates."""

from __future__ import annotations

from callsight.redact.recognizers.base import NumberType

_THINGS = (
    "order", "policy", "claim", "case", "ticket", "reference", "confirmation", "booking",
    "reservation", "invoice", "tracking", "serial", "contract", "application", "employee",
    "student", "badge", "report", "incident", "transaction", "receipt", "group", "subscription",
    "certificate", "member", "membership", "customer", "subscriber", "loyalty", "rewards", "client", "frequent flyer",
    "prescription", "rx", "medicare", "gift card", "club", "voucher", "rma", "record", "file", "service", "warranty", "badge",
)  # fmt: skip

_CARDS = ("membership", "member", "loyalty", "gift", "club", "players", "player's", "rewards", "library",
          "points", "medicare")  # fmt: skip

ID_NUMBER = NumberType(
    "ID_NUMBER",
    cues=(*(f"{card} card{number}" for card in _CARDS for number in ("", " number")), *tuple(f"{thing} {kind}" for thing in _THINGS for kind in ("number", "id", "code", "no", "numbers", "reference")), "delivery note", "docket", "cost code", "purchase order", "locator", "pnr", "pps", "p p s", "key tag", "key tag number", "bag tag", "bag tag number", "insurance id", "service tag", "service tag number", "insurance card", "number on the policy", "number of the order", "number of it", "number of this", "number of that", "record locator", "vin", "vehicle identification", "reference is", "confirmation is", "ref", "ref number", "file is", "authorisation code", "authorization code", "auth code", "authorization number"),
    weak_cues=("permit", "order", "policy", "claim", "case", "ticket", "reference", "confirmation", "booking",
               "reservation", "invoice", "tracking", "serial", "number", "id", "membership", "member",
               "locator"),
    lengths=(4, 22),
    shortest=3,
    letters=True,
)  # fmt: skip
PIN = NumberType(
    "PIN",
    cues=(
        "pin", "pin number", "pin code", "p i n", "passcode", "access code", "four digit",
        "four digits",
        "security pin", "telephone password", "4 digit", "phone pin", "secret code",
        "one time code", "key safe", "keysafe", "lockbox", "verification code", "one time password", "onetime password", "otp",
        "one time pin", "security number", "parent code", "parental code", "parental pin",
        "six digits", "text code",
        "six digit code", "entry code", "gate code", "door code", "unlock code", "voicemail code",
    ),
    weak_cues=("code",),
    lengths=(4, 8),
    shortest=3,
)  # fmt: skip
MEDICAL_RECORD = NumberType(
    "MEDICAL_RECORD_NUMBER",
    cues=(
        "medical record", "medical record number", "mrn", "m r n", "patient number", "patient id",
        "chart number", "health insurance number", "health card", "hospital number",
        "patient file", "patient file number",
        "medicaid",
    ),
    lengths=(5, 14),
    shortest=3,
    letters=True,
)  # fmt: skip
PLATE = NumberType(
    "LICENSE_PLATE",
    cues=(
        "license plate", "licence plate", "plate number", "plate", "number plate", "plates",
        "registration number", "registration", "reg", "rego", "car registration", "vehicle registration", "tag number",
        "license tag",
    ),
    lengths=(4, 9),
    shortest=3,
    letters=True,
)  # fmt: skip
TYPES = (ID_NUMBER, PIN, MEDICAL_RECORD, PLATE)
