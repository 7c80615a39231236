import { useMutation, useQueryClient } from "@tanstack/react-query";
import { api, ask } from "../../api/client.ts";
import type { Sale } from "../../api/types.ts";
import { toast } from "../../ui/messages.tsx";
import { useWords } from "../../words/index.tsx";
import { useFrozenKey } from "../frozen-key.ts";
import { usePayProblemWords } from "./use-pay-problem-words.ts";

/** Whether an order waits for its buyer. */
export function isToCollect({ status, held_until, collected_at }: Sale): boolean {
  return status === "completed" && held_until !== null && collected_at === null;
}

/** Hand over an order that is paid already. */
export function useCollect() {
  const words = useWords().pay;
  const say = usePayProblemWords();
  const send = useFrozenKey();
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (sale: Sale) =>
      send(sale.id, (key) =>
        ask(
          api.POST("/api/sales/{sale_id}/collect", {
            params: { path: { sale_id: sale.id }, header: { "Idempotency-Key": key } },
            body: {},
          }),
        ),
      ),
    onSuccess: (sale) => toast(words.handedOver(sale.number)),
    onError: (error) => toast(say(error)),
    onSettled: () => Promise.all(["sales", "audit"].map((key) => queries.invalidateQueries({ queryKey: [key] }))),
  });
}
