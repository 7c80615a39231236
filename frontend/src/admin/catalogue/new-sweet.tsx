import { useMutation } from "@tanstack/react-query";
import { type FormEvent, useRef, useState } from "react";
import { Link, useNavigate } from "react-router";
import { api, ask } from "../../api/client.ts";
import type { Schemas } from "../../api/types.ts";
import { useFrozenKey } from "../../staff/frozen-key.ts";
import { useScanner } from "../../staff/use-scanner.ts";
import { Field } from "../../ui/field.tsx";
import { toast } from "../../ui/messages.tsx";
import { useTitle } from "../../ui/page.ts";
import { useWords } from "../../words/index.tsx";
import { useFieldWords, useProblemWords } from "../../words/use-problem-words.ts";
import { Head } from "../frame.tsx";
import { officeAddresses } from "../places.ts";
import { useUnsaved } from "../use-unsaved.ts";
import { amountIn, DRAFT_FIELDS, type Draft, faultsOf, NEW_DRAFT, valuesOf } from "./draft.ts";
import { takeSweet } from "./queries.ts";
import { SweetFields } from "./sweet-fields.tsx";
import { isSaidAtField, useErrors, useFirstWrong } from "./use-errors.ts";
import "./sweet-page.css";

/** What somebody types of a new sweet. */
const NOTHING: { draft: Draft; opening: string } = { draft: NEW_DRAFT, opening: "" };

/** A sweet that the shop does not sell yet. */
export default function NewSweet() {
  const { officeCatalogue: words } = useWords();
  const navigate = useNavigate();
  const say = useProblemWords();
  const send = useFrozenKey();
  const { value, isChanged, set, forget } = useUnsaved("new sweet", NOTHING);
  const { draft, opening } = value;
  const [presses, setPresses] = useState(0);
  const form = useRef<HTMLFormElement>(null);
  const change = (change: Partial<Draft>) => set((before) => ({ ...before, draft: { ...before.draft, ...change } }));
  useTitle(words.newSweet);
  useScanner((barcode) => change({ barcode }));

  const openingAmount = amountIn(opening);
  const openingIsWrong = opening.trim() !== "" && openingAmount === null;
  const { mutate, isPending, error } = useMutation({
    mutationFn: () => {
      const filled = DRAFT_FIELDS.filter((field) => draft[field].trim() !== "");
      const body = { ...valuesOf(draft, filled), opening_stock: openingAmount } as Schemas["SweetCreate"];
      return send(body, (key) =>
        ask(api.POST("/api/sweets", { params: { header: { "Idempotency-Key": key } }, body })),
      );
    },
    onSuccess: (sweet) => {
      forget();
      takeSweet(sweet);
      toast(words.added(sweet.name));
      void navigate(officeAddresses.sweet(sweet.id), { replace: true });
    },
  });
  const errorOf = useErrors(draft, error, presses > 0);
  const sayField = useFieldWords(error);
  useFirstWrong(form, presses, error);

  function add(event: FormEvent) {
    event.preventDefault();
    setPresses(presses + 1);
    if (Object.keys(faultsOf(draft)).length === 0 && !openingIsWrong && !isPending) mutate();
  }

  return (
    <>
      <Link className="up" to={officeAddresses.catalogue}>
        {words.allSweets}
      </Link>
      <Head title={words.newSweet}>
        {isChanged && (
          <button className="btn" type="button" onClick={forget}>
            {words.discard}
          </button>
        )}
      </Head>
      <form className="sweet-form" ref={form} onSubmit={add} noValidate>
        <SweetFields
          draft={draft}
          onChange={change}
          errorOf={errorOf}
          opening={
            <Field
              label={words.opening}
              hint={words.hints.opening}
              error={presses > 0 && openingIsWrong ? words.faults.amount : error && sayField("/opening_stock")}
              value={opening}
              onChange={({ target }) => set((before) => ({ ...before, opening: target.value }))}
              inputMode="decimal"
              autoComplete="off"
            />
          }
        />
        <div className="save-bar">
          <p className="form-error" role="alert">
            {error !== null && !isSaidAtField(error) && say(error)}
          </p>
          <button className="btn go" type="submit" aria-busy={isPending}>
            {words.add}
          </button>
        </div>
      </form>
    </>
  );
}
