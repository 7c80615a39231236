import { queryOptions, useQuery } from "@tanstack/react-query";
import { useLayoutEffect, useRef } from "react";
import { api, ask } from "../../api/client.ts";
import { Failure } from "../../ui/failure.tsx";
import "./receipt.css";

function receiptQuery(saleId: number) {
  return queryOptions({
    queryKey: ["sales", saleId, "receipt"],
    queryFn: () =>
      ask(
        api.GET("/api/sales/{sale_id}/receipt", {
          params: { path: { sale_id: saleId }, query: { format: "html" } },
          parseAs: "text",
        }),
      ),
  });
}

/** The receipt that the shop makes, with the shop's own head and foot. What is printed is this and nothing else. */
export function Receipt({ saleId }: { saleId: number }) {
  const { data, error, refetch } = useQuery(receiptQuery(saleId));
  const paper = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => {
    if (data === undefined) return;
    // A parsed document is under the policy of this page, which refuses its style.
    const { body } = new DOMParser().parseFromString(data.replace(/<style>.*?<\/style>/s, ""), "text/html");
    // A heading of the dialog stands above it.
    for (const title of body.querySelectorAll("h1")) title.replaceWith(paragraph(title));
    paper.current?.replaceChildren(...body.childNodes);
  }, [data]);
  if (error !== null) return <Failure error={error} onRetry={() => void refetch()} />;
  return <div ref={paper} className="receipt" lang="en" aria-busy={data === undefined} />;
}

function paragraph(title: Element): Element {
  const text = document.createElement("p");
  text.className = "shop-name";
  text.dir = "auto";
  text.textContent = title.textContent;
  return text;
}
