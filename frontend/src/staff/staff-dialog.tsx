import { type ReactNode, useId, useLayoutEffect, useRef } from "react";
import { Button } from "../ui/button.tsx";
import { Announcer } from "../ui/messages.tsx";
import { useWords } from "../words/index.tsx";
import "./staff-dialog.css";

interface Contents {
  title: ReactNode;
  /** What stands beside the title. */
  aside?: ReactNode;
  className?: string;
  /** Esc and the Back button. Without it the dialog stays until its work is done. */
  onClose?: () => void;
  children: ReactNode;
}

/**
 * A modal dialog of the till and the back office, open as long as it is rendered; then the focus returns to where it was.
 * It begins at the control with `data-autofocus`, else at the first field; a form that is not right goes to its first wrong field.
 */
export function StaffDialog({ title, aside, className, onClose, children }: Contents) {
  const { counter } = useWords();
  const dialog = useRef<HTMLDialogElement>(null);
  const id = useId();
  useLayoutEffect(() => {
    const shown = dialog.current;
    shown?.showModal();
    (shown?.querySelector<HTMLElement>("[data-autofocus]") ?? shown?.querySelector("input"))?.focus();
    return () => {
      shown?.close();
      refocus();
    };
  }, []);
  return (
    <dialog
      ref={dialog}
      className={["staff-dialog", className].filter(Boolean).join(" ")}
      aria-labelledby={id}
      onKeyDown={(event) => {
        // An Enter that is held down was meant for what stood here before.
        if (event.key === "Enter" && event.repeat) event.preventDefault();
      }}
      onSubmit={({ currentTarget }) =>
        // By then the form has said what is wrong, if anything is.
        requestAnimationFrame(() => currentTarget.querySelector<HTMLElement>("[aria-invalid]")?.focus())
      }
      onCancel={(event) => {
        // React hears the cancel of an inner dialog too.
        if (event.target !== event.currentTarget) return;
        event.preventDefault();
        onClose?.();
      }}
    >
      <header>
        <h2 id={id}>{title}</h2>
        {aside !== undefined && <p className="aside">{aside}</p>}
        {onClose !== undefined && (
          <Button look="line" className="back-out" shortcut="Esc" onClick={onClose}>
            {counter.goBack}
          </Button>
        )}
      </header>
      {children}
      <Announcer />
    </dialog>
  );
}

/** Chromium types into no field that got the focus while the dialog still lay over it, as on the way back to the till. */
function refocus() {
  const { activeElement } = document;
  if (!(activeElement instanceof HTMLInputElement)) return;
  activeElement.blur();
  activeElement.focus({ preventScroll: true });
}
