import { api, ask } from "../../api/client.ts";
import { queries } from "../../api/queries.ts";
import type { Schemas } from "../../api/types.ts";

/** A file, what it has, and how it is to be read. */
export interface FileToSend {
  kind: Schemas["ImportKind"];
  file: File;
  options: Record<string, string>;
}

const sent = new Map<number, FileToSend>();

const HEAD_BYTES = 60_000;

/** Ask where the header of a file is, and what it names; its beginning tells. */
export function headerOf(kind: Schemas["ImportKind"], file: Blob): Promise<Schemas["ImportHeader"]> {
  return ask(
    api.POST("/api/imports/header", {
      params: { query: { kind } },
      headers: { "Content-Type": "text/csv" },
      body: file.slice(0, HEAD_BYTES) as unknown as string,
      bodySerializer: (content) => content as unknown as Blob,
    }),
  );
}

/** Send a file to be imported, or to be tried only. */
export async function sendFile(what: FileToSend, isTrial: boolean): Promise<Schemas["ImportRead"]> {
  const { kind, file, options } = what;
  const begun = await ask(
    api.POST("/api/imports", {
      params: { query: { kind, dry_run: isTrial, ...options } },
      headers: { "Content-Type": "text/csv" },
      body: file as unknown as string,
      bodySerializer: (content) => content as unknown as Blob,
    }),
  );
  sent.set(begun.id, what);
  void queries.invalidateQueries({ queryKey: ["imports"] });
  return begun;
}

/** Return the file of an import that was sent from this page; after a reload nobody has it any more. */
export function fileOf(id: number): FileToSend | undefined {
  return sent.get(id);
}
