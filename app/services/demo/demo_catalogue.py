"""The demo's catalogue: real sweets at plausible prices of 2026."""

from dataclasses import dataclass

from app.models import Allergen, Diet


@dataclass(frozen=True, slots=True)
class DemoSweet:
    """A sweet of the demo. The price is in INR for one unit, as text so that it stays exact."""

    sku: str
    name: str
    unit: str
    price: str
    shelf_life_days: int
    popularity: int
    description: str

    @property
    def diet(self) -> Diet:
        """The mark on its label."""
        if self.sku in _CONTAIN["egg"].split():
            return Diet.EGG
        return Diet.VEGAN if self.sku in _VEGAN.split() else Diet.VEG

    @property
    def allergens(self) -> list[Allergen]:
        """All it contains."""
        contained = [name for name, skus in _CONTAIN.items() if self.sku in skus.split()]
        if self.sku not in _NO_MILK.split():
            contained.append("milk")
        return [Allergen(name) for name in contained]


@dataclass(frozen=True, slots=True)
class DemoCategory:
    """A category of the demo and its sweets."""

    name: str
    description: str
    sweets: tuple[DemoSweet, ...]


# Columns: SKU, name, unit, INR per unit, shelf life in days, popularity 1..10, description.

_MILK = (
    DemoSweet("MIL-GULAB", "Gulab Jamun", "kg", "480.00", 7, 10, "Fried khoya balls in cardamom syrup."),
    DemoSweet("MIL-KALA", "Kala Jamun", "kg", "500.00", 7, 6, "Khoya balls fried dark, soaked in syrup."),
    DemoSweet("MIL-RASMAL", "Rasmalai", "piece", "35.00", 2, 9, "Soft chhena discs in saffron milk."),
    DemoSweet("MIL-RABRI", "Rabri", "kg", "560.00", 3, 6, "Sweet milk reduced to layers of cream."),
    DemoSweet("MIL-BASUN", "Basundi", "kg", "460.00", 3, 4, "Thickened milk with nutmeg and charoli."),
    DemoSweet("MIL-KALAK", "Kalakand", "kg", "560.00", 4, 7, "Moist, grainy milk cake set with pistachio."),
    DemoSweet("MIL-CAKE", "Alwar Milk Cake", "kg", "600.00", 8, 8, "Grainy milk, caramelised at the heart."),
    DemoSweet("MIL-MATHU", "Mathura Peda", "kg", "560.00", 10, 7, "Browned khoya rolled in fine sugar."),
    DemoSweet("MIL-KESAR", "Kesar Peda", "kg", "600.00", 8, 6, "Soft khoya rounds scented with saffron."),
)

_BENGALI = (
    DemoSweet("BEN-RASGUL", "Rasgulla", "piece", "20.00", 5, 9, "Spongy chhena balls in light sugar syrup."),
    DemoSweet("BEN-SANDES", "Sandesh", "piece", "25.00", 4, 6, "Fresh chhena cooked with sugar and moulded."),
    DemoSweet("BEN-NOLEN", "Nolen Gur Sandesh", "piece", "30.00", 4, 5, "Sandesh with date-palm jaggery."),
    DemoSweet("BEN-CHAM", "Cham Cham", "piece", "30.00", 4, 6, "Oval chhena sweet dusted with khoya."),
    DemoSweet("BEN-RAJBH", "Rajbhog", "piece", "40.00", 4, 5, "Large saffron rasgulla with a nut centre."),
    DemoSweet("BEN-DOI", "Mishti Doi", "piece", "45.00", 5, 6, "Caramel-sweet set yoghurt in a clay cup."),
    DemoSweet("BEN-KADAM", "Kheer Kadam", "piece", "35.00", 4, 4, "A small rasgulla in a coat of khoya."),
    DemoSweet("BEN-PANTUA", "Pantua", "kg", "440.00", 6, 3, "Fried chhena and khoya balls in syrup."),
)

