import type { ReactNode } from "react";
import { addresses } from "../addresses.ts";
import { acknowledgeReplacement, type Role } from "../api/session.ts";
import { useSession } from "../api/use-session.ts";
import { Button, LinkButton } from "../ui/button.tsx";
import { useWords } from "../words/index.tsx";
import { Door } from "./door.tsx";
import { LoginForm } from "./login-form.tsx";
import { Slip } from "./slip.tsx";

export const EVERYBODY: readonly Role[] = ["customer", "salesperson", "admin"];

/**
 * Show a page to those who may see it. Anybody else logs in here, and the page's address stays, so that they go on where
 * they were.
 */
export function Gate({
  roles,
  side,
  children,
}: {
  roles: readonly Role[];
  /** The name of the staff's side that it opens, which has a sign of its own while it is shut. */
  side?: string;
  children: ReactNode;
}) {
  const session = useSession();
  const { account, ui } = useWords();
  if (session.status === "unknown") return <p role="status">{ui.loading}</p>;
  if (session.status === "out") {
    const wayIn = (
      <Slip title={account.logIn}>
        {session.hasEnded && <p role="status">{account.ended}</p>}
        <LoginForm />
      </Slip>
    );
    return side === undefined ? wayIn : <Door side={side}>{wayIn}</Door>;
  }
  if (!roles.includes(session.user.role)) {
    const otherWayIn = (
      <Slip title={account.staffOnly} links={<LinkButton to={addresses.home}>{ui.backToShop}</LinkButton>}>
        <p>{account.staffOnlyDetail}</p>
        <LoginForm />
      </Slip>
    );
    return side === undefined ? otherWayIn : <Door side={side}>{otherWayIn}</Door>;
  }
  return (
    <>
      {session.isReplaced && (
        <p className="replaced" role="status">
          {account.replaced(session.user.full_name ?? session.user.email)}
          <Button look="line" onClick={acknowledgeReplacement}>
            {account.goOn}
          </Button>
        </p>
      )}
      {children}
    </>
  );
}
