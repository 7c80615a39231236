import { useQuery } from "@tanstack/react-query";
import { Link } from "react-router";
import { api, ask } from "../../api/client.ts";
import { useFormats } from "../../ui/formats.ts";
import { useWords } from "../../words/index.tsx";
import { officeAddresses } from "../places.ts";
import { useActor, useDeed } from "./entry.tsx";

const NEWEST = 10;

/** The newest of what was done to one thing. Admins alone may ask for it. */
export function History({ entity, id }: { entity: string; id: number }) {
  const { officeAudit: words } = useWords();
  const { date, time } = useFormats();
  const deed = useDeed();
  const actor = useActor();
  const { data } = useQuery({
    queryKey: ["audit", entity, id],
    queryFn: ({ signal }) =>
      ask(api.GET("/api/audit-logs", { params: { query: { entity, entity_id: id, limit: NEWEST } }, signal })),
  });
  return (
    <section className="sheet told" aria-label={words.title} aria-busy={data === undefined}>
      <header>
        <h2>{words.title}</h2>
        <Link className="small" to={officeAddresses.auditOf(entity, id)}>
          {words.all}
        </Link>
      </header>
      {data?.items.length === 0 && <p className="soft">{words.nothing}</p>}
      <ul>
        {data?.items.map((entry) => (
          <li key={entry.id}>
            <span>
              {deed(entry.action)}
              <span className="sub">{actor(entry)}</span>
            </span>
            <span className="n soft">
              {entry.outcome === "refused" && <span className="tag bad">{words.refused}</span>}{" "}
              {`${date(entry.occurred_at)}, ${time(entry.occurred_at)}`}
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}
