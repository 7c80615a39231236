import { useMutation } from "@tanstack/react-query";
import { api } from "../../api/client.ts";
import { Button } from "../../ui/button.tsx";
import { toast } from "../../ui/messages.tsx";
import { useWords } from "../../words/index.tsx";
import { useProblemWords } from "../../words/use-problem-words.ts";
import type { Sale } from "./slip.tsx";

/** Fetches the receipt, which takes a token that no link can carry, and hands it to the browser as a file. */
export function ReceiptButton({ sale }: { sale: Pick<Sale, "id" | "number"> }) {
  const { purchases: words } = useWords();
  const say = useProblemWords();
  const { mutate, isPending } = useMutation({
    mutationFn: async () => {
      const { data } = await api.GET("/api/sales/{sale_id}/receipt", {
        params: { path: { sale_id: sale.id }, query: { format: "pdf" } },
        parseAs: "blob",
      });
      save(data as unknown as Blob, `${sale.number.replaceAll("/", "-")}.pdf`);
    },
    onError: (error) => toast(say(error)),
  });
  return (
    <Button look="line" aria-busy={isPending} onClick={() => isPending || mutate()}>
      {words.receipt}
      <span className="visually-hidden"> {sale.number}</span>
    </Button>
  );
}

function save(file: Blob, name: string): void {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(file);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}
