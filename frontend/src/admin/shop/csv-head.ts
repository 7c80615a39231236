const BYTES = 64 * 1024;
const SEPARATORS = [",", ";", "\t"];
const MOST_LINES = 30;

/** Return the titles of a file's columns. Only its beginning is read. */
export async function titlesOf(file: Blob, known: readonly string[]): Promise<string[]> {
  return readTitles(textOf(new Uint8Array(await file.slice(0, BYTES).arrayBuffer())), known);
}

/**
 * Return the cells of the header. Titles and empty lines may stand before it: it is the first line that names two columns
 * we know, else the first with several cells.
 */
export function readTitles(text: string, known: readonly string[]): string[] {
  const lines = text.replace(/^\ufeff/, "");
  const said = /^sep=(.)\r?\n/i.exec(lines);
  const names = new Set(known.map(nameOf));
  const rows = recordsOf(said === null ? lines : lines.slice(said[0].length))
    .map((line) => cellsOf(line, said?.[1] ?? separatorOf(line)).filter((title) => title !== ""))
    .filter((cells) => cells.length > 0);
  return (
    rows.find((cells) => cells.filter((title) => names.has(nameOf(title))).length > 1) ??
    rows.find((cells) => cells.length > 1) ??
    rows[0] ??
    []
  );
}

function nameOf(title: string): string {
  return title
    .normalize("NFC")
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{M}\p{N}]/gu, "");
}

function recordsOf(text: string): string[] {
  return (text.match(/(?:"(?:[^"]|"")*"|[^\r\n"]|")+/g) ?? []).slice(0, MOST_LINES);
}

function separatorOf(line: string): string {
  return [...SEPARATORS].sort((a, b) => line.split(b).length - line.split(a).length)[0] as string;
}

function cellsOf(line: string, separator: string): string[] {
  const cells: string[] = [];
  let cell = "";
  let isQuoted = false;
  for (const letter of line) {
    if (letter === '"') isQuoted = !isQuoted;
    else if (letter === separator && !isQuoted) {
      cells.push(cell.trim());
      cell = "";
    } else cell += letter;
  }
  return [...cells, cell.trim()];
}

function textOf(bytes: Uint8Array): string {
  const [first, second] = bytes;
  if (first === 0xff && second === 0xfe) return new TextDecoder("utf-16le").decode(bytes);
  if (first === 0xfe && second === 0xff) return new TextDecoder("utf-16be").decode(bytes);
  try {
    // A letter that the end of the piece cuts is no fault.
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes, { stream: true });
  } catch {
    return new TextDecoder("windows-1252").decode(bytes);
  }
}
