import { useQuery } from "@tanstack/react-query";
import { useLocation, useParams } from "react-router";
import { EVERYBODY, Gate } from "../../account/gate.tsx";
import { addresses } from "../../addresses.ts";
import { api, ask } from "../../api/client.ts";
import { asProblem } from "../../api/problems.ts";
import { Button, LinkButton } from "../../ui/button.tsx";
import { Drawing, Icon } from "../../ui/drawing.tsx";
import { Failure } from "../../ui/failure.tsx";
import { useFormats } from "../../ui/formats.ts";
import { NotHere } from "../../ui/not-here.tsx";
import { useTitle } from "../../ui/page.ts";
import { Loading, Skeleton } from "../../ui/states.tsx";
import { useWords } from "../../words/index.tsx";
import { BuyAgain } from "./buy-again.tsx";
import { isLapsed } from "./order-state.tsx";
import { ReceiptButton } from "./receipt-button.tsx";
import { type Sale, Slip, useUntil } from "./slip.tsx";
import "./slip-page.css";

/** The paper slip of one purchase; right after buying also what happens next. */
export default function SlipPage() {
  return (
    <Gate roles={EVERYBODY}>
      <OwnSlip />
    </Gate>
  );
}

function OwnSlip() {
  const id = Number(useParams().id);
  const isId = Number.isSafeInteger(id) && id > 0;
  const { data, error, refetch } = useQuery({
    queryKey: ["sale", id],
    queryFn: ({ signal }) => ask(api.GET("/api/sales/{sale_id}", { params: { path: { sale_id: id } }, signal })),
    enabled: isId,
  });
  if (!isId || (error !== null && asProblem(error).status === 404)) return <NotHere />;
  if (data !== undefined) return <Purchase sale={data} />;
  if (error !== null) return <Failure error={error} onRetry={() => void refetch()} />;
  return (
    <Loading>
      <div className="done">
        <Skeleton height="34rem" />
      </div>
    </Loading>
  );
}

function Purchase({ sale }: { sale: Sale }) {
  const { purchases: words, ui } = useWords();
  const formats = useFormats();
  const { state } = useLocation() as { state: { isNew?: boolean } | null };
  const isNew = state?.isNew === true && sale.status === "completed";
  useTitle(words.title(sale.number));
  return (
    <div className="done">
      <Slip sale={sale} />
      <div className="words">
        <div className="intro">
          <h1>{isNew ? words.thanks : words.title(sale.number)}</h1>
          <p className="lead" role={isNew ? "status" : undefined}>
            {isNew
              ? words.thanksDetail(sale.number)
              : `${formats.weekday(sale.created_at)}, ${formats.date(sale.created_at)}`}
          </p>
          {isLapsed(sale) && <p className="lead">{words.lapsed}.</p>}
          {sale.status === "voided" && <p className="lead">{words.voided}</p>}
          {sale.collected_at !== null && (
            <p className="lead">
              {words.collected}: {formats.weekday(sale.collected_at)}, {formats.date(sale.collected_at)},{" "}
              {formats.time(sale.collected_at)}
            </p>
          )}
        </div>
        {isNew && <Next sale={sale} />}
        <p className="acts">
          <LinkButton to={addresses.home}>{ui.backToShop}</LinkButton>
          <Button look="line" onClick={() => window.print()}>
            <Icon name="i-print" />
            {words.print}
          </Button>
          <ReceiptButton sale={sale} />
          <BuyAgain sale={sale} />
        </p>
      </div>
    </div>
  );
}

function Next({ sale }: { sale: Sale }) {
  const { purchases: words } = useWords();
  const formats = useFormats();
  const until = useUntil(sale);
  return (
    <div className="pack">
      <ol className="next">
        <li>
          <h2>{words.wePack}</h2>
          <p>{words.wePackDetail}</p>
        </li>
        <li>
          <h2>{words.youCome}</h2>
          <p>{words.youComeDetail(until ?? "")}</p>
        </li>
        <li>
          <h2>{words.youPay}</h2>
          <p>{words.youPayDetail(formats.money(sale.due))}</p>
        </li>
      </ol>
      <Drawing name="paper-bag" className="carry" />
    </div>
  );
}
