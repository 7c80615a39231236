// Cut the fonts of the packages down to what the shop writes. The rupee sign gets a file of its own: it stands in the
// Devanagari files, and a page in English needs nothing else of them.
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import subsetFont from "subset-font";

const FOLDER = fileURLToPath(new URL("../src/theme/fonts/", import.meta.url));
const FACES = [
  { family: "rozha-one", weight: 400 },
  { family: "mukta", weight: 400 },
  { family: "mukta", weight: 600 },
];
const EVERY_LETTER = String.fromCodePoint(...Array.from({ length: 0xd800 - 0x20 }, (_, index) => 0x20 + index));
const UNHINTED = { targetFormat: "woff2", noHinting: true } as const;
const RUPEE = "\u20b9";
/** The letters of the Hindi line on the shop's sign and of the switch to Hindi, which stand on pages in English too. */
const SIGN = "मिठाई की दुकान हिन्दी";

async function read(family: string, script: string, weight: number): Promise<Buffer> {
  return readFile(
    fileURLToPath(import.meta.resolve(`@fontsource/${family}/files/${family}-${script}-${weight}-normal.woff2`)),
  );
}

/** Write a font with those of the letters that it has. Hinting doubles a file, and today's screens need none. */
async function write(name: string, font: Buffer, letters = EVERY_LETTER): Promise<void> {
  const subset = await subsetFont(font, letters, UNHINTED);
  await writeFile(`${FOLDER}${name}.woff2`, subset);
}

await mkdir(FOLDER, { recursive: true });
for (const { family, weight } of FACES) {
  const devanagari = await read(family, "devanagari", weight);
  await write(`${family}-latin-${weight}`, await read(family, "latin", weight));
  await write(`${family}-devanagari-${weight}`, devanagari);
  await write(`${family}-rupee-${weight}`, devanagari, RUPEE);
}
await write("rozha-one-sign-400", await read("rozha-one", "devanagari", 400), SIGN);
