import type { ReactNode } from "react";
import { addresses } from "../addresses.ts";
import { useWords } from "../words/index.tsx";
import { LinkButton } from "./button.tsx";
import { useTitle } from "./page.ts";
import "./failure.css";

/** An address that leads nowhere, and the way back: to the shop, or as the shell has it. */
export function NotHere({ children }: { children?: ReactNode }) {
  const { ui } = useWords();
  useTitle(ui.notHere);
  return (
    <div className="failure">
      <h1>{ui.notHere}</h1>
      <p>{ui.notHereDetail}</p>
      {children ?? <LinkButton to={addresses.home}>{ui.backToShop}</LinkButton>}
    </div>
  );
}
