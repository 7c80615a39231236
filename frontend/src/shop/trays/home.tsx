import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { useSearchParams } from "react-router";
import { addresses } from "../../addresses.ts";
import { Button, LinkButton } from "../../ui/button.tsx";
import { Drawing } from "../../ui/drawing.tsx";
import { Failure } from "../../ui/failure.tsx";
import { announce } from "../../ui/messages.tsx";
import { useTitle } from "../../ui/page.ts";
import { Empty, Loading } from "../../ui/states.tsx";
import { useWords } from "../../words/index.tsx";
import { Choices } from "./choices.tsx";
import { Feast } from "./feast.tsx";
import { Kinds } from "./kinds.tsx";
import { categoriesQuery, rememberShown, traysQuery } from "./queries.ts";
import { SkeletonCard, TrayCard } from "./tray-card.tsx";
import { addressOfWanted, type Wanted, wantedIn } from "./wanted.ts";
import "./home.css";

/** The trays: what the shop sells today, as the address wants it. */
export function Home() {
  const { shop } = useWords();
  const [params, setParams] = useSearchParams();
  const wanted = wantedIn(params);
  useTitle(wanted.q !== "" ? shop.found(wanted.q) : wanted.category || undefined);
  const { data: categories } = useQuery(categoriesQuery);
  const want = (next: Wanted) => setParams(addressOfWanted(next), { replace: true });
  return (
    <>
      {addressOfWanted(wanted) === "" && <Feast categories={categories?.items} />}
      <Kinds categories={categories?.items} wanted={wanted} />
      <Trays wanted={wanted} onWanted={want} />
    </>
  );
}

function Trays({ wanted, onWanted }: { wanted: Wanted; onWanted: (wanted: Wanted) => void }) {
  const { shop } = useWords();
  const { data, error, refetch, fetchNextPage, hasNextPage, isFetchingNextPage } = useInfiniteQuery(traysQuery(wanted));
  const sweets = data?.pages.flatMap(({ items }) => items);
  const first = data?.pages[0];
  const isPlain = addressOfWanted(wanted) === "";

  async function showMore() {
    const before = sweets?.length ?? 0;
    const { data: longer } = await fetchNextPage();
    const count = longer?.pages.reduce((sum, { items }) => sum + items.length, 0) ?? before;
    announce(shop.sweets(count));
    rememberShown(count);
  }

  if (error !== null && data === undefined) return <Failure error={error} onRetry={() => void refetch()} />;
  return (
    <section aria-labelledby="tray">
      <div className="head">
        <div>
          <h1 id="tray" dir="auto">
            {wanted.q !== "" ? shop.found(wanted.q) : wanted.category || shop.tray}
          </h1>
          <Drawing name="stroke" className="stroke" />
        </div>
        <p role="status">{first?.total_is_exact && shop.sweets(first.total ?? 0)}</p>
        <Choices wanted={wanted} onWanted={onWanted} />
      </div>
      {sweets === undefined && (
        <Loading>
          <ul className="trays">
            {Array.from({ length: isPlain ? 7 : 8 }, (_, index) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: they are all alike.
              <SkeletonCard key={index} isWide={isPlain && index === 0} />
            ))}
          </ul>
        </Loading>
      )}
      {sweets !== undefined && sweets.length > 0 && (
        <ul className="trays">
          {sweets.map((sweet, index) => (
            <TrayCard key={sweet.id} sweet={sweet} isWide={isPlain && index === 0} />
          ))}
        </ul>
      )}
      {sweets?.length === 0 && isPlain && <Empty title={shop.emptyShop}>{shop.emptyShopDetail}</Empty>}
      {sweets?.length === 0 && !isPlain && (
        <Empty title={shop.none} action={<LinkButton to={addresses.home}>{shop.clear}</LinkButton>}>
          <p>{shop.noneDetail}</p>
        </Empty>
      )}
      {error !== null && data !== undefined && <Failure error={error} onRetry={() => void refetch()} />}
      {hasNextPage && (
        <p className="more">
          <Button look="line" isBig aria-busy={isFetchingNextPage} onClick={() => void showMore()}>
            {shop.showMore}
          </Button>
        </p>
      )}
    </section>
  );
}
