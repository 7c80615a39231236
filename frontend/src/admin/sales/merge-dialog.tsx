import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { Refusal } from "../../account/refusal.tsx";
import { api, ask } from "../../api/client.ts";
import { queries } from "../../api/queries.ts";
import type { Schemas } from "../../api/types.ts";
import { useFrozenKey } from "../../staff/frozen-key.ts";
import { StaffDialog } from "../../staff/staff-dialog.tsx";
import { useFormats } from "../../ui/formats.ts";
import { toast } from "../../ui/messages.tsx";
import { useWords } from "../../words/index.tsx";
import { CustomerFinder } from "./customer-finder.tsx";
import "./merge.css";

type Customer = Schemas["CustomerRead"];

const CHANGED = ["customers", "sales", "audit"];

/** Merge another customer into this one, after both were seen side by side. */
export function MergeDialog({ kept, onClose }: { kept: Customer; onClose: () => void }) {
  const { officeSales: words } = useWords();
  const [gone, setGone] = useState<Customer | null>(null);
  const send = useFrozenKey();
  const { mutate, isPending, error } = useMutation({
    mutationFn: (body: Schemas["CustomerMerge"]) =>
      send(body, (key) =>
        ask(
          api.POST("/api/customers/{customer_id}/merge", {
            params: { path: { customer_id: kept.id }, header: { "Idempotency-Key": key } },
            body,
          }),
        ),
      ),
    onSuccess: (merged) => {
      onClose();
      toast(words.merged(merged.name));
    },
    onSettled: () => Promise.all(CHANGED.map((key) => queries.invalidateQueries({ queryKey: [key] }))),
  });
  return (
    <StaffDialog title={words.merge} className="merge" onClose={onClose}>
      <div className="merge-body">
        <p>{words.mergeDetail(kept.name)}</p>
        {gone === null ? <CustomerFinder except={kept.id} onChoose={setGone} /> : <Pair kept={kept} gone={gone} />}
      </div>
      {gone !== null && (
        <footer>
          <Refusal error={error} />
          <button className="btn" type="button" onClick={() => setGone(null)}>
            {words.mergeAnother}
          </button>
          <button
            className="btn danger push"
            type="button"
            aria-busy={isPending}
            onClick={() => isPending || mutate({ from_customer_id: gone.id })}
          >
            {words.mergeNow(gone.name)}
          </button>
        </footer>
      )}
    </StaffDialog>
  );
}

function Pair({ kept, gone }: { kept: Customer; gone: Customer }) {
  const { officeSales: words } = useWords();
  const { date } = useFormats();
  const rows: (readonly [string, (customer: Customer) => string | null])[] = [
    [words.name, ({ name }) => name],
    [words.phone, ({ phone }) => phone],
    [words.email, ({ email }) => email],
    [words.note, ({ note }) => note],
    [words.gstin, ({ gstin }) => gstin],
    [words.address, ({ address }) => address],
    [words.account, ({ user_id }) => (user_id === null ? null : words.linkedAccount)],
    [words.known, ({ created_at }) => date(created_at)],
  ];
  return (
    <table className="merge-pair">
      <thead>
        <tr>
          <td />
          <th scope="col">{words.mergeStays}</th>
          <th scope="col">{words.mergeGoes}</th>
        </tr>
      </thead>
      <tbody>
        {rows.map(([name, of]) => (
          <tr key={name}>
            <th scope="row">{name}</th>
            <td dir="auto">{of(kept) ?? "–"}</td>
            <td dir="auto">{of(gone) ?? "–"}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
