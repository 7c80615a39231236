import { useMutation } from "@tanstack/react-query";
import { useNavigate } from "react-router";
import { api, ask, newIdempotencyKey } from "../../api/client.ts";
import { asProblem } from "../../api/problems.ts";
import { queries } from "../../api/queries.ts";
import { toast } from "../../ui/messages.tsx";
import { useWords } from "../../words/index.tsx";
import { useProblemWords } from "../../words/use-problem-words.ts";
import { officeAddresses } from "../places.ts";
import { useUndo } from "../use-undo.ts";
import { type Supplier, supplierQuery } from "./queries.ts";
import { addSupplier, bodyOf } from "./supplier-dialog.tsx";

/** Deletes a supplier whom nothing names and archives any other, as the shop decides; or takes one out of the archive. */
export function useArchive(supplier: Supplier) {
  const { suppliers: words } = useWords();
  const say = useProblemWords();
  const navigate = useNavigate();
  const undo = useUndo();
  const { id, name } = supplier;
  const removal = useMutation({
    mutationFn: async () => {
      await ask(api.DELETE("/api/suppliers/{supplier_id}", path(id)));
      return whatIsLeft(id);
    },
    onSuccess: (archived) => {
      if (archived !== undefined) {
        show(archived);
        undo(words.isArchived(name), () => archive(id, false));
      } else {
        const key = newIdempotencyKey();
        undo(words.deleted(name), () => addSupplier(bodyOf(supplier), key));
        void navigate(officeAddresses.suppliers, { replace: true });
        queries.removeQueries({ queryKey: supplierQuery(id).queryKey });
      }
    },
    onError: (error) => toast(say(error)),
    onSettled: askAnew,
  });
  const restoring = useMutation({
    mutationFn: () => archive(id, false),
    onSuccess: (restored) => {
      show(restored);
      undo(words.restored(name), () => archive(id, true));
    },
    onError: (error) => toast(say(error)),
    onSettled: askAnew,
  });
  const isPending = removal.isPending || restoring.isPending;
  return {
    isPending,
    remove: () => isPending || removal.mutate(),
    restore: () => isPending || restoring.mutate(),
  };
}

const path = (supplier_id: number) => ({ params: { path: { supplier_id } } });

const archive = (id: number, archived: boolean) =>
  ask(api.PATCH("/api/suppliers/{supplier_id}", { ...path(id), body: { archived } }));

const show = (supplier: Supplier) => queries.setQueryData(supplierQuery(supplier.id).queryKey, supplier);

// Not awaited: what is shown of the supplier is known, and the next press has to count.
const askAnew = () => void queries.invalidateQueries();

async function whatIsLeft(id: number): Promise<Supplier | undefined> {
  try {
    return await ask(api.GET("/api/suppliers/{supplier_id}", path(id)));
  } catch (error) {
    if (asProblem(error).status === 404) return undefined;
    throw error;
  }
}