_BARFI = (
    DemoSweet("BAR-KAJU", "Kaju Katli", "kg", "1120.00", 18, 10, "Thin cashew diamonds under silver leaf."),
    DemoSweet("BAR-ROLL", "Kaju Pista Roll", "kg", "1240.00", 15, 6, "Cashew sheet rolled round pistachio."),
    DemoSweet("BAR-BADAM", "Badam Katli", "kg", "1280.00", 18, 5, "Thin almond diamonds with cardamom."),
    DemoSweet("BAR-PISTA", "Pista Barfi", "kg", "1390.00", 10, 5, "Dense green fudge of ground pistachio."),
    DemoSweet("BAR-MALAI", "Malai Barfi", "kg", "580.00", 7, 7, "Soft white fudge of khoya and cream."),
    DemoSweet("BAR-COCO", "Coconut Barfi", "kg", "480.00", 8, 5, "Grated coconut set with khoya and sugar."),
    DemoSweet("BAR-CHOC", "Chocolate Barfi", "kg", "620.00", 10, 6, "Khoya barfi with a layer of cocoa."),
    DemoSweet("BAR-DODHA", "Dodha Barfi", "kg", "640.00", 15, 5, "Brown Punjabi barfi of sprouted wheat."),
)

_LADDU = (
    DemoSweet("LAD-MOTI", "Motichoor Laddu", "kg", "460.00", 10, 10, "Fine boondi bound with ghee."),
    DemoSweet("LAD-BESAN", "Besan Laddu", "kg", "520.00", 15, 8, "Gram flour roasted slowly in ghee."),
    DemoSweet("LAD-BOONDI", "Boondi Laddu", "kg", "400.00", 10, 7, "Large sweet boondi with raisins."),
    DemoSweet("LAD-TIL", "Til Laddu", "kg", "480.00", 15, 4, "Toasted sesame bound with jaggery."),
    DemoSweet("LAD-DRY", "Dry Fruit Laddu", "kg", "1180.00", 15, 5, "Nuts and dates pressed into rounds."),
    DemoSweet("LAD-GOND", "Gond Laddu", "kg", "760.00", 15, 3, "Winter laddu of edible gum and wheat."),
    DemoSweet("LAD-RAVA", "Rava Laddu", "kg", "440.00", 12, 4, "Roasted semolina with ghee and cashew."),
    DemoSweet("LAD-PINNI", "Punjabi Pinni", "kg", "620.00", 15, 4, "Wheat flour, ghee and nuts for winter."),
)

_HALWA = (
    DemoSweet("HAL-GAJAR", "Gajar Halwa", "kg", "520.00", 5, 7, "Red carrots simmered in milk and ghee."),
    DemoSweet("HAL-MOONG", "Moong Dal Halwa", "kg", "620.00", 7, 6, "Ground moong dal roasted in ghee."),
    DemoSweet("HAL-KARACH", "Karachi Halwa", "kg", "440.00", 30, 4, "Chewy cornflour halwa with cashew."),
    DemoSweet("HAL-BADAM", "Badam Halwa", "kg", "1160.00", 7, 4, "Almonds cooked with saffron and ghee."),
    DemoSweet("HAL-LAUKI", "Lauki Halwa", "kg", "480.00", 4, 2, "Bottle gourd cooked down with khoya."),
    DemoSweet("HAL-SOHAN", "Sohan Halwa", "kg", "820.00", 60, 3, "Hard, brittle ghee halwa set with nuts."),
)

_FRIED = (
    DemoSweet("FRI-JALEBI", "Jalebi", "kg", "420.00", 2, 9, "Crisp fermented-batter spirals in syrup."),
    DemoSweet("FRI-IMARTI", "Imarti", "kg", "460.00", 3, 5, "Flower-shaped urad dal rings in syrup."),
    DemoSweet("FRI-BALU", "Balushahi", "kg", "440.00", 10, 5, "Flaky fried dough with a sugar glaze."),
    DemoSweet("FRI-GHEVAR", "Ghevar", "kg", "640.00", 7, 4, "Honeycomb disc from Rajasthan in syrup."),
    DemoSweet("FRI-MALGHE", "Malai Ghevar", "kg", "760.00", 2, 4, "Ghevar topped with rabri and nuts."),
    DemoSweet("FRI-MALPUA", "Malpua", "piece", "30.00", 2, 5, "Fried pancake with fennel in syrup."),
    DemoSweet("FRI-SHAHI", "Shahi Tukda", "piece", "45.00", 2, 4, "Fried bread in syrup under rabri."),
    DemoSweet("FRI-CHANDR", "Chandrakala", "piece", "35.00", 7, 3, "Round khoya-filled pastry in syrup."),
)

