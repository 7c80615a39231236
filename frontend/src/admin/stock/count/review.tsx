import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { Link } from "react-router";
import { api, ask } from "../../../api/client.ts";
import { queries } from "../../../api/queries.ts";
import { useFrozenKey } from "../../../staff/frozen-key.ts";
import { StaffDialog } from "../../../staff/staff-dialog.tsx";
import { Decimal } from "../../../ui/decimal.ts";
import { useFormats } from "../../../ui/formats.ts";
import { toast } from "../../../ui/messages.tsx";
import { useWords } from "../../../words/index.tsx";
import { useProblemWords } from "../../../words/use-problem-words.ts";
import { officeAddresses } from "../../places.ts";
import { keepStocktake, type Stocktake } from "../queries.ts";
import { Difference, StaleRow } from "./rows.tsx";

/** What differs, before it is posted and after. */
export function Review({
  stocktake,
  onBack,
  onCount,
}: {
  stocktake: Stocktake;
  onBack: () => void;
  /** Somebody wants to count a sweet once more. */
  onCount: (sweetId: number) => void;
}) {
  const { stock } = useWords();
  const { quantity, money } = useFormats();
  const say = useProblemWords();
  const send = useFrozenKey();
  const [isCancelling, setCancelling] = useState(false);
  const { id, counts, status } = stocktake;
  const params = { path: { stocktake_id: id } };
  const stale = status === "open" ? counts.filter(({ is_stale }) => is_stale) : [];
  const differing = counts.filter(({ difference }) => !new Decimal(difference).eq("0"));
  const isPosted = status === "posted";
  const post = useMutation({
    mutationFn: () =>
      send(id, (key) =>
        ask(
          api.POST("/api/stocktakes/{stocktake_id}/post", {
            params: { ...params, header: { "Idempotency-Key": key } },
          }),
        ),
      ),
    onSuccess: (posted) => {
      void queries.invalidateQueries();
      keepStocktake(posted);
      toast(stock.posted(id));
    },
    onError: () => void queries.invalidateQueries({ queryKey: ["stocktakes"] }),
  });
  const cancel = useMutation({
    mutationFn: () => ask(api.POST("/api/stocktakes/{stocktake_id}/cancel", { params })),
    onSuccess: (cancelled) => {
      keepStocktake(cancelled);
      setCancelling(false);
      toast(stock.cancelled(id));
    },
  });

  return (
    <>
      {stale.length > 0 && (
        <>
          <h2 className="count-part">{stock.staleFirst(stale.length)}</h2>
          <ul className="count-rows">
            {stale.map((count) => (
              <StaleRow key={count.sweet_id} stocktake={stocktake} count={count} onOpen={onCount} />
            ))}
          </ul>
        </>
      )}
      <h2 className="count-part">{differing.length === 0 ? stock.noneDiffer : stock.differ(differing.length)}</h2>
      {differing.length > 0 && (
        <table className="table count-table">
          <caption className="visually-hidden">{stock.difference}</caption>
          <thead>
            <tr>
              <th scope="col">{stock.sweet}</th>
              <th scope="col" className="n">
                {stock.expected}
              </th>
              <th scope="col" className="n">
                {stock.countedHead}
              </th>
              {isPosted && (
                <th scope="col" className="n">
                  {stock.value}
                </th>
              )}
            </tr>
          </thead>
          <tbody>
            {differing.map((count) => (
              <tr key={count.sweet_id}>
                <th scope="row" dir="auto">
                  {status === "open" ? (
                    <button
                      className="count-more"
                      type="button"
                      aria-label={stock.countMore(count.name)}
                      onClick={() => onCount(count.sweet_id)}
                    >
                      {count.name}
                    </button>
                  ) : (
                    <Link to={officeAddresses.sweet(count.sweet_id)}>{count.name}</Link>
                  )}
                </th>
                <td className="n soft">{quantity(count.expected, count.unit)}</td>
                <td className="n">
                  <b>{quantity(count.counted, count.unit)}</b>
                  <span className="sub">
                    <Difference count={count} />
                  </span>
                </td>
                {isPosted && <td className="n">{count.value !== null && money(count.value)}</td>}
              </tr>
            ))}
          </tbody>
        </table>
      )}
      <p className="soft small count-part">
        {stock.restAsExpected(counts.length - differing.length)}{" "}
        {status === "open" && differing.length > 0 && stock.postingMoves(differing.length)}
      </p>
      {status === "open" && (
        <>
          <button className="btn" type="button" onClick={() => setCancelling(true)}>
            {stock.cancelCount}
          </button>
          <div className="count-dock">
            {post.error !== null && (
              <p className="bad" role="alert">
                {say(post.error)}
              </p>
            )}
            <button className="btn tall" type="button" onClick={onBack}>
              {stock.back}
            </button>
            <button
              className="btn go tall"
              type="button"
              aria-busy={post.isPending}
              onClick={() => post.isPending || post.mutate()}
            >
              {stock.post}
            </button>
          </div>
        </>
      )}
      {isCancelling && (
        <StaffDialog title={stock.cancelCount} onClose={() => setCancelling(false)}>
          <p className="count-words">{cancel.error === null ? stock.cancelSure : say(cancel.error)}</p>
          <footer>
            <button className="btn" type="button" data-autofocus onClick={() => setCancelling(false)}>
              {stock.keepCounting}
            </button>
            <button
              className="btn danger push"
              type="button"
              aria-busy={cancel.isPending}
              onClick={() => cancel.isPending || cancel.mutate()}
            >
              {stock.cancelCount}
            </button>
          </footer>
        </StaffDialog>
      )}
    </>
  );
}
