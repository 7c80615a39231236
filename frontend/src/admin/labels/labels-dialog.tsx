import { useMutation } from "@tanstack/react-query";
import { type FormEvent, useRef, useState } from "react";
import { Refusal } from "../../account/refusal.tsx";
import { api, ask } from "../../api/client.ts";
import { asProblem } from "../../api/problems.ts";
import { remembered } from "../../remembered.ts";
import { StaffDialog } from "../../staff/staff-dialog.tsx";
import { Field } from "../../ui/field.tsx";
import { useFormats } from "../../ui/formats.ts";
import { toast } from "../../ui/messages.tsx";
import { Segments } from "../../ui/segments.tsx";
import { useWords } from "../../words/index.tsx";
import { useFieldWords } from "../../words/use-problem-words.ts";
import { keep } from "../files.ts";
import { Sheet } from "./sheet.tsx";
import {
  bodyOf,
  faultsOf,
  type LabelField,
  type Labelled,
  type LabelsDraft,
  MOST_THINGS,
  placesOf,
  SIZES,
  wholeIn,
} from "./wanted.ts";
import "./labels.css";

const lastSize = remembered("label-size", SIZES, "50x30");

const POINTERS: Readonly<Record<LabelField, RegExp>> = {
  copies: /^\/labels\/\d+\/copies$/,
  first: /^\/first_position$/,
  weight: /^\/labels\/\d+\/net_weight_g$/,
};

/** Prints labels of sweets or of a lot: on what paper, from which place on, and how many of each. */
export default function LabelsDialog({
  things,
  name,
  copies,
  onClose,
}: {
  things: readonly Labelled[];
  /** What they are of. */
  name: string;
  copies: number;
  onClose: () => void;
}) {
  const { officeLabels: words } = useWords();
  const { number } = useFormats();
  const form = useRef<HTMLFormElement>(null);
  const [draft, setDraft] = useState<LabelsDraft>(() => ({
    size: lastSize.get(),
    copies: String(copies),
    first: "1",
    weight: "",
  }));
  const [hasPressed, setHasPressed] = useState(false);
  const change = (some: Partial<LabelsDraft>) => setDraft({ ...draft, ...some });
  const faults = faultsOf(draft, things.length);
  const isTooMuch = things.length > MOST_THINGS;

  const { mutate, isPending, error } = useMutation({
    mutationFn: () =>
      ask(
        api.POST("/api/labels", { body: bodyOf(draft, things), parseAs: "blob" }),
      ) as Promise<unknown> as Promise<Blob>,
    onSuccess: (content) => {
      lastSize.set(draft.size);
      keep(content, "labels.pdf");
      toast(words.printed(count));
      onClose();
    },
  });
  const sayField = useFieldWords(error);
  const refused = error === null ? [] : asProblem(error).errors.map(({ pointer }) => pointer);
  const errorOf = (field: LabelField) => {
    const fault = hasPressed ? faults[field] : undefined;
    if (fault !== undefined) return words.faults[fault](number(String(placesOf(draft.size))));
    const pointer = refused.find((one) => POINTERS[field].test(one));
    return pointer === undefined ? undefined : sayField(pointer);
  };
  const count = (wholeIn(draft.copies, 1000) ?? 0) * things.length;
  const places = placesOf(draft.size);

  function press(event: FormEvent) {
    event.preventDefault();
    setHasPressed(true);
    if (Object.keys(faults).length === 0 && !isTooMuch && !isPending) mutate();
    // Once what is wrong is rendered.
    else requestAnimationFrame(() => form.current?.querySelector<HTMLElement>("[aria-invalid]")?.focus());
  }

  return (
    <StaffDialog
      title={words.labels}
      aside={<span dir="auto">{name}</span>}
      className="labels-dialog"
      onClose={onClose}
    >
      <form ref={form} onSubmit={press} noValidate>
        <div className="fields">
          <Segments
            legend={words.paper}
            value={draft.size}
            options={SIZES.map((value) => ({ value, label: words.sizes[value] }))}
            onChange={(size) => change({ size, first: "1" })}
          />
          <p className="soft small">{words.aboutSize[draft.size]}</p>
          <Field
            label={things.length === 1 ? words.copies : words.copiesOfEach}
            value={draft.copies}
            error={errorOf("copies")}
            onChange={({ target }) => change({ copies: target.value })}
            inputMode="numeric"
            autoComplete="off"
            data-autofocus
          />
          <Field
            label={words.weight}
            hint={words.weightHint}
            value={draft.weight}
            error={errorOf("weight")}
            onChange={({ target }) => change({ weight: target.value })}
            inputMode="numeric"
            autoComplete="off"
          />
          {places > 1 && (
            <div className="label-first">
              <Field
                label={words.first}
                hint={words.firstHint}
                value={draft.first}
                error={errorOf("first")}
                onChange={({ target }) => change({ first: target.value })}
                inputMode="numeric"
                autoComplete="off"
              />
              <Sheet
                size={draft.size}
                first={wholeIn(draft.first, places) ?? 1}
                count={count}
                onFirst={(first) => change({ first: String(first) })}
              />
            </div>
          )}
          {isTooMuch && <p className="bad">{words.tooManyThings(things.length, MOST_THINGS)}</p>}
          <Refusal
            error={error}
            fields={refused.filter((one) => Object.values(POINTERS).some((pattern) => pattern.test(one)))}
          />
        </div>
        <footer>
          <button className="btn go push" type="submit" aria-busy={isPending}>
            {words.print(count)}
          </button>
        </footer>
      </form>
    </StaffDialog>
  );
}
