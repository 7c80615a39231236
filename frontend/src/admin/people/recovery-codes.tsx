import { StaffDialog } from "../../staff/staff-dialog.tsx";
import { toast } from "../../ui/messages.tsx";
import { useWords } from "../../words/index.tsx";
import { keep } from "../files.ts";

/** The recovery codes, shown this once: to copy or to keep as a file. Only the button closes them. */
export function RecoveryCodes({ codes, onClose }: { codes: readonly string[]; onClose: () => void }) {
  const { secondFactor: words } = useWords();
  const text = codes.join("\n");
  return (
    <StaffDialog title={words.codes} className="form-dialog">
      <div className="form">
        <p>{words.codesDetail}</p>
        <ul className="recovery-codes">
          {codes.map((code) => (
            <li key={code}>
              <code>{code}</code>
            </li>
          ))}
        </ul>
      </div>
      <footer>
        <button
          className="btn"
          type="button"
          // Browsers have a clipboard on https only; the file is always there.
          onClick={() => void navigator.clipboard?.writeText(text).then(() => toast(words.copied))}
        >
          {words.copy}
        </button>
        <button
          className="btn"
          type="button"
          onClick={() => keep(new Blob([`${text}\n`], { type: "text/plain" }), "recovery-codes.txt")}
        >
          {words.download}
        </button>
        <button className="btn go push" type="button" data-autofocus onClick={onClose}>
          {words.kept}
        </button>
      </footer>
    </StaffDialog>
  );
}
