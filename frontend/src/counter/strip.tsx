import { useQueryClient } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { Link } from "react-router";
import { addresses } from "../addresses.ts";
import { logOut } from "../api/session.ts";
import { useUser } from "../api/use-session.ts";
import { Button } from "../ui/button.tsx";
import { useFormats } from "../ui/formats.ts";
import { useShop } from "../ui/shop.tsx";
import { StaffIcon } from "../ui/staff-icon.tsx";
import { LanguageSwitch, ThemeSwitch } from "../ui/switches.tsx";
import { useWords } from "../words/index.tsx";
import type { Connection } from "./connection.ts";
import "./strip.css";

/** The strip above: always the same height, so that the banner that takes its place moves nothing. */
export function Strip({ connection, children }: { connection: Connection; children?: ReactNode }) {
  const { counter: words } = useWords();
  const shop = useShop();
  const queries = useQueryClient();
  const { weekday, day } = useFormats();
  const isDown = connection !== "online";
  return (
    <header className={isDown ? "strip down" : "strip"}>
      <h1>
        <Link to={addresses.counter}>
          <StaffIcon name="tray" />
          <span className="shop-name">{shop.name}</span> <span className="shell-name">{words.title}</span>
        </Link>
      </h1>
      {isDown ? (
        <div className="banner" role="alert">
          <StaffIcon name="off" />
          <p>
            <b>{connection === "offline" ? words.offline : words.noAnswer}</b> <span>{words.offlineDetail}</span>
          </p>
          <button type="button" onClick={() => void queries.refetchQueries({ type: "active" })}>
            {words.tryNow}
          </button>
        </div>
      ) : (
        <>
          {children}
          <p className="net">
            <span className="dot" /> {words.online}
          </p>
          <time dateTime={shop.today}>
            {weekday(shop.today)}, {day(shop.today)}
          </time>
          <Menu />
        </>
      )}
    </header>
  );
}

function Menu() {
  const { counter: words, account } = useWords();
  const user = useUser();
  return (
    <>
      <button type="button" className="strip-button" popoverTarget="counter-menu" aria-label={words.more}>
        <StaffIcon name="dots" />
      </button>
      <div id="counter-menu" className="menu" popover="auto">
        {user !== null && <p className="soft">{words.loggedInAs(user.full_name ?? user.email)}</p>}
        <LanguageSwitch />
        <ThemeSwitch />
        <Button look="line" onClick={() => void logOut()}>
          {account.logOut}
        </Button>
      </div>
    </>
  );
}
