import { useQuery } from "@tanstack/react-query";
import { api, ask } from "../../api/client.ts";
import type { Schemas } from "../../api/types.ts";
import { tenderName } from "../../staff/sales/tender.ts";
import { useFormats } from "../../ui/formats.ts";
import { Loading, Skeleton } from "../../ui/states.tsx";
import { useWords } from "../../words/index.tsx";
import { FiguresSheet } from "../figures/sheet.tsx";
import { Period } from "../list/period.tsx";
import type { Column } from "../list/table.tsx";
import { said, useWanted } from "../list/use-wanted.ts";
import { HeatMap } from "./heat-map.tsx";
import { MoneyRoom } from "./room.tsx";
import "../figures/figures.css";
import "./takings.css";

type Taken = Schemas["MoneyTakenRead"];
type Seller = Schemas["SellerOfTakings"];

/** The money that was taken in some days: by tender, by hour, by drawer and by seller. */
export default function Takings() {
  const { takings: words } = useWords();
  const [{ from, to }, want] = useWanted(["from", "to"]);
  const query = said({ from, to });
  const tenders = useQuery({
    queryKey: ["dashboard", "tenders", query],
    queryFn: ({ signal }) => ask(api.GET("/api/dashboard/tenders", { params: { query }, signal })),
  });
  const takings = useQuery({
    queryKey: ["dashboard", "taken", query],
    queryFn: ({ signal }) => ask(api.GET("/api/dashboard/takings", { params: { query }, signal })),
  });
  const money = useTaken();
  const { together, nothing } = words;
  const total = ({ total: sum }: { total: Taken }) => [together, ...money.map(({ cell }) => cell(sum))];
  return (
    <>
      <MoneyRoom title={words.title} />
      <div className="bar">
        <Period from={from} to={to} onChange={want} />
        {from === "" && to === "" && <span className="soft">{words.lastDays}</span>}
      </div>
      {tenders.isPending || takings.isPending ? (
        <Loading>
          <Skeleton height="40rem" />
        </Loading>
      ) : (
        <div className="figures-page takings-page">
          <div>
            <FiguresSheet
              title={words.byTender}
              answer={tenders}
              rowsOf={({ items }) => items}
              keyOf={({ tender }) => tender}
              columns={[{ head: words.tender, cell: ({ tender }) => tenderName(words.tenderNames, tender) }, ...money]}
              total={total}
              none={nothing}
            />
            <OnAccount owed={tenders.data?.on_account} />
          </div>
          {takings.data !== undefined && takings.data.hours.length > 0 && <HeatMap hours={takings.data.hours} />}
          <FiguresSheet
            title={words.byDrawer}
            answer={takings}
            rowsOf={({ drawers }) => drawers}
            keyOf={({ drawer, seller }) => `${drawer}/${seller?.id}`}
            columns={[{ head: words.drawer, cell: (row) => <DrawerName row={row} /> }, ...money]}
            total={total}
            none={nothing}
          />
          <FiguresSheet
            title={words.bySeller}
            answer={takings}
            rowsOf={({ sellers }) => sellers}
            keyOf={({ seller }) => seller?.id ?? 0}
            columns={[
              { head: words.seller, cell: ({ seller }) => (seller === null ? words.previousTill : nameOf(seller)) },
              ...money,
            ]}
            total={total}
            none={nothing}
          />
        </div>
      )}
    </>
  );
}

function DrawerName({ row: { drawer, seller, sessions } }: { row: Schemas["DrawerTakingsRead"] }) {
  const { takings: words } = useWords();
  if (sessions === 0) return words.noDrawer;
  return (
    <>
      <span dir="auto">{drawer ?? (seller === null ? words.noDrawer : nameOf(seller))}</span>
      <span className="sub">{words.sessions(sessions)}</span>
    </>
  );
}

function OnAccount({ owed }: { owed: Taken | undefined }) {
  const { takings: words } = useWords();
  const { money } = useFormats();
  if (owed === undefined || owed.payments === 0) return null;
  return <p className="soft takings-owed">{words.onAccount(money(owed.net))}</p>;
}

function nameOf({ full_name, email }: Seller): string {
  return full_name ?? email;
}

function useTaken(): readonly Column<Taken>[] {
  const { takings: words } = useWords();
  const { money, number } = useFormats();
  return [
    { head: words.payments, cell: ({ payments }) => number(String(payments)), isFigure: true, leaves: "phone" },
    { head: words.taken, cell: ({ taken }) => money(taken), isFigure: true },
    { head: words.givenBack, cell: ({ given_back }) => money(given_back), isFigure: true, leaves: "phone" },
    { head: words.net, cell: ({ net }) => money(net), isFigure: true },
  ];
}
