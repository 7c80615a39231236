import { useMutation } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { Refusal } from "../../account/refusal.tsx";
import { api, ask } from "../../api/client.ts";
import { queries } from "../../api/queries.ts";
import type { Schemas } from "../../api/types.ts";
import { Field } from "../../ui/field.tsx";
import { toast } from "../../ui/messages.tsx";
import { useWords } from "../../words/index.tsx";
import { useFieldWords } from "../../words/use-problem-words.ts";
import { Facts } from "../facts.tsx";

/** The customer's account in the web app, linked with the code that its owner shows. */
export function CustomerAccount({ customer: { id, user_id } }: { customer: Schemas["CustomerRead"] }) {
  const { officeSales: words } = useWords();
  const [isAsked, setAsked] = useState(false);
  const { mutate, isPending, error } = useMutation({
    mutationFn: (body: Schemas["CustomerUpdate"]) =>
      ask(api.PATCH("/api/customers/{customer_id}", { params: { path: { customer_id: id } }, body })),
    onSuccess: (saved) => {
      setAsked(false);
      toast(saved.user_id === null ? words.unlinked : words.linked);
    },
    onSettled: () => queries.invalidateQueries({ queryKey: ["customers"] }),
  });
  const wrong = useFieldWords(error);

  function link(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    const code = String(new FormData(event.currentTarget).get("link_code") ?? "").trim();
    setAsked(code === "");
    if (!isPending && code !== "") mutate({ link_code: code });
  }

  return (
    <Facts title={words.account} facts={[]}>
      <p className="soft">{user_id === null ? words.noAccount : words.hasAccount}</p>
      {user_id === null ? (
        <form className="link-form" onSubmit={link} noValidate>
          <Field
            label={words.linkCode}
            name="link_code"
            maxLength={20}
            autoComplete="off"
            hint={words.linkCodeHint}
            error={isAsked ? words.codeMissing : wrong("/link_code")}
          />
          <button className="btn" type="submit" aria-busy={isPending}>
            {words.link}
          </button>
          <Refusal error={error} fields={["/link_code"]} />
        </form>
      ) : (
        <p>
          <button
            className="btn"
            type="button"
            aria-busy={isPending}
            onClick={() => isPending || mutate({ user_id: null })}
          >
            {words.unlink}
          </button>
        </p>
      )}
    </Facts>
  );
}
