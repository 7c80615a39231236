import { useQuery } from "@tanstack/react-query";
import { Refusal } from "../../account/refusal.tsx";
import { api, ask } from "../../api/client.ts";
import { queries } from "../../api/queries.ts";
import type { User } from "../../api/session.ts";
import { Failure } from "../../ui/failure.tsx";
import { useFormats } from "../../ui/formats.ts";
import { toast } from "../../ui/messages.tsx";
import { Loading, Skeleton } from "../../ui/states.tsx";
import { useWords } from "../../words/index.tsx";
import { useDeedOn } from "./use-deed.ts";

const MOST = 50;

/** Where somebody is logged in, and logging them out everywhere. */
export function PersonLogins({ user }: { user: User }) {
  const { secondFactor: words, account } = useWords();
  const { date, time } = useFormats();
  const path = { user_id: user.id };
  const key = ["users", user.id, "sessions"];
  const { data, error, refetch } = useQuery({
    queryKey: key,
    queryFn: ({ signal }) =>
      ask(api.GET("/api/users/{user_id}/sessions", { params: { path, query: { limit: MOST } }, signal })),
  });
  const ending = useDeedOn(
    () => api.DELETE("/api/users/{user_id}/sessions", { params: { path } }),
    () => {
      toast(words.endedTheirs(user.full_name ?? user.email));
      void queries.invalidateQueries({ queryKey: key });
    },
  );
  return (
    <section className="sheet told" aria-label={words.theirLogins}>
      <header>
        <h2>{words.theirLogins}</h2>
      </header>
      {error !== null && data === undefined && <Failure error={error} onRetry={() => void refetch()} />}
      {error === null && data === undefined && (
        <Loading>
          <Skeleton height="3rem" />
        </Loading>
      )}
      {data?.items.length === 0 && <p className="soft">{words.nowhere}</p>}
      {data !== undefined && data.items.length > 0 && (
        <>
          <ul>
            {data.items.map((login) => (
              <li key={login.id}>
                <span dir="auto">
                  {login.device}
                  <span className="sub">{login.address}</span>
                </span>
                <span className="n soft">
                  {account.since(`${date(login.last_used_at)}, ${time(login.last_used_at)}`)}
                </span>
              </li>
            ))}
          </ul>
          <p className="soft small">{words.endDetail}</p>
          <Refusal error={ending.error} />
          <p>
            <button
              className="btn"
              type="button"
              aria-busy={ending.isPending}
              onClick={() => ending.isPending || ending.mutate(undefined)}
            >
              {words.endTheirs}
            </button>
          </p>
        </>
      )}
    </section>
  );
}
