import { useQuery } from "@tanstack/react-query";
import { Link } from "react-router";
import { useUser } from "../api/use-session.ts";
import { useWords } from "../words/index.tsx";
import { officeAddresses } from "./places.ts";
import { userQuery } from "./user-query.ts";

/** Somebody with an account. Only admins may ask who a user is; others see the number, as on the receipt. */
export function Person({ id }: { id: number }) {
  const { officeSales: words } = useWords();
  const isAdmin = useUser()?.role === "admin";
  const { data } = useQuery({ ...userQuery(id), enabled: isAdmin });
  if (!isAdmin) return words.somebody(id);
  return (
    <Link to={officeAddresses.person(id)} dir="auto">
      {data?.full_name ?? data?.email ?? words.somebody(id)}
    </Link>
  );
}
