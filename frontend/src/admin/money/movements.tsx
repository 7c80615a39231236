import { useQuery } from "@tanstack/react-query";
import { api, ask } from "../../api/client.ts";
import type { Drawer } from "../../staff/drawer/queries.ts";
import { useFormats } from "../../ui/formats.ts";
import { useWords } from "../../words/index.tsx";

const MOST = 200;

/** The cash that was put into a drawer and taken out of it without a sale. */
export function Movements({ drawer: { id: drawer_session_id } }: { drawer: Drawer }) {
  const { officeMoney: words } = useWords();
  const { money, date, time } = useFormats();
  const { data } = useQuery({
    queryKey: ["drawers", drawer_session_id, "movements"],
    queryFn: ({ signal }) =>
      ask(
        api.GET("/api/drawer-sessions/{drawer_session_id}/movements", {
          params: { path: { drawer_session_id }, query: { limit: MOST } },
          signal,
        }),
      ),
  });
  const movements = data?.items ?? [];
  return (
    <section className="sheet told" aria-label={words.movements}>
      <header>
        <h2>{words.movements}</h2>
      </header>
      {movements.length === 0 ? (
        <p className="soft">{words.noMovements}</p>
      ) : (
        <ul>
          {movements.map(({ id, kind, amount, reason, moved_by, moved_at }) => (
            <li key={id}>
              <span>
                <span dir="auto">{reason}</span>
                <span className="sub" dir="auto">
                  {words.moveKinds[kind]}, {date(moved_at)}, {time(moved_at)},{" "}
                  {moved_by.name ?? words.somebody(moved_by.id)}
                </span>
              </span>
              <b className="n">{kind === "out" ? `−${money(amount)}` : money(amount)}</b>
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}
