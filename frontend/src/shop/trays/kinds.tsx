import { Link } from "react-router";
import { addresses } from "../../addresses.ts";
import type { Schemas } from "../../api/types.ts";
import { SweetPicture } from "../../ui/sweet-picture.tsx";
import { useWords } from "../../words/index.tsx";
import { addressOfWanted, EVERYTHING, type Wanted } from "./wanted.ts";
import "./kinds.css";

const PLACES = 9;

/** The rail of kinds, each a little dish. */
export function Kinds({ categories, wanted }: { categories: Schemas["CategoryRead"][] | undefined; wanted: Wanted }) {
  const { shop } = useWords();
  return (
    <nav aria-label={shop.kinds}>
      <ul className="kinds">
        <Kind name={shop.everything} drawnAs="Peda" category="" wanted={wanted} />
        {categories?.map(({ id, name }) => (
          <Kind key={id} name={name} drawnAs={name} category={name} wanted={wanted} />
        ))}
        {categories === undefined &&
          Array.from({ length: PLACES }, (_, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: they are all alike.
            <li key={index} className="kind" aria-hidden="true">
              <span className="dish" />
            </li>
          ))}
      </ul>
    </nav>
  );
}

function Kind({
  name,
  drawnAs,
  category,
  wanted,
}: {
  name: string;
  drawnAs: string;
  category: string;
  wanted: Wanted;
}) {
  const isCurrent = wanted.q === "" && wanted.category.toLowerCase() === category.toLowerCase();
  const { sort, diet, without } = wanted;
  return (
    <li className="kind">
      <Link
        to={addresses.home + addressOfWanted({ ...EVERYTHING, sort, diet, without, category })}
        aria-current={isCurrent ? "true" : undefined}
      >
        <span className="dish">
          <SweetPicture sweet={{ name: drawnAs, category: { name: drawnAs } }} />
        </span>
        <span dir="auto">{name}</span>
      </Link>
    </li>
  );
}
