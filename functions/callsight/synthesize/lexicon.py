"""The closed word lists behind the slots.

The demo Whisper model is tiny, so the synthesizer keeps its vocabulary small on purpose: about 900
word forms in all. Everything said in a call comes from here or from `scenarios.yaml`.
"""

from typing import Final


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


def _phrases(text: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in text.split("|"))


FIRST_FEMALE: Final = _words(
    "Mary Linda Nancy Susan Karen Sarah Lisa Emma Laura Anna Julia Rachel Diana Amanda Helen "
    "Olivia Grace Maria"
)
FIRST_MALE: Final = _words(
    "James John Robert Michael David Peter Thomas William Daniel Mark Steven Kevin Brian Henry "
    "Frank Victor Adam Jason"
)
LAST: Final = _words(
    "Smith Johnson Williams Brown Jones Garcia Miller Davis Wilson Anderson Taylor Moore Jackson "
    "Martin Thompson Harris Clark Lewis Robinson Walker Young Allen King Scott Hill Baker Nelson "
    "Carter Mitchell Roberts Turner Parker Evans Collins Murphy Cooper"
)
AGENTS: Final = _words("Amanda Brian Diana Jason Karen Kevin Laura Mark Rachel Steven")
CITIES: Final = _phrases(
    "Boston|Chicago|Denver|Dallas|Houston|Phoenix|Seattle|Portland|Atlanta|Miami|Austin|Detroit|"
    "Memphis|San Diego|New York|Orlando"
)
STATES: Final = _words(
    "Texas Ohio Florida Georgia Oregon Nevada Colorado Arizona Michigan Virginia"
)
STREETS: Final = _words(
    "Main Oak Maple Cedar Pine Elm Washington Lincoln Park Lake Sunset River Church Madison"
)
STREET_TYPES: Final = _words("Street Avenue Road Drive Lane")
MONTHS: Final = _words(
    "January February March April May June July August September October November December"
)
DAYS: Final = _words("Monday Tuesday Wednesday Thursday Friday Saturday Sunday")
PAST_TIMES: Final = _phrases("yesterday|this morning|last night|last week")
MAIL_NAMES: Final = _words("gmail yahoo hotmail outlook")
NETWORKS: Final = _words("Visa Discover")
BRANDS: Final = {
    "telecom": _phrases("Northwind Telecom|Summit Wireless"),
    "banking": _phrases("Blue River Bank|Silver Lake Bank"),
    "insurance": _phrases("Pioneer Insurance|Summit Insurance"),
    "retail": _phrases("Bright Home Store|Northwind Store"),
    "utilities": _phrases("City Power|Green Valley Energy"),
    "travel": _phrases("Horizon Travel|Blue River Travel"),
}
DEVICES: Final = _words("router modem")
ADDONS: Final = _words("tablet watch")
SERVICES: Final = _words("internet phone television")
ITEMS: Final = _words("laptop camera printer jacket table lamp")
UTILITIES: Final = _words("electricity water gas")
SPELLING: Final = dict(
    zip(
        "ABCDEFGHIJKLMNOPQRSTUVWXYZ",
        _words(
            "Adam Brian Charlie David Edward Frank George Henry island John Kevin Linda Mary Nancy "
            "ocean Peter queen Robert Sam Thomas uncle Victor William x-ray yellow zebra"
        ),
        strict=True,
    )
)
"""What the letter is compared with: "S as in Sam"."""

PRONUNCIATION: Final = dict(
    zip(
        "ABCDEFGHIJKLMNOPQRSTUVWXYZ",
        _phrases(
            "ay|bee|see|dee|ee|eff|jee|aitch|eye|jay|kay|el|em|en|oh|pee|cue|are|ess|tee|you|vee|"
            "double you|ex|why|zee"
        ),
        strict=True,
    )
) | {"gmail": "jee mail", "hotmail": "hot mail", "x-ray": "ex ray", "Mm": "m", "mm": "m"}
"""Respellings for the voices; every other word is spoken as it is written."""
