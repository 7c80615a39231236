import type { ReactNode } from "react";
import { Link } from "react-router";
import { addresses } from "../addresses.ts";
import { useUser } from "../api/use-session.ts";
import { Drawing, Icon } from "../ui/drawing.tsx";
import { useShell } from "../ui/page.ts";
import { useShop } from "../ui/shop.tsx";
import { LanguageSwitch, ThemeSwitch } from "../ui/switches.tsx";
import { useLanguage, useWords } from "../words/index.tsx";
import "./frame.css";

/** The shop's front around a page: awning and painted sign above, the board with the switches below. */
export function Frame({ children }: { children: ReactNode }) {
  const words = useWords();
  useShell("shop");
  return (
    <>
      <a className="skip" href="#main">
        {words.ui.skipToContent}
      </a>
      <Sign />
      <main id="main" className="wrap" tabIndex={-1}>
        {children}
      </main>
      <footer className="foot">
        <div className="wrap">
          <LanguageSwitch />
          <ThemeSwitch />
        </div>
      </footer>
    </>
  );
}

function Sign() {
  const words = useWords();
  const { name } = useShop();
  const [language] = useLanguage();
  const user = useUser();
  return (
    <header>
      <div className="awning" />
      <div className="front wrap">
        <Link className="name" to={addresses.home}>
          <b>
            <Flank />
            {name}
            <Flank isRight />
          </b>
          {language !== "hi" && (
            <i lang="hi" aria-hidden="true">
              {words.shop.sign}
            </i>
          )}
        </Link>
        <nav className="tools" aria-label={words.shop.tools}>
          <Link className="tool" to={user === null ? addresses.logIn : addresses.account}>
            <Icon name="i-person" />
            <span className="word">
              {user === null ? words.account.logIn : (user.full_name ?? words.account.title)}
            </span>
          </Link>
          <Link className="tool basket" to={addresses.basket}>
            <Icon name="i-basket" />
            <span className="word">{words.shop.basket}</span>
          </Link>
        </nav>
      </div>
    </header>
  );
}

function Flank({ isRight = false }: { isRight?: boolean }) {
  return (
    <span className={isRight ? "flank right" : "flank"} aria-hidden="true">
      <Drawing name="lotus" className="lotus" />
    </span>
  );
}
