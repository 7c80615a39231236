import { useInfiniteQuery } from "@tanstack/react-query";
import { Link } from "react-router";
import { EVERYBODY, Gate } from "../../account/gate.tsx";
import { addresses } from "../../addresses.ts";
import { api, ask } from "../../api/client.ts";
import { useUser } from "../../api/use-session.ts";
import { Button, LinkButton } from "../../ui/button.tsx";
import { Failure } from "../../ui/failure.tsx";
import { useFormats } from "../../ui/formats.ts";
import { useTitle } from "../../ui/page.ts";
import { Empty, Loading, Skeleton } from "../../ui/states.tsx";
import { useWords } from "../../words/index.tsx";
import { BuyAgain } from "./buy-again.tsx";
import { LapseNotices } from "./lapse-notices.tsx";
import { OrderState } from "./order-state.tsx";
import { ReceiptButton } from "./receipt-button.tsx";
import { type Sale, useUntil } from "./slip.tsx";
import "./purchases-page.css";

const PAGE = 20;

/** What somebody has bought, newest first, with receipts. */
export default function PurchasesPage() {
  const { purchases: words } = useWords();
  useTitle(words.mine);
  return (
    <Gate roles={EVERYBODY}>
      <h1 className="purchases-title">{words.mine}</h1>
      <LapseNotices />
      <Purchases />
    </Gate>
  );
}

function Purchases() {
  const { purchases: words, basket, shop } = useWords();
  const waiting = useOwn(true);
  const others = useOwn(false);
  const error = waiting.error ?? others.error;
  if (error !== null && (waiting.sales === undefined || others.sales === undefined)) {
    return (
      <Failure
        error={error}
        onRetry={() => {
          waiting.refetch();
          others.refetch();
        }}
      />
    );
  }
  if (waiting.sales === undefined || others.sales === undefined) {
    return (
      <Loading>
        <Skeleton height="24rem" />
      </Loading>
    );
  }
  if (waiting.sales.length + others.sales.length === 0) {
    return (
      <Empty title={words.none} action={<LinkButton to={addresses.home}>{shop.tray}</LinkButton>}>
        <p>{words.noneDetail}</p>
      </Empty>
    );
  }
  return (
    <>
      {waiting.sales.length > 0 && <h2 className="purchases-part">{basket.collect}</h2>}
      <PurchaseList {...waiting} sales={waiting.sales} />
      {waiting.sales.length > 0 && others.sales.length > 0 && <h2 className="purchases-part">{words.before}</h2>}
      <PurchaseList {...others} sales={others.sales} />
    </>
  );
}

interface Own {
  sales: readonly Sale[] | undefined;
  error: Error | null;
  refetch: () => void;
  /** Ask for older ones; null if there are none. */
  more: (() => void) | null;
  isOnItsWay: boolean;
}

/** Somebody's own purchases: those that wait for them, or all others. */
function useOwn(to_collect: boolean): Own {
  const user = useUser();
  const { data, error, refetch, fetchNextPage, hasNextPage, isFetchingNextPage } = useInfiniteQuery({
    queryKey: ["sales", "own", user?.id, to_collect],
    queryFn: ({ pageParam, signal }) => {
      // Staff see everybody's sales, so they have to ask for their own.
      const own = user?.role !== "customer" && { buyer_id: user?.id };
      const query = { limit: PAGE, cursor: pageParam, to_collect, ...own };
      return ask(api.GET("/api/sales", { params: { query }, signal }));
    },
    initialPageParam: null as string | null,
    getNextPageParam: ({ next_cursor }) => next_cursor,
    enabled: user !== null,
  });
  return {
    sales: data?.pages.flatMap(({ items }) => items),
    error,
    refetch: () => void refetch(),
    more: hasNextPage ? () => void fetchNextPage() : null,
    isOnItsWay: isFetchingNextPage,
  };
}

function PurchaseList({ sales, more, isOnItsWay }: Own & { sales: readonly Sale[] }) {
  const { purchases: words } = useWords();
  if (sales.length === 0) return null;
  return (
    <>
      <ul className="purchases">
        {sales.map((sale) => (
          <Purchase key={sale.id} sale={sale} />
        ))}
      </ul>
      {more !== null && (
        <p className="more">
          <Button look="line" isBig aria-busy={isOnItsWay} onClick={more}>
            {words.more}
          </Button>
        </p>
      )}
    </>
  );
}

function Purchase({ sale }: { sale: Sale }) {
  const { purchases: words } = useWords();
  const formats = useFormats();
  const until = useUntil(sale);
  const isWaiting = sale.status === "completed" && sale.collected_at === null;
  const names = new Intl.ListFormat(formats.locale, { type: "unit" }).format(sale.lines.map(({ name }) => name));
  return (
    <li className="purchase">
      <div>
        <h3>
          <Link to={addresses.purchase(sale.id)}>
            {formats.weekday(sale.created_at)}, {formats.date(sale.created_at)}
          </Link>
        </h3>
        <p className="purchase-names" dir="auto">
          {names}
        </p>
        <p className="purchase-number">
          {words.number} {sale.number}
          <OrderState sale={sale} />
        </p>
        {isWaiting && until !== null && <p>{words.held(until)}</p>}
      </div>
      <p className="purchase-total">{formats.money(sale.amount_due)}</p>
      <p className="acts">
        <BuyAgain sale={sale} />
        <ReceiptButton sale={sale} />
      </p>
    </li>
  );
}
