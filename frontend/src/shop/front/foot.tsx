import { Link } from "react-router";
import { addresses } from "../../addresses.ts";
import { useUser } from "../../api/use-session.ts";
import { Drawing } from "../../ui/drawing.tsx";
import { useShop } from "../../ui/shop.tsx";
import { LanguageSwitch, ThemeSwitch } from "../../ui/switches.tsx";
import { useWords } from "../../words/index.tsx";
import "./foot.css";

/** The board below every page. It says only what the shop knows. */
export function Foot() {
  const { shop, account, purchases, basket, ui } = useWords();
  const { name, address } = useShop();
  const user = useUser();
  return (
    <footer className="foot">
      <span className="edge" aria-hidden="true" />
      <div className="wrap">
        <section>
          <h2 dir="auto">{name}</h2>
          {address !== "" && <address dir="auto">{address}</address>}
          <ul>
            <li>
              <Link to={addresses.home}>{shop.tray}</Link>
            </li>
            <li>
              <Link to={addresses.basket}>{basket.title}</Link>
            </li>
          </ul>
        </section>
        <section>
          <h2>{account.title}</h2>
          <ul>
            {user === null && (
              <>
                <li>
                  <Link to={addresses.logIn}>{account.logIn}</Link>
                </li>
                <li>
                  <Link to={addresses.register}>{account.register}</Link>
                </li>
              </>
            )}
            {user !== null && (
              <>
                <li>
                  <Link to={addresses.account}>{account.title}</Link>
                </li>
                <li>
                  <Link to={addresses.purchases}>{purchases.mine}</Link>
                </li>
              </>
            )}
            {user !== null && user.role !== "customer" && (
              <li>
                <Link to={addresses.counter}>{ui.counter}</Link>
              </li>
            )}
          </ul>
        </section>
        <section>
          <h2>{ui.language}</h2>
          <div className="choices-of-look">
            <LanguageSwitch />
            <ThemeSwitch />
          </div>
        </section>
        <Drawing name="paper-bag" className="bag" />
      </div>
    </footer>
  );
}
