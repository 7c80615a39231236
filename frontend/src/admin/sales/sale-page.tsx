import { useMutation, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { api, ask } from "../../api/client.ts";
import type { Sale } from "../../api/types.ts";
import { useUser } from "../../api/use-session.ts";
import { DueDialog } from "../../staff/pay/due-dialog.tsx";
import type { Part } from "../../staff/pay/paying.ts";
import { isToCollect, useCollect } from "../../staff/pay/use-collect.ts";
import { Receipt } from "../../staff/sales/receipt.tsx";
import { RefundForm } from "../../staff/sales/refund-form.tsx";
import { isDue } from "../../staff/sales/tender.ts";
import { VoidForm } from "../../staff/sales/void-form.tsx";
import { StaffDialog } from "../../staff/staff-dialog.tsx";
import { Decimal, sum } from "../../ui/decimal.ts";
import { useFormats } from "../../ui/formats.ts";
import { toast } from "../../ui/messages.tsx";
import { useTitle } from "../../ui/page.ts";
import { StaffIcon } from "../../ui/staff-icon.tsx";
import { Loading, Skeleton } from "../../ui/states.tsx";
import { useWords } from "../../words/index.tsx";
import { useProblemWords } from "../../words/use-problem-words.ts";
import { History } from "../audit/history.tsx";
import { keep } from "../files.ts";
import { Head } from "../frame.tsx";
import { NotLoaded } from "../not-loaded.tsx";
import { OfId } from "../of-id.tsx";
import { officeAddresses } from "../places.ts";
import { UpLink } from "../up-link.tsx";
import { Payments } from "./payments.tsx";
import { saleQuery } from "./queries.ts";
import { Refunds } from "./refunds.tsx";
import { SaleFacts } from "./sale-facts.tsx";
import { SaleLines } from "./sale-lines.tsx";
import "./sale-page.css";

/** One sale: what was sold and from which lots, what was given back, who did what, and the receipt. */
export default function SalePage() {
  return <OfId page={(id) => <Loaded id={id} />} />;
}

function Loaded({ id }: { id: number }) {
  const { officeSales: words } = useWords();
  const { data: sale, error, refetch } = useQuery(saleQuery(id));
  useTitle(sale === undefined ? words.sale : sale.number);
  if (error !== null && sale === undefined) return <NotLoaded error={error} onRetry={() => void refetch()} />;
  if (sale === undefined) {
    return (
      <Loading>
        <Skeleton height="20rem" />
      </Loading>
    );
  }
  return <Shown sale={sale} />;
}

function Shown({ sale }: { sale: Sale }) {
  const { officeSales: words, pay } = useWords();
  const { date, time, money } = useFormats();
  const collect = useCollect();
  const isAdmin = useUser()?.role === "admin";
  const [doing, setDoing] = useState<"void" | "refund" | "pay" | null>(null);
  const isVoided = sale.status === "voided";
  const close = () => setDoing(null);
  function taken(paid: Sale, payments: readonly Part[]) {
    close();
    const change = payments.find(({ given }) => given !== undefined);
    const amount = money(sum(payments.map((one) => one.amount)).toFixed());
    toast(
      [
        isToCollect(paid) ? pay.taken(amount, paid.number) : pay.handedOver(paid.number),
        change?.given !== undefined && pay.giveChange(money(new Decimal(change.given).minus(change.amount).toFixed())),
      ]
        .filter(Boolean)
        .join(" "),
    );
  }
  return (
    <div className="sale-page">
      <UpLink to={officeAddresses.sales}>{words.sales}</UpLink>
      <Head
        title={sale.number}
        aside={
          isVoided ? (
            <span className="tag bad">{words.statuses.voided}</span>
          ) : isDue(sale) ? (
            <span className="tag warn">{`${pay.toPay} ${money(sale.due)}`}</span>
          ) : isToCollect(sale) ? (
            <span className="tag warn">{pay.toCollect}</span>
          ) : (
            `${date(sale.created_at)}, ${time(sale.created_at)}`
          )
        }
      >
        {(isDue(sale) || isToCollect(sale)) && (
          <button
            className="btn go"
            type="button"
            aria-busy={collect.isPending}
            onClick={() => (isDue(sale) ? setDoing("pay") : collect.isPending || collect.mutate(sale))}
          >
            {isDue(sale) ? pay.payAndCollect(money(sale.due)) : pay.collect}
          </button>
        )}
        <ReceiptFile sale={sale} />
        <button className="btn" type="button" onClick={() => window.print()}>
          <StaffIcon name="print" /> {words.print}
        </button>
        {!isVoided && (
          <>
            <button className="btn" type="button" onClick={() => setDoing("void")}>
              <StaffIcon name="x" /> {words.void}
            </button>
            {!isDue(sale) && (
              <button className="btn" type="button" onClick={() => setDoing("refund")}>
                <StaffIcon name="back" /> {words.refund}
              </button>
            )}
          </>
        )}
      </Head>
      <div className="sale-parts">
        <div className="sale-told">
          <SaleLines sale={sale} />
          <Payments sale={sale} />
          <Refunds saleId={sale.id} />
          <SaleFacts sale={sale} />
          {isAdmin && <History entity="sale" id={sale.id} />}
        </div>
        <section className="sale-receipt" aria-label={words.receipt}>
          <Receipt saleId={sale.id} />
        </section>
      </div>
      {doing === "pay" && <DueDialog sale={sale} onDone={taken} onClose={close} />}
      {(doing === "void" || doing === "refund") && (
        <StaffDialog title={words[doing]} className="sale-undo" onClose={close}>
          <div>
            {doing === "void" ? <VoidForm sale={sale} onDone={close} /> : <RefundForm sale={sale} onDone={close} />}
          </div>
        </StaffDialog>
      )}
    </div>
  );
}

function ReceiptFile({ sale }: { sale: Sale }) {
  const { officeSales: words } = useWords();
  const say = useProblemWords();
  const { mutate, isPending } = useMutation({
    mutationFn: () =>
      ask(
        api.GET("/api/sales/{sale_id}/receipt", {
          params: { path: { sale_id: sale.id }, query: { format: "pdf" } },
          parseAs: "blob",
        }),
      ),
    onSuccess: (content) => keep(content, `${sale.number.replace("/", "-")}.pdf`),
    onError: (error) => toast(say(error)),
  });
  return (
    <button className="btn" type="button" aria-busy={isPending} onClick={() => isPending || mutate()}>
      {words.asPdf}
    </button>
  );
}
