import { useWords } from "../../words/index.tsx";

/** The heads over the lines of an order: sweet, packs, their size and cost, amount. */
export function LineHeads() {
  const { buying } = useWords();
  return (
    <>
      <th scope="col">{buying.findSweet}</th>
      {[buying.packs, buying.inAPack, buying.costAPack, buying.amount].map((head) => (
        <th key={head} scope="col" className="n">
          {head}
        </th>
      ))}
    </>
  );
}
