import type { ReactNode } from "react";
import { useUser } from "../../api/use-session.ts";
import { useTitle } from "../../ui/page.ts";
import { useWords } from "../../words/index.tsx";
import { Head } from "../frame.tsx";
import { officeAddresses } from "../places.ts";
import { Sections } from "../sections.tsx";

/** What the lists of this room have above them. */
export function SalesRoom({ title, children }: { title: string; children?: ReactNode }) {
  const { officeSales: words, officeAccounts, officeFigures } = useWords();
  const isAdmin = useUser()?.role === "admin";
  useTitle(title);
  const pages = [
    { to: officeAddresses.sales, label: words.sales },
    { to: officeAddresses.refunds, label: words.allRefunds },
    { to: officeAddresses.customers, label: words.customers },
    { to: officeAddresses.dues, label: officeAccounts.dues },
    { to: officeAddresses.figures, label: officeFigures.title },
    { to: officeAddresses.exports, label: words.exports },
  ];
  return (
    <>
      <Head title={title}>{children}</Head>
      <Sections label={words.sales} pages={isAdmin ? pages : pages.slice(0, 3)} />
    </>
  );
}
