import { useMutation, useQuery } from "@tanstack/react-query";
import { type FormEvent, useRef, useState } from "react";
import { useNavigate, useSearchParams } from "react-router";
import { Refusal } from "../../account/refusal.tsx";
import { api, ask } from "../../api/client.ts";
import { asProblem } from "../../api/problems.ts";
import { queries } from "../../api/queries.ts";
import type { Schemas, Sweet } from "../../api/types.ts";
import { useFrozenKey } from "../../staff/frozen-key.ts";
import { Field } from "../../ui/field.tsx";
import { useFormats } from "../../ui/formats.ts";
import { toast } from "../../ui/messages.tsx";
import { useTitle } from "../../ui/page.ts";
import { useWords } from "../../words/index.tsx";
import { useFieldWords, useProblemWords } from "../../words/use-problem-words.ts";
import { SelectField } from "../fields.tsx";
import { Head } from "../frame.tsx";
import { sweetQuery } from "../list/sweet-finder.tsx";
import { useWanted } from "../list/use-wanted.ts";
import { officeAddresses } from "../places.ts";
import { UpLink } from "../up-link.tsx";
import { useUnsaved } from "../use-unsaved.ts";
import { LotFields } from "./lot-fields.tsx";
import { EMPTY_LOT, faultsOf, lotBody, readQuantity } from "./new-lot.ts";
import { GAINS, REASONS } from "./queries.ts";
import { Reasons } from "./reasons.tsx";
import { FIRST_WRONG, SweetChoice } from "./sweet-choice.tsx";
import { useLotOptions } from "./use-lot-options.ts";
import "./stock-form.css";

type Body = Schemas["AdjustmentCreate"];

const POINTERS = ["sweet_id", "lot_id", "quantity", "note", "made_on", "best_before", "unit_cost"].map(
  (name) => `/${name}`,
);

/** Writes down what was lost or turned up of a sweet. Its address says of which, and why. */
export default function NewAdjustment() {
  const { adjustments: words, stock, ui } = useWords();
  const { quantity } = useFormats();
  const say = useProblemWords();
  const navigate = useNavigate();
  const send = useFrozenKey();
  const form = useRef<HTMLFormElement>(null);
  const [params] = useSearchParams();
  const [{ sweet_id, lot_id, reason: given }, want] = useWanted(["sweet_id", "lot_id", "reason"]);
  const first = { text: params.get("quantity") ?? "", note: params.get("note") ?? "", lot: EMPTY_LOT };
  const { value, set, forget } = useUnsaved(`adjustment ${sweet_id} ${first.text} ${first.note}`, first);
  const { text, note, lot } = value;
  const write = (change: Partial<typeof value>) => set((before) => ({ ...before, ...change }));
  // The address follows a moment later, and a radio button has to stay where it was put.
  const [wanted, setWanted] = useState(given);
  const [isChecked, setChecked] = useState(false);
  const { data: sweet } = useQuery({ ...sweetQuery(Number(sweet_id)), enabled: sweet_id !== "" });
  const reason = REASONS.find((one) => one === wanted);
  const isGain = reason !== undefined && GAINS.includes(reason);
  const amount = sweet && readQuantity(text, sweet);
  const faults = faultsOf(lot);
  const makesLot = isGain && lot_id === "";
  const { mutate, isPending, error } = useMutation({
    mutationFn: (body: Body) =>
      send(body, (key) => ask(api.POST("/api/adjustments", { params: { header: { "Idempotency-Key": key } }, body }))),
    onSuccess: (made) => {
      forget();
      void queries.invalidateQueries();
      const size = quantity(made.quantity.replace("-", ""), made.sweet.unit);
      toast((isGain ? words.added : words.tookAway)(size, made.sweet.name));
      void navigate(officeAddresses.adjustment(made.id), { replace: true });
    },
  });
  const sayField = useFieldWords(error);
  const problem = error === null ? null : asProblem(error);
  const shortage = problem?.code === "insufficient_stock" ? leftOf(problem.more.shortages) : undefined;
  const isOfLot = problem !== null && ["lot_not_expired", "lot_not_found"].includes(problem.code);
  useTitle(words.newAdjustment);

  function press(event: FormEvent) {
    event.preventDefault();
    setChecked(true);
    const isWrong = !reason || !amount || (makesLot && (faults.days || faults.cost));
    if (isWrong) return requestAnimationFrame(() => form.current?.querySelector<HTMLElement>(FIRST_WRONG)?.focus());
    if (isPending) return;
    mutate({
      sweet_id: Number(sweet_id),
      reason,
      quantity: amount,
      ...(lot_id !== "" && { lot_id: Number(lot_id) }),
      ...(note.trim() !== "" && { note: note.trim() }),
      ...(makesLot && lotBody(lot)),
    });
  }

  const quantityError = (of: Sweet | undefined) => {
    if (of === undefined) return undefined;
    if (isChecked && !amount) return ui.notAnAmount[of.unit];
    if (shortage !== undefined) return words.onlySoMuch(quantity(shortage, of.unit));
    return sayField("/quantity");
  };

  return (
    <>
      <UpLink to={officeAddresses.adjustments}>{words.adjustments}</UpLink>
      <Head title={words.newAdjustment} />
      <form className="sheet stock-form" ref={form} onSubmit={press} noValidate>
        <SweetChoice
          sweet={sweet}
          isMissing={isChecked && sweet_id === ""}
          onChoose={(id) => want({ sweet_id: id, lot_id: "" })}
        />
        <Reasons
          chosen={reason}
          isMissing={isChecked && reason === undefined}
          onChoose={(value) => {
            setWanted(value);
            want({ reason: value, lot_id: isGain === GAINS.includes(value) ? lot_id : "" });
          }}
        />
        <Field
          label={sweet === undefined ? stock.quantity : words.howMuch(ui.unitNames[sweet.unit])}
          inputMode="decimal"
          autoComplete="off"
          value={text}
          hint={reason === undefined ? words.withoutSign : isGain ? words.itGrows : words.itShrinks}
          error={quantityError(sweet)}
          onChange={({ target }) => write({ text: target.value })}
        />
        <SelectField
          label={stock.lot}
          value={lot_id}
          options={useLotOptions(sweet, reason, lot_id)}
          hint={isGain ? words.gainLotHint : words.lossLotHint}
          error={isOfLot ? say(error) : sayField("/lot_id")}
          onChange={({ target }) => want({ lot_id: target.value })}
        />
        {makesLot && (
          <LotFields
            sweet={sweet}
            lot={lot}
            isChecked={isChecked}
            errorAt={sayField}
            onChange={(change) => write({ lot: { ...lot, ...change } })}
          />
        )}
        <Field
          label={stock.note}
          maxLength={500}
          autoComplete="off"
          value={note}
          hint={words.noteHint}
          error={sayField("/note")}
          onChange={({ target }) => write({ note: target.value })}
        />
        {!isOfLot && shortage === undefined && <Refusal error={error} fields={POINTERS} />}
        <footer>
          <button className="btn go tall" type="submit" aria-busy={isPending}>
            {(isGain ? words.add : words.takeAway)(sweet && amount ? quantity(amount, sweet.unit) : null)}
          </button>
        </footer>
      </form>
    </>
  );
}

/** Return how much there is, as a refusal says it. */
function leftOf(shortages: unknown): string | undefined {
  const [first] = Array.isArray(shortages) ? (shortages as { available?: unknown }[]) : [];
  return typeof first?.available === "string" ? first.available : undefined;
}
