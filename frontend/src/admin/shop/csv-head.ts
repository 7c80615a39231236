const BYTES = 64 * 1024;
const SEPARATORS = [",", ";", "\t"];

/** Return the titles of a file's columns, as its first line has them. Only its beginning is read. */
export async function titlesOf(file: Blob): Promise<string[]> {
  return readTitles(textOf(new Uint8Array(await file.slice(0, BYTES).arrayBuffer())));
}

export function readTitles(text: string): string[] {
  const lines = text.replace(/^\ufeff/, "");
  const said = /^sep=(.)\r?\n/i.exec(lines);
  const rest = said === null ? lines : lines.slice(said[0].length);
  const line = /^(?:"(?:[^"]|"")*"|[^\r\n"])*/.exec(rest)?.[0] ?? "";
  const most = [...SEPARATORS].sort((a, b) => line.split(b).length - line.split(a).length)[0] as string;
  return cellsOf(line, said?.[1] ?? most).filter((title) => title !== "");
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
