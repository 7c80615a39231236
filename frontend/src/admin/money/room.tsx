import type { ReactNode } from "react";
import { useTitle } from "../../ui/page.ts";
import { useWords } from "../../words/index.tsx";
import { Head } from "../frame.tsx";
import { officeAddresses } from "../places.ts";
import { Sections } from "../sections.tsx";

/** What the lists of this room have above them. */
export function MoneyRoom({ title, children }: { title: string; children?: ReactNode }) {
  const { admin, officeMoney: words } = useWords();
  useTitle(title);
  const pages = [{ to: officeAddresses.drawers, label: words.drawers }];
  return (
    <>
      <Head title={title}>{children}</Head>
      <Sections label={admin.places.money} pages={pages} />
    </>
  );
}
