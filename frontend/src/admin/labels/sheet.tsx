import { useWords } from "../../words/index.tsx";
import { placesOf, SHEETS, type Size } from "./wanted.ts";

/** A drawing of the first sheet: what is used already, what is printed; a press chooses where to begin. */
export function Sheet({
  size,
  first,
  count,
  onFirst,
}: {
  size: Size;
  first: number;
  count: number;
  onFirst: (first: number) => void;
}) {
  const { officeLabels: words } = useWords();
  const stateOf = (place: number) => (place < first ? "used" : place < first + count ? "printed" : "free");
  return (
    <fieldset className={`label-sheet columns-${SHEETS[size][0]}`}>
      <legend className="visually-hidden">{words.sheet}</legend>
      {Array.from({ length: placesOf(size) }, (_, index) => index + 1).map((place) => (
        <button
          key={place}
          type="button"
          // The field beside it says the same to whoever uses a keyboard.
          tabIndex={-1}
          className={stateOf(place)}
          aria-label={words.beginAt(place)}
          onClick={() => onFirst(place)}
        />
      ))}
    </fieldset>
  );
}
