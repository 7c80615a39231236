import { useEffect, useRef, useSyncExternalStore } from "react";
import { useWords } from "../words/index.tsx";
import "./messages.css";

interface Toast {
  id: number;
  text: string;
  action?: { label: string; onPress: () => void };
}

const SHOWN_FOR_MS = 6000;
/** Longer, because an action takes reading, deciding and reaching. */
const SHOWN_WITH_ACTION_MS = 12_000;

let toasts: readonly Toast[] = [];
let heard = "";
let drawn = 0;
const listeners = new Set<() => void>();

function publish(): void {
  for (const listener of listeners) listener();
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** Tell those who do not see the page what changed on it. */
export function announce(text: string): void {
  // The same text twice is a change only if something differs: a space that nobody hears.
  heard = text === heard ? `${text}\u00a0` : text;
  publish();
}

/** Tell everybody for a few seconds what was done, with a way to undo it. */
export function toast(text: string, action?: Toast["action"]): void {
  drawn += 1;
  toasts = [...toasts.slice(-2), { id: drawn, text, ...(action && { action }) }];
  announce(text);
}

function dismiss(id: number): void {
  toasts = toasts.filter((one) => one.id !== id);
  publish();
}

/** What is announced. Every open dialog has one too, because nothing beside it is heard. */
export function Announcer() {
  const text = useSyncExternalStore(subscribe, () => heard);
  return (
    <p className="visually-hidden" aria-live="polite">
      {text}
    </p>
  );
}

/** Where toasts and announcements appear; once in the app. */
export function Messages() {
  const shown = useSyncExternalStore(subscribe, () => toasts);
  const list = useRef<HTMLUListElement>(null);
  useEffect(() => {
    // Above whatever dialog has been opened meanwhile.
    list.current?.hidePopover();
    if (shown.length > 0) list.current?.showPopover();
  }, [shown]);
  return (
    <>
      <Announcer />
      <ul ref={list} className="toasts" popover="manual">
        {shown.map((one) => (
          <ToastItem key={one.id} toast={one} />
        ))}
      </ul>
    </>
  );
}

function ToastItem({ toast: { id, text, action } }: { toast: Toast }) {
  const { ui } = useWords();
  const item = useRef<HTMLLIElement>(null);
  useEffect(() => {
    const wait = action === undefined ? SHOWN_FOR_MS : SHOWN_WITH_ACTION_MS;
    const timer = setInterval(() => {
      // It stays while somebody is at it.
      if (!item.current?.matches(":hover, :focus-within")) dismiss(id);
    }, wait);
    return () => clearInterval(timer);
  }, [id, action]);
  return (
    <li className="toast" ref={item}>
      <span>{text}</span>
      {action !== undefined && (
        <button
          type="button"
          onClick={() => {
            dismiss(id);
            action.onPress();
          }}
        >
          {action.label}
        </button>
      )}
      <button type="button" aria-label={ui.close} onClick={() => dismiss(id)}>
        ×
      </button>
    </li>
  );
}
