import { lazy, Suspense, useEffect, useState } from "react";
import type { Sweet } from "../../../api/types.ts";
import { useUser } from "../../../api/use-session.ts";
import { Key } from "../../../ui/key.tsx";
import { useWords } from "../../../words/index.tsx";
import { useCounted } from "../../list/use-counted.ts";
import type { PageOf, PageQuery } from "../../list/use-list.ts";
import type { Selection } from "../../list/use-selection.ts";
import type { Deed } from "./bulk-dialog.tsx";
import { useAll } from "./use-all.ts";
import "./bulk.css";

const BulkDialog = lazy(() => import("./bulk-dialog.tsx"));
const LabelsDialog = lazy(() => import("../../labels/labels-dialog.tsx"));

/** What only admins do. */
const DEEDS = ["price", "category_id", "tax_class_id", "low_stock_threshold"] as const;

/** What can be done with the chosen sweets; stands where the filters stood. */
export function BulkBar({
  selection,
  total,
  isExact,
  load,
  isOfArchived,
}: {
  selection: Selection<Sweet>;
  total: number | undefined;
  isExact: boolean;
  load: (page: PageQuery, signal: AbortSignal) => Promise<PageOf<Sweet>>;
  isOfArchived: boolean;
}) {
  const { officeBulk: words, officeLabels } = useWords();
  const counted = useCounted();
  const isAdmin = useUser()?.role === "admin";
  const [deed, setDeed] = useState<Deed | "labels" | null>(null);
  const all = useAll(load, selection.add);
  const { rows, clear } = selection;

  function leave() {
    all.stop();
    clear();
  }
  useEffect(() => {
    function press(event: KeyboardEvent) {
      const isBusy = event.target instanceof HTMLInputElement && event.target.type !== "checkbox";
      if (event.key !== "Escape" || isBusy || document.querySelector("dialog[open], [popover]:popover-open")) return;
      clear();
    }
    document.addEventListener("keydown", press);
    return () => document.removeEventListener("keydown", press);
  }, [clear]);

  const mark = isOfArchived ? "restore" : "archive";
  const deeds = isAdmin ? ([...DEEDS, "labels", mark] as const) : (["labels"] as const);
  return (
    <>
      <div className="bulk" role="toolbar" aria-label={words.toolbar}>
        <b role="status">{words.chosen(rows.length)}</b>
        <button className="btn plain" type="button" aria-keyshortcuts="Escape" onClick={leave}>
          {words.clear} <Key name="Esc" />
        </button>
        <span className="deeds">
          {deeds.map((one) => (
            <button key={one} className="btn" type="button" onClick={() => setDeed(one)}>
              {words.deeds[one]}
            </button>
          ))}
        </span>
        {all.count !== null ? (
          <span className="gathering">
            <progress value={all.count} max={Math.max(total ?? 1, all.count)} aria-label={words.gathering} />
            <button className="btn plain" type="button" onClick={all.stop}>
              {words.stop}
            </button>
          </span>
        ) : (
          total !== undefined &&
          total > rows.length && (
            <button className="btn plain choose-all" type="button" onClick={all.gather}>
              {words.chooseAll(counted(total, isExact))}
            </button>
          )
        )}
      </div>
      {deed !== null && (
        <Suspense>
          {deed === "labels" ? (
            <LabelsDialog
              things={rows.map(({ id }) => ({ sweet_id: id }))}
              name={officeLabels.ofSweets(rows.length)}
              copies={1}
              onClose={() => setDeed(null)}
            />
          ) : (
            <BulkDialog deed={deed} sweets={rows} onClose={() => setDeed(null)} onDone={clear} />
          )}
        </Suspense>
      )}
    </>
  );
}
