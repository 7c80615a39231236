import type { ReactNode } from "react";
import { useUser } from "../../api/use-session.ts";
import { useWords } from "../../words/index.tsx";
import { Head } from "../frame.tsx";
import { officeAddresses } from "../places.ts";
import { Sections } from "../sections.tsx";

/** The head of the catalogue's lists, and the way from one to another. */
export function CatalogueHead({ children }: { children?: ReactNode }) {
  const { admin, officeCatalogue: words } = useWords();
  const isAdmin = useUser()?.role === "admin";
  const pages = [
    { to: officeAddresses.catalogue, label: words.sweets },
    { to: officeAddresses.categories, label: words.categories },
    { to: officeAddresses.taxClasses, label: words.taxClasses },
  ];
  return (
    <>
      <Head title={admin.places.catalogue}>{children}</Head>
      {isAdmin && <Sections label={admin.places.catalogue} pages={pages} />}
    </>
  );
}
