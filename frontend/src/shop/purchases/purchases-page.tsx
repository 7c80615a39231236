import { useInfiniteQuery } from "@tanstack/react-query";
import { Link } from "react-router";
import { EVERYBODY, Gate } from "../../account/gate.tsx";
import { addresses } from "../../addresses.ts";
import { api, ask } from "../../api/client.ts";
import { useUser } from "../../api/use-session.ts";
import { Badge } from "../../ui/badges.tsx";
import { Button, LinkButton } from "../../ui/button.tsx";
import { Decimal } from "../../ui/decimal.ts";
import { Failure } from "../../ui/failure.tsx";
import { useFormats } from "../../ui/formats.ts";
import { useTitle } from "../../ui/page.ts";
import { Empty, Loading, Skeleton } from "../../ui/states.tsx";
import { useWords } from "../../words/index.tsx";
import { BuyAgain } from "./buy-again.tsx";
import { ReceiptButton } from "./receipt-button.tsx";
import type { Sale } from "./slip.tsx";
import "./purchases-page.css";

const PAGE = 20;

/** What somebody has bought, newest first, with receipts. */
export default function PurchasesPage() {
  const { purchases: words } = useWords();
  useTitle(words.mine);
  return (
    <Gate roles={EVERYBODY}>
      <h1 className="purchases-title">{words.mine}</h1>
      <Purchases />
    </Gate>
  );
}

function Purchases() {
  const { purchases: words, shop } = useWords();
  const user = useUser();
  const { data, error, refetch, fetchNextPage, hasNextPage, isFetchingNextPage } = useInfiniteQuery({
    queryKey: ["sales", "own", user?.id],
    queryFn: ({ pageParam, signal }) =>
      ask(
        api.GET("/api/sales", {
          // Staff see everybody's sales, so they have to ask for their own.
          params: {
            query: { limit: PAGE, cursor: pageParam, ...(user?.role !== "customer" && { buyer_id: user?.id }) },
          },
          signal,
        }),
      ),
    initialPageParam: null as string | null,
    getNextPageParam: ({ next_cursor }) => next_cursor,
    enabled: user !== null,
  });
  const sales = data?.pages.flatMap(({ items }) => items);
  if (error !== null && data === undefined) return <Failure error={error} onRetry={() => void refetch()} />;
  if (sales === undefined) {
    return (
      <Loading>
        <Skeleton height="24rem" />
      </Loading>
    );
  }
  if (sales.length === 0) {
    return (
      <Empty title={words.none} action={<LinkButton to={addresses.home}>{shop.tray}</LinkButton>}>
        <p>{words.noneDetail}</p>
      </Empty>
    );
  }
  return (
    <>
      <ul className="purchases">
        {sales.map((sale) => (
          <Purchase key={sale.id} sale={sale} />
        ))}
      </ul>
      {hasNextPage && (
        <p className="more">
          <Button look="line" isBig aria-busy={isFetchingNextPage} onClick={() => void fetchNextPage()}>
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
  const isRefunded = !new Decimal(sale.refunded_total).eq("0");
  const names = new Intl.ListFormat(formats.locale, { type: "unit" }).format(sale.lines.map(({ name }) => name));
  return (
    <li className="purchase">
      <div>
        <h2>
          <Link to={addresses.purchase(sale.id)}>
            {formats.weekday(sale.created_at)}, {formats.date(sale.created_at)}
          </Link>
        </h2>
        <p className="purchase-names" dir="auto">
          {names}
        </p>
        <p className="purchase-number">
          {words.number} {sale.number}
          {sale.status === "voided" && <Badge tone="bad">{words.undone}</Badge>}
          {isRefunded && <Badge tone="warn">{words.givenBack(formats.money(sale.refunded_total))}</Badge>}
        </p>
      </div>
      <p className="purchase-total">{formats.money(sale.amount_due)}</p>
      <p className="acts">
        <BuyAgain sale={sale} />
        <ReceiptButton sale={sale} />
      </p>
    </li>
  );
}
