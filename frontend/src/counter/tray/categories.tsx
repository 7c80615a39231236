import { useQuery } from "@tanstack/react-query";
import { useWords } from "../../words/index.tsx";
import { categoriesQuery } from "../queries.ts";

/** The tray's compartments. */
export function Categories({ chosen, onChoose }: { chosen: number | null; onChoose: (id: number | null) => void }) {
  const words = useWords().counter;
  const { data } = useQuery(categoriesQuery);
  const all = [{ id: null, name: words.everything }, ...(data?.items ?? [])];
  return (
    <nav className="cats" aria-label={words.categories}>
      {all.map(({ id, name }) => (
        <button key={id} type="button" aria-pressed={id === chosen} onClick={() => onChoose(id)}>
          {name}
        </button>
      ))}
    </nav>
  );
}
