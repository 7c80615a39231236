import { useEffect, useState } from "react";
import { useLocation, useNavigate } from "react-router";
import { addresses } from "../../addresses.ts";
import type { User } from "../../api/session.ts";
import { Button, LinkButton } from "../../ui/button.tsx";
import { isSome } from "../../ui/decimal.ts";
import { Drawing, Icon } from "../../ui/drawing.tsx";
import { useFormats } from "../../ui/formats.ts";
import { announce, toast } from "../../ui/messages.tsx";
import { BigMoney } from "../../ui/money.tsx";
import { useShop } from "../../ui/shop.tsx";
import { useWords } from "../../words/index.tsx";
import { useProblemWords } from "../../words/use-problem-words.ts";
import { type Quote, type QuotedLine, totalWithLeft } from "./quoted.ts";
import type { Order } from "./use-order.ts";
import "./paper-bag.css";

/** The paper bag beside the lines: the sums, when it is paid, and the one button that orders. */
export function PaperBag({
  quote,
  isPricing,
  quoted,
  user,
  order,
  isFrozen,
  onUnsettled,
}: {
  quote: Quote | undefined;
  /** Whether the quote of this basket is on its way. */
  isPricing: boolean;
  quoted: readonly QuotedLine[];
  user: User | null;
  order: Order;
  isFrozen: boolean;
  /** Lead to what has to be settled first; says whether there is anything. */
  onUnsettled: () => boolean;
}) {
  const { basket: words } = useWords();
  const formats = useFormats();
  const navigate = useNavigate();
  const { pathname } = useLocation();
  const { address, customers_may_buy } = useShop();
  // One that an older page kept does not say.
  const isClosed = customers_may_buy === false;
  const isStaff = user !== null && user.role !== "customer";
  const [isWaiting, setIsWaiting] = useState(false);
  const isNews = quote?.tax_mode === "exclusive" || quoted.some(({ priceBefore }) => priceBefore !== null);
  const isBusy = order.isOnItsWay || isWaiting;
  const need = useNeed(quote, quoted);
  const due = quote?.amount_due;

  function place() {
    if (order.isOnItsWay) return;
    if (!isFrozen && onUnsettled()) return announce(need);
    if (user === null) return void navigate(addresses.logIn, { state: { from: pathname } });
    if (isFrozen) return order.place(user.id, "0");
    if (isPricing) return setIsWaiting(true);
    if (due === undefined || (isWaiting && isNews)) return toast(words.notPriced);
    order.place(user.id, due);
  }

  // Whoever presses before the total is there has seen the lines: it is ordered if it comes to no more than they say.
  useEffect(() => {
    if (!isWaiting || isPricing) return;
    setIsWaiting(false);
    place();
  });

  const decided = isFrozen ? words.askAgain : words.place;
  return (
    <section className="bagside" aria-labelledby="bag">
      <span className="bagtop" aria-hidden="true" />
      <div className="bagbody">
        <Stamp />
        <h2 id="bag">{words.collect}</h2>
        <p className="where" dir="auto">
          {address === "" ? words.collectDetail : address}
        </p>
        <dl className="sums" aria-live="polite">
          <div>
            <dt>{words.sum(quoted.length)}</dt>
            <dd>{quote === undefined ? words.pricing : formats.money(quote.subtotal)}</dd>
          </div>
          {quote !== undefined && isSome(quote.tax_total) && (
            <div className="soft">
              <dt>{quote.tax_mode === "inclusive" ? words.taxIn : words.taxOn}</dt>
              <dd>{formats.money(quote.tax_total)}</dd>
            </div>
          )}
          <div className="total">
            <dt>{words.total}</dt>
            <dd>{due === undefined ? "–" : <BigMoney amount={due} />}</dd>
          </div>
        </dl>
        <p className="pay">
          <Icon name="i-clock" />
          <span>
            <b>{words.payLater}</b> {words.payLaterDetail}
          </span>
        </p>
        {isClosed && !isStaff && <p className="need">{words.noOrders}</p>}
        {isStaff ? (
          <>
            <p className="need">{words.staff}</p>
            <LinkButton to={addresses.counter}>{words.toCounter}</LinkButton>
          </>
        ) : (
          (!isClosed || isFrozen) && (
            <Button isBig onClick={place} aria-busy={isBusy} aria-describedby="need">
              {isBusy ? words.placing : decided}
            </Button>
          )
        )}
        <div id="need">
          {order.refusal !== null && <Refusal order={order} />}
          {need !== "" && !isFrozen && <p className="need">{need}</p>}
          {user === null && !isClosed && <p className="log-in-first">{words.logInFirst}</p>}
        </div>
      </div>
    </section>
  );
}

function Refusal({ order }: { order: Order }) {
  const { basket: words } = useWords();
  const say = useProblemWords();
  return (
    <p className="need" role="alert">
      {words.notSold} {order.refusal?.code !== "insufficient_stock" && say(order.refusal)}
    </p>
  );
}

/** Say what has to be settled before the basket can be ordered, and what it would cost then. */
function useNeed(quote: Quote | undefined, quoted: readonly QuotedLine[]): string {
  const { basket: words } = useWords();
  const formats = useFormats();
  const unsettled = quoted.filter(({ problem }) => problem !== null);
  if (quote === undefined || unsettled.length === 0) return "";
  const names = new Intl.ListFormat(formats.locale).format(unsettled.map(({ sweet }) => sweet.name));
  const total = totalWithLeft(quoted, quote);
  const hasLeft = total !== null && unsettled.some(({ problem }) => problem?.kind === "short");
  return hasLeft ? `${words.first(names)} ${words.withLeft(formats.money(total))}` : words.first(names);
}

function Stamp() {
  return (
    <svg className="mark" viewBox="-56 -56 112 112" aria-hidden="true">
      <circle r="52" fill="none" stroke="currentColor" strokeWidth="3.5" />
      <circle r="45" fill="none" stroke="currentColor" strokeWidth="1.5" strokeDasharray="2 4" strokeLinecap="round" />
      <g transform="translate(0 4) scale(1.6)">
        <Drawing name="lotus" x="-26" y="-20" width="52" height="40" />
      </g>
    </svg>
  );
}
