import { useQuery } from "@tanstack/react-query";
import { useEffect, useRef, useState } from "react";
import type { Sale } from "../api/types.ts";
import { limitsQuery } from "../staff/limits.ts";
import { useScanner } from "../staff/use-scanner.ts";
import { toast } from "../ui/messages.tsx";
import { BigMoney } from "../ui/money.tsx";
import { useWords } from "../words/index.tsx";
import { useProblemWords } from "../words/use-problem-words.ts";
import { useConnection } from "./connection.ts";
import { DrawerButton } from "./drawer/drawer-button.tsx";
import { HeldTabs } from "./holds/held-tabs.tsx";
import { useHolds } from "./holds/use-holds.ts";
import { useTillKeys } from "./keys.ts";
import { isLong } from "./long.ts";
import { useCheckout } from "./pay/use-checkout.ts";
import { Strip } from "./strip.tsx";
import { totalOf } from "./ticket/sums.tsx";
import { TicketPanel, useWhyNotPay } from "./ticket/ticket-panel.tsx";
import { changeTicket, useTicket } from "./ticket/ticket-store.ts";
import { Tools } from "./ticket/tools.tsx";
import { useQuote } from "./ticket/use-quote.ts";
import { Who } from "./ticket/who.tsx";
import { type OpenDialog, TillDialogs } from "./till-dialogs.tsx";
import { Tray } from "./tray/tray.tsx";
import { useTill } from "./use-till.ts";
import "./buttons.css";
import "./till.css";

/** The till: tray and ticket side by side, the height of the screen. */
export function Till() {
  const words = useWords().counter;
  const sayProblem = useProblemWords();
  const field = useRef<HTMLInputElement>(null);
  const ticket = useTicket();
  const { quote, isCurrent, error } = useQuote(ticket);
  const connection = useConnection();
  const till = useTill(field);
  const holds = useHolds();
  const [open, setOpen] = useState<OpenDialog>(null);
  const [sold, setSold] = useState<Sale | null>(null);
  const [isTicketShown, showTicket] = useState(false);
  const checkout = useCheckout((sale) => {
    setOpen(null);
    setSold(sale);
  });
  const total = totalOf(ticket, quote);
  const why = useWhyNotPay(ticket, quote, error, connection);

  // Keys of the dialogs come faster than an answer.
  useQuery(limitsQuery);
  useEffect(() => field.current?.focus(), []);

  function find() {
    showTicket(false);
    till.leave();
    field.current?.select();
  }

  function close() {
    setOpen(null);
    checkout.forget();
    till.leave();
  }

  function openUnlessSent(dialog: OpenDialog, needsLines = false) {
    if (ticket.sent !== null) toast(words.locked);
    else if (needsLines && ticket.lines.length === 0) toast(words.payEmpty);
    else setOpen(dialog);
  }

  function pay() {
    if (ticket.sent !== null) setOpen("pay");
    else if (why === null) setOpen("pay");
    else toast(why);
  }

  async function takeUp(held: Parameters<typeof holds.takeUp.mutate>[0]) {
    if (ticket.sent !== null) return toast(words.locked);
    try {
      await holds.takeUp.mutateAsync(held);
    } catch (error) {
      toast(sayProblem(error));
    }
  }

  const openDrawer = () => setOpen("drawer");
  const doings = {
    customer: () => openUnlessSent("customer"),
    discount: () => openUnlessSent("discount", true),
    sales: () => setOpen("sales"),
    collect: () => setOpen("collect"),
    hold: () => openUnlessSent(ticket.lines.length > 0 ? "hold" : "held"),
  };
  useTillKeys(
    {
      F2: find,
      F4: doings.customer,
      F5: doings.collect,
      F6: doings.discount,
      F7: doings.sales,
      F8: doings.hold,
      F9: pay,
      F10: openDrawer,
    },
    () => field.current,
  );
  useScanner(
    (code) => void till.scan(code),
    () => field.current,
  );

  return (
    <div className={isTicketShown || till.weighing !== null ? "till shows-ticket" : "till"}>
      <Strip connection={connection}>
        <DrawerButton onOpen={openDrawer} />
      </Strip>
      <main className="bench">
        <Tray
          field={field}
          ticket={ticket}
          onPick={till.pick}
          onQuantity={till.setTouched}
          onCode={(code) => void till.scan(code)}
        />
        <TicketPanel
          ticket={ticket}
          quote={quote}
          isCurrent={isCurrent}
          weighing={till.weighing}
          whyNotPay={why}
          head={
            <>
              <HeldTabs
                ticket={ticket}
                held={holds.held}
                onTakeUp={(held) => void takeUp(held)}
                onMore={() => openUnlessSent("held")}
                onBack={find}
              />
              <Who
                customer={ticket.customer}
                onChoose={doings.customer}
                onTakeOff={() => changeTicket((before) => ({ ...before, customer: null }))}
              />
            </>
          }
          tools={<Tools isHolding={ticket.lines.length > 0} {...doings} />}
          onWeigh={till.weigh}
          onRemove={till.remove}
          onTake={(line, quantity) => till.set(line.sweet, quantity)}
          onWeighed={till.finishWeighing}
          onCode={(code) => void till.scan(code)}
          onPay={pay}
          onBack={till.leave}
        />
        <nav className={isLong(total) ? "peek long" : "peek"} aria-label={words.ticket}>
          <span>
            <b>{words.lineCount(ticket.lines.length)}</b>
            <span className="sub">{ticket.customer?.name ?? words.walkIn}</span>
          </span>
          <BigMoney amount={total} />
          <button type="button" className="button" onClick={() => showTicket(true)}>
            {words.toTicket}
          </button>
        </nav>
      </main>
      <TillDialogs
        open={open}
        ticket={ticket}
        quote={quote}
        checkout={checkout}
        holds={holds}
        sold={sold}
        onClose={close}
        onNext={() => {
          setSold(null);
          find();
        }}
      />
    </div>
  );
}
