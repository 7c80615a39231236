import type { ReactNode } from "react";
import { useUser } from "../../api/use-session.ts";
import { useTitle } from "../../ui/page.ts";
import { useWords } from "../../words/index.tsx";
import { Head } from "../frame.tsx";
import { officeAddresses } from "../places.ts";
import { Sections } from "../sections.tsx";

/** What the pages of this room have above them; those beside one's own logins are for admins. */
export function PeopleRoom({ title, children }: { title: string; children?: ReactNode }) {
  const { officePeople: words } = useWords();
  const isAdmin = useUser()?.role === "admin";
  useTitle(title);
  return (
    <>
      <Head title={title}>{children}</Head>
      {isAdmin && (
        <Sections
          label={words.users}
          pages={[
            { to: officeAddresses.people, label: words.users },
            { to: officeAddresses.invitations, label: words.invitations },
            { to: officeAddresses.logins, label: words.logins },
            { to: officeAddresses.audit, label: words.audit },
          ]}
        />
      )}
    </>
  );
}
