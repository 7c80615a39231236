import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { Button } from "../../ui/button.tsx";
import { Field } from "../../ui/field.tsx";
import { useFormats } from "../../ui/formats.ts";
import { StaffDialog } from "../../ui/staff-dialog.tsx";
import { StaffIcon } from "../../ui/staff-icon.tsx";
import { useWords } from "../../words/index.tsx";
import { Receipt } from "../pay/receipt.tsx";
import { recentSalesQuery, type Sale } from "../queries.ts";
import { RefundForm } from "./refund-form.tsx";
import { numberOf } from "./sale-number.ts";
import { VoidForm } from "./void-form.tsx";
import "./sales.css";

type Doing = "void" | "refund" | null;

/** Recent sales, or one found by its number: printed again, voided, or refunded. */
export default function SalesDialog({ onClose }: { onClose: () => void }) {
  const words = useWords().counter;
  const { money, time, date } = useFormats();
  const [text, setText] = useState("");
  const [chosenId, setChosenId] = useState<number | null>(null);
  const [doing, setDoing] = useState<Doing>(null);
  const recent = useQuery(recentSalesQuery(null));
  const number = numberOf(text, recent.data?.items[0]?.number);
  const found = useQuery(recentSalesQuery(number));
  const sales = (number === null ? recent : found).data?.items ?? [];
  const chosen = sales.find(({ id }) => id === chosenId) ?? sales[0];

  function choose(sale: Sale) {
    setChosenId(sale.id);
    setDoing(null);
  }

  return (
    <StaffDialog title={words.sales} className="sales" onClose={doing === null ? onClose : () => setDoing(null)}>
      <div className="sales-body">
        <div className="sales-list">
          <Field
            label={words.saleNumber}
            placeholder={words.saleNumberHint}
            value={text}
            onChange={(event) => setText(event.target.value)}
            autoComplete="off"
            data-autofocus
          />
          {sales.length === 0 && !recent.isPending && !found.isFetching && <p className="soft">{words.noSale}</p>}
          <ul>
            {sales.map((sale) => (
              <li key={sale.id}>
                <button type="button" aria-current={sale.id === chosen?.id} onClick={() => choose(sale)}>
                  <span>
                    <b>{sale.number}</b>
                    <span className="sub">
                      {[date(sale.created_at), time(sale.created_at), words.tenders[sale.tender]].join(" · ")}
                    </span>
                  </span>
                  <span className="n">
                    {money(sale.total)}
                    {sale.status === "voided" && <span className="sub wrong">{words.voided}</span>}
                    {sale.refunded_total !== "0.00" && (
                      <span className="sub cut">{`−${money(sale.refunded_total)}`}</span>
                    )}
                  </span>
                </button>
              </li>
            ))}
          </ul>
        </div>
        {chosen !== undefined && (
          <div className="sale">
            {doing === "void" && <VoidForm key={chosen.id} sale={chosen} onDone={() => setDoing(null)} />}
            {doing === "refund" && <RefundForm key={chosen.id} sale={chosen} onDone={() => setDoing(null)} />}
            {doing === null && (
              <>
                <div className="sale-acts">
                  <Button look="line" onClick={() => window.print()}>
                    <StaffIcon name="print" />
                    {words.print}
                  </Button>
                  {chosen.status === "completed" && (
                    <>
                      <Button look="line" onClick={() => setDoing("refund")}>
                        <StaffIcon name="back" />
                        {words.refund}
                      </Button>
                      <Button look="line" onClick={() => setDoing("void")}>
                        <StaffIcon name="x" />
                        {words.void}
                      </Button>
                    </>
                  )}
                </div>
                <Receipt saleId={chosen.id} />
              </>
            )}
          </div>
        )}
      </div>
    </StaffDialog>
  );
}
