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
  [/box|hamper|assort|gift/, "gift-box"],
  [/kala ?jamun|gulab jamun with|black jamun/, "gulab-jamun", tinted(DARK)],
  [/jamun|pantua|ledikeni|lyangcha/, "gulab-jamun"],
  [/imarti|jangiri/, "jalebi", tinted(["#d9541a", "#f07f3a", "#96300a"])],
  [/jalebi|chhena poda jalebi/, "jalebi"],
  [/ras ?malai|rabri|basundi|kheer|phirni|payasam|shrikhand|malai cup/, "rasmalai"],
  [/cham ?cham|rajbhog|kamala/, "rasgulla", tinted(["#f3c3cb", "#fbe1e5", "#d9959f"])],
  [/ras ?gull?a|rosogolla/, "rasgulla"],
  [/sandesh|sondesh/, "sandesh"],
  [/besan|gond|atta|dink|methi.*lad+o+|til.*lad+o+|rava.*lad+o+|churma/, "besan-ladoo"],
  [/coconut.*lad+[ou]+|nariyal.*lad+[ou]+/, "besan-ladoo", tinted(COCONUT)],
  [/lad+[ou]+|boondi|motichoor/, "motichoor-ladoo"],
  [/soan|sohan papdi|patisa/, "soan-papdi"],
  [/milk ?cake|kalakand|mawa cake|bal mithai/, "milk-cake"],
  [/mysore|mohan ?thal/, "milk-cake", tinted(GHEE, undefined, ["#c98f24", "#e0ab3a", "#9d6d15"])],
  [/moong.*halwa|sooji|badam.*halwa|ashok/, "gajar-halwa", tinted(["#d9a02c", "#efc25c", "#a97414"])],
  [/karachi|bombay.*halwa|tirunelveli|doodhi|lauki/, "gajar-halwa", tinted(PAAN)],
  [/halwa|halva|kesari/, "gajar-halwa"],
  [
    /pista.*(barfi|burfi|katli|roll)|(barfi|burfi|roll).*pista/,
    "barfi",
    tinted(PISTACHIO, ["#86a23f", "#a9bd66", "#66822c"]),
  ],
  [/rose|gulab|gulkand/, "barfi", tinted(ROSE, ["#c9506f", "#e07c95", "#9d3350"])],
  [/coconut|nariyal|kopra/, "barfi", tinted(COCONUT, ["#f3e9d8", "#fffaf0", "#d3c6ae"])],
  [/choc.*(barfi|burfi)/, "barfi", tinted(FUDGE, ["#5b3019", "#7a4a2a", "#3a1c0c"])],
  [/anjeer|fig|khajur|dates?\b|dry ?fruit/, "barfi", tinted(FUDGE, ["#a06d45", "#c08e5f", "#7a4a2a"])],
  [/kesar.*(barfi|burfi)|mango|aam/, "barfi", tinted(SAFFRON, ["#f0bd5a", "#f9d98f", "#cf9430"])],
  [/katli|kaju|badam|barfi.*silver|singori/, "kaju-katli"],
  [/barfi|burfi|fudge|vadi/, "barfi"],
  [/kesar.*peda|saffron.*peda/, "peda", tinted(SAFFRON)],
  [/balushahi|badusha|khaja|malpua|ghevar|gujiya|ghughra|anarsa/, "peda", tinted(["#d69a46", "#f0c680", "#a76d22"])],
  [/peda|pera|modak/, "peda"],
  [/paan/, "chocolate", tinted(PAAN)],
  [/choc|truffle|brownie|praline/, "chocolate"],
  [/cake|pastry|cupcake|muffin|swiss|rusk|cookie|biscuit/, "cake-slice"],
  [/namkeen|mixture|sev|bhujia|chivda|mathri|chakli|chips|gathiya|dal|samosa|kachori|peanut|nuts?\b/, "namkeen"],
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
