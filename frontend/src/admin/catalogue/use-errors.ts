import { type RefObject, useEffect } from "react";
import { asProblem } from "../../api/problems.ts";
import { useMoneyFault } from "../../staff/use-money-fault.ts";
import { useWords } from "../../words/index.tsx";
import { useFieldWords, useProblemWords } from "../../words/use-problem-words.ts";
import { DRAFT_FIELDS, type Draft, type DraftField, faultsOf } from "./draft.ts";

/** Refusals that name no field, and the field they are about. */
const FIELD_OF_CODE: Readonly<Record<string, DraftField>> = {
  sku_taken: "sku",
  barcode_taken: "barcode",
  unit_frozen: "unit",
};

/** Return what is wrong with a field: on the face of it, once somebody pressed, or as the shop says. */
export function useErrors(draft: Draft, error: unknown, hasPressed: boolean) {
  const { officeCatalogue: words } = useWords();
  const noPrice = useMoneyFault(words.faults.amount);
  const say = useProblemWords();
  const sayField = useFieldWords(error);
  const faults = hasPressed ? faultsOf(draft) : {};
  const about = error === null ? undefined : FIELD_OF_CODE[asProblem(error).code];
  return (field: DraftField): string | undefined => {
    const fault = faults[field];
    if (fault !== undefined)
      return field === "price" && fault === "amount" ? noPrice(draft.price) : words.faults[fault];
    if (error === null) return undefined;
    return sayField(`/${field}`) ?? (about === field ? say(error) : undefined);
  };
}

/** Whether a refusal is said at one of the fields. */
export function isSaidAtField(error: unknown): boolean {
  const { code, errors } = asProblem(error);
  return code in FIELD_OF_CODE || errors.some(({ pointer }) => DRAFT_FIELDS.some((field) => pointer === `/${field}`));
}

/** Bring somebody who pressed to the first field that is wrong. */
export function useFirstWrong(form: RefObject<HTMLFormElement | null>, presses: number, error: unknown): void {
  // biome-ignore lint/correctness/useExhaustiveDependencies: a press or an answer is what brings them there.
  useEffect(() => {
    if (presses > 0) form.current?.querySelector<HTMLElement>("[aria-invalid]")?.focus();
  }, [form, presses, error]);
}
