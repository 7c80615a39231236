import { useWords } from "../../words/index.tsx";
import { Rooms } from "../list/rooms.tsx";
import { officeAddresses } from "../places.ts";

export function BuyingRooms() {
  const { admin, buying } = useWords();
  const rooms = [{ to: officeAddresses.buying, label: buying.rooms.orders, isExact: true }];
  return <Rooms label={admin.places.buying} rooms={rooms} />;
}
