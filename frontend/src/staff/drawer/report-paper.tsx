import { useQuery } from "@tanstack/react-query";
import { Paper } from "../paper.tsx";
import { type Drawer, drawerPaperQuery } from "./queries.ts";

/** The X report of a drawer that is open, the Z report of one that is closed. */
export function ReportPaper({ drawer }: { drawer: Drawer }) {
  const { data, error, refetch } = useQuery(drawerPaperQuery(drawer));
  return <Paper html={data} error={error} onRetry={() => void refetch()} />;
}
