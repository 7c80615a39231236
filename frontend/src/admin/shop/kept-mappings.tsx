import { useMutation, useQuery } from "@tanstack/react-query";
import { useId, useState } from "react";
import { Refusal } from "../../account/refusal.tsx";
import { api, ask } from "../../api/client.ts";
import { queries } from "../../api/queries.ts";
import type { Schemas } from "../../api/types.ts";
import { useFrozenKey } from "../../staff/frozen-key.ts";
import { toast } from "../../ui/messages.tsx";
import { useWords } from "../../words/index.tsx";
import { useProblemWords } from "../../words/use-problem-words.ts";

type Kind = Schemas["ImportKind"];
type Mapping = Schemas["ImportMappingRead"];

const KEY = ["import-mappings"];
const MOST_SHOWN = 200;
const BUILT_IN: Partial<Record<Kind, readonly (readonly [string, string])[]>> = {
  till_history: [
    ["loyverse", "Loyverse"],
    ["square", "Square"],
    ["shopify", "Shopify"],
    ["zettle", "Zettle"],
    ["sumup", "SumUp"],
  ],
};

/** Choose one of the mappings that are kept for a kind of file, or delete it. */
export function KeptMappings({ kind }: { kind: Kind }) {
  const { officeShop: words } = useWords();
  const say = useProblemWords();
  const id = useId();
  const [chosen, setChosen] = useState("");
  const { data } = useQuery({
    queryKey: [...KEY, kind],
    queryFn: ({ signal }) =>
      ask(api.GET("/api/import-mappings", { params: { query: { kind, limit: MOST_SHOWN } }, signal })),
  });
  const { mutate, isPending } = useMutation({
    mutationFn: ({ id: mapping_id }: Mapping) =>
      ask(api.DELETE("/api/import-mappings/{mapping_id}", { params: { path: { mapping_id } } })),
    onSuccess: () => {
      setChosen("");
      toast(words.mappingDeleted);
      void queries.invalidateQueries({ queryKey: KEY });
    },
    onError: (error) => toast(say(error)),
  });
  const kept = data?.items ?? [];
  const mapping = kept.find(({ name }) => name === chosen);
  const builtIn = BUILT_IN[kind] ?? [];
  if (kept.length + builtIn.length === 0) return null;
  return (
    <div className="kept-mappings">
      <label htmlFor={id}>{words.mapping}</label>
      <select id={id} name="preset" value={chosen} onChange={({ target }) => setChosen(target.value)}>
        <option value="">{words.byItsName}</option>
        {builtIn.map(([name, title]) => (
          <option key={name} value={name}>
            {title}
          </option>
        ))}
        {builtIn.length > 0 && <option value="plain">{words.plainLayout}</option>}
        {kept.map(({ name }) => (
          <option key={name} value={name}>
            {name}
          </option>
        ))}
      </select>
      {mapping !== undefined && (
        <button className="btn" type="button" aria-busy={isPending} onClick={() => isPending || mutate(mapping)}>
          {words.deleteMapping}
        </button>
      )}
    </div>
  );
}

/** Keep the columns that are chosen at the moment under a name. */
export function KeepMapping({ kind, columns }: { kind: Kind; columns: () => Record<string, string> }) {
  const { officeShop: words } = useWords();
  const id = useId();
  const send = useFrozenKey();
  const [name, setName] = useState("");
  const [isEmpty, setEmpty] = useState(false);
  const { mutate, isPending, error } = useMutation({
    mutationFn: (body: Schemas["ImportMappingCreate"]) =>
      send(body, (key) =>
        ask(api.POST("/api/import-mappings", { params: { header: { "Idempotency-Key": key } }, body })),
      ),
    onSuccess: (mapping) => {
      setName("");
      toast(words.mappingKept(mapping.name));
      void queries.invalidateQueries({ queryKey: KEY });
    },
  });

  function keep() {
    const chosen = columns();
    const lacks = name.trim() === "" || Object.keys(chosen).length === 0;
    setEmpty(lacks);
    if (!lacks && !isPending) mutate({ kind, name, columns: chosen });
  }

  return (
    <div className="kept-mappings">
      <label htmlFor={id}>{words.keepAs}</label>
      <input
        id={id}
        value={name}
        maxLength={200}
        autoComplete="off"
        aria-describedby={`${id}-said`}
        onChange={({ target }) => setName(target.value)}
      />
      <button className="btn" type="button" aria-busy={isPending} onClick={keep}>
        {words.keepMapping}
      </button>
      <p id={`${id}-said`} className={isEmpty ? "field-error" : "soft small"}>
        {isEmpty ? words.nothingToKeep : words.keepDetail}
      </p>
      <Refusal error={error} />
    </div>
  );
}
