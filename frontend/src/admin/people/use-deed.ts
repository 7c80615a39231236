import { useMutation } from "@tanstack/react-query";
import { queries } from "../../api/queries.ts";
import { proved } from "../proof/proof.ts";

/** Do something to an account, with the password asked for anew where the shop wants it. */
export function useDeedOn<Body, Answer>(send: (body: Body) => Promise<Answer>, done: (body: Body) => void) {
  return useMutation({
    mutationFn: (body: Body) => proved(() => send(body)),
    onSuccess: (_, body) => done(body),
    onSettled: () => {
      void queries.invalidateQueries({ queryKey: ["audit"] });
      return queries.invalidateQueries({ queryKey: ["users"] });
    },
  });
}
