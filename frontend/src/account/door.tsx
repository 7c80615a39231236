import type { ReactNode } from "react";
import { Link } from "react-router";
import { addresses } from "../addresses.ts";
import { Drawing } from "../ui/drawing.tsx";
import { useShop } from "../ui/shop.tsx";
import { LanguageSwitch, ThemeSwitch } from "../ui/switches.tsx";
import { useWords } from "../words/index.tsx";
import "../ui/awning.css";
import "./door.css";

/** The way in to one of the staff's sides: the awning, a sign with the shop's name and the side's, the form below. */
export function Door({ side, children }: { side: string; children: ReactNode }) {
  const { ui } = useWords();
  const { name } = useShop();
  return (
    <div className="door">
      <div className="awning" />
      <header className="door-sign hung-board">
        <p className="door-shop" dir="auto">
          <Drawing name="lotus" />
          <span>{name}</span>
          <Drawing name="lotus" />
        </p>
        <p className="door-side">{side}</p>
      </header>
      <main>{children}</main>
      <footer className="door-foot">
        <LanguageSwitch />
        <ThemeSwitch />
        <Link to={addresses.home}>{ui.backToShop}</Link>
      </footer>
    </div>
  );
}
