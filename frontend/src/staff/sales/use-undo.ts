import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useFrozenKey } from "../../staff/frozen-key.ts";

/** Send a void or a refund: once, however often it is pressed before there is an answer. */
export function useUndo<Body, Answer>(send: (body: Body, key: string) => Promise<Answer>) {
  const queries = useQueryClient();
  const once = useFrozenKey();
  return useMutation({
    mutationFn: (body: Body) => once(body, (key) => send(body, key)),
    onSettled: () =>
      Promise.all(["sales", "sweets", "quote", "audit"].map((key) => queries.invalidateQueries({ queryKey: [key] }))),
  });
}
