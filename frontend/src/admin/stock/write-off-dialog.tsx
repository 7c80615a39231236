import { useMutation, useQuery } from "@tanstack/react-query";
import { useNavigate } from "react-router";
import { api, ask } from "../../api/client.ts";
import { queries } from "../../api/queries.ts";
import type { Schemas } from "../../api/types.ts";
import { useFrozenKey } from "../../staff/frozen-key.ts";
import { StaffDialog } from "../../staff/staff-dialog.tsx";
import { sum } from "../../ui/decimal.ts";
import { Failure } from "../../ui/failure.tsx";
import { useFormats } from "../../ui/formats.ts";
import { toast } from "../../ui/messages.tsx";
import { Loading, Skeleton } from "../../ui/states.tsx";
import { useWords } from "../../words/index.tsx";
import { useProblemWords } from "../../words/use-problem-words.ts";
import { officeAddresses } from "../places.ts";
import { costOf, expiredQuery, type Lot } from "./queries.ts";
import "../list/table.css";
import "./write-off.css";

/** What has expired, lot by lot, and writing off all of it in one go. */
export default function WriteOffDialog({ onClose }: { onClose: () => void }) {
  const { adjustments: words } = useWords();
  const { money } = useFormats();
  const say = useProblemWords();
  const navigate = useNavigate();
  const send = useFrozenKey();
  const { data: lots, error: failure, refetch } = useQuery(expiredQuery);
  const cost = sum((lots ?? []).map((lot) => costOf(lot.on_hand, lot.unit_cost))).toFixed();
  const { mutate, isPending, error } = useMutation({
    mutationFn: () =>
      send("expired", (key) =>
        ask(api.POST("/api/adjustments/expired", { params: { header: { "Idempotency-Key": key } } })),
      ),
    onSuccess: (done) => {
      onClose();
      void queries.invalidateQueries();
      tell(done);
    },
  });

  function tell({ items, cost: lost }: Schemas["WriteOffRead"]) {
    const gone = items.flatMap(({ movements }) => movements).length;
    if (gone === 0) return toast(words.nothingExpired);
    toast(words.wroteOff(gone, items.length, money(lost)), {
      label: words.show,
      onPress: () => void navigate(officeAddresses.adjustmentsFor("expired")),
    });
  }

  return (
    <StaffDialog title={words.pastTheirDay} className="write-off" onClose={onClose}>
      {lots === undefined && failure !== null && <Failure error={failure} onRetry={() => void refetch()} />}
      {lots === undefined && failure === null && (
        <Loading>
          <p className="write-off-words">
            <Skeleton height="6rem" />
          </p>
        </Loading>
      )}
      {lots !== undefined && (
        <>
          <p className="write-off-words soft">{lots.length === 0 ? words.nothingExpired : words.writeOffDetail}</p>
          {lots.length > 0 && <Lots lots={lots} cost={cost} />}
          {error !== null && (
            <p className="write-off-words bad" role="alert">
              {say(error)}
            </p>
          )}
          <footer>
            <button className="btn" type="button" onClick={onClose}>
              {words.keepThem}
            </button>
            {lots.length > 0 && (
              <button
                className="btn go push"
                type="button"
                data-autofocus
                aria-busy={isPending}
                onClick={() => isPending || mutate()}
              >
                {words.writeOffFor(lots.length, money(cost))}
              </button>
            )}
          </footer>
        </>
      )}
    </StaffDialog>
  );
}

function Lots({ lots, cost }: { lots: readonly Lot[]; cost: string }) {
  const { adjustments: words, stock } = useWords();
  const { quantity, money, date } = useFormats();
  const unknown = lots.filter(({ unit_cost }) => unit_cost === null).length;
  return (
    <div className="write-off-lots">
      <table className="table">
        <caption className="visually-hidden">{words.pastTheirDay}</caption>
        <thead>
          <tr>
            <th scope="col">{stock.sweet}</th>
            <th scope="col" className="n">
              {stock.bestBefore}
            </th>
            <th scope="col" className="n">
              {stock.left}
            </th>
            <th scope="col" className="n">
              {stock.cost}
            </th>
          </tr>
        </thead>
        <tbody>
          {lots.map(({ id, sweet_name, best_before, on_hand, unit, unit_cost }) => (
            <tr key={id}>
              <th scope="row">
                <span dir="auto">{sweet_name}</span>
                <span className="sub">{stock.lotNumber(id)}</span>
              </th>
              <td className="n soft">{best_before !== null && date(best_before)}</td>
              <td className="n">
                <b>{quantity(on_hand, unit)}</b>
              </td>
              <td className="n soft">{unit_cost === null ? words.notKnown : money(costOf(on_hand, unit_cost))}</td>
            </tr>
          ))}
        </tbody>
        <tfoot>
          <tr>
            <th scope="row" colSpan={3}>
              {words.costOfAll}
              {unknown > 0 && <span className="sub">{words.withoutCost(unknown)}</span>}
            </th>
            <td className="n">
              <b>{money(cost)}</b>
            </td>
          </tr>
        </tfoot>
      </table>
    </div>
  );
}
