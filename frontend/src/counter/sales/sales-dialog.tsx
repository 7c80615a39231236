import { useQuery } from "@tanstack/react-query";
import { useRef, useState } from "react";
import type { Sale } from "../../api/types.ts";
import { DueDialog } from "../../staff/pay/due-dialog.tsx";
import { HeldUntil } from "../../staff/pay/held-until.tsx";
import { isToCollect, useCollect } from "../../staff/pay/use-collect.ts";
import { Receipt } from "../../staff/sales/receipt.tsx";
import { RefundForm } from "../../staff/sales/refund-form.tsx";
import { numberOf } from "../../staff/sales/sale-number.ts";
import { isDue } from "../../staff/sales/tender.ts";
import { VoidForm } from "../../staff/sales/void-form.tsx";
import { StaffDialog } from "../../staff/staff-dialog.tsx";
import { Button } from "../../ui/button.tsx";
import { useFormats } from "../../ui/formats.ts";
import { Key } from "../../ui/key.tsx";
import { StaffIcon } from "../../ui/staff-icon.tsx";
import { useWords } from "../../words/index.tsx";
import { useDialogKeys } from "../keys.ts";
import { SoldDialog } from "../pay/sold-dialog.tsx";
import { recentSalesQuery, toCollectQuery } from "../queries.ts";
import { SalesList } from "./sales-list.tsx";
import "./sales.css";

type Doing = "void" | "refund" | "pay" | null;

/**
 * Recent sales, orders to collect, or one found by its number: printed again, paid and handed over, voided, or refunded.
 */
export default function SalesDialog({
  startsToCollect = false,
  onClose,
}: {
  startsToCollect?: boolean;
  onClose: () => void;
}) {
  const { counter: words, pay } = useWords();
  const { money } = useFormats();
  const field = useRef<HTMLInputElement>(null);
  const [text, setText] = useState("");
  const [chosenId, setChosenId] = useState<number | null>(null);
  const [doing, setDoing] = useState<Doing>(null);
  const [isWaiting, setWaiting] = useState(startsToCollect);
  const [paid, setPaid] = useState<Sale | null>(null);
  const waiting = useQuery({ ...toCollectQuery, enabled: isWaiting });
  const collect = useCollect();
  const recent = useQuery(recentSalesQuery(null));
  const number = numberOf(text, recent.data?.items[0]?.number);
  const found = useQuery(recentSalesQuery(number));
  const sales = (number !== null ? found : isWaiting ? waiting : recent).data?.items ?? [];
  const chosen = sales.find(({ id }) => id === chosenId) ?? sales[0];
  const canBeUndone = chosen?.status === "completed";
  const canBeRefunded = canBeUndone && !isDue(chosen);
  const canBeCollected = chosen !== undefined && (isDue(chosen) || isToCollect(chosen));

  function choose(sale: Sale | undefined) {
    if (sale === undefined) return;
    setChosenId(sale.id);
    setDoing(null);
  }

  function move(step: number) {
    const index = sales.findIndex(({ id }) => id === chosen?.id);
    choose(sales[Math.min(Math.max(index + step, 0), sales.length - 1)]);
  }

  function leaveForm() {
    setDoing(null);
    field.current?.focus();
  }

  function show(isToCollectShown: boolean) {
    setWaiting(isToCollectShown);
    setText("");
    setChosenId(null);
    field.current?.focus();
  }

  function handOver() {
    if (chosen === undefined || !canBeCollected) return;
    if (isDue(chosen)) setDoing("pay");
    else if (!collect.isPending) collect.mutate(chosen);
  }

  const keys = {
    arrowdown: () => move(1),
    arrowup: () => move(-1),
    p: () => window.print(),
    c: handOver,
    t: () => show(!isWaiting),
    r: () => canBeRefunded && setDoing("refund"),
    v: () => canBeUndone && setDoing("void"),
  };
  useDialogKeys(doing === null && paid === null ? keys : {});

  if (paid !== null) {
    return (
      <SoldDialog
        sale={paid}
        title={isToCollect(paid) ? pay.states.paid : pay.collected}
        onClose={() => setPaid(null)}
      />
    );
  }
  if (doing === "pay" && chosen !== undefined) {
    return (
      <DueDialog
        sale={chosen}
        onDone={(sale) => {
          setDoing(null);
          setPaid(sale);
        }}
        onClose={() => setDoing(null)}
      />
    );
  }

  return (
    <StaffDialog
      title={isWaiting ? pay.toCollect : words.sales}
      className="sales"
      onClose={doing === null ? onClose : leaveForm}
    >
      <div className="sales-body">
        <SalesList
          field={field}
          text={text}
          sales={sales}
          chosen={chosen}
          isLoading={isWaiting ? waiting.isPending : recent.isPending || found.isFetching}
          none={isWaiting && number === null ? pay.noneToCollect : words.noSale}
          above={
            <div className="sales-kinds">
              <button type="button" aria-pressed={!isWaiting} onClick={() => show(false)}>
                {pay.allSales}
              </button>
              <button type="button" aria-pressed={isWaiting} aria-keyshortcuts="T" onClick={() => show(true)}>
                {pay.toCollect} <Key name="T" />
              </button>
            </div>
          }
          onText={setText}
          onChoose={choose}
        />
        {chosen !== undefined && (
          <div className="sale">
            {doing === "void" && <VoidForm key={chosen.id} sale={chosen} onDone={leaveForm} />}
            {doing === "refund" && <RefundForm key={chosen.id} sale={chosen} onDone={leaveForm} />}
            {doing === null && (
              <>
                <HeldUntil sale={chosen} />
                {canBeCollected && (
                  <Button shortcut="C" aria-busy={collect.isPending} onClick={handOver}>
                    <StaffIcon name="check" />
                    {isDue(chosen) ? pay.payAndCollect(money(chosen.due)) : pay.collect}
                  </Button>
                )}
                <div className="sale-acts">
                  <Button look="line" shortcut="P" onClick={keys.p}>
                    <StaffIcon name="print" />
                    {words.print}
                  </Button>
                  {canBeRefunded && (
                    <Button look="line" shortcut="R" onClick={keys.r}>
                      <StaffIcon name="back" />
                      {words.refund}
                    </Button>
                  )}
                  {canBeUndone && (
                    <Button look="line" shortcut="V" onClick={keys.v}>
                      <StaffIcon name="x" />
                      {words.void}
                    </Button>
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
