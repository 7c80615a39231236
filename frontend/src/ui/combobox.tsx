import { type KeyboardEvent, type ReactNode, type Ref, useEffect, useId, useState } from "react";
import { useWords } from "../words/index.tsx";
import { announce } from "./messages.tsx";
import "./combobox.css";

interface Props<Item> {
  label: string;
  placeholder?: string;
  text: string;
  onText: (text: string) => void;
  /** What was found for the text. */
  items: readonly Item[];
  keyOf: (item: Item) => string | number;
  render: (item: Item) => ReactNode;
  onChoose: (item: Item) => void;
  /** Enter while nothing is marked. */
  onEnter?: (text: string) => void;
  /** Whether Enter takes the first item without an arrow key, as at a till. */
  marksFirst?: boolean;
  isSearching?: boolean;
  /** What stands below the items, such as a link to all of them, or that there are none. */
  foot?: ReactNode;
  inputRef?: Ref<HTMLInputElement>;
  start?: ReactNode;
  end?: ReactNode;
}

/**
 * A text field with a list of what it finds: arrow keys mark, Enter chooses, Esc closes the list and then clears the text.
 * The focus stays in the field (WAI-ARIA's combobox with a listbox).
 */
export function Combobox<Item>(props: Props<Item>) {
  const { label, text, items, keyOf, render, onChoose, marksFirst = false, isSearching = false } = props;
  const { ui } = useWords();
  const id = useId();
  const [isOpen, setIsOpen] = useState(false);
  const [marked, setMarked] = useState(-1);
  const first = marksFirst ? 0 : -1;
  const isShown = isOpen && text.trim() !== "" && (items.length > 0 || props.foot !== undefined);
  const current = Math.min(marked, items.length - 1);

  useEffect(() => {
    if (isOpen && text.trim() !== "" && !isSearching) announce(ui.found(items.length));
  }, [isOpen, text, isSearching, items.length, ui]);

  useEffect(() => {
    document.getElementById(`${id}-${current}`)?.scrollIntoView({ block: "nearest" });
  }, [id, current]);

  function choose(item: Item) {
    setIsOpen(false);
    setMarked(-1);
    onChoose(item);
  }

  function mark(by: number) {
    setIsOpen(true);
    if (items.length > 0) setMarked((current + by + items.length + (current < 0 && by < 0 ? 1 : 0)) % items.length);
  }

  function press(event: KeyboardEvent<HTMLInputElement>) {
    if (event.nativeEvent.isComposing) return;
    const item = isShown ? items[current] : undefined;
    if (event.key === "ArrowDown") mark(1);
    else if (event.key === "ArrowUp") mark(-1);
    else if (event.key === "Enter" && item !== undefined) choose(item);
    else if (event.key === "Enter" && props.onEnter !== undefined) {
      setIsOpen(false);
      props.onEnter(text);
    } else if (event.key === "Escape" && isShown) setIsOpen(false);
    else if (event.key === "Escape" && text !== "") props.onText("");
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: it only hears where the focus goes.
    <div className="combobox" onBlur={(event) => event.currentTarget.contains(event.relatedTarget) || setIsOpen(false)}>
      {props.start}
      <input
        ref={props.inputRef}
        type="search"
        role="combobox"
        aria-label={label}
        aria-expanded={isShown}
        aria-controls={`${id}-list`}
        aria-autocomplete="list"
        aria-activedescendant={isShown && current >= 0 ? `${id}-${current}` : undefined}
        placeholder={props.placeholder}
        autoComplete="off"
        spellCheck={false}
        enterKeyHint="search"
        value={text}
        onChange={(event) => {
          setIsOpen(true);
          setMarked(first);
          props.onText(event.target.value);
        }}
        onFocus={() => setIsOpen(true)}
        onKeyDown={press}
      />
      {props.end}
      <div className="combobox-found" hidden={!isShown}>
        <div id={`${id}-list`} role="listbox" aria-label={label}>
          {items.map((item, index) => (
            // biome-ignore lint/a11y/useFocusableInteractive lint/a11y/useKeyWithClickEvents: the field keeps the focus.
            <div
              key={keyOf(item)}
              id={`${id}-${index}`}
              role="option"
              aria-selected={index === current}
              onPointerDown={(event) => event.preventDefault()}
              onClick={() => choose(item)}
            >
              {render(item)}
            </div>
          ))}
        </div>
        {props.foot}
      </div>
    </div>
  );
}

/** A name with the part that was asked for underlined in brass. */
export function Marked({ text, part }: { text: string; part: string }) {
  const start = part === "" ? -1 : text.toLocaleLowerCase().indexOf(part.trim().toLocaleLowerCase());
  if (start < 0) return text;
  const end = start + part.trim().length;
  return (
    <>
      {text.slice(0, start)}
      <mark>{text.slice(start, end)}</mark>
      {text.slice(end)}
    </>
  );
}
