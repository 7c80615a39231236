import { queryOptions, useQuery } from "@tanstack/react-query";
import { api, ask } from "../../api/client.ts";
import { Paper } from "../paper.tsx";

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

/** The receipt that the shop makes, with the shop's own head and foot. */
export function Receipt({ saleId }: { saleId: number }) {
  const { data, error, refetch } = useQuery(receiptQuery(saleId));
  return <Paper html={data} error={error} onRetry={() => void refetch()} />;
}
