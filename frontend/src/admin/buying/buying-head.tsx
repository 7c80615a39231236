import type { ReactNode } from "react";
import { useTitle } from "../../ui/page.ts";
import { useWords } from "../../words/index.tsx";
import { Head } from "../frame.tsx";
import { officeAddresses } from "../places.ts";
import { Sections } from "../sections.tsx";

/** The head of the lists of this room, and the way from one to another. */
export function BuyingHead({ children }: { children?: ReactNode }) {
  const { admin, advice, returns, suppliers: words } = useWords();
  useTitle(admin.places.buying);
  const pages = [
    { to: officeAddresses.buying, label: words.rooms.orders },
    { to: officeAddresses.advice, label: advice.room },
    { to: officeAddresses.suppliers, label: words.rooms.suppliers },
    { to: officeAddresses.returns, label: returns.title },
  ];
  return (
    <>
      <Head title={admin.places.buying}>{children}</Head>
      <Sections label={admin.places.buying} pages={pages} />
    </>
  );
}
