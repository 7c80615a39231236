/** How a sweet without a photograph is drawn: which symbol of theme/sweets.svg, in which colours. */
export interface Kind {
  symbol: string;
  colours: Readonly<Record<`--${string}`, string>>;
}

type Tint = readonly [middle: string, light: string, shade: string];

const AS_DRAWN = {};

function tinted([middle, light, shade]: Tint, layer?: Tint, core?: Tint): Kind["colours"] {
  return {
    "--sweet": middle,
    "--sweet-light": light,
    "--sweet-shade": shade,
    ...(layer && { "--layer": layer[0], "--layer-light": layer[1], "--layer-shade": layer[2] }),
    ...(core && { "--core": core[0], "--core-light": core[1], "--core-shade": core[2] }),
  };
}

const DARK: Tint = ["#3b1c14", "#5e3023", "#21100b"];
const PISTACHIO: Tint = ["#a9bd66", "#c9d990", "#7c9540"];
const ROSE: Tint = ["#eeb3bd", "#f9d8dd", "#cf8592"];
const COCONUT: Tint = ["#f6f0e4", "#fffdf8", "#d8cdb9"];
const GHEE: Tint = ["#e0ab3a", "#f2cb6b", "#b9821f"];
const SAFFRON: Tint = ["#e8a13a", "#f6c673", "#b8741a"];
const FUDGE: Tint = ["#7a4a2a", "#a06d45", "#4f2b14"];
const PAAN: Tint = ["#6f9a4f", "#94bb74", "#4b7232"];

/** The first row whose words meet a name counts: the particular stands before the general. */
const KINDS: readonly (readonly [words: RegExp, symbol: string, colours?: Kind["colours"]])[] = [
  [/box|hamper|gift|डिब्बा/, "gift-box"],
  [/kala ?jamun|black jamun|काला जामुन/, "gulab-jamun", tinted(DARK)],
  [/jamun|pantua|ledikeni|जामुन/, "gulab-jamun"],
  [/imarti|jangiri|इमरती/, "jalebi", tinted(["#d9541a", "#f07f3a", "#96300a"])],
  [/jalebi|जलेबी/, "jalebi"],
  [/mishti doi|caramel|phirni|custard/, "rasmalai", tinted(["#d9a05a", "#efc78e", "#a9742e"])],
  [/ras ?malai|rabri|basundi|kheer$|payasam|shrikhand|रसमलाई|रबड़ी|खीर/, "rasmalai"],
  [/cham ?cham|rajbhog|angoori/, "rasgulla", tinted(["#f3c3cb", "#fbe1e5", "#d9959f"])],
  [/ras ?gull?a|rosogolla|रसगुल्ला/, "rasgulla"],
  [/(gur|jaggery).*sandesh|kheer kadam/, "sandesh", tinted(["#d9b483", "#eed3ab", "#a98250"])],
  [/sandesh|संदेश/, "sandesh"],
  [/brigadeiro/, "besan-ladoo", tinted(DARK)],
  [/(rava|coconut).*lad+[ou]+/, "besan-ladoo", tinted(COCONUT)],
  [/(dry ?fruit|gond|til).*lad+[ou]+|pinni/, "besan-ladoo", tinted(["#b9833f", "#d8a968", "#8c5c22"])],
  [/besan|atta.*lad+[ou]+|churma|बेसन/, "besan-ladoo"],
  [/lad+[ou]+|boondi|motichoor|लड्डू/, "motichoor-ladoo"],
  [/nougat|gajak|pootharekulu/, "soan-papdi", tinted(COCONUT)],
  [/soan|patisa|tahini|सोन/, "soan-papdi"],
  [/mysore|mohan ?thal|मैसूर/, "milk-cake", tinted(GHEE, undefined, ["#c98f24", "#e0ab3a", "#9d6d15"])],
  [
    /kalakand|कलाकंद/,
    "milk-cake",
    tinted(["#f3e6c9", "#fdf6e4", "#d3bf95"], undefined, ["#e4d0a4", "#f3e6c9", "#c9b07c"]),
  ],
  [/milk ?cake|mawa|tukda|baklava|obbattu/, "milk-cake"],
  [/(moong|sooji|badam|sohan).*halwa/, "gajar-halwa", tinted(["#d9a02c", "#efc25c", "#a97414"])],
  [/(karachi|lauki|doodhi).*halwa/, "gajar-halwa", tinted(PAAN)],
  [/(kozhikode|tirunelveli).*halwa/, "gajar-halwa", tinted(FUDGE)],
  [/halw?[av]a?|kesari bath|हलवा/, "gajar-halwa"],
  [/pista.*(barfi|burfi|katli|roll)|पिस्ता/, "barfi", tinted(PISTACHIO, ["#86a23f", "#a9bd66", "#66822c"])],
  [/rose|gulkand|turkish/, "barfi", tinted(ROSE, ["#c9506f", "#e07c95", "#9d3350"])],
  [/coconut|nariyal|malai (barfi|burfi)|petha|नारियल|पेठा/, "barfi", tinted(COCONUT, ["#f3e9d8", "#fffaf0", "#d3c6ae"])],
  [/choc.*(barfi|burfi)|dodha/, "barfi", tinted(FUDGE, ["#5b3019", "#7a4a2a", "#3a1c0c"])],
  [/anjeer|fig|khajur|date roll/, "barfi", tinted(FUDGE, ["#a06d45", "#c08e5f", "#7a4a2a"])],
  [/kesar.*(barfi|burfi)|mango/, "barfi", tinted(SAFFRON, ["#f0bd5a", "#f9d98f", "#cf9430"])],
  [/katli|kaju|काजू|कतली/, "kaju-katli"],
  [/barfi|burfi|fudge|बर्फ/, "barfi"],
  [/kesar.*peda/, "peda", tinted(SAFFRON)],
  [/macaron/, "peda", tinted(ROSE)],
  [/rewri|til/, "peda", tinted(COCONUT)],
  [
    /balushahi|ghevar|gujiya|chandrakala|kaja|malpua|adhirasam|khaja/,
    "peda",
    tinted(["#d69a46", "#f0c680", "#a76d22"]),
  ],
  [/peda|modak|पेड़ा/, "peda"],
  [/chikki|brittle|toffee/, "chocolate", tinted(["#c98f3c", "#e6b970", "#96651c"])],
  [/taffy|candy/, "chocolate", tinted(ROSE)],
  [/paan/, "chocolate", tinted(PAAN)],
  [/choc|truffle|brownie|praline|चॉकलेट/, "chocolate"],
  [/cake|pastry|clair|muffin|cookie|केक/, "cake-slice"],
  [/namkeen|mixture|sev|bhujia|chivda|mathri|chakli|chips|dana|samosa|kachori|नमकीन/, "namkeen"],
  [/bengal/, "sandesh"],
  [/fried|syrup/, "jalebi"],
  [/festive|dry/, "soan-papdi"],
  [/milk/, "peda"],
];

const PLAIN: Kind = { symbol: "barfi", colours: AS_DRAWN };

/** Return how to draw a sweet: by its name, else by its category. */
export function kindOf(name: string, category = ""): Kind {
  for (const text of [name, category]) {
    const found = KINDS.find(([words]) => words.test(text.toLowerCase()));
    if (found !== undefined) return { symbol: found[1], colours: found[2] ?? AS_DRAWN };
  }
  return PLAIN;
}
