import { lazy, Suspense, useState } from "react";
import { StaffIcon } from "../../ui/staff-icon.tsx";
import { useWords } from "../../words/index.tsx";
import type { Labelled } from "./wanted.ts";

const LabelsDialog = lazy(() => import("./labels-dialog.tsx"));

/** Asks for labels of one sweet or lot. */
export function LabelsButton({ thing, name, copies }: { thing: Labelled; name: string; copies?: number }) {
  const { officeLabels: words } = useWords();
  const [isOpen, setIsOpen] = useState(false);
  return (
    <>
      <button className="btn" type="button" onClick={() => setIsOpen(true)}>
        <StaffIcon name="print" /> {words.labels}
      </button>
      {isOpen && (
        <Suspense>
          <LabelsDialog things={[thing]} name={name} copies={copies ?? 1} onClose={() => setIsOpen(false)} />
        </Suspense>
      )}
    </>
  );
}
