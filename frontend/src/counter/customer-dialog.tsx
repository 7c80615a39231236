import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, type KeyboardEvent, useDeferredValue, useState } from "react";
import { api, ask } from "../api/client.ts";
import { asProblem } from "../api/problems.ts";
import { useFrozenKey } from "../staff/frozen-key.ts";
import { StaffDialog } from "../staff/staff-dialog.tsx";
import { Button } from "../ui/button.tsx";
import { Combobox, Marked } from "../ui/combobox.tsx";
import { Field } from "../ui/field.tsx";
import { StaffIcon } from "../ui/staff-icon.tsx";
import { useWords } from "../words/index.tsx";
import { useProblemWords } from "../words/use-problem-words.ts";
import { customersQuery } from "./queries.ts";
import type { TicketCustomer } from "./ticket/ticket.ts";
import "./pick.css";

const PHONE = /^[+\d][\d\s()-]*$/;

/** Find a customer by a part of the phone number or of the name, or write a new one down. */
export function CustomerDialog({
  onChoose,
  onClose,
}: {
  onChoose: (customer: TicketCustomer | null) => void;
  onClose: () => void;
}) {
  const words = useWords().counter;
  const [text, setText] = useState("");
  const [isNew, setNew] = useState(false);
  const asked = useDeferredValue(text.trim());
  const queries = useQueryClient();
  const { data, isFetching, isPlaceholderData } = useQuery(customersQuery(asked));
  const found = data?.items ?? [];

  /** Enter may be faster than the answer: then what is shown was found for another text. */
  async function chooseFirst(event: KeyboardEvent) {
    const isShown = text.trim() === asked && !isPlaceholderData && found.length > 0;
    if (event.key !== "Enter" || event.nativeEvent.isComposing || text.trim().length < 2 || isShown) return;
    event.preventDefault();
    event.stopPropagation();
    const dialog = event.currentTarget;
    const { items } = await queries.fetchQuery({ ...customersQuery(text.trim()), retry: false });
    if (!dialog.isConnected) return;
    if (items[0] === undefined) setNew(true);
    else onChoose(items[0]);
  }
  return (
    <StaffDialog
      title={isNew ? words.newCustomer : words.customer}
      className="pick"
      onClose={isNew ? () => setNew(false) : onClose}
    >
      {isNew ? (
        <NewCustomer text={text.trim()} onDone={onChoose} />
      ) : (
        <>
          <div className="pick-body people" onKeyDownCapture={chooseFirst}>
            <Combobox
              label={words.customerHint}
              placeholder={words.customerHint}
              text={text}
              onText={setText}
              items={found}
              keyOf={({ id }) => id}
              marksFirst
              isSearching={isFetching}
              start={<StaffIcon name="search" />}
              onChoose={onChoose}
              render={({ name, phone }) => (
                <>
                  <b>
                    <Marked text={name} part={asked} />
                  </b>
                  <span className="sub">
                    <Marked text={phone ?? words.noPhone} part={asked} />
                  </span>
                </>
              )}
              foot={found.length === 0 && !isFetching && <p className="pick-none">{words.noCustomer(asked)}</p>}
            />
          </div>
          <footer>
            <Button look="line" onClick={() => setNew(true)}>
              <StaffIcon name="plus" />
              {words.newCustomer}
            </Button>
            <Button look="line" className="push" onClick={() => onChoose(null)}>
              {words.walkIn}
            </Button>
          </footer>
        </>
      )}
    </StaffDialog>
  );
}

function NewCustomer({ text, onDone }: { text: string; onDone: (customer: TicketCustomer) => void }) {
  const words = useWords().counter;
  const say = useProblemWords();
  const send = useFrozenKey();
  const { mutate, isPending, error } = useMutation({
    mutationFn: (body: { name: string; phone?: string }) =>
      send(body, (key) => ask(api.POST("/api/customers", { params: { header: { "Idempotency-Key": key } }, body }))),
    onSuccess: onDone,
  });
  const wrong = (field: string) =>
    error === null ? undefined : asProblem(error).errors.find(({ pointer }) => pointer === `/${field}`)?.detail;
  const isPhone = PHONE.test(text);

  function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    if (isPending) return;
    const form = new FormData(event.currentTarget);
    const phone = String(form.get("phone")).trim();
    mutate({ name: String(form.get("name")).trim(), ...(phone !== "" && { phone }) });
  }

  return (
    <form onSubmit={submit}>
      <div className="pick-body">
        <Field
          label={words.customerName}
          name="name"
          required
          maxLength={200}
          autoComplete="off"
          defaultValue={isPhone ? "" : text}
          error={wrong("name")}
          autoFocus
        />
        <Field
          label={words.customerPhone}
          name="phone"
          type="tel"
          maxLength={50}
          autoComplete="off"
          defaultValue={isPhone ? text : ""}
          error={wrong("phone")}
        />
        {error !== null && asProblem(error).errors.length === 0 && (
          <p className="wrong" role="alert">
            {say(error)}
          </p>
        )}
      </div>
      <footer>
        <Button type="submit" className="finish push" shortcut="Enter" aria-busy={isPending}>
          {words.saveCustomer}
        </Button>
      </footer>
    </form>
  );
}
