import { useQuery } from "@tanstack/react-query";
import { limitsQuery } from "../../staff/limits.ts";
import { tendersFor } from "../../staff/pay/paying.ts";

/** Every tender that the shop takes. */
export function useTenders(): string[] {
  const { data } = useQuery(limitsQuery);
  return tendersFor(data?.other_tenders ?? [], true);
}
