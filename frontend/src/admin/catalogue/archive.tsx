import { useMutation, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useNavigate } from "react-router";
import { api, ask } from "../../api/client.ts";
import { queries } from "../../api/queries.ts";
import type { Sweet } from "../../api/types.ts";
import { StaffDialog } from "../../staff/staff-dialog.tsx";
import { toast } from "../../ui/messages.tsx";
import { useWords } from "../../words/index.tsx";
import { useProblemWords } from "../../words/use-problem-words.ts";
import { officeAddresses } from "../places.ts";
import { ifMatch, movementsQuery, takeSweet } from "./queries.ts";

/** Taking a sweet off the shelf, bringing it back, and removing one that never moved. */
export function Archive({ sweet }: { sweet: Sweet }) {
  const { admin, officeCatalogue: words } = useWords();
  const navigate = useNavigate();
  const say = useProblemWords();
  const [isRemoving, setIsRemoving] = useState(false);
  const { data: movements } = useQuery(movementsQuery(sweet.id));
  const onError = (error: unknown) => toast(say(error));
  const path = { sweet_id: sweet.id };

  const { mutate: restore, isPending: isRestoring } = useMutation({
    mutationFn: () => ask(api.POST("/api/sweets/{sweet_id}/restore", { params: { path } })),
    onSuccess: (restored) => {
      takeSweet(restored);
      toast(words.restored(restored.name));
    },
    onError,
  });
  const { mutate: archive, isPending: isArchiving } = useMutation({
    mutationFn: () =>
      ask(api.PATCH("/api/sweets/{sweet_id}", { params: { path, header: ifMatch(sweet) }, body: { archived: true } })),
    onSuccess: (archived) => {
      takeSweet(archived);
      toast(words.archived(archived.name), { label: admin.undo, onPress: () => restore() });
    },
    onError: (error) => {
      onError(error);
      void queries.invalidateQueries({ queryKey: ["sweets"] });
    },
  });
  const { mutate: remove, isPending: isGoing } = useMutation({
    mutationFn: () => ask(api.DELETE("/api/sweets/{sweet_id}", { params: { path, header: ifMatch(sweet) } })),
    onSuccess: () => {
      toast(words.removed(sweet.name));
      void navigate(officeAddresses.catalogue, { replace: true });
      void queries.invalidateQueries({ queryKey: ["sweets"] });
    },
    onError,
  });

  return (
    <div className="archive">
      {sweet.archived_at === null ? (
        <button className="btn" type="button" aria-busy={isArchiving} onClick={() => isArchiving || archive()}>
          {words.archive}
        </button>
      ) : (
        <button className="btn" type="button" aria-busy={isRestoring} onClick={() => isRestoring || restore()}>
          {words.restore}
        </button>
      )}
      {movements?.items.length === 0 && (
        <button className="btn danger" type="button" onClick={() => setIsRemoving(true)}>
          {words.remove}
        </button>
      )}
      {isRemoving && (
        <StaffDialog title={words.remove} className="ask" onClose={() => setIsRemoving(false)}>
          <p>{words.removeDetail}</p>
          <footer>
            <button
              className="btn danger push"
              type="button"
              data-autofocus
              aria-busy={isGoing}
              onClick={() => isGoing || remove()}
            >
              {words.removeNamed(sweet.name)}
            </button>
          </footer>
        </StaffDialog>
      )}
    </div>
  );
}
