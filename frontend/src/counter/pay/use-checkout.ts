import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { api, ask, newIdempotencyKey } from "../../api/client.ts";
import { asProblem, type Problem, unanswered } from "../../api/problems.ts";
import { useUser } from "../../api/use-session.ts";
import type { Sale } from "../queries.ts";
import { EMPTY_TICKET, type NewSale, type SentSale } from "../ticket/ticket.ts";
import { currentTicket, replaceTicket, useTicket } from "../ticket/ticket-store.ts";

const LONGEST_WAIT_MS = 12_000;
/** The shop knows a key for a day. Well before that ends a sale has to be looked up instead. */
const KEY_LASTS_MS = 20 * 3_600_000;

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
    mutationFn: send,
    onSuccess: (sale) => {
      replaceTicket(EMPTY_TICKET);
      onSold(sale);
    },
    onError: (failure) => {
      if (!isUnknown(asProblem(failure))) release();
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
      const one = { key: newIdempotencyKey(), body, total, sentAt: new Date().toISOString(), userId: user.id };
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
    canAskAgain: sent !== null && sent.userId === user?.id && Date.now() - Date.parse(sent.sentAt) < KEY_LASTS_MS,
    error: error === null ? null : asProblem(error),
    forget: reset,
  };
}

async function send({ key, body }: SentSale): Promise<Sale> {
  const signal = AbortSignal.timeout(LONGEST_WAIT_MS);
  try {
    return await ask(api.POST("/api/sales", { params: { header: { "Idempotency-Key": key } }, body, signal }));
  } catch (error) {
    throw signal.aborted ? unanswered() : error;
  }
}

/** Whether a failure leaves open what became of the sale, or asks to send it again. */
function isUnknown(problem: Problem): boolean {
  return problem.isPassing || problem.status === 401 || problem.code === "idempotency_key_in_progress";
}
