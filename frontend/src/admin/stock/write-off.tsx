import { useQuery } from "@tanstack/react-query";
import { lazy, Suspense, useState } from "react";
import { useUser } from "../../api/use-session.ts";
import { useWords } from "../../words/index.tsx";
import { expiredCountQuery } from "./queries.ts";

const WriteOffDialog = lazy(() => import("./write-off-dialog.tsx"));

/** Offers admins to write off what has expired, as soon as there is any of it in the shop. */
export function WriteOff({ look = "btn" }: { look?: string }) {
  const { adjustments: words } = useWords();
  const isAdmin = useUser()?.role === "admin";
  const [isAsked, setAsked] = useState(false);
  const { data } = useQuery({ ...expiredCountQuery, enabled: isAdmin });
  const lots = data?.total ?? 0;
  return (
    <>
      {lots > 0 && (
        <button className={look} type="button" onClick={() => setAsked(true)}>
          {words.writeOff(lots)}
        </button>
      )}
      {isAsked && (
        <Suspense>
          <WriteOffDialog onClose={() => setAsked(false)} />
        </Suspense>
      )}
    </>
  );
}
