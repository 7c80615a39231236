import { useMutation } from "@tanstack/react-query";
import { useNavigate } from "react-router";
import { addresses } from "../../addresses.ts";
import { asProblem, type Problem } from "../../api/problems.ts";
import { queries } from "../../api/queries.ts";
import { canAskAgain, freeze, leavesOpen, type SentSale, sendSale } from "../../api/sent-sale.ts";
import { afterSale, orderOf, withoutSent } from "./basket.ts";
import { changeBasket, currentBasket } from "./basket-store.ts";

export interface Order {
  /** Order the basket, or ask again what became of the order that has no answer. */
  place: (userId: number, shownTotal: string) => void;
  isOnItsWay: boolean;
  /** Why nothing was sold. */
  refusal: Problem | null;
}

/** Orders the basket once, however often it is asked to: what was sent stays frozen until the shop has answered it. */
export function useOrder(): Order {
  const navigate = useNavigate();
  const { mutate, isPending, error } = useMutation({
    mutationFn: (sent: SentSale) => sendSale(sent),
    onSuccess: (sale, sent) => {
      changeBasket((basket) => afterSale(basket, sent));
      queries.setQueryData(["sale", sale.id], sale);
      void queries.invalidateQueries({ queryKey: ["sweets"] });
      void queries.invalidateQueries({ queryKey: ["sales"] });
      // In place of the basket, so that the way back does not lead to ordering again.
      void navigate(addresses.purchase(sale.id), { replace: true, state: { isNew: true } });
    },
    onError: (failure, { key }) => {
      if (leavesOpen(asProblem(failure))) return;
      changeBasket((basket) => withoutSent(basket, key));
      void queries.invalidateQueries({ queryKey: ["quote"] });
    },
  });
  return {
    place: (userId, shownTotal) => {
      changeBasket((basket) => {
        const isOpen = basket.sent !== null && canAskAgain(basket.sent, userId);
        return isOpen ? basket : { ...basket, sent: freeze(orderOf(basket, shownTotal), userId) };
      });
      const { sent } = currentBasket();
      if (sent !== null) mutate(sent);
    },
    isOnItsWay: isPending,
    refusal: error === null || isPending || leavesOpen(asProblem(error)) ? null : asProblem(error),
  };
}
