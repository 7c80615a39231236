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
const RUPEE = "\u20b9";
/** The letters of the Hindi line on the shop's sign and of the switch to Hindi, which stand on pages in English too. */
const SIGN = "मिठाई की दुकान हिन्दी";

async function read(family: string, script: string, weight: number): Promise<Buffer> {
  return readFile(
    fileURLToPath(import.meta.resolve(`@fontsource/${family}/files/${family}-${script}-${weight}-normal.woff2`)),
  );
}

async function write(name: string, font: Uint8Array): Promise<void> {
  await writeFile(`${FOLDER}${name}.woff2`, font);
}

await mkdir(FOLDER, { recursive: true });
for (const { family, weight } of FACES) {
  const devanagari = await read(family, "devanagari", weight);
  await write(`${family}-latin-${weight}`, await read(family, "latin", weight));
  await write(`${family}-devanagari-${weight}`, devanagari);
  await write(`${family}-rupee-${weight}`, await subsetFont(devanagari, RUPEE, { targetFormat: "woff2" }));
}
await write(
  "rozha-one-sign-400",
  await subsetFont(await read("rozha-one", "devanagari", 400), SIGN, { targetFormat: "woff2" }),
);
