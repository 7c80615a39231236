import { useQueryClient } from "@tanstack/react-query";
import { lazy, Suspense } from "react";
import type { Sale } from "../api/types.ts";
import { CustomerDialog } from "./customer-dialog.tsx";
import { DiscountDialog } from "./discount-dialog.tsx";
import { HeldDialog } from "./holds/held-dialog.tsx";
import { HoldDialog } from "./holds/hold-dialog.tsx";
import type { useHolds } from "./holds/use-holds.ts";
import { PayDialog } from "./pay/pay-dialog.tsx";
import { SoldDialog } from "./pay/sold-dialog.tsx";
import { Unanswered } from "./pay/unanswered.tsx";
import type { useCheckout } from "./pay/use-checkout.ts";
import type { Quote } from "./queries.ts";
import { setDiscount, type Ticket } from "./ticket/ticket.ts";
import { changeTicket } from "./ticket/ticket-store.ts";

const DrawerDialog = lazy(() => import("./drawer/drawer-dialog.tsx"));
const SalesDialog = lazy(() => import("./sales/sales-dialog.tsx"));

export type OpenDialog = "pay" | "customer" | "discount" | "hold" | "held" | "sales" | "collect" | "drawer" | null;

/** The one dialog that lies over the till, if any. */
export function TillDialogs({
  open,
  ticket,
  quote,
  checkout,
  holds,
  sold,
  onClose,
  onNext,
}: {
  open: OpenDialog;
  ticket: Ticket;
  quote: Quote | undefined;
  checkout: ReturnType<typeof useCheckout>;
  holds: ReturnType<typeof useHolds>;
  sold: Sale | null;
  onClose: () => void;
  /** Start the next sale. */
  onNext: () => void;
}) {
  const queries = useQueryClient();
  if (sold !== null) return <SoldDialog sale={sold} onClose={onNext} />;
  if (open === "pay" && checkout.isWaiting && ticket.sent !== null) {
    return (
      <Unanswered
        sent={ticket.sent}
        isAsking={checkout.isPending}
        canAskAgain={checkout.canAskAgain}
        onAsk={checkout.askAgain}
        onSettle={(wasSold) => {
          checkout.settle(wasSold);
          onClose();
        }}
        onClose={onClose}
      />
    );
  }
  if (open === "pay") {
    return (
      <PayDialog
        ticket={ticket}
        isPending={checkout.isPending}
        error={checkout.error}
        onPay={checkout.pay}
        onRefused={() => {
          void queries.invalidateQueries({ queryKey: ["quote"] });
          onClose();
        }}
        onClose={onClose}
      />
    );
  }
  if (open === "customer") {
    return (
      <CustomerDialog
        onChoose={(customer) => {
          changeTicket((before) => ({
            ...before,
            customer: customer && { id: customer.id, name: customer.name, phone: customer.phone },
          }));
          onClose();
        }}
        onClose={onClose}
      />
    );
  }
  if (open === "discount") {
    return (
      <DiscountDialog
        ticket={ticket}
        quote={quote}
        onGive={(sweetId, discount) => {
          changeTicket((before) => setDiscount(before, sweetId, discount));
          onClose();
        }}
        onClose={onClose}
      />
    );
  }
  if (open === "hold") return <HoldDialog ticket={ticket} holds={holds} onClose={onClose} />;
  if (open === "held") return <HeldDialog holds={holds} onClose={onClose} />;
  if (open === "sales" || open === "collect") {
    return (
      <Suspense>
        <SalesDialog startsToCollect={open === "collect"} onClose={onClose} />
      </Suspense>
    );
  }
  if (open === "drawer") {
    return (
      <Suspense>
        <DrawerDialog onClose={onClose} />
      </Suspense>
    );
  }
  return null;
}
