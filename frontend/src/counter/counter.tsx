import { Route, Routes } from "react-router";
import { Gate } from "../account/gate.tsx";
import { addresses } from "../addresses.ts";
import { LinkButton } from "../ui/button.tsx";
import { NotHere } from "../ui/not-here.tsx";
import { useShell, useTitle } from "../ui/page.ts";
import { useWords } from "../words/index.tsx";
import { Till } from "./till.tsx";

/** The till: tiles and ticket side by side, worked by keyboard. */
export default function Counter() {
  const { counter } = useWords();
  useShell("staff");
  useTitle(counter.title);
  return (
    <Gate roles={["salesperson", "admin"]} side={counter.title}>
      <Routes>
        <Route index element={<Till />} />
        <Route
          path="*"
          element={
            <NotHere>
              <LinkButton to={addresses.counter}>{counter.back}</LinkButton>
            </NotHere>
          }
        />
      </Routes>
    </Gate>
  );
}
