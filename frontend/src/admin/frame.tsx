import { type ReactNode, Suspense, useSyncExternalStore } from "react";
import { Link, useLocation } from "react-router";
import { addresses } from "../addresses.ts";
import { logOut } from "../api/session.ts";
import { useUser } from "../api/use-session.ts";
import { Boundary } from "../ui/boundary.tsx";
import { useShop } from "../ui/shop.tsx";
import { StaffIcon } from "../ui/staff-icon.tsx";
import { LanguageSwitch, ThemeSwitch } from "../ui/switches.tsx";
import { useWords } from "../words/index.tsx";
import { Find } from "./find/find.tsx";
import { HereLink } from "./list/here-link.tsx";
import { countChoice, Live, soundChoice } from "./live/live.tsx";
import { officeAddresses, PLACES, type Place } from "./places.ts";
import "./frame.css";

/** The rail with the rooms, and a page beside it. On a phone the rail lies on top, and the rooms are tabs at the foot. */
export function Frame({ children }: { children: ReactNode }) {
  const { ui, admin, counter } = useWords();
  const { name } = useShop();
  const user = useUser();
  const { pathname } = useLocation();
  const places = PLACES.filter(({ roles }) => user !== null && roles.includes(user.role));
  return (
    <div className="office">
      <a className="skip" href="#main">
        {ui.skipToContent}
      </a>
      <nav className="rail" aria-label={admin.title}>
        <div>
          <Link className="mark" to={addresses.admin} dir="auto">
            <StaffIcon name="tray" />
            <span>{name}</span>
          </Link>
          <Find />
          <div className="rail-places">
            {places.map((place) => (
              <To key={place.name} place={place} />
            ))}
          </div>
          <div className="rail-foot">
            <Live />
            <Link className="to" to={addresses.counter}>
              <StaffIcon name="till" /> <span>{counter.title}</span>
            </Link>
            <button className="to" type="button" popoverTarget="office-menu">
              <StaffIcon name="user" /> <span className="who">{user?.full_name ?? user?.email}</span>
            </button>
          </div>
        </div>
      </nav>
      <main id="main" className="page" tabIndex={-1}>
        <Boundary page={pathname}>
          <Suspense>{children}</Suspense>
        </Boundary>
      </main>
      <nav className="tabs-foot" aria-label={admin.title}>
        {places.map((place) => (
          <To key={place.name} place={place} />
        ))}
      </nav>
      <Menu />
    </div>
  );
}

function To({ place: { name, address, icon } }: { place: Place }) {
  const { admin } = useWords();
  return (
    <HereLink className="to" to={address} isExact={address === addresses.admin}>
      <StaffIcon name={icon} /> <span>{admin.places[name]}</span>
    </HereLink>
  );
}

function Menu() {
  const { account, admin, officePeople } = useWords();
  const closeMenu = () => document.getElementById("office-menu")?.hidePopover();
  return (
    <div id="office-menu" className="office-menu" popover="auto">
      <LanguageSwitch />
      <ThemeSwitch />
      <Choice of={soundChoice} label={admin.alertSound} />
      <Choice of={countChoice} label={admin.alertCount} />
      <Link className="btn" to={officeAddresses.logins} onClick={closeMenu}>
        {officePeople.logins}
      </Link>
      <button className="btn" type="button" onClick={() => void logOut()}>
        {account.logOut}
      </button>
    </div>
  );
}

function Choice({ of, label }: { of: typeof soundChoice; label: string }) {
  const chosen = useSyncExternalStore(of.subscribe, of.get);
  return (
    <label className="tick">
      <input
        type="checkbox"
        checked={chosen === "on"}
        onChange={(event) => of.set(event.target.checked ? "on" : "off")}
      />
      {label}
    </label>
  );
}

/** The head of a page: what it is, what is known of it, and the one thing to do first. */
export function Head({ title, aside, children }: { title: ReactNode; aside?: ReactNode; children?: ReactNode }) {
  return (
    <header className="head">
      <h1>{title}</h1>
      {aside !== undefined && (
        <p className="soft" role="status">
          {aside}
        </p>
      )}
      <div className="head-end">{children}</div>
    </header>
  );
}
