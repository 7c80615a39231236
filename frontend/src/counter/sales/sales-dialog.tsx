import { useQuery } from "@tanstack/react-query";
import { useRef, useState } from "react";
import type { Sale } from "../../api/types.ts";
import { Receipt } from "../../staff/sales/receipt.tsx";
import { RefundForm } from "../../staff/sales/refund-form.tsx";
import { numberOf } from "../../staff/sales/sale-number.ts";
import { VoidForm } from "../../staff/sales/void-form.tsx";
import { StaffDialog } from "../../staff/staff-dialog.tsx";
import { Button } from "../../ui/button.tsx";
import { StaffIcon } from "../../ui/staff-icon.tsx";
import { useWords } from "../../words/index.tsx";
import { useDialogKeys } from "../keys.ts";
import { recentSalesQuery } from "../queries.ts";
import { SalesList } from "./sales-list.tsx";
import "./sales.css";

type Doing = "void" | "refund" | null;

/** Recent sales, or one found by its number: printed again, voided, or refunded. */
export default function SalesDialog({ onClose }: { onClose: () => void }) {
  const words = useWords().counter;
  const field = useRef<HTMLInputElement>(null);
  const [text, setText] = useState("");
  const [chosenId, setChosenId] = useState<number | null>(null);
  const [doing, setDoing] = useState<Doing>(null);
  const recent = useQuery(recentSalesQuery(null));
  const number = numberOf(text, recent.data?.items[0]?.number);
  const found = useQuery(recentSalesQuery(number));
  const sales = (number === null ? recent : found).data?.items ?? [];
  const chosen = sales.find(({ id }) => id === chosenId) ?? sales[0];
  const canBeUndone = chosen?.status === "completed";

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

  const keys = {
    arrowdown: () => move(1),
    arrowup: () => move(-1),
    p: () => window.print(),
    r: () => canBeUndone && setDoing("refund"),
    v: () => canBeUndone && setDoing("void"),
  };
  useDialogKeys(doing === null ? keys : {});

  return (
    <StaffDialog title={words.sales} className="sales" onClose={doing === null ? onClose : leaveForm}>
      <div className="sales-body">
        <SalesList
          field={field}
          text={text}
          sales={sales}
          chosen={chosen}
          isLoading={recent.isPending || found.isFetching}
          onText={setText}
          onChoose={choose}
        />
        {chosen !== undefined && (
          <div className="sale">
            {doing === "void" && <VoidForm key={chosen.id} sale={chosen} onDone={leaveForm} />}
            {doing === "refund" && <RefundForm key={chosen.id} sale={chosen} onDone={leaveForm} />}
            {doing === null && (
              <>
                <div className="sale-acts">
                  <Button look="line" shortcut="P" onClick={keys.p}>
                    <StaffIcon name="print" />
                    {words.print}
                  </Button>
                  {canBeUndone && (
                    <>
                      <Button look="line" shortcut="R" onClick={keys.r}>
                        <StaffIcon name="back" />
                        {words.refund}
                      </Button>
                      <Button look="line" shortcut="V" onClick={keys.v}>
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
