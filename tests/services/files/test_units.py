"""Units as price lists write them."""

import pytest

from app.services.files.import_rows import RowRefused
from app.services.files.units import parse_unit


@pytest.mark.parametrize(
    ("unit", "spellings"),
    [
        ("kg", "kg KGS Kg. kgs. kilo Kilograms |per kg|/kg|1 kg|per 1 kg"),
        ("g", "g GMS gm gms. Grams gr |per g"),
        ("piece", "piece PCS pcs. NOS nos. No. Pc UNT unit each ea PAC pkt BTL |per piece"),
        ("box", "box BOX Boxes CTN"),
    ],
)
def test_a_unit_is_known_by_its_usual_spellings(unit: str, spellings: str) -> None:
    plain, *others = spellings.split("|")
    for spelling in (*plain.split(), *others):
        assert parse_unit(spelling) == unit, spelling


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("DOZ", "DOZ is 12 pieces: write piece with the price of one"),
        ("dozen", "DOZEN is 12 pieces"),
        ("GRS", "144 pieces"),
        ("QTL", "QTL is 100 kg: write kg with the price of one"),
        ("LTR", "LTR is a volume"),
        ("Ltrs.", "LTRS is a volume"),
        ("MTR", "The shop does not sell by MTR"),
        ("500 g", "A price is for one g, not for several"),
        ("0,5 kg", "A price is for one kg"),
        ("12 pcs", "A price is for one piece"),
        ("stone", "Write kg, g, piece or box"),
        ("", "Write kg, g, piece or box"),
    ],
)
def test_any_other_unit_is_refused_with_what_to_write(text: str, told: str) -> None:
    with pytest.raises(RowRefused) as refused:
        parse_unit(text)
    assert refused.value.column == "unit"
    assert refused.value.reason.startswith(told) or told in refused.value.reason