_DRY = (
    DemoSweet("DRY-SOAN", "Soan Papdi", "box", "180.00", 90, 8, "500 g of flaky gram-flour sugar threads."),
    DemoSweet("DRY-CHIKKI", "Peanut Chikki", "kg", "420.00", 60, 6, "Brittle of peanuts and jaggery."),
    DemoSweet("DRY-NUTCHI", "Dry Fruit Chikki", "box", "260.00", 60, 4, "200 g of nut and jaggery brittle."),
    DemoSweet("DRY-PETHA", "Agra Petha", "kg", "320.00", 15, 5, "Translucent candied ash gourd."),
    DemoSweet("DRY-ANGOOR", "Angoori Petha", "kg", "340.00", 10, 3, "Ash gourd balls in saffron syrup."),
    DemoSweet("DRY-GUJIYA", "Gujiya", "piece", "25.00", 10, 6, "Fried half-moon pastry filled with khoya."),
    DemoSweet("DRY-GAJAK", "Til Gajak", "box", "220.00", 60, 4, "400 g of crisp sesame and jaggery sheets."),
    DemoSweet("DRY-REWRI", "Rewri", "kg", "360.00", 60, 3, "Sugar drops coated in sesame seed."),
    DemoSweet("DRY-ELAICH", "Elaichi Dana", "g", "0.50", 180, 2, "Cardamom seeds in a white sugar coat."),
)

_NO_SUGAR = (
    DemoSweet("SFR-KAJU", "Sugar-Free Kaju Katli", "kg", "1290.00", 15, 5, "Cashew with a sweetener."),
    DemoSweet("SFR-RASGUL", "Sugar-Free Rasgulla", "piece", "28.00", 4, 4, "Chhena in sweetener syrup."),
    DemoSweet("SFR-BESAN", "Sugar-Free Besan Laddu", "kg", "680.00", 12, 4, "Roasted gram with a sweetener."),
    DemoSweet("SFR-ANJEER", "Anjeer Barfi", "kg", "1220.00", 15, 5, "Figs and nuts, with no added sugar."),
    DemoSweet("SFR-KHAJUR", "Khajur Roll", "kg", "980.00", 20, 4, "Dates rolled with nuts and poppy seed."),
)

_SOUTH = (
    DemoSweet("SOU-MYSORE", "Mysore Pak", "kg", "680.00", 15, 7, "Porous gram-flour and ghee fudge."),
    DemoSweet("SOU-GHEE", "Soft Ghee Mysore Pak", "kg", "760.00", 12, 6, "Smooth, melting Mysore pak."),
    DemoSweet("SOU-DHARW", "Dharwad Peda", "kg", "640.00", 15, 4, "Dark, grainy peda from Karnataka."),
    DemoSweet("SOU-KOZHI", "Kozhikode Halwa", "kg", "480.00", 20, 3, "Glossy wheat halwa in coconut oil."),
    DemoSweet("SOU-KAJA", "Kakinada Kaja", "kg", "420.00", 10, 3, "Crisp layered dough filled with syrup."),
    DemoSweet("SOU-ADHIR", "Adhirasam", "piece", "18.00", 10, 3, "Fried rice-flour and jaggery round."),
    DemoSweet("SOU-OBBAT", "Obbattu", "piece", "30.00", 3, 4, "Flatbread filled with chana dal and jaggery."),
    DemoSweet("SOU-POOTHA", "Pootharekulu", "piece", "40.00", 15, 3, "Paper-thin rice sheets with ghee."),
)

_ELSEWHERE = (
    DemoSweet("ELS-BAKLAV", "Baklava", "kg", "1380.00", 30, 6, "Filo layered with pistachio and syrup."),
    DemoSweet("ELS-DELIGH", "Turkish Delight", "kg", "980.00", 180, 4, "Rose-scented starch jelly cubes."),
    DemoSweet("ELS-HALVA", "Tahini Halva", "kg", "860.00", 180, 3, "Fibrous sesame-paste sweet."),
    DemoSweet("ELS-DARK", "Dark Chocolate Bar", "piece", "60.00", 300, 6, "A 25 g bar of 70% cocoa."),
    DemoSweet("ELS-BRIGAD", "Brigadeiro", "piece", "40.00", 5, 4, "Brazilian condensed-milk cocoa ball."),
    DemoSweet("ELS-MACAR", "Raspberry Macaron", "piece", "60.00", 4, 4, "Filled almond shells with egg."),
    DemoSweet("ELS-CREME", "Crème Caramel", "piece", "60.00", 3, 4, "Baked egg custard under caramel."),
    DemoSweet("ELS-ECLAIR", "Chocolate Éclair", "piece", "55.00", 2, 4, "Choux with custard; contains egg."),
    DemoSweet("ELS-NOUGAT", "Almond Nougat", "g", "1.20", 120, 3, "Honey, egg white and toasted almonds."),
    DemoSweet("ELS-TAFFY", "Salt Water Taffy", "g", "0.90", 180, 2, "Soft pulled-sugar chews in paper."),
)

