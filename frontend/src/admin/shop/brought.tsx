import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { Refusal } from "../../account/refusal.tsx";
import { api, ask } from "../../api/client.ts";
import { queries } from "../../api/queries.ts";
import type { Schemas } from "../../api/types.ts";
import { useFrozenKey } from "../../staff/frozen-key.ts";
import { useFormats } from "../../ui/formats.ts";
import { toast } from "../../ui/messages.tsx";
import { useWords } from "../../words/index.tsx";

/** What a file of another till brings: money, days, tickets and its top items, beside what the books have. */
export function Brought({ brought, isTrial }: { brought: Schemas["BroughtRead"]; isTrial: boolean }) {
  const { officeShop: words } = useWords();
  const { date, money, number } = useFormats();
  const { books } = brought;
  const sums = [
    [words.tickets, number(String(brought.tickets))],
    [words.days, number(String(brought.days))],
    [words.soldFor, money(brought.sold)],
    [words.refundedFor, money(brought.refunded)],
    [words.netOf, money(brought.net)],
    [words.taxOf, money(brought.tax)],
  ] as const;
  return (
    <section className="sheet import-told" aria-label={isTrial ? words.wouldBring : words.brought}>
      <h2>{isTrial ? words.wouldBring : words.brought}</h2>
      <p className="soft">
        {date(brought.first_day)} – {date(brought.last_day)}
      </p>
      <dl className="import-counts">
        {sums.map(([name, sum]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{sum}</dd>
          </div>
        ))}
      </dl>
      {books !== null && <p>{words.booksHave(number(String(books.tickets)), money(books.total))}</p>}
      <h3>{words.topItems}</h3>
      <ol className="import-top">
        {brought.top_items.map(({ item, quantity, amount }) => (
          <li key={item}>
            <span dir="auto">{item}</span>
            <span className="soft">
              {number(quantity)} · {money(amount)}
            </span>
          </li>
        ))}
      </ol>
    </section>
  );
}

/** Take the rows of an import out of the books again, after a second press. */
export function TakeBack({ one }: { one: Schemas["ImportRead"] }) {
  const { officeShop: words } = useWords();
  const { date } = useFormats();
  const send = useFrozenKey();
  const [isSure, setSure] = useState(false);
  const { mutate, isPending, error } = useMutation({
    mutationFn: () =>
      send({ import_id: one.id }, (key) =>
        ask(
          api.POST("/api/imports/{import_id}/take-back", {
            params: { path: { import_id: one.id }, header: { "Idempotency-Key": key } },
          }),
        ),
      ),
    onSuccess: () => {
      toast(words.takenBack);
      void queries.invalidateQueries();
    },
  });
  if (one.taken_back_at !== null) {
    return <p className="soft import-told">{words.takenBackOn(date(one.taken_back_at))}</p>;
  }
  return (
    <section className="sheet import-told">
      <p className="soft">{words.takeBackDetail}</p>
      <div className="import-acts">
        {isSure ? (
          <>
            <button className="btn danger" type="button" aria-busy={isPending} onClick={() => isPending || mutate()}>
              {words.takeBackSure}
            </button>
            <button className="btn" type="button" onClick={() => setSure(false)}>
              {words.keepIt}
            </button>
          </>
        ) : (
          <button className="btn" type="button" onClick={() => setSure(true)}>
            {words.takeBack}
          </button>
        )}
      </div>
      <Refusal error={error} />
    </section>
  );
}
