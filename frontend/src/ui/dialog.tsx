import { type MouseEvent, type ReactNode, useEffect, useId, useRef } from "react";
import { useWords } from "../words/index.tsx";
import { Announcer } from "./messages.tsx";
import "./dialog.css";

/** A modal dialog: the browser keeps the focus inside and brings it back. Esc and a click beside it close it. */
export function Dialog({
  title,
  onClose,
  size = "small",
  children,
}: {
  title: string;
  onClose: () => void;
  size?: "small" | "large";
  children: ReactNode;
}) {
  const { ui } = useWords();
  const titleId = useId();
  const dialog = useRef<HTMLDialogElement>(null);

  useEffect(() => {
    const shown = dialog.current;
    shown?.showModal();
    return () => shown?.close();
  }, []);

  function closeBeside(event: MouseEvent) {
    if (event.target === dialog.current) onClose();
  }

  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: Esc is the key for it.
    <dialog
      ref={dialog}
      className={`dialog ${size}`}
      aria-labelledby={titleId}
      onClick={closeBeside}
      onCancel={(event) => {
        event.preventDefault();
        onClose();
      }}
    >
      <div className="dialog-sheet">
        <header>
          <h2 id={titleId}>{title}</h2>
          <button type="button" className="dialog-close" aria-label={ui.close} onClick={onClose}>
            <svg viewBox="0 0 24 24" aria-hidden="true">
              <path d="M6 6l12 12M18 6L6 18" fill="none" stroke="currentColor" strokeWidth="2" strokeLinecap="round" />
            </svg>
          </button>
        </header>
        {children}
        <Announcer />
      </div>
    </dialog>
  );
}
