import type { ReactNode } from "react";
import { useTitle } from "../../ui/page.ts";
import { useWords } from "../../words/index.tsx";
import { Head } from "../frame.tsx";
import { officeAddresses } from "../places.ts";
import { Sections } from "../sections.tsx";

/** What the pages of this room have above them. */
export function ShopRoom({ title, children }: { title: string; children?: ReactNode }) {
  const { admin, officeShop: words, officeWebhooks } = useWords();
  useTitle(title);
  return (
    <>
      <Head title={title}>{children}</Head>
      <Sections
        label={admin.places.shop}
        pages={[
          { to: officeAddresses.shop, label: words.settings },
          { to: officeAddresses.imports, label: words.imports },
          { to: officeAddresses.messages, label: words.messages },
          { to: officeAddresses.webhooks, label: officeWebhooks.title },
        ]}
      />
    </>
  );
}
