import { useQuery } from "@tanstack/react-query";
import { type KeyboardEvent, type MouseEvent, useDeferredValue, useEffect, useId, useState } from "react";
import { Link, useNavigate } from "react-router";
import { useUser } from "../../api/use-session.ts";
import { limitsQuery } from "../../staff/limits.ts";
import { StaffDialog } from "../../staff/staff-dialog.tsx";
import { Marked } from "../../ui/combobox.tsx";
import { useFormats } from "../../ui/formats.ts";
import { announce } from "../../ui/messages.tsx";
import { StaffIcon } from "../../ui/staff-icon.tsx";
import { useLanguage, useWords } from "../../words/index.tsx";
import { useProblemWords } from "../../words/use-problem-words.ts";
import type { FindDialogProps } from "./find.tsx";
import { foundQuery, type Row, rowOf, wordsQuery } from "./found.ts";
import { pagesLike, pagesOf } from "./pages.ts";
import "./find.css";

/** Finds any page, sweet, customer, sale, lot, supplier, order or person, and goes there. */
export default function FindDialog({ text, onText, onClose }: FindDialogProps) {
  const { officeFind: words } = useWords();
  const say = useProblemWords();
  const id = useId();
  const goTo = useNavigate();
  const [marked, setMarked] = useState<string | null>(null);
  const [isGoing, setGoing] = useState(false);
  const { rows, isCurrent, error } = useRows(text.trim());
  const place = Math.max(
    rows.findIndex(({ key }) => key === marked),
    0,
  );
  const current = rows[place];

  function go(row: Row) {
    onClose();
    goTo(row.to);
  }
  // Enter came before the answer did: what was shown belonged to what was typed before.
  useEffect(() => {
    if (!isGoing || !isCurrent) return;
    setGoing(false);
    if (rows[0] !== undefined) go(rows[0]);
  });
  useFoundAnnounced(rows.length, isCurrent && text.trim() !== "");
  useEffect(() => {
    document.getElementById(`${id}-${current?.key}`)?.scrollIntoView({ block: "nearest" });
  }, [id, current?.key]);

  function press(event: KeyboardEvent) {
    if (event.nativeEvent.isComposing) return;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      const by = event.key === "ArrowDown" ? 1 : -1;
      setMarked(rows[(place + by + rows.length) % rows.length]?.key ?? null);
    } else if (event.key === "Enter") {
      if (!isCurrent && marked === null) setGoing(true);
      else if (current !== undefined && (event.ctrlKey || event.metaKey)) window.open(current.to, "_blank", "noopener");
      else if (current !== undefined) go(current);
    } else return;
    event.preventDefault();
  }

  return (
    <StaffDialog title={words.findAnything} className="finder" onClose={onClose}>
      <div className="finder-field">
        <StaffIcon name="search" />
        <input
          type="text"
          role="combobox"
          aria-label={words.findAnything}
          aria-expanded={rows.length > 0}
          aria-controls={`${id}-list`}
          aria-autocomplete="list"
          aria-activedescendant={current && `${id}-${current.key}`}
          placeholder={words.hint}
          autoComplete="off"
          spellCheck={false}
          enterKeyHint="go"
          maxLength={100}
          value={text}
          onChange={({ target }) => {
            setMarked(null);
            setGoing(false);
            onText(target.value);
          }}
          onKeyDown={press}
        />
      </div>
      <div
        className="finder-rows"
        id={`${id}-list`}
        role="listbox"
        aria-label={words.findAnything}
        aria-busy={!isCurrent}
      >
        {groupsOf(rows).map(([kind, ofKind]) => (
          // biome-ignore lint/a11y/useSemanticElements: options are grouped, not fields.
          <div key={kind} role="group" aria-label={words.kinds[kind]}>
            <p aria-hidden="true">{words.kinds[kind]}</p>
            {ofKind.map((row) => (
              <Link
                key={row.key}
                id={`${id}-${row.key}`}
                role="option"
                aria-selected={row === current}
                tabIndex={-1}
                to={row.to}
                onClick={(event) => isHere(event) && onClose()}
              >
                <StaffIcon name={row.icon} />
                <b dir="auto">
                  <Marked text={row.title} part={text} />
                </b>
                <span className="soft" dir="auto">
                  {row.detail}
                </span>
              </Link>
            ))}
          </div>
        ))}
      </div>
      {error !== null && <p className="finder-told bad">{say(error)}</p>}
      {error === null && isCurrent && rows.length === 0 && (
        <p className="finder-told">
          <b>{words.nothing(text.trim())}</b> {words.tryThis}
        </p>
      )}
      <p className="finder-keys soft small">{words.keys}</p>
    </StaffDialog>
  );
}

/** All pages at first; then those of such a name, and what the shop finds. */
function useRows(text: string): { rows: readonly Row[]; isCurrent: boolean; error: Error | null } {
  const words = useWords();
  const formats = useFormats();
  const [language] = useLanguage();
  const role = useUser()?.role ?? "customer";
  const { data: otherWords } = useQuery(wordsQuery(language === "hi" ? "en" : "hi"));
  const asked = useDeferredValue(text);
  const { data, isPlaceholderData, isPending, error } = useQuery(foundQuery(asked));
  const { data: limits } = useQuery(limitsQuery);
  const pages = pagesOf(role, limits?.may_restock === true);
  const shown = text === "" ? pages : pagesLike(text, pages, otherWords === undefined ? [words] : [words, otherWords]);
  const rows: Row[] = shown.map((page) => ({
    key: `page-${page.name}`,
    kind: "page",
    to: page.address,
    icon: page.icon,
    title: page.title(words),
    detail: page.room(words),
  }));
  if (text === "") return { rows, isCurrent: true, error: null };
  const isAnswered = asked === text && !isPlaceholderData && (!isPending || error !== null);
  rows.push(...(data?.items ?? []).map((item) => rowOf(item, words.officeFind, formats)));
  return { rows, isCurrent: isAnswered || shown.length > 0, error };
}

function useFoundAnnounced(count: number, isCurrent: boolean): void {
  const { ui } = useWords();
  useEffect(() => {
    if (isCurrent) announce(ui.found(count));
  }, [count, isCurrent, ui]);
}

function groupsOf(rows: readonly Row[]) {
  return [...Map.groupBy(rows, ({ kind }) => kind)];
}

/** Whether a click leads there in this tab. */
function isHere({ ctrlKey, metaKey, shiftKey, button }: MouseEvent): boolean {
  return button === 0 && !ctrlKey && !metaKey && !shiftKey;
}
