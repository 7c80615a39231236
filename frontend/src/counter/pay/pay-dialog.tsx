import { useQuery, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useEffect, useEffectEvent, useRef, useState } from "react";
import { momentAt } from "../../admin/days.ts";
import type { Problem } from "../../api/problems.ts";
import type { NewSale } from "../../api/sent-sale.ts";
import { limitsQuery } from "../../staff/limits.ts";
import { type Bill, dueBy, type Part, tendersFor, totalPaid } from "../../staff/pay/paying.ts";
import { Paying } from "../../staff/pay/paying.tsx";
import { drawReference, UpiCode } from "../../staff/pay/upi-code.tsx";
import { usePayProblemWords } from "../../staff/pay/use-pay-problem-words.ts";
import { usePaying } from "../../staff/pay/use-paying.ts";
import { StaffDialog } from "../../staff/staff-dialog.tsx";
import { Button } from "../../ui/button.tsx";
import { decimalsOf } from "../../ui/decimal.ts";
import { useFormats } from "../../ui/formats.ts";
import { toast } from "../../ui/messages.tsx";
import { useShop } from "../../ui/shop.tsx";
import { useWords } from "../../words/index.tsx";
import { type Quote, quoteQuery } from "../queries.ts";
import { totalOf } from "../ticket/sums.tsx";
import { basketOf, type Ticket } from "../ticket/ticket.ts";
import { currentTicket } from "../ticket/ticket-store.ts";
import { useQuote } from "../ticket/use-quote.ts";
import { type Earlier, SoldEarlier } from "./sold-earlier.tsx";

/** Refusals for a total that has changed: the totals say it. */
const OF_TOTAL = new Set(["total_above_max"]);

/** How the ticket is paid. Enter finishes the sale, with the exact sum unless another was given. */
export function PayDialog({
  ticket,
  isPending,
  error,
  onPay,
  onRefused,
  onClose,
}: {
  ticket: Ticket;
  isPending: boolean;
  error: Problem | null;
  onPay: (sale: NewSale, total: string) => void;
  /** The shop would not sell the ticket as it is now. */
  onRefused: () => void;
  onClose: () => void;
}) {
  const { counter: words, pay } = useWords();
  const say = usePayProblemWords();
  const { money } = useFormats();
  const { time_zone } = useShop();
  const queries = useQueryClient();
  const [earlier, setEarlier] = useState<Earlier | null>(null);
  const [failure, setFailure] = useState<unknown>(null);
  const [isPricing, setPricing] = useState(false);
  const [isAsked, setAsked] = useState(false);
  const [reference] = useState(drawReference);
  const presses = useRef(0);
  const [old, setOld] = useState<{ total: string; tender: string; parts: readonly Part[] } | null>(null);
  const { quote, isCurrent } = useQuote(ticket);
  const { data: limits } = useQuery(limitsQuery);
  const bill = (of: Quote | undefined, step = limits?.cash_rounding ?? "0"): Bill => ({
    total: totalOf(ticket, of),
    inCash: of?.amount_due,
    step,
  });
  const state = usePaying(bill(quote), ticket.customer?.id ?? null);
  const { tender } = state.entry;

  async function finish(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    setAsked(true);
    state.ask();
    const soldAt = earlier === null ? undefined : momentAt(earlier.at, time_zone);
    if (isPending || (earlier !== null && soldAt === undefined)) return;
    // Whoever presses again has typed another sum meanwhile: the last press counts.
    presses.current += 1;
    const press = presses.current;
    const form = event.currentTarget;
    // Enter may be faster than the price of the line added last.
    const shownTotal = isCurrent ? state.due : null;
    setPricing(true);
    try {
      const now = await queries.fetchQuery({ ...quoteQuery(ticket), staleTime: 0, retry: false });
      const isLeft = !form.isConnected || currentTicket() !== ticket;
      if (isLeft || press !== presses.current) return;
      if (!now.can_be_sold) return onRefused();
      const { cash_rounding } = await queries.ensureQueryData(limitsQuery);
      const known = bill(now, cash_rounding);
      const due = dueBy(tender, known, state.parts);
      setOld({ total: shownTotal ?? due, tender, parts: state.parts });
      if (shownTotal !== null && shownTotal !== due) return;
      if (state.wrongFor(known) !== null) return;
      const payments = state.paymentsFor(known);
      const total = totalPaid(payments, decimalsOf(now.total));
      const sale: NewSale = {
        ...basketOf(ticket),
        // Where there is nothing to take there is no payment to name.
        ...(payments.length > 0 ? { payments } : { tender }),
        max_total: total,
        ...(ticket.customer !== null && { customer_id: ticket.customer.id }),
        ...(soldAt !== undefined && { sold_at: soldAt }),
        ...(earlier !== null && earlier.reason.trim() !== "" && { late_reason: earlier.reason.trim() }),
      };
      onPay(sale, total);
    } catch (unexpected) {
      setFailure(unexpected);
    } finally {
      if (press === presses.current) setPricing(false);
    }
  }

  // What was to pay by another tender, or beside other parts, is no older total.
  const oldTotal = old !== null && old.tender === tender && old.parts === state.parts ? old.total : undefined;

  // What the shop refused for the goods is mended on the ticket, where the line says why.
  const isRefused = error !== null && isCurrent && quote?.can_be_sold === false;
  const refuse = useEffectEvent(() => {
    if (error !== null) toast(say(error));
    onRefused();
  });
  useEffect(() => {
    if (isRefused) refuse();
  }, [isRefused]);

  const shownError = error !== null && OF_TOTAL.has(error.code) ? null : (error ?? failure);
  return (
    <StaffDialog
      title={words.pay}
      aside={[words.lineCount(ticket.lines.length), ticket.customer?.name].filter(Boolean).join(" · ")}
      className="pay"
      onClose={onClose}
    >
      <form onSubmit={finish} noValidate>
        <Paying
          state={state}
          tenders={tendersFor(limits?.other_tenders ?? [], ticket.customer !== null)}
          code={(amount) => (limits?.draws_upi_codes ? <UpiCode amount={amount} of={{ reference }} /> : null)}
        >
          <SoldEarlier earlier={earlier} onChange={setEarlier} />
        </Paying>
        <footer>
          {isAsked && earlier !== null && earlier.at === "" && (
            <p className="wrong" role="alert">
              {words.soldAtMissing}
            </p>
          )}
          {error === null && oldTotal !== undefined && oldTotal !== state.due && (
            <p className="wrong" role="alert">
              {words.totalChanged(money(oldTotal), money(state.due))}
            </p>
          )}
          {shownError !== null && (
            <p className="wrong" role="alert">
              {say(shownError)}
            </p>
          )}
          <Button type="submit" className="finish push" shortcut="Enter" aria-busy={isPending || isPricing}>
            {pay.done[tender as "cash"] ?? pay.doneOther}
          </Button>
        </footer>
      </form>
    </StaffDialog>
  );
}
