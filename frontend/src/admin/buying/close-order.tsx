import { useMutation } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { Refusal } from "../../account/refusal.tsx";
import { api, ask } from "../../api/client.ts";
import { useFrozenKey } from "../../staff/frozen-key.ts";
import { StaffDialog } from "../../staff/staff-dialog.tsx";
import { toast } from "../../ui/messages.tsx";
import { useWords } from "../../words/index.tsx";
import { useFieldWords } from "../../words/use-problem-words.ts";
import { TextAreaField } from "../fields.tsx";
import { keepOrder, type PurchaseOrder } from "./queries.ts";

/** Closes an order whose rest will not come, and asks why. */
export function CloseOrder({ order }: { order: PurchaseOrder }) {
  const { buying } = useWords();
  const [isOpen, setOpen] = useState(false);
  return (
    <>
      <button className="btn" type="button" onClick={() => setOpen(true)}>
        {buying.close}
      </button>
      {isOpen && <CloseDialog order={order} onClose={() => setOpen(false)} />}
    </>
  );
}

function CloseDialog({ order, onClose }: { order: PurchaseOrder; onClose: () => void }) {
  const { buying } = useWords();
  const send = useFrozenKey();
  const { mutate, isPending, error } = useMutation({
    mutationFn: (body: { reason: string }) =>
      send(body, (key) =>
        ask(
          api.POST("/api/purchases/{order_id}/close", {
            params: { path: { order_id: order.id }, header: { "Idempotency-Key": key } },
            body,
          }),
        ),
      ),
    onSuccess: (closed) => {
      keepOrder(closed);
      toast(buying.wasClosed(closed.number));
    },
  });
  const wrong = useFieldWords(error);

  function close(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    const reason = String(new FormData(event.currentTarget).get("reason") ?? "").trim();
    if (!isPending) mutate({ reason });
  }

  return (
    <StaffDialog title={buying.close} aside={order.number} className="form-dialog" onClose={onClose}>
      <form onSubmit={close} noValidate>
        <div className="form">
          <p>{buying.closeSure}</p>
          <TextAreaField
            label={buying.whyClosed}
            name="reason"
            rows={2}
            maxLength={500}
            dir="auto"
            error={wrong("/reason")}
          />
          <Refusal error={error} fields={["/reason"]} />
        </div>
        <footer>
          <button className="btn" type="button" onClick={onClose}>
            {buying.keepOpen}
          </button>
          <button className="btn danger push" type="submit" aria-busy={isPending}>
            {buying.close}
          </button>
        </footer>
      </form>
    </StaffDialog>
  );
}
