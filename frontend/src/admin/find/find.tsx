import { type ComponentType, useEffect, useState } from "react";
import { Key } from "../../ui/key.tsx";
import { toast } from "../../ui/messages.tsx";
import { StaffIcon } from "../../ui/staff-icon.tsx";
import { useWords } from "../../words/index.tsx";
import { useProblemWords } from "../../words/use-problem-words.ts";

export interface FindDialogProps {
  text: string;
  onText: (text: string) => void;
  onClose: () => void;
}

const isMac = /Mac|iPhone|iPad/.test(navigator.platform);
const load = () => import("./find-dialog.tsx");

/** The button that finds anything, and its key: Ctrl-K, or Cmd-K. */
export function Find() {
  const { officeFind: words } = useWords();
  const say = useProblemWords();
  const [text, setText] = useState<string | null>(null);
  const [Dialog, setDialog] = useState<ComponentType<FindDialogProps> | null>(null);

  function open() {
    setText((before) => before ?? "");
    load().then(
      (module) => setDialog(() => module.default),
      (error) => {
        setText(null);
        toast(say(error));
      },
    );
  }
  useEffect(() => {
    const press = (event: KeyboardEvent) => {
      if (event.key.toLowerCase() !== "k" || !(event.ctrlKey || event.metaKey) || event.shiftKey || event.altKey)
        return;
      event.preventDefault();
      // A dialog may hold what somebody typed: its work comes first.
      if (document.querySelector("dialog[open]") === null) open();
    };
    window.addEventListener("keydown", press);
    return () => window.removeEventListener("keydown", press);
  });
  return (
    <>
      <button
        className="to find"
        type="button"
        aria-keyshortcuts={isMac ? "Meta+K" : "Control+K"}
        onPointerEnter={() => void load().catch(() => undefined)}
        onClick={open}
      >
        <StaffIcon name="search" /> <span>{words.find}</span> <Key name={isMac ? "⌘ K" : "Ctrl K"} />
      </button>
      {text !== null && Dialog === null && <EarlyKeys onKey={(key) => setText(text + key)} />}
      {text !== null && Dialog !== null && <Dialog text={text} onText={setText} onClose={() => setText(null)} />}
    </>
  );
}

/** Catches what is typed while the dialog is on its way. */
function EarlyKeys({ onKey }: { onKey: (key: string) => void }) {
  useEffect(() => {
    const press = (event: KeyboardEvent) => {
      if (event.key.length !== 1 || event.ctrlKey || event.metaKey || event.altKey) return;
      event.preventDefault();
      event.stopPropagation();
      onKey(event.key);
    };
    window.addEventListener("keydown", press, { capture: true });
    return () => window.removeEventListener("keydown", press, { capture: true });
  });
  return null;
}
