import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { asProblem } from "../../api/problems.ts";
import { canAskAgain, freeze, leavesOpen, type NewSale, sendSale } from "../../api/sent-sale.ts";
import type { Sale } from "../../api/types.ts";
import { useUser } from "../../api/use-session.ts";
import { EMPTY_TICKET, type SentTicket } from "../ticket/ticket.ts";
import { currentTicket, replaceTicket, useTicket } from "../ticket/ticket-store.ts";

/**
 * Sell the ticket. Its key and its body are frozen when it is sent, and kept with it until there is an answer, so that
 * asking again is one sale or none.
 */
export function useCheckout(onSold: (sale: Sale) => void) {
  const queries = useQueryClient();
  const user = useUser();
  const { sent } = useTicket();
  const [hasAsked, setAsked] = useState(false);
  const { mutate, isPending, error, reset } = useMutation({
    mutationFn: (sale: SentTicket) => sendSale(sale),
    onSuccess: (sale) => {
      replaceTicket(EMPTY_TICKET);
      onSold(sale);
    },
    onError: (failure) => {
      if (!leavesOpen(asProblem(failure))) release();
    },
    onSettled: () => {
      void queries.invalidateQueries({ queryKey: ["sweets"] });
      void queries.invalidateQueries({ queryKey: ["quote"] });
      void queries.invalidateQueries({ queryKey: ["sales"] });
    },
  });

  function release() {
    replaceTicket({ ...currentTicket(), sent: null });
  }

  return {
    pay: (body: NewSale, total: string) => {
      if (isPending || user === null || currentTicket().sent !== null) return;
      const one = { ...freeze(body, user.id), total };
      setAsked(false);
      replaceTicket({ ...currentTicket(), sent: one });
      mutate(one);
    },
    askAgain: () => {
      if (isPending || sent === null) return;
      setAsked(true);
      mutate(sent);
    },
    /** Give up waiting, once somebody looked into the books. */
    settle: (wasSold: boolean) => {
      reset();
      if (wasSold) replaceTicket(EMPTY_TICKET);
      else release();
    },
    isPending,
    /** Whether the sale was sent, and it is time to say that there is no answer. */
    isWaiting: sent !== null && (hasAsked || !isPending),
    /** Whether asking again is safe: the shop knows a key by its user, and for a day. */
    canAskAgain: sent !== null && user !== null && canAskAgain(sent, user.id),
    error: error === null ? null : asProblem(error),
    forget: reset,
  };
}
