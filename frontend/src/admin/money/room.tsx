import type { ReactNode } from "react";
import { useUser } from "../../api/use-session.ts";
import { useTitle } from "../../ui/page.ts";
import { useWords } from "../../words/index.tsx";
import { Head } from "../frame.tsx";
import { officeAddresses } from "../places.ts";
import { Sections } from "../sections.tsx";

/** What the lists of this room have above them. */
export function MoneyRoom({ title, children }: { title: string; children?: ReactNode }) {
  const { admin, officeMoney: words, takings, journal } = useWords();
  const isAdmin = useUser()?.role === "admin";
  useTitle(title);
  const pages = [
    { to: officeAddresses.drawers, label: words.drawers },
    ...(isAdmin
      ? [
          { to: officeAddresses.takings, label: takings.title },
          { to: officeAddresses.journal, label: journal.title },
        ]
      : []),
  ];
  return (
    <>
      <Head title={title}>{children}</Head>
      <Sections label={admin.places.money} pages={pages} />
    </>
  );
}
