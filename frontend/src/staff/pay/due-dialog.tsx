import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import type { FormEvent } from "react";
import { api, ask } from "../../api/client.ts";
import type { Sale } from "../../api/types.ts";
import { Button } from "../../ui/button.tsx";
import { useWords } from "../../words/index.tsx";
import { useFrozenKey } from "../frozen-key.ts";
import { limitsQuery } from "../limits.ts";
import { StaffDialog } from "../staff-dialog.tsx";
import { type Bill, type Part, partOf, tendersFor } from "./paying.ts";
import { Paying } from "./paying.tsx";
import { UpiCode } from "./upi-code.tsx";
import { usePayProblemWords } from "./use-pay-problem-words.ts";
import { usePaying } from "./use-paying.ts";

/** Take what is due of a sale: all of it as the order is handed over, or some of it before. */
export function DueDialog({
  sale,
  onDone,
  onClose,
}: {
  sale: Sale;
  onDone: (sale: Sale, payments: readonly Part[]) => void;
  onClose: () => void;
}) {
  const { counter, pay: words } = useWords();
  const say = usePayProblemWords();
  const send = useFrozenKey();
  const queries = useQueryClient();
  const { data: limits } = useQuery(limitsQuery);
  const state = usePaying({ total: sale.due, step: limits?.cash_rounding ?? "0" }, sale.customer_id);
  const isOrder = sale.held_until !== null && sale.collected_at === null;
  const { mutate, isPending, error } = useMutation({
    mutationFn: ({ payments, collects }: { payments: readonly Part[]; collects: boolean }) => {
      const params = (key: string) => ({ path: { sale_id: sale.id }, header: { "Idempotency-Key": key } });
      const [one] = payments;
      return send({ payments, collects }, (key) =>
        collects || one === undefined
          ? ask(
              api.POST("/api/sales/{sale_id}/collect", {
                params: params(key),
                body: payments.length > 0 ? { payments: [...payments] } : {},
              }),
            )
          : ask(api.POST("/api/sales/{sale_id}/payments", { params: params(key), body: one })),
      );
    },
    onSuccess: (paid, { payments }) => onDone(paid, payments),
    onSettled: () =>
      Promise.all(
        ["sales", "customers", "audit", "upi-code"].map((key) => queries.invalidateQueries({ queryKey: [key] })),
      ),
  });

  async function take(collects: boolean) {
    if (isPending) return;
    const isPart = !collects && state.isPart;
    if (!isPart) state.ask();
    // Enter may be faster than the answer that says how cash is rounded.
    const { cash_rounding: step } = await queries.ensureQueryData(limitsQuery);
    const bill: Bill = { total: sale.due, step };
    if (!isPart && state.wrongFor(bill) !== null) return;
    const payments = isPart && state.amount !== null ? [partOf(state.entry, state.amount)] : state.paymentsFor(bill);
    mutate({ payments, collects });
  }

  function finish(event: FormEvent) {
    event.preventDefault();
    void take(isOrder);
  }

  return (
    <StaffDialog
      title={isOrder ? words.collectTitle(sale.number) : words.takeTitle(sale.number)}
      className="pay"
      onClose={onClose}
    >
      <form onSubmit={finish} noValidate>
        <Paying
          state={state}
          tenders={tendersFor(limits?.other_tenders ?? [], sale.customer_id !== null)}
          code={(amount) => (limits?.draws_upi_codes ? <UpiCode amount={amount} of={{ saleId: sale.id }} /> : null)}
        />
        <footer>
          {error !== null && (
            <p className="wrong" role="alert">
              {say(error)}
            </p>
          )}
          {isOrder && state.parts.length === 0 && (
            <Button look="line" className="push" aria-busy={isPending} onClick={() => void take(false)}>
              {words.onlyTake}
            </Button>
          )}
          <Button
            type="submit"
            className={isOrder && state.parts.length === 0 ? "finish" : "finish push"}
            shortcut="Enter"
            aria-busy={isPending}
          >
            {isOrder ? words.finishCollect : counter.finish}
          </Button>
        </footer>
      </form>
    </StaffDialog>
  );
}
