import { useQuery } from "@tanstack/react-query";
import { Link } from "react-router";
import { useFormats } from "../../ui/formats.ts";
import { useShop } from "../../ui/shop.tsx";
import { useWords } from "../../words/index.tsx";
import { officeAddresses } from "../places.ts";
import { sellingQuery } from "./queries.ts";
import { Sheet } from "./sheet.tsx";

export function Selling() {
  const { admin } = useWords();
  const { money, quantity } = useFormats();
  const { today } = useShop();
  const answer = useQuery(sellingQuery(today));
  const most = Number(answer.data?.items[0]?.total ?? 1);
  const rows = answer.data?.items.map(({ sweet, total, quantity: sold }) => (
    <li key={sweet.id} className="sells">
      <Link className="row" to={officeAddresses.sweet(sweet.id)} dir="auto">
        {sweet.name}
      </Link>
      <span className="sub">{quantity(sold, sweet.unit)}</span>
      <meter value={Number(total)} max={most} aria-hidden="true" />
      <b>{money(total)}</b>
    </li>
  ));
  return <Sheet title={admin.sellingToday} answer={answer} rows={rows} none={admin.nothingSold} />;
}
