import { useQuery } from "@tanstack/react-query";
import { Link } from "react-router";
import { limitsQuery } from "../../staff/limits.ts";
import { StaffIcon } from "../../ui/staff-icon.tsx";
import { useWords } from "../../words/index.tsx";
import { officeAddresses } from "../places.ts";

/** Leads to taking in goods without an order, for whom the shop lets do it. */
export function RestockLink({ sweet, look = "btn go" }: { sweet?: number; look?: string }) {
  const { adjustments: words } = useWords();
  const { data: limits } = useQuery(limitsQuery);
  if (limits?.may_restock !== true) return null;
  return (
    <Link className={look} to={officeAddresses.restock(sweet)}>
      <StaffIcon name="plus" /> {words.restock}
    </Link>
  );
}
