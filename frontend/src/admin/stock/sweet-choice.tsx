import type { Sweet } from "../../api/types.ts";
import { useFormats } from "../../ui/formats.ts";
import { SweetPicture } from "../../ui/sweet-picture.tsx";
import { useWords } from "../../words/index.tsx";
import { SweetFinder } from "../list/sweet-finder.tsx";

/** Where somebody is led who pressed too early. */
export const FIRST_WRONG = "[data-wrong] input, [aria-invalid]";

/** The sweet a form is about, or a field that finds one. */
export function SweetChoice({
  sweet,
  isMissing,
  onChoose,
}: {
  sweet: Sweet | undefined;
  isMissing: boolean;
  onChoose: (id: string) => void;
}) {
  const { stock, adjustments: words } = useWords();
  const { quantity } = useFormats();
  if (sweet === undefined) {
    return (
      <div className="field" data-wrong={isMissing || undefined}>
        <SweetFinder label={stock.findSweet} onChoose={({ id }) => onChoose(String(id))} />
        {isMissing && (
          <p className="field-error" role="alert">
            {words.chooseSweet}
          </p>
        )}
      </div>
    );
  }
  return (
    <div className="chosen-sweet">
      <SweetPicture sweet={sweet} sizes="4rem" />
      <p>
        <b dir="auto">{sweet.name}</b>
        <span className="sub">{words.onHand(sweet.sku, quantity(sweet.on_hand, sweet.unit))}</span>
      </p>
      <button className="btn" type="button" onClick={() => onChoose("")}>
        {words.anotherSweet}
      </button>
    </div>
  );
}
