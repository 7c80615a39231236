import type { Sweet } from "../../../api/types.ts";
import { useFormats } from "../../../ui/formats.ts";
import { useWords } from "../../../words/index.tsx";
import { type Changes, isPrice, priceAfter } from "./changes.ts";

const SHOWN = 6;

/** What the first of the sweets cost now and then, and how many stay as they are. */
export function PricePreview({ sweets, changes }: { sweets: readonly Sweet[]; changes: Changes | null }) {
  const { officeBulk: words, units, admin } = useWords();
  const { money } = useFormats();
  const shown = sweets.slice(0, SHOWN);
  const same = changes === null ? 0 : sweets.filter(({ price }) => priceAfter(price, changes) === price).length;
  const isMixed = changes?.price != null && new Set(sweets.map(({ unit }) => unit)).size > 1;
  return (
    <section aria-label={words.preview}>
      <table className="bulk-preview">
        <thead>
          <tr>
            <th scope="col">{admin.sweet}</th>
            <th scope="col">{words.now}</th>
            <th scope="col">{words.after}</th>
          </tr>
        </thead>
        <tbody>
          {shown.map((sweet) => (
            <tr key={sweet.id}>
              <th scope="row" dir="auto">
                {sweet.name}
              </th>
              <td className="soft">{money(sweet.price)}</td>
              <td>
                <After price={changes === null ? null : priceAfter(sweet.price, changes)} />{" "}
                <span className="soft">{units.per[sweet.unit]}</span>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      <p className="soft small">
        {sweets.length > shown.length && `${words.more(sweets.length - shown.length)} `}
        {same > 0 && words.same(same)}
      </p>
      {isMixed && <p className="warn">{words.mixedUnits}</p>}
    </section>
  );
}

function After({ price }: { price: string | null }) {
  const { money } = useFormats();
  if (price === null) return <span className="soft">–</span>;
  return <b className={isPrice(price) ? undefined : "bad"}>{money(price)}</b>;
}
