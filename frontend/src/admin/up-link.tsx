import type { ReactNode } from "react";
import { Link } from "react-router";
import { StaffIcon } from "../ui/staff-icon.tsx";

/** From one thing to the list it is in. */
export function UpLink({ to, children }: { to: string; children: ReactNode }) {
  return (
    <p className="up-link">
      <Link to={to}>
        <StaffIcon name="left" /> {children}
      </Link>
    </p>
  );
}
