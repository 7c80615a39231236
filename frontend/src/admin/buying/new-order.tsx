import { useSearchParams } from "react-router";
import { useTitle } from "../../ui/page.ts";
import { useWords } from "../../words/index.tsx";
import { Draft } from "./draft.tsx";

export default function NewOrder() {
  const { buying } = useWords();
  const [params] = useSearchParams();
  useTitle(buying.newOrder);
  return <Draft title={buying.newOrder} supplierId={params.get("supplier_id") ?? ""} />;
}
