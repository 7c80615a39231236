import { type ReactNode, Suspense } from "react";
import { useLocation } from "react-router";
import { Boundary } from "../../ui/boundary.tsx";
import { useShell } from "../../ui/page.ts";
import { useWords } from "../../words/index.tsx";
import { Foot } from "./foot.tsx";
import { OfflineBanner } from "./offline-banner.tsx";
import { Sign } from "./sign.tsx";
import "./frame.css";

/** The shop's front around a page: awning, painted sign and search above, the board with the switches below. */
export function Frame({ isSmall = true, children }: { isSmall?: boolean; children: ReactNode }) {
  const words = useWords();
  const { pathname } = useLocation();
  useShell("shop");
  return (
    <>
      <a className="skip" href="#main">
        {words.ui.skipToContent}
      </a>
      <Sign isSmall={isSmall} />
      <OfflineBanner />
      <main id="main" className="wrap" tabIndex={-1}>
        <Boundary page={pathname}>
          <Suspense>{children}</Suspense>
        </Boundary>
      </main>
      <Foot />
    </>
  );
}