_GIFT = (
    DemoSweet("GIF-MIT500", "Assorted Mithai Box 500 g", "box", "390.00", 7, 8, "Barfi, peda and laddu."),
    DemoSweet("GIF-MIT1K", "Assorted Mithai Box 1 kg", "box", "750.00", 7, 6, "Barfi, peda, laddu, katli."),
    DemoSweet("GIF-KAJU", "Kaju Katli Box 500 g", "box", "600.00", 18, 7, "Kaju katli in a gift carton."),
    DemoSweet("GIF-LADDU", "Laddu Box 500 g", "box", "280.00", 10, 5, "Motichoor and besan laddu."),
    DemoSweet("GIF-DIWALI", "Diwali Dry Sweets Box", "box", "890.00", 30, 4, "1 kg of dry sweets to send."),
    DemoSweet("GIF-TRUFFL", "Chocolate Truffle Box", "box", "450.00", 21, 4, "Twelve dark ganache truffles."),
)

_VEGAN = """
    LAD-TIL DRY-CHIKKI DRY-NUTCHI DRY-PETHA DRY-ANGOOR DRY-GAJAK DRY-REWRI DRY-ELAICH SFR-ANJEER
    SFR-KHAJUR SOU-KOZHI SOU-ADHIR ELS-DELIGH ELS-HALVA ELS-DARK
"""
_NO_MILK = f"{_VEGAN} ELS-MACAR ELS-NOUGAT"
_CONTAIN = {
    "egg": "ELS-MACAR ELS-CREME ELS-ECLAIR ELS-NOUGAT",
    "gluten": """
        MIL-GULAB MIL-KALA BEN-PANTUA BAR-DODHA LAD-GOND LAD-RAVA LAD-PINNI HAL-SOHAN FRI-JALEBI FRI-BALU
        FRI-GHEVAR FRI-MALGHE FRI-MALPUA FRI-SHAHI FRI-CHANDR DRY-SOAN DRY-GUJIYA SOU-KOZHI SOU-KAJA
        SOU-OBBAT ELS-BAKLAV ELS-ECLAIR
    """,
    "nuts": """
        MIL-RASMAL MIL-KALAK BEN-RAJBH BAR-KAJU BAR-ROLL BAR-BADAM BAR-PISTA BAR-DODHA LAD-DRY LAD-GOND
        LAD-RAVA LAD-PINNI HAL-KARACH HAL-BADAM HAL-SOHAN FRI-MALGHE DRY-SOAN DRY-NUTCHI SFR-KAJU SFR-ANJEER
        SFR-KHAJUR ELS-BAKLAV ELS-MACAR ELS-NOUGAT GIF-MIT500 GIF-MIT1K GIF-KAJU GIF-DIWALI
    """,
    "peanuts": "DRY-CHIKKI",
    "sesame": "LAD-TIL DRY-GAJAK DRY-REWRI ELS-HALVA",
    "soya": "BAR-CHOC ELS-DARK ELS-TAFFY GIF-TRUFFL",
}
"""The SKUs of the sweets that contain an allergen. All but those of `_NO_MILK` contain milk."""

CATALOGUE: tuple[DemoCategory, ...] = (
    DemoCategory("Milk Sweets", "Khoya and thickened milk, made every morning.", _MILK),
    DemoCategory("Bengali Sweets", "Sweets of fresh chhena, kept chilled.", _BENGALI),
    DemoCategory("Barfi & Katli", "Fudge and nut paste cut into squares and diamonds.", _BARFI),
    DemoCategory("Laddu", "Rounds for prayers, weddings and every good result.", _LADDU),
    DemoCategory("Halwa", "Slow-cooked in ghee; several are best served warm.", _HALWA),
    DemoCategory("Fried & Syrup", "Fried fresh, most of them soaked in syrup.", _FRIED),
    DemoCategory("Dry & Festive", "Keep and travel well; the shelf for festivals.", _DRY),
    DemoCategory("Sugar-Free", "No added sugar: sweetened by fruit or by a sweetener.", _NO_SUGAR),
    DemoCategory("South Indian", "Classics of Karnataka, Andhra, Tamil Nadu and Kerala.", _SOUTH),
    DemoCategory("From Elsewhere", "Favourites from other kitchens; some contain egg.", _ELSEWHERE),
    DemoCategory("Gift Boxes", "Packed and ready to give.", _GIFT),
)
