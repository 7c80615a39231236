import { type KeyboardEvent, type RefObject, useId, useRef, useState } from "react";
import type { Sweet } from "../../api/types.ts";
import { isBarcode } from "../../staff/scanner.ts";
import { Button } from "../../ui/button.tsx";
import { Key } from "../../ui/key.tsx";
import { isQuantity } from "../../ui/quantity.ts";
import { StaffIcon } from "../../ui/staff-icon.tsx";
import { useWords } from "../../words/index.tsx";
import type { Ticket } from "../ticket/ticket.ts";
import { Categories } from "./categories.tsx";
import { Tile } from "./tile.tsx";
import { useTray } from "./use-tray.ts";
import "./tray.css";

interface Actions {
  /** Somebody chose a sweet, and perhaps wrote how much of it. */
  onPick: (sweet: Sweet, quantity: string | null) => void;
  /** Somebody wrote a quantity and no name. Return whether it could be used. */
  onQuantity: (text: string) => boolean;
  onCode: (code: string) => void;
}

/** The sweets to sell: a field that finds them by name, a row of categories, and the tray itself. */
export function Tray({
  field,
  ticket,
  onPick,
  onQuantity,
  onCode,
}: Actions & { field: RefObject<HTMLInputElement | null>; ticket: Ticket }) {
  const words = useWords().counter;
  const id = useId();
  const list = useRef<HTMLDivElement>(null);
  const [text, setText] = useState("");
  const [category, setCategory] = useState<number | null>(null);
  const [marked, setMarked] = useState<number | null>(null);
  const { sweets, quantity, isSearching, loadMore, findFirst } = useTray(text, category);
  const shown = marked ?? (text === "" ? null : 0);
  const markedSweet = shown === null ? undefined : sweets[shown];

  function write(next: string) {
    setText(next);
    setMarked(null);
  }

  async function choose() {
    const written = text.trim();
    if (isBarcode(written)) onCode(written);
    else if (isQuantity(written) && markedSweet === undefined && onQuantity(written)) write("");
    else {
      const sweet = markedSweet ?? (await findFirst());
      if (sweet === undefined) return;
      onPick(sweet, quantity);
    }
    write("");
  }

  function move(event: KeyboardEvent, step: number) {
    event.preventDefault();
    const next = Math.min(Math.max((shown ?? -1) + step, 0), sweets.length - 1);
    if (sweets.length === 0) return;
    setMarked(next);
    list.current?.children[next]?.scrollIntoView({ block: "nearest" });
  }

  function press(event: KeyboardEvent) {
    const columns = columnsOf(list.current);
    const isEmpty = text === "";
    if (event.nativeEvent.isComposing) return;
    if (event.key === "Enter") {
      // Else this same Enter would submit the form that takes the focus.
      event.preventDefault();
      void choose();
    }
    if (event.key === "ArrowDown") move(event, shown === null ? 1 : columns);
    else if (event.key === "ArrowUp") move(event, -columns);
    else if (event.key === "ArrowRight" && (isEmpty || marked !== null)) move(event, 1);
    else if (event.key === "ArrowLeft" && (isEmpty || marked !== null)) move(event, -1);
    else if (event.key === "Escape" && (text !== "" || marked !== null)) {
      event.preventDefault();
      write("");
    }
  }

  return (
    <section className="left" aria-label={words.sweetsToSell}>
      <search className="find">
        <span className="find-in">
          <StaffIcon name="search" />
          <input
            ref={field}
            value={text}
            onChange={(event) => write(event.target.value)}
            onKeyDown={press}
            role="combobox"
            aria-label={words.find}
            aria-expanded={true}
            aria-controls={`${id}-list`}
            aria-activedescendant={markedSweet && `${id}-${markedSweet.id}`}
            aria-autocomplete="list"
            aria-keyshortcuts="F2"
            placeholder={words.findHint}
            autoComplete="off"
            autoCapitalize="off"
            spellCheck={false}
            enterKeyHint="done"
          />
          <Key name="F2" />
        </span>
        <Button look="line" shortcut="Enter" onClick={() => void choose()}>
          {words.add}
        </Button>
        <Button look="line" shortcut="Esc" onClick={() => write("")}>
          {words.clear}
        </Button>
      </search>
      {text === "" ? (
        <Categories chosen={category} onChoose={setCategory} />
      ) : (
        <p className="cats found">
          {sweets.length > 0 && <b>{words.found(sweets.length, text)}</b>}
          {sweets.length === 0 && !isSearching && <b>{words.notFound(text)}</b>}
          <span className="soft">{words.foundHint}</span>
        </p>
      )}
      <div
        ref={list}
        className="tray"
        id={`${id}-list`}
        role="listbox"
        aria-label={words.sweets}
        onScroll={({ currentTarget: { scrollTop, scrollHeight, clientHeight } }) => {
          if (scrollHeight - scrollTop < 2 * clientHeight) loadMore();
        }}
      >
        {sweets.map((sweet, index) => (
          <Tile
            key={sweet.id}
            id={`${id}-${sweet.id}`}
            sweet={sweet}
            ticket={ticket}
            isMarked={index === shown}
            onPick={() => {
              write("");
              onPick(sweet, quantity);
            }}
          />
        ))}
      </div>
    </section>
  );
}

function columnsOf(list: HTMLElement | null): number {
  return list === null ? 1 : getComputedStyle(list).gridTemplateColumns.split(" ").length;
}
