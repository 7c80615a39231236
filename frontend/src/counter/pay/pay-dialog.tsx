import { useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useEffect, useEffectEvent, useRef, useState } from "react";
import { momentAt } from "../../admin/days.ts";
import type { Problem } from "../../api/problems.ts";
import type { NewSale } from "../../api/sent-sale.ts";
import { StaffDialog } from "../../staff/staff-dialog.tsx";
import { Button } from "../../ui/button.tsx";
import { Decimal, decimalsOf, parseDecimal } from "../../ui/decimal.ts";
import { useFormats } from "../../ui/formats.ts";
import { Key } from "../../ui/key.tsx";
import { toast } from "../../ui/messages.tsx";
import { BigMoney } from "../../ui/money.tsx";
import { useShop } from "../../ui/shop.tsx";
import { StaffIcon } from "../../ui/staff-icon.tsx";
import { isTooFine } from "../../ui/too-fine.ts";
import { useWords } from "../../words/index.tsx";
import { useProblemWords } from "../../words/use-problem-words.ts";
import { useDialogKeys } from "../keys.ts";
import { isLong } from "../long.ts";
import { quoteQuery } from "../queries.ts";
import { dueOf, totalOf } from "../ticket/sums.tsx";
import { basketOf, type Ticket } from "../ticket/ticket.ts";
import { currentTicket } from "../ticket/ticket-store.ts";
import { useQuote } from "../ticket/use-quote.ts";
import { CashDrawer } from "./cash-drawer.tsx";
import { type Earlier, SoldEarlier } from "./sold-earlier.tsx";
import "./pay.css";

