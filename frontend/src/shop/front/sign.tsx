import { Link } from "react-router";
import { addresses } from "../../addresses.ts";
import { useUser } from "../../api/use-session.ts";
import { Drawing, Icon } from "../../ui/drawing.tsx";
import { useFormats } from "../../ui/formats.ts";
import { useShop } from "../../ui/shop.tsx";
import { useLanguage, useWords } from "../../words/index.tsx";
import { useBasket } from "../basket/basket-store.ts";
import { Find } from "./find.tsx";
import "../../ui/awning.css";
import "./sign.css";
import "./tools.css";

/** The awning, and below it the painted sign with the search and the way to account and basket. */
export function Sign({ isSmall }: { isSmall: boolean }) {
  const words = useWords();
  const { name, address, today } = useShop();
  const formats = useFormats();
  const [language] = useLanguage();
  return (
    <header>
      <div className="awning" />
      <div className={isSmall ? "front small wrap" : "front wrap"}>
        <div className="signboard hung-board" />
        <Link className="name" to={addresses.home}>
          <b>
            <Flank />
            <span dir="auto">{name}</span>
            <Flank isRight />
          </b>
          {language !== "hi" && (
            <i lang="hi" aria-hidden="true">
              {words.shop.sign}
            </i>
          )}
        </Link>
        <p className="day">
          <b>{formats.weekday(today)}</b> <span>{formats.day(today)}</span>
          {address !== "" && (
            <span className="street" dir="auto">
              {address.split("\n", 1)[0]}
            </span>
          )}
        </p>
        <Find />
        <Tools />
      </div>
    </header>
  );
}

function Tools() {
  const words = useWords();
  const user = useUser();
  const { lines } = useBasket();
  return (
    <nav className="tools" aria-label={words.shop.tools}>
      <Link className="tool" to={user === null ? addresses.logIn : addresses.account}>
        <Icon name="i-person" />
        <span className="word" dir="auto">
          {user === null ? words.account.logIn : (user.full_name ?? words.account.title)}
        </span>
      </Link>
      <Link className="tool basket" to={addresses.basket}>
        <Icon name="i-basket" />
        <span className="word">{words.shop.basket}</span>
        {lines.length > 0 && (
          <>
            <span className="count" aria-hidden="true">
              {lines.length}
            </span>
            <span className="visually-hidden">{words.shop.basketHolds(lines.length)}</span>
          </>
        )}
      </Link>
    </nav>
  );
}

function Flank({ isRight = false }: { isRight?: boolean }) {
  return (
    <span className={isRight ? "flank right" : "flank"} aria-hidden="true">
      <Drawing name="scroll" className="scroll" />
      <Drawing name="lotus" className="lotus" />
    </span>
  );
}
