import { queryOptions, useQuery } from "@tanstack/react-query";
import { api, ask } from "../../api/client.ts";
import { useUser } from "../../api/use-session.ts";
import { Choice } from "../list/filters.tsx";

const MOST = 200;

const staffQuery = queryOptions({
  queryKey: ["users", "staff"],
  queryFn: async ({ signal }) => {
    const of = (role: "salesperson" | "admin") =>
      ask(api.GET("/api/users", { params: { query: { role, limit: MOST } }, signal }));
    return (await Promise.all([of("salesperson"), of("admin")])).flatMap(({ items }) => items);
  },
  staleTime: 60_000,
});

/** One of the staff, or all of them. Only admins may ask who they are. */
export function SellerChoice({
  label,
  value,
  onChange,
}: {
  label: string;
  value: string;
  onChange: (id: string) => void;
}) {
  const isAdmin = useUser()?.role === "admin";
  const { data } = useQuery({ ...staffQuery, enabled: isAdmin });
  if (!isAdmin) return null;
  const options = (data ?? []).map(({ id, full_name, email }) => ({ value: String(id), label: full_name ?? email }));
  return <Choice label={label} value={value} options={options} areLoaded onChange={onChange} />;
}