const TENDERS = ["cash", "card", "upi"] as const;
type Tender = (typeof TENDERS)[number];
const LETTERS: Readonly<Record<Tender, string>> = { cash: "C", card: "K", upi: "U" };

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
  const { counter: words } = useWords();
  const say = useProblemWords();
  const { money } = useFormats();
  const { time_zone, currency } = useShop();
  const queries = useQueryClient();
  const [tender, setTender] = useState<Tender>("cash");
  const [given, setGiven] = useState("");
  const [earlier, setEarlier] = useState<Earlier | null>(null);
  const [failure, setFailure] = useState<unknown>(null);
  const [isPricing, setPricing] = useState(false);
  const presses = useRef(0);
  const [oldTotal, setOldTotal] = useState<string | null>(null);
  const { quote, isCurrent } = useQuote(ticket);
  const isCash = tender === "cash";
  const total = quote === undefined ? totalOf(ticket, quote) : dueOf(quote, isCash);
  const amount = given.trim() === "" ? null : moneyOf(given, decimalsOf(total));
  const [isAsked, setAsked] = useState(false);
  const wrong = isAsked && given.trim() !== "" ? wrongAmount(amount, total) : null;

  function wrongAmount(sum: string | null, due: string): string | null {
    if (isTooFine(given, decimalsOf(due))) return words.tooManyDecimals(currency, decimalsOf(due));
    if (sum === null) return words.givenHint;
    const missing = new Decimal(due).minus(sum);
    return missing.gt("0") ? words.tooLittle(money(missing.toFixed())) : null;
  }

  async function finish(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    setAsked(true);
    const soldAt = earlier === null ? undefined : momentAt(earlier.at, time_zone);
    if (isPending || (earlier !== null && soldAt === undefined)) return;
    // Whoever presses again has typed another sum meanwhile: the last press counts.
    presses.current += 1;
    const press = presses.current;
    const form = event.currentTarget;
    // Enter may be faster than the price of the line added last.
    const shownTotal = isCurrent ? total : null;
    setPricing(true);
    try {
      const now = await queries.fetchQuery({ ...quoteQuery(ticket), staleTime: 0, retry: false });
      const isLeft = !form.isConnected || currentTicket() !== ticket;
      if (isLeft || press !== presses.current) return;
      if (!now.can_be_sold) return onRefused();
      const due = dueOf(now, isCash);
      setOldTotal(shownTotal ?? due);
      if (shownTotal !== null && shownTotal !== due) return;
      const isGiven = isCash && given.trim() !== "";
      if (isGiven && wrongAmount(amount, due) !== null) return;
      const sale: NewSale = {
        ...basketOf(ticket),
        tender,
        max_total: due,
        ...(ticket.customer !== null && { customer_id: ticket.customer.id }),
        ...(isGiven && amount !== null && { amount_given: amount }),
        ...(soldAt !== undefined && { sold_at: soldAt }),
        ...(earlier !== null && earlier.reason.trim() !== "" && { late_reason: earlier.reason.trim() }),
      };
      onPay(sale, due);
    } catch (unexpected) {
      setFailure(unexpected);
    } finally {
      if (press === presses.current) setPricing(false);
    }
  }

  useDialogKeys({ c: () => setTender("cash"), k: () => setTender("card"), u: () => setTender("upi") });

  // What the shop refused for the goods is mended on the ticket, where the line says why.
  const isRefused = error !== null && isCurrent && quote?.can_be_sold === false;
  const refuse = useEffectEvent(() => {
    if (error !== null) toast(say(error));
    onRefused();
  });
  useEffect(() => {
    if (isRefused) refuse();
  }, [isRefused]);

  // The totals say it.
  const shownError = error?.code === "total_above_max" ? null : (error ?? failure);
  return (
    <StaffDialog
      title={words.pay}
      aside={[words.lineCount(ticket.lines.length), ticket.customer?.name].filter(Boolean).join(" · ")}
      className="pay"
      onClose={onClose}
    >
      <form onSubmit={finish} noValidate>
        <div className="pay-body">
          <div className="tenders" role="tablist" aria-label={words.howPaid} aria-orientation="vertical">
            {TENDERS.map((one) => (
              <button
                key={one}
                type="button"
                role="tab"
                aria-selected={one === tender}
                aria-controls="pay-how"
                aria-keyshortcuts={LETTERS[one]}
                onClick={() => setTender(one)}
              >
                <StaffIcon name={one === "upi" ? "qr" : one} />
                <span>{words.tenders[one]}</span>
                <Key name={LETTERS[one]} />
              </button>
            ))}
          </div>
          <div className="pay-main" id="pay-how" role="tabpanel" aria-label={words.tenders[tender]}>
            {isCash ? (
              <CashDrawer
                total={total}
                rounding={quote?.rounding ?? "0"}
                given={given}
                amount={amount}
                wrong={wrong}
                onGiven={setGiven}
              />
            ) : (
              <>
                <div className={isLong(total) ? "due long" : "due"}>
                  <span>{tender === "card" ? words.cardDue : words.upiDue}</span>
                  <BigMoney amount={total} />
                </div>
                <ol className="steps">
                  {(tender === "card" ? words.cardSteps : words.upiSteps).map((step, index) => (
                    <li key={step}>
                      <b>{index + 1}</b> {step}
                    </li>
                  ))}
                </ol>
              </>
            )}
            <SoldEarlier earlier={earlier} onChange={setEarlier} />
          </div>
        </div>
        <footer>
          {isAsked && earlier !== null && earlier.at === "" && (
            <p className="wrong" role="alert">
              {words.soldAtMissing}
            </p>
          )}
          {error === null && oldTotal !== null && oldTotal !== total && (
            <p className="wrong" role="alert">
              {words.totalChanged(money(oldTotal), money(total))}
            </p>
          )}
          {shownError !== null && (
            <p className="wrong" role="alert">
              {say(shownError)}
            </p>
          )}
          <Button
            type="submit"
            className="finish push"
            shortcut="Enter"
            aria-busy={isPending || isPricing}
            // Without a field the button has the focus, so that Enter presses it.
            key={tender}
            data-autofocus={tender === "cash" ? undefined : true}
            autoFocus={tender !== "cash"}
          >
            {tender === "cash" ? words.finish : tender === "card" ? words.cardDone : words.upiDone}
          </Button>
        </footer>
      </form>
    </StaffDialog>
  );
}

function moneyOf(text: string, places: number): string | null {
  const amount = parseDecimal(text.replace(/,/g, ""));
  return amount !== null && new Decimal(amount).round(places).eq(amount) ? new Decimal(amount).toFixed(places) : null;
}
