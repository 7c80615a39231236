import type { ReactNode } from "react";
import { Link, useLocation } from "react-router";

/** A link that knows whether its page, or one below it, is shown. React Router's own weighs on the shop's first page. */
export function HereLink({
  to,
  isExact = false,
  className,
  children,
}: {
  to: string;
  isExact?: boolean;
  className?: string;
  children: ReactNode;
}) {
  const { pathname } = useLocation();
  const isHere = pathname === to || (!isExact && pathname.startsWith(`${to}/`));
  return (
    <Link to={to} className={className} aria-current={isHere ? "page" : undefined}>
      {children}
    </Link>
  );
}
