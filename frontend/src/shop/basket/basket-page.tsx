import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useRef } from "react";
import { Link } from "react-router";
import { addresses } from "../../addresses.ts";
import { api, ask } from "../../api/client.ts";
import { canAskAgain } from "../../api/sent-sale.ts";
import { useUser } from "../../api/use-session.ts";
import { LinkButton } from "../../ui/button.tsx";
import { Failure } from "../../ui/failure.tsx";
import { useTitle } from "../../ui/page.ts";
import { Empty } from "../../ui/states.tsx";
import { useWords } from "../../words/index.tsx";
import type { Basket } from "./basket.ts";
import { Line } from "./basket-line.tsx";
import { useBasket } from "./basket-store.ts";
import { PaperBag } from "./paper-bag.tsx";
import { type Quote, quotedLines } from "./quoted.ts";
import { Unanswered } from "./unanswered.tsx";
import { useOrder } from "./use-order.ts";
import "./basket-page.css";

const ASKED_AGAIN_MS = 30_000;

/** The basket: what somebody wants, what the shop asks for it now, and the button that orders it. */
export default function BasketPage() {
  const { basket: words } = useWords();
  useTitle(words.title);
  const basket = useBasket();
  const lines = useRef<HTMLUListElement>(null);
  const user = useUser();
  const order = useOrder();
  const { sent } = basket;
  const isFrozen = sent !== null && canAskAgain(sent, user?.id ?? null);
  const { data: quote, error, refetch, isPlaceholderData } = useQuote(basket);
  const quoted = quotedLines(basket.lines, quote);
  const unsettled = quoted.filter(({ problem }) => problem !== null);

  if (basket.lines.length === 0 && sent === null) {
    return (
      <Empty title={words.empty} action={<LinkButton to={addresses.home}>{words.addMore}</LinkButton>}>
        <p>{words.emptyDetail}</p>
      </Empty>
    );
  }
  return (
    <div className="two">
      <div>
        <h1>{words.title}</h1>
        <p className="sub">
          {basket.lines.length > 0 && `${words.lines(basket.lines.length)} ${words.nothingReserved}`}
        </p>
        {sent !== null && !order.isOnItsWay && <Unanswered canAskAgain={isFrozen} />}
        {error !== null && quote === undefined && <Failure error={error} onRetry={() => void refetch()} />}
        <ul className="lines" ref={lines}>
          {quoted.map((line) => (
            <Line key={line.sweet.id} line={line} isFrozen={isFrozen} />
          ))}
        </ul>
        <Link className="add-more" to={addresses.home}>
          {words.addMore}
        </Link>
      </div>
      <PaperBag
        quote={quote}
        isPricing={isPlaceholderData || (quote === undefined && error === null)}
        quoted={quoted}
        user={user}
        order={order}
        isFrozen={isFrozen}
        onUnsettled={() => {
          const first = lines.current?.querySelector<HTMLElement>("[aria-invalid], .short button");
          first?.focus();
          return first != null || unsettled.length > 0;
        }}
      />
    </div>
  );
}

/** Ask what the basket costs now; again every half minute, because others buy too. */
function useQuote({ lines }: Basket) {
  const asked = lines.map(({ sweet, quantity }) => ({ sweet_id: sweet.id, quantity }));
  return useQuery<Quote>({
    queryKey: ["quote", asked],
    queryFn: ({ signal }) => ask(api.POST("/api/sales/quote", { body: { lines: asked }, signal })),
    enabled: asked.length > 0,
    placeholderData: keepPreviousData,
    staleTime: 0,
    refetchInterval: ASKED_AGAIN_MS,
  });
}
