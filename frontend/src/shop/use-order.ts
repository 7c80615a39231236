import { useMutation } from "@tanstack/react-query";
import { useNavigate } from "react-router";
import { addresses } from "../addresses.ts";
import { api, ask, newIdempotencyKey } from "../api/client.ts";
import { asProblem, type Problem } from "../api/problems.ts";
import { queries } from "../api/queries.ts";
import type { Schemas } from "../api/types.ts";
import { type Attempt, afterSale, begun, type Tender } from "./basket.ts";
import { changeBasket, currentBasket } from "./basket-store.ts";

/** Refusals after which the sale may still have been made, or may be yet. */
const UNDECIDED = new Set([401, 408, 425, 429]);

export interface Order {
  /** Order the basket, or repeat the order that has no answer. */
  place: (buyerId: number, tender: Tender) => void;
  isOnItsWay: boolean;
  /** Why nothing was sold. */
  refusal: Problem | null;
}

/** Orders the basket once, however often it is asked to: the attempt stays frozen until the shop has answered it. */
export function useOrder(): Order {
  const navigate = useNavigate();
  const { mutate, isPending, error } = useMutation({
    mutationFn: ({ key, lines, tender }: Attempt) =>
      ask(
        api.POST("/api/sales", {
          params: { header: { "Idempotency-Key": key } },
          body: { lines: [...lines], tender },
        }),
      ),
    onSuccess: (sale: Schemas["SaleRead"], attempt) => {
      changeBasket((basket) => afterSale(basket, attempt));
      queries.setQueryData(["sale", sale.id], sale);
      void queries.invalidateQueries({ queryKey: ["sweets"] });
      void queries.invalidateQueries({ queryKey: ["sales"] });
      // In place of the basket, so that the way back does not lead to ordering again.
      void navigate(addresses.purchase(sale.id), { replace: true, state: { isNew: true } });
    },
    onError: (failure, attempt) => {
      if (!isRefusal(asProblem(failure))) return;
      changeBasket((basket) => (basket.attempt?.key === attempt.key ? { ...basket, attempt: null } : basket));
      void queries.invalidateQueries({ queryKey: ["quote"] });
    },
  });
  return {
    place: (buyerId, tender) => {
      const attempt = begun(currentBasket(), buyerId, tender, newIdempotencyKey(), Date.now());
      changeBasket((basket) => ({ ...basket, attempt }));
      mutate(attempt);
    },
    isOnItsWay: isPending,
    refusal: error === null || isPending || !isRefusal(asProblem(error)) ? null : asProblem(error),
  };
}

/** Whether an answer says for sure that nothing was sold. */
export function isRefusal({ status, code }: Pick<Problem, "status" | "code">): boolean {
  return status >= 400 && status < 500 && !UNDECIDED.has(status) && code !== "idempotency_key_in_progress";
}
