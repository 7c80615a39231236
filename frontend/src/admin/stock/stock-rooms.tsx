import { useUser } from "../../api/use-session.ts";
import { useWords } from "../../words/index.tsx";
import { Rooms } from "../list/rooms.tsx";
import { officeAddresses } from "../places.ts";

/** The lists of the stock; correcting and counting are for admins. */
export function StockRooms() {
  const { admin, stock } = useWords();
  const isAdmin = useUser()?.role === "admin";
  const rooms = [
    { to: officeAddresses.stock, label: stock.rooms.lots, isExact: true },
    { to: officeAddresses.movements, label: stock.rooms.movements },
    ...(isAdmin
      ? [
          { to: officeAddresses.adjustments, label: stock.rooms.adjustments },
          { to: officeAddresses.counts, label: stock.rooms.counts },
        ]
      : []),
  ];
  return <Rooms label={admin.places.stock} rooms={rooms} />;
}
