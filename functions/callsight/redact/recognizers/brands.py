"""Brands that are called like people ("Wells Fargo", "Dr Pepper"): nobody's names wherever said.

Brands that people are commonly called too ("John Lewis", "Paul Smith") are not among them.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from callsight.redact.passages import Passage
from callsight.redact.tokens import Token

_PHRASES: Final = """
    marks and spencer|wells fargo|charles schwab|jp morgan|j p morgan|morgan stanley|goldman sachs
    merrill lynch|smith barney|ernst and young|price waterhouse|procter and gamble|black and decker
    johnson and johnson|smith and wesson|barnes and noble|crate and barrel|dolce and gabbana
    fortnum and mason|holland and barrett|ben and jerry's|ben and jerrys|mary kay|estee lauder
    elizabeth arden|victoria's secret|victorias secret|papa john's|papa johns|jimmy john's
    jimmy johns|trader joe's|trader joes|carl's junior|carls junior|betty crocker|sara lee
    uncle ben's|uncle bens|jack daniels|jack daniel's|johnnie walker|jim beam|captain morgan
    dr pepper|doctor pepper|dr martens|doc martens|mr kipling|mr clean|mr muscle|mr coffee
    mister clean|harley davidson|rolls royce|aston martin|alfa romeo|mercedes benz|john deere
    calvin klein|ralph lauren|tommy hilfiger|jimmy choo|michael kors|kate spade|ted baker
    ann taylor|eddie bauer|hugo boss|harvey nichols|laura ashley|thomas cook|william hill
    paddy power|edward jones|john hancock|liberty mutual|steve madden|tommy bahama|vera bradley
    jos a bank|dick's sporting|dicks sporting|kay jewelers|helly hansen|jack wills|fred perry
    harvey norman|henry schein|harry winston|david yurman|stella artois|samuel adams|jose cuervo
    charles tyrwhitt|russell hobbs|george foreman|kenneth cole|marc jacobs|tory burch|perry ellis
    karl lagerfeld|stuart weitzman|giorgio armani|louis vuitton|christian dior|alexander mcqueen
    christian louboutin|vivienne westwood|stella mccartney|raymond james|hargreaves lansdown
    philip morris|cole haan|ethan allen|oscar mayer|duncan hines|jimmy dean|tim hortons|bob evans
    jenny craig|max mara|paul mitchell|bobbi brown|charlotte tilbury|jo malone|fisher price
    johns hopkins|lockheed martin|freddie mac|fannie mae|sallie mae|ginnie mae|sherwin williams
    benjamin moore|miss selfridge|mr price|mr cooper|mister cooper|mr rooter|mr tire|dr scholl's
    dr scholls|dr oetker|dr brown's|mrs fields|mrs meyer's|aunt jemima|general mills
    franklin templeton|little caesars|monica vinader|oliver bonas|martin marietta
    """
_BY_FIRST: Final[dict[str, list[tuple[str, ...]]]] = {}
for _phrase in _PHRASES.strip().replace("\n", "|").split("|"):
    _words = tuple(_phrase.split())
    _BY_FIRST.setdefault(_words[0], []).append(_words)


def claim(passage: Passage, label: str) -> None:
    """Mark each brand in a passage as `label`."""
    for i, token in enumerate(passage.tokens):
        for phrase in _BY_FIRST.get(token.text, ()):
            last = i + _length(passage.tokens, i, phrase) - 1
            if last >= i:
                passage.claim(i, last, label)


def _length(tokens: Sequence[Token], i: int, phrase: Sequence[str]) -> int:
    """Tokens from `i` that say the phrase ("&" counts as "and"), or 0."""
    k = i
    for word in phrase:
        if word == "and" and k < len(tokens) and "&" in tokens[k].gap:
            continue
        joined = k == i or (k < len(tokens) and not tokens[k].gap.strip(" .-&"))
        if k >= len(tokens) or tokens[k].text != word or not joined:
            return 0
        k += 1
    return k - i
