import { useMutation } from "@tanstack/react-query";
import { useNavigate } from "react-router";
import { addresses } from "../../addresses.ts";
import { api, ask } from "../../api/client.ts";
import { asProblem } from "../../api/problems.ts";
import type { Sweet } from "../../api/types.ts";
import { Button } from "../../ui/button.tsx";
import { toast } from "../../ui/messages.tsx";
import { useWords } from "../../words/index.tsx";
import { useProblemWords } from "../../words/use-problem-words.ts";
import { withMore } from "../basket/basket.ts";
import { changeBasket } from "../basket/basket-store.ts";
import { isSoldOut } from "../trays/amounts.ts";
import type { Sale } from "./slip.tsx";

/** Puts what was bought into the basket again: as much of it as there is now, at the price of now. */
export function BuyAgain({ sale }: { sale: Sale }) {
  const { purchases: words } = useWords();
  const say = useProblemWords();
  const navigate = useNavigate();
  const { mutate, isPending } = useMutation({
    mutationFn: () => Promise.all(sale.lines.map(({ sweet_id }) => sweetIfSold(sweet_id))),
    onSuccess: (sweets) => {
      const there = sweets.filter((sweet) => sweet !== null);
      for (const sweet of there) {
        const { quantity } = sale.lines[sweets.indexOf(sweet)] as Sale["lines"][number];
        changeBasket((basket) => withMore(basket, sweet, quantity));
      }
      if (there.length === 0) return toast(words.noneIn);
      toast(there.length === sweets.length ? words.allIn : words.someIn(there.length, sweets.length));
      void navigate(addresses.basket);
    },
    onError: (error) => toast(say(error)),
  });
  return (
    <Button look="line" aria-busy={isPending} onClick={() => isPending || mutate()}>
      {words.again}
      <span className="visually-hidden">: {sale.number}</span>
    </Button>
  );
}

async function sweetIfSold(id: number): Promise<Sweet | null> {
  try {
    const sweet = await ask(api.GET("/api/sweets/{sweet_id}", { params: { path: { sweet_id: id } } }));
    return sweet.archived_at !== null || isSoldOut(sweet) ? null : sweet;
  } catch (error) {
    if (asProblem(error).status === 404) return null;
    throw error;
  }
}
