import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { api, ask } from "../../api/client.ts";
import { StaffDialog } from "../../staff/staff-dialog.tsx";
import { toast } from "../../ui/messages.tsx";
import { useWords } from "../../words/index.tsx";
import { useProblemWords } from "../../words/use-problem-words.ts";
import { keepOrder, type PurchaseOrder } from "./queries.ts";

/** Gives up an order of which nothing came, after a second look. */
export function CancelOrder({ order }: { order: PurchaseOrder }) {
  const { buying } = useWords();
  const say = useProblemWords();
  const [isAsking, setAsking] = useState(false);
  const { mutate, isPending, error } = useMutation({
    mutationFn: () => ask(api.POST("/api/purchases/{order_id}/cancel", { params: { path: { order_id: order.id } } })),
    onSuccess: (cancelled) => {
      keepOrder(cancelled);
      toast(buying.cancelled(cancelled.number));
    },
  });
  return (
    <>
      <button className="btn" type="button" onClick={() => setAsking(true)}>
        {buying.cancel}
      </button>
      {isAsking && (
        <StaffDialog title={buying.cancel} aside={order.number} onClose={() => setAsking(false)}>
          <p className="dialog-words">{error === null ? buying.cancelSure : say(error)}</p>
          <footer>
            <button className="btn" type="button" data-autofocus onClick={() => setAsking(false)}>
              {buying.keep}
            </button>
            <button
              className="btn danger push"
              type="button"
              aria-busy={isPending}
              onClick={() => isPending || mutate()}
            >
              {buying.cancel}
            </button>
          </footer>
        </StaffDialog>
      )}
    </>
  );
}
