"""The unit of a row: our own four, their usual spellings, and the codes of the Indian GST (UQC)."""

import re

from app.models import Unit
from app.services.files.import_rows import RowRefused

_SPELLINGS = {
    Unit.KG: ("kg", "kgs", "kilo", "kilos", "kilogram", "kilograms", "kilogramme", "kilogrammes"),
    Unit.G: ("g", "gm", "gms", "gr", "grm", "grms", "gram", "grams", "gramme", "grammes"),
    Unit.PIECE: (
        *("piece", "pieces", "pc", "pcs", "pce", "no", "nos", "number", "numbers", "nr", "each", "ea"),
        *("unit", "units", "unt", "pac", "pack", "packs", "packet", "packets", "pkt", "pkts"),
        *("bag", "bags", "btl", "bottle", "bottles", "can", "cans", "jar", "jars", "tin", "tins", "set", "sets"),
    ),
    Unit.BOX: ("box", "boxes", "bx", "carton", "cartons", "ctn", "ctns"),
}
_UNITS = {spelling: unit for unit, spellings in _SPELLINGS.items() for spelling in spellings}

_COUNTS = {"doz": 12, "dozen": 12, "dozens": 12, "dz": 12, "dzn": 12, "prs": 2, "par": 2, "pair": 2, "pairs": 2}
_COUNTS |= {"grs": 144, "gross": 144, "ggr": 1728, "tgm": 1440, "thd": 1000}
_WEIGHTS = {"qtl": 100, "quintal": 100, "quintals": 100, "ton": 1000, "mts": 1000, "tonne": 1000, "tonnes": 1000}
_VOLUMES = {
    *("l", "lt", "ltr", "ltrs", "lit", "liter", "liters", "litre", "litres", "ml", "mlt", "mls", "millilitre"),
    *("millilitres", "klr", "kiloliter", "kilolitre", "ugs", "ccm", "cbm"),
}
_OTHERS = {
    *("bal", "bdl", "bkl", "bou", "bun", "cms", "drm", "gyd", "kme", "mtr", "rol", "sqf", "sqm", "sqy", "tbs", "tub"),
    *("yds", "oth"),
}
_BEFORE = re.compile(r"^(?:per\b|/|1(?=\s*[^\W\d]))\s*")
_ENDS = re.compile(r"[.\s]+$")
_AMOUNT = re.compile(r"^[0-9]+(?:[.,][0-9]+)?\s*([^\W\d]+)")
_OURS = "kg, g, piece or box"


def parse_unit(text: str) -> Unit:
    """Return the unit that a text names, or raise `RowRefused` with what to write instead.

    A unit is never worked out of another one: a dozen, a quintal or a packet of 500 g has a price of its own.
    """
    name = _ENDS.sub("", _BEFORE.sub("", _BEFORE.sub("", text.strip().casefold())))
    if name in _UNITS:
        return _UNITS[name]
    raise RowRefused("unit", _reason(name))


def _reason(name: str) -> str:
    code = name.upper()
    if name in _COUNTS:
        return f"{code} is {_COUNTS[name]:,} pieces: write piece with the price of one, or box if it is sold packed."
    if name in _WEIGHTS:
        return f"{code} is {_WEIGHTS[name]:,} kg: write kg with the price of one."
    if name in _VOLUMES:
        return f"{code} is a volume, and the shop sells by {_OURS}: write piece with the price of one bottle, or kg."
    if name in _OTHERS:
        return f"The shop does not sell by {code}. Write {_OURS}, with the price of one."
    amount = _AMOUNT.match(name)
    if amount and amount[1] in _UNITS:
        return f"A price is for one {_UNITS[amount[1]]}, not for several. Write {_OURS}, with the price of one."
    return f"Write {_OURS}."
