import { useMutation, useQuery } from "@tanstack/react-query";
import { api, ask } from "../api/client.ts";
import { queries } from "../api/queries.ts";
import { useUser } from "../api/use-session.ts";
import { Badge } from "../ui/badges.tsx";
import { Button } from "../ui/button.tsx";
import { Failure } from "../ui/failure.tsx";
import { useFormats } from "../ui/formats.ts";
import { toast } from "../ui/messages.tsx";
import { Loading, Skeleton } from "../ui/states.tsx";
import { useWords } from "../words/index.tsx";
import { useProblemWords } from "../words/use-problem-words.ts";
import "./sessions.css";

/** Where somebody is logged in, and how to end a login elsewhere. */
export function Sessions() {
  const { account: words } = useWords();
  const formats = useFormats();
  const say = useProblemWords();
  const user = useUser();
  const key = ["sessions", user?.id];
  const { data, error, refetch } = useQuery({
    queryKey: key,
    queryFn: ({ signal }) => ask(api.GET("/api/auth/sessions", { params: { query: { limit: 200 } }, signal })),
  });
  const { mutate, isPending } = useMutation({
    mutationFn: (ids: readonly number[]) =>
      Promise.all(
        ids.map((session_id) => api.DELETE("/api/auth/sessions/{session_id}", { params: { path: { session_id } } })),
      ),
    onSuccess: (_, ids) => ids.length === others.length && toast(words.othersEnded),
    onError: (failure) => toast(say(failure)),
    onSettled: () => queries.invalidateQueries({ queryKey: key }),
  });
  const others = data?.items.filter(({ current }) => !current).map(({ id }) => id) ?? [];

  if (error !== null && data === undefined) return <Failure error={error} onRetry={() => void refetch()} />;
  if (data === undefined) {
    return (
      <Loading>
        <Skeleton height="4rem" />
      </Loading>
    );
  }
  return (
    <>
      <ul className="sessions">
        {data.items.map((session) => (
          <li key={session.id}>
            <div>
              <b dir="auto">{session.device}</b> {session.current && <Badge tone="ok">{words.thisDevice}</Badge>}
              <p>
                {words.since(`${formats.date(session.last_used_at)}, ${formats.time(session.last_used_at)}`)}
                {session.address !== null && `, ${session.address}`}
              </p>
            </div>
            {!session.current && (
              <Button look="line" onClick={() => isPending || mutate([session.id])}>
                {words.endSession}
                <span className="visually-hidden">: {session.device}</span>
              </Button>
            )}
          </li>
        ))}
      </ul>
      {others.length > 1 && (
        <Button look="line" aria-busy={isPending} onClick={() => isPending || mutate(others)}>
          {words.endOthers}
        </Button>
      )}
    </>
  );
}
