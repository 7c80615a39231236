import { expect, test } from "vitest";
import { everyPage } from "./every-page.ts";

test("all pages of a list are loaded, each from where the one before ended", async () => {
  const pages: Record<string, { items: string[]; next_cursor: string | null }> = {
    "": { items: ["barfi", "jalebi"], next_cursor: "after-jalebi" },
    "after-jalebi": { items: ["peda"], next_cursor: null },
  };
  const asked: unknown[] = [];
  const rows = await everyPage(async (page) => {
    asked.push(page);
    return pages[page.cursor ?? ""] as { items: string[]; next_cursor: string | null };
  });
  expect(rows).toEqual(["barfi", "jalebi", "peda"]);
  expect(asked).toEqual([{ limit: 200 }, { limit: 200, cursor: "after-jalebi" }]);
});
