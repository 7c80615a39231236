import { keepPreviousData, queryOptions, useQuery } from "@tanstack/react-query";
import { useDeferredValue, useState } from "react";
import { api, ask } from "../../api/client.ts";
import type { Schemas } from "../../api/types.ts";
import { Combobox, Marked } from "../../ui/combobox.tsx";
import { StaffIcon } from "../../ui/staff-icon.tsx";
import { useWords } from "../../words/index.tsx";
import "../list/sweet-finder.css";

type Customer = Schemas["CustomerRead"];

function foundQuery(text: string) {
  return queryOptions({
    queryKey: ["customers", "found", text],
    queryFn: ({ signal }) => ask(api.GET("/api/customers", { params: { query: { q: text, limit: 8 } }, signal })),
    enabled: text !== "",
    placeholderData: keepPreviousData,
  });
}

/** Finds a customer by a part of the name or phone number; Enter takes the first. */
export function CustomerFinder({ except, onChoose }: { except?: number; onChoose: (customer: Customer) => void }) {
  const { officeSales: words } = useWords();
  const [text, setText] = useState("");
  const asked = useDeferredValue(text.trim());
  const { data, isFetching } = useQuery(foundQuery(asked));
  const found = (data?.items ?? []).filter(({ id }) => id !== except);
  return (
    <Combobox
      label={words.findCustomer}
      placeholder={words.findCustomer}
      text={text}
      onText={setText}
      items={found}
      keyOf={({ id }) => id}
      marksFirst
      isSearching={isFetching}
      start={<StaffIcon name="search" />}
      onChoose={onChoose}
      render={({ name, phone, email }) => (
        <>
          <b dir="auto">
            <Marked text={name} part={asked} />
          </b>
          <span className="soft small">{phone ?? email}</span>
        </>
      )}
      foot={found.length === 0 && !isFetching && asked !== "" && <p className="soft">{words.noCustomerLikeThat}</p>}
    />
  );
}
