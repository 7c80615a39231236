import { Button } from "./button.tsx";
import { Field } from "./field.tsx";
import { useShell } from "./page.ts";

/** The shared pieces with their states, in development only. */
export default function Specimens() {
  useShell("shop");
  return (
    <main className="wrap">
      <Button>Solid</Button>
      <Field label="Label" />
    </main>
  );
}
