import { useQuery } from "@tanstack/react-query";
import { Link } from "react-router";
import { useUser } from "../../api/use-session.ts";
import { useFormats } from "../../ui/formats.ts";
import { useTitle } from "../../ui/page.ts";
import { Loading, Skeleton } from "../../ui/states.tsx";
import { useWords } from "../../words/index.tsx";
import { History } from "../audit/history.tsx";
import { Facts } from "../facts.tsx";
import { Head } from "../frame.tsx";
import { NotLoaded } from "../not-loaded.tsx";
import { OfId } from "../of-id.tsx";
import { officeAddresses } from "../places.ts";
import { UpLink } from "../up-link.tsx";
import { userQuery } from "../user-query.ts";
import { PersonActs } from "./person-acts.tsx";
import { PersonLogins } from "./person-logins.tsx";
import { NameAndRole } from "./person-role.tsx";
import "./person-page.css";

/** One person: their role, whether they may log in, and what to do when they lost their way in. */
export default function PersonPage() {
  return <OfId page={(id) => <Loaded id={id} />} />;
}

function Loaded({ id }: { id: number }) {
  const { officePeople: words } = useWords();
  const { date } = useFormats();
  const self = useUser();
  const { data: user, error, refetch } = useQuery(userQuery(id));
  useTitle(user?.full_name ?? user?.email ?? words.person);
  if (error !== null && user === undefined) return <NotLoaded error={error} onRetry={() => void refetch()} />;
  if (user === undefined) {
    return (
      <Loading>
        <Skeleton height="16rem" />
      </Loading>
    );
  }
  return (
    <>
      <UpLink to={officeAddresses.people}>{words.users}</UpLink>
      <Head
        title={<span dir="auto">{user.full_name ?? user.email}</span>}
        aside={!user.is_active && <span className="tag bad">{words.states.false}</span>}
      >
        <Link className="btn" to={officeAddresses.auditBy(id)}>
          {words.deeds}
        </Link>
      </Head>
      <div className="person-parts">
        <div>
          <Facts
            title={words.about}
            facts={[
              [words.email, user.email],
              [words.role, words.roles[user.role]],
              [words.state, words.states[user.is_active ? "true" : "false"]],
              [words.since, date(user.created_at)],
            ]}
          />
          <NameAndRole key={`${user.full_name}-${user.role}`} user={user} />
        </div>
        <div>
          {self?.id === id ? <p className="soft">{words.self}</p> : <PersonActs user={user} />}
          {self?.id !== id && <PersonLogins user={user} />}
          <History entity="user" id={id} />
        </div>
      </div>
    </>
  );
}
