import { useMutation } from "@tanstack/react-query";
import { type KeyboardEvent, useId, useRef, useState } from "react";
import { asProblem } from "../../api/problems.ts";
import type { Sweet } from "../../api/types.ts";
import { useFormats } from "../../ui/formats.ts";
import { useWords } from "../../words/index.tsx";
import { useFieldWords, useProblemWords } from "../../words/use-problem-words.ts";
import { changeSweet, useUndoOfChange } from "./change-sweet.ts";
import { amountIn, draftOf } from "./draft.ts";
import { takeSweet } from "./queries.ts";

interface Props {
  sweet: Sweet;
  /** Somebody else changed the sweet since it was listed: what this person wants it to cost. */
  onStale: (base: Sweet, price: string) => void;
}

/** A price in a list, changed where it stands: Enter saves, Esc leaves. */
export function PriceCell({ sweet, onStale }: Props) {
  const { officeCatalogue: words, units } = useWords();
  const { money } = useFormats();
  const [opened, setOpened] = useState<Sweet | null>(null);
  const button = useRef<HTMLButtonElement>(null);

  function close() {
    setOpened(null);
    // The button is there again once this is rendered.
    requestAnimationFrame(() => button.current?.focus());
  }

  const unit = <span className="per">{units.per[sweet.unit]}</span>;
  if (opened === null) {
    return (
      <button
        className="price-cell"
        type="button"
        ref={button}
        aria-label={words.changePrice(sweet.name, money(sweet.price))}
        onClick={() => setOpened(sweet)}
      >
        {money(sweet.price)} {unit}
      </button>
    );
  }
  return (
    <>
      <PriceField
        base={opened}
        onClose={close}
        onStale={(price) => {
          setOpened(null);
          onStale(opened, price);
        }}
      />
      {unit}
    </>
  );
}

function PriceField({
  base,
  onClose,
  onStale,
}: {
  base: Sweet;
  onClose: () => void;
  onStale: (price: string) => void;
}) {
  const { officeCatalogue: words } = useWords();
  const { money } = useFormats();
  const say = useProblemWords();
  const offerUndo = useUndoOfChange();
  const id = useId();
  const [text, setText] = useState(base.price);
  const [isWrong, setIsWrong] = useState(false);
  const { mutate, isPending, error } = useMutation({
    mutationFn: (price: string) => changeSweet(base, { ...draftOf(base), price }, ["price"]),
    onSuccess: (saved) => {
      takeSweet(saved);
      offerUndo(words.priceSaved(saved.name, money(saved.price)), saved, draftOf(base), ["price"]);
      onClose();
    },
    onError: (refusal, price) => {
      if (asProblem(refusal).code === "stale_version") onStale(price);
    },
  });
  const sayField = useFieldWords(error);
  const fault = isWrong ? words.faults.amount : error && (sayField("/price") ?? say(error));

  function press(event: KeyboardEvent) {
    if (event.key === "Escape") onClose();
    if (event.key !== "Enter" || isPending) return;
    const price = amountIn(text);
    setIsWrong(price === null);
    if (price !== null) mutate(price);
  }

  return (
    <span className="price-field">
      <input
        // biome-ignore lint/a11y/noAutofocus: it takes the place of the button that had the focus.
        autoFocus
        value={text}
        inputMode="decimal"
        autoComplete="off"
        aria-label={words.priceOf(base.name)}
        aria-describedby={`${id}-hint`}
        aria-invalid={fault ? true : undefined}
        aria-busy={isPending}
        onFocus={({ target }) => target.select()}
        onChange={({ target }) => setText(target.value)}
        onKeyDown={press}
        onBlur={() => amountIn(text) === amountIn(base.price) && onClose()}
      />
      <span className={fault ? "price-hint bad" : "price-hint"} id={`${id}-hint`} role={fault ? "alert" : undefined}>
        {fault || words.priceKeys}
      </span>
    </span>
  );
}
