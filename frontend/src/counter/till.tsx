import { useQueryClient } from "@tanstack/react-query";
import { useRef, useState } from "react";
import type { Sweet } from "../api/types.ts";
import { useFormats } from "../ui/formats.ts";
import { announce, toast } from "../ui/messages.tsx";
import { BigMoney } from "../ui/money.tsx";
import { useWords } from "../words/index.tsx";
import { useConnection } from "./connection.ts";
import { useTillKeys } from "./keys.ts";
import { PayDialog } from "./pay/pay-dialog.tsx";
import { SoldDialog } from "./pay/sold-dialog.tsx";
import { Unanswered } from "./pay/unanswered.tsx";
import { useCheckout } from "./pay/use-checkout.ts";
import { readQuantity } from "./quantity.ts";
import type { Sale } from "./queries.ts";
import { Strip } from "./strip.tsx";
import { totalOf } from "./ticket/sums.tsx";
import { addToTicket, lineOf, removeLine, setQuantity, type TicketLine } from "./ticket/ticket.ts";
import { TicketPanel, useWhyNotPay } from "./ticket/ticket-panel.tsx";
import { changeTicket, useTicket } from "./ticket/ticket-store.ts";
import { useQuote } from "./ticket/use-quote.ts";
import type { Weighing } from "./ticket/weigh.tsx";
import { Tray } from "./tray/tray.tsx";
import "./till.css";

type Open = "pay" | "waiting" | null;

/** The till: tray and ticket side by side, the height of the screen. */
export function Till() {
  const words = useWords().counter;
  const { quantity: written } = useFormats();
  const queries = useQueryClient();
  const ticket = useTicket();
  const { quote, isCurrent } = useQuote(ticket);
  const connection = useConnection();
  const field = useRef<HTMLInputElement>(null);
  const [weighing, setWeighing] = useState<Weighing | null>(null);
  const [open, setOpen] = useState<Open>(null);
  const [isTicketShown, showTicket] = useState(false);
  const [sold, setSold] = useState<Sale | null>(null);
  const checkout = useCheckout((sale) => {
    setOpen(null);
    setSold(sale);
  });
  const why = useWhyNotPay(ticket, quote, connection);

  const find = () => {
    showTicket(false);
    field.current?.focus();
    field.current?.select();
  };
  const leave = () => {
    setOpen(null);
    setWeighing(null);
    field.current?.focus();
  };

  function add(sweet: TicketLine["sweet"], quantity: string) {
    changeTicket((before) => addToTicket(before, sweet, quantity));
    announce(words.added(sweet.name, written(quantity, sweet.unit)));
    leave();
  }

  function set(sweet: TicketLine["sweet"], quantity: string) {
    changeTicket((before) => setQuantity(before, sweet, quantity));
    announce(words.added(sweet.name, written(quantity, sweet.unit)));
    leave();
  }

  function remove({ sweet }: TicketLine) {
    changeTicket((before) => removeLine(before, sweet.id));
    announce(words.removed(sweet.name));
    leave();
  }

  function pick(sweet: Sweet, text: string | null) {
    if (ticket.sent !== null) return toast(words.locked);
    if (sweet.stock_state === "out") return toast(words.isSoldOut(sweet.name));
    const read = text === null ? null : readQuantity(text, sweet);
    if (read?.quantity !== undefined) add(sweet, read.quantity);
    else setWeighing({ sweet, kind: "add", ...(text !== null && { text }) });
  }

  function setTouched(text: string): boolean {
    const line = lineOf(ticket, ticket.touched);
    if (line === undefined) return false;
    const read = readQuantity(text, line.sweet);
    if (read.quantity !== undefined) set(line.sweet, read.quantity);
    else setWeighing({ sweet: { ...line.sweet, available: null }, kind: "set", text });
    return true;
  }

  function pay() {
    if (ticket.sent !== null) setOpen("waiting");
    else if (why === null) setOpen("pay");
    else toast(why);
  }

  useTillKeys({ F2: find, F9: pay }, () => field.current);

  const isWaiting = checkout.isWaiting && (open === "waiting" || open === "pay");
  return (
    <div className={isTicketShown || weighing !== null ? "till shows-ticket" : "till"}>
      <Strip connection={connection} />
      <main className="bench">
        <Tray field={field} ticket={ticket} onPick={pick} onQuantity={setTouched} />
        <TicketPanel
          ticket={ticket}
          quote={quote}
          isCurrent={isCurrent}
          weighing={weighing}
          connection={connection}
          onWeigh={(line) =>
            setWeighing({ sweet: { ...line.sweet, available: null }, kind: "set", text: line.quantity })
          }
          onRemove={remove}
          onTake={(line, quantity) => set(line.sweet, quantity)}
          onWeighed={(quantity) => {
            if (weighing?.kind === "add") add(weighing.sweet, quantity);
            else if (weighing !== null) set(weighing.sweet, quantity);
          }}
          onPay={pay}
          onBack={leave}
        />
        <nav className="peek" aria-label={words.ticket}>
          <span>
            <b>{words.lineCount(ticket.lines.length)}</b>
            <span className="sub">{ticket.customer?.name ?? words.walkIn}</span>
          </span>
          <BigMoney amount={totalOf(ticket, quote)} />
          <button type="button" className="button" onClick={() => showTicket(true)}>
            {words.toTicket}
          </button>
        </nav>
      </main>
      {open === "pay" && !checkout.isWaiting && (
        <PayDialog
          ticket={ticket}
          quote={quote}
          isPending={checkout.isPending}
          error={checkout.error}
          onPay={checkout.pay}
          onRefused={() => {
            void queries.invalidateQueries({ queryKey: ["quote"] });
            leave();
          }}
          onClose={leave}
        />
      )}
      {isWaiting && ticket.sent !== null && (
        <Unanswered
          sent={ticket.sent}
          isAsking={checkout.isPending}
          canAskAgain={checkout.canAskAgain}
          onAsk={checkout.askAgain}
          onSettle={(wasSold) => {
            checkout.settle(wasSold);
            leave();
          }}
          onClose={leave}
        />
      )}
      {sold !== null && (
        <SoldDialog
          sale={sold}
          onClose={() => {
            setSold(null);
            showTicket(false);
            find();
          }}
        />
      )}
    </div>
  );
}
