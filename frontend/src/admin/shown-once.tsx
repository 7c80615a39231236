import { type ReactNode, useRef } from "react";
import { StaffDialog } from "../staff/staff-dialog.tsx";
import { Field } from "../ui/field.tsx";
import { toast } from "../ui/messages.tsx";

interface Props {
  title: string;
  label: string;
  value: string;
  words: { copy: string; copied: string; done: string };
  children: ReactNode;
  onClose: () => void;
}

/** Show a value that the server tells this once, for somebody to copy. */
export function ShownOnce({ title, label, value, words, children, onClose }: Props) {
  const field = useRef<HTMLInputElement>(null);

  function copy() {
    field.current?.select();
    // Browsers have a clipboard on https only; the selected value can be copied by hand.
    void navigator.clipboard?.writeText(value).then(() => toast(words.copied));
  }

  return (
    <StaffDialog title={title} className="form-dialog" onClose={onClose}>
      <div className="form">
        {children}
        <Field label={label} ref={field} value={value} readOnly dir="ltr" onFocus={(event) => event.target.select()} />
      </div>
      <footer>
        <button className="btn" type="button" onClick={copy}>
          {words.copy}
        </button>
        <button className="btn go push" type="button" onClick={onClose}>
          {words.done}
        </button>
      </footer>
    </StaffDialog>
  );
}
