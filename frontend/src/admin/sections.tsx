import { NavLink } from "react-router";
import "./sections.css";

/** The pages of a room, one line below its head. */
export function Sections({ label, pages }: { label: string; pages: readonly { to: string; label: string }[] }) {
  return (
    <nav className="sections" aria-label={label}>
      {pages.map((page) => (
        <NavLink key={page.to} to={page.to} end>
          {page.label}
        </NavLink>
      ))}
    </nav>
  );
}
