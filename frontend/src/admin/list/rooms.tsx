import { HereLink } from "./here-link.tsx";
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
        <HereLink key={room.to} to={room.to} isExact={room.isExact === true}>
          {room.label}
        </HereLink>
      ))}
    </nav>
  );
}
