import { keepPreviousData, queryOptions, useQuery } from "@tanstack/react-query";
import { type Ref, useDeferredValue, useState } from "react";
import { api, ask } from "../../api/client.ts";
import type { Sweet } from "../../api/types.ts";
import { Combobox, Marked } from "../../ui/combobox.tsx";
import { StaffIcon } from "../../ui/staff-icon.tsx";
import { useWords } from "../../words/index.tsx";
import "./sweet-finder.css";

function foundQuery(text: string) {
  return queryOptions({
    queryKey: ["sweets", "found", text],
    queryFn: ({ signal }) => ask(api.GET("/api/sweets", { params: { query: { q: text, limit: 8 } }, signal })),
    enabled: text !== "",
    placeholderData: keepPreviousData,
  });
}

export function sweetQuery(id: number) {
  return queryOptions({
    queryKey: ["sweets", id],
    queryFn: ({ signal }) => ask(api.GET("/api/sweets/{sweet_id}", { params: { path: { sweet_id: id } }, signal })),
  });
}

/** Finds a sweet by name, code or barcode; Enter takes the first. */
export function SweetFinder({
  label,
  onChoose,
  inputRef,
}: {
  label: string;
  onChoose: (sweet: Sweet) => void;
  inputRef?: Ref<HTMLInputElement>;
}) {
  const { buying } = useWords();
  const [text, setText] = useState("");
  const asked = useDeferredValue(text.trim());
  const { data, isFetching } = useQuery(foundQuery(asked));
  const found = data?.items ?? [];
  return (
    <Combobox
      label={label}
      placeholder={label}
      text={text}
      onText={setText}
      items={found}
      keyOf={({ id }) => id}
      marksFirst
      isSearching={isFetching}
      start={<StaffIcon name="search" />}
      {...(inputRef && { inputRef })}
      onChoose={(sweet) => {
        setText("");
        onChoose(sweet);
      }}
      render={({ name, sku }) => (
        <>
          <b dir="auto">
            <Marked text={name} part={asked} />
          </b>
          <span className="soft small">{sku}</span>
        </>
      )}
      foot={found.length === 0 && !isFetching && <p className="soft">{buying.noSweetFound(asked)}</p>}
    />
  );
}

/** The sweet a list is about, or a field that finds one. */
export function SweetFilter({ id, onChange }: { id: string; onChange: (id: string) => void }) {
  const { buying } = useWords();
  const { data } = useQuery({ ...sweetQuery(Number(id)), enabled: id !== "" });
  if (id === "") return <SweetFinder label={buying.findSweet} onChoose={(sweet) => onChange(String(sweet.id))} />;
  const name = data?.name ?? buying.findSweet;
  return (
    <button className="btn is-set" type="button" aria-label={buying.allSweets(name)} onClick={() => onChange("")}>
      <span dir="auto">{name}</span> <StaffIcon name="x" />
    </button>
  );
}
