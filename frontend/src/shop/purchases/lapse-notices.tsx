import { useMutation, useQuery } from "@tanstack/react-query";
import { Link } from "react-router";
import { addresses } from "../../addresses.ts";
import { api, ask } from "../../api/client.ts";
import { queries } from "../../api/queries.ts";
import { useUser } from "../../api/use-session.ts";
import { useWords } from "../../words/index.tsx";

/** What the shop has to tell a buyer of orders that lapsed, until it was looked at. */
export function LapseNotices() {
  const { purchases: words } = useWords();
  const user = useUser();
  const { data } = useQuery({
    queryKey: ["notifications", "orders", user?.id],
    queryFn: ({ signal }) =>
      ask(api.GET("/api/notifications", { params: { query: { kind: "order", unread: true } }, signal })),
    enabled: user !== null,
  });
  const { mutate } = useMutation({
    mutationFn: (notification_id: number) =>
      api.POST("/api/notifications/{notification_id}/read", { params: { path: { notification_id } } }),
    onSettled: () => queries.invalidateQueries({ queryKey: ["notifications"] }),
  });
  return data?.items.map(
    ({ id, sale_id }) =>
      sale_id !== null && (
        <p key={id} className="lapse-notice" role="status">
          <b>{words.lapsed}.</b> {words.voided}{" "}
          <Link to={addresses.purchase(sale_id)} onClick={() => mutate(id)}>
            {words.slip}
          </Link>
        </p>
      ),
  );
}
