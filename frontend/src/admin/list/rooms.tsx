import { NavLink } from "react-router";
import "./rooms.css";

/** The lists of one place, beside one another. */
export function Rooms({
  label,
  rooms,
}: {
  label: string;
  rooms: readonly { to: string; label: string; isExact?: boolean }[];
}) {
  return (
    <nav className="rooms" aria-label={label}>
      {rooms.map((room) => (
        <NavLink key={room.to} to={room.to} end={room.isExact === true}>
          {room.label}
        </NavLink>
      ))}
    </nav>
  );
}
