import { queryOptions, useQuery } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { api, ask } from "../../api/client.ts";
import type { Sale, Schemas } from "../../api/types.ts";
import { Button } from "../../ui/button.tsx";
import { Decimal, decimalsOf, isSome, parseDecimal } from "../../ui/decimal.ts";
import { Field } from "../../ui/field.tsx";
import { useFormats } from "../../ui/formats.ts";
import { BigMoney } from "../../ui/money.tsx";
import { readQuantity } from "../../ui/quantity.ts";
import { isTooFine } from "../../ui/too-fine.ts";
import { useWords } from "../../words/index.tsx";
import { useUndo } from "./use-undo.ts";
import "./undo.css";
import { usePayProblemWords } from "../pay/use-pay-problem-words.ts";
import { BackBy } from "./back-by.tsx";
import { amountsByTender } from "./tender.ts";

type SoldLine = Sale["lines"][number];
type Refund = Schemas["RefundRead"];

/** What a refund of some lines of a sale would give back, or why the shop would refuse it. */
function refundQuoteQuery(saleId: number, lines: Schemas["RefundCreate"]["lines"], tender: string) {
  return queryOptions({
    queryKey: ["sales", saleId, "refund quote", lines, tender],
    queryFn: ({ signal }) =>
      ask(
        api.POST("/api/sales/{sale_id}/refunds/quote", {
          params: { path: { sale_id: saleId } },
          body: { lines, restock: false, ...(tender !== "" && { tender }) },
          signal,
        }),
      ),
    retry: false,
  });
}

/** Give money back for some of a sale, and say whether the goods go back on the shelf. */
export function RefundForm({ sale, onDone }: { sale: Sale; onDone: () => void }) {
  const { counter: words, pay } = useWords();
  const say = usePayProblemWords();
  const [tender, setTender] = useState("");
  const [texts, setTexts] = useState<Readonly<Record<number, string>>>({});
  const [restock, setRestock] = useState(false);
  const [isMoney, setMoney] = useState(false);
  const [reason, setReason] = useState("");
  const [isAsked, setAsked] = useState(false);
  const { money } = useFormats();
  const { mutate, isPending, error, data } = useUndo((body: Schemas["RefundCreate"], key) =>
    ask(
      api.POST("/api/sales/{sale_id}/refunds", {
        params: { path: { sale_id: sale.id }, header: { "Idempotency-Key": key } },
        body,
      }),
    ),
  );
  const wanted = sale.lines
    .filter(({ line_no }) => (texts[line_no] ?? "").trim() !== "")
    .map((line) => ({ line, part: partOf(line, texts[line.line_no] ?? "", isMoney) }));
  const isReadable = wanted.length > 0 && wanted.every(({ part }) => part !== null);
  const lines = wanted.map(({ line, part }) => ({
    line_no: line.line_no,
    ...(isMoney ? { amount: part ?? "0", reason: words.moneyAlone } : { quantity: part ?? "0" }),
  }));
  const quote = useQuery({ ...refundQuoteQuery(sale.id, lines, tender), enabled: isReadable && data === undefined });
  const comesTo = isReadable ? quote.data : undefined;
  const failure = error ?? (isReadable ? quote.error : null);

  function submit(event: FormEvent) {
    event.preventDefault();
    setAsked(true);
    if (isPending || !isReadable || reason.trim() === "") return;
    // Nothing is given back before its sum was in sight.
    if (comesTo === undefined) void quote.refetch();
    else {
      mutate({
        lines: isMoney ? lines.map((line) => ({ ...line, reason: reason.trim() })) : lines,
        restock: !isMoney && restock,
        reason: reason.trim(),
        ...(tender !== "" && { tender }),
      });
    }
  }

  if (data !== undefined) return <GivenBack refund={data} onDone={onDone} />;
  return (
    <form className="undo" onSubmit={submit} noValidate>
      <h3>{words.refundTitle(sale.number)}</h3>
      <label className="check">
        <input
          type="checkbox"
          checked={isMoney}
          onChange={(event) => {
            setMoney(event.target.checked);
            setTexts({});
          }}
        />
        {words.moneyAlone}
      </label>
      {sale.lines.map((line, index) => (
        <RefundLine
          key={line.line_no}
          isFirst={index === 0}
          line={line}
          currency={sale.currency}
          paid={paidFor(line, sale)}
          isMoney={isMoney}
          text={texts[line.line_no] ?? ""}
          isAsked={isAsked}
          onText={(text) => setTexts({ ...texts, [line.line_no]: text })}
        />
      ))}
      {!isMoney && (
        <label className="check">
          <input type="checkbox" checked={restock} onChange={(event) => setRestock(event.target.checked)} />
          {words.restock}
        </label>
      )}
      <BackBy sale={sale} tender={tender} onTender={setTender} />
      <Field
        label={words.undoReason}
        value={reason}
        onChange={(event) => setReason(event.target.value)}
        maxLength={500}
        autoComplete="off"
        error={isAsked && reason.trim() === "" ? words.reasonMissing : undefined}
      />
      <p className="wrong" role="alert">
        {isAsked && wanted.length === 0 && words.nothingToRefund}
        {failure !== null && say(failure)}
      </p>
      {comesTo !== undefined && (
        <div role="status">
          <p className="gives-back">
            {pay.comesTo} <BigMoney amount={comesTo.amount_due} />
          </p>
          <p>
            {amountsByTender(words.tenders, comesTo.payments, money)}
            {!new Decimal(comesTo.rounding).eq("0") && (
              <small className="soft"> {words.roundingIn(money(comesTo.rounding))}</small>
            )}
          </p>
        </div>
      )}
      <div className="sale-acts">
        <Button look="line" onClick={onDone}>
          {words.goBack}
        </Button>
        <Button type="submit" aria-busy={isPending || (isReadable && quote.isFetching)}>
          {comesTo === undefined ? words.refund : words.refundNow(money(comesTo.amount_due))}
        </Button>
      </div>
    </form>
  );
}

function RefundLine({
  line,
  currency,
  paid,
  isFirst,
  isMoney,
  text,
  isAsked,
  onText,
}: {
  line: SoldLine;
  currency: string;
  /** What the line came to, with the tax on top. */
  paid: string;
  isFirst: boolean;
  isMoney: boolean;
  text: string;
  isAsked: boolean;
  onText: (text: string) => void;
}) {
  const { counter: words } = useWords();
  const { quantity, money, places } = useFormats();
  const left = leftOf(line);
  const isWrong = isAsked && text.trim() !== "" && partOf(line, text, isMoney) === null;
  const hintOfMoney = [
    words.paidForLine(money(paid)),
    isSome(line.refunded) && words.ofIsBack(quantity(line.refunded, line.unit)),
    isSome(line.money_refunded) && words.ofIsBack(money(line.money_refunded)),
  ]
    .filter(Boolean)
    .join(", ");
  const wrong = () => {
    if (!isMoney) return words.refundTooMuch(quantity(left, line.unit));
    return isTooFine(text, places) ? words.tooManyDecimals(currency, places) : words.noAmount;
  };
  return (
    <div className="refund-line">
      <Field
        label={line.name}
        hint={isMoney ? hintOfMoney : words.refundLeft(quantity(left, line.unit), money(line.net))}
        value={text}
        onChange={(event) => onText(event.target.value)}
        autoComplete="off"
        autoFocus={isFirst}
        {...(isMoney && { inputMode: "decimal" })}
        error={isWrong ? wrong() : undefined}
      />
      {!isMoney && (
        <Button
          look="line"
          aria-disabled={left === "0"}
          onClick={() => onText(text === "" && left !== "0" ? left : "")}
        >
          {text === "" ? words.wholeLine : words.clear}
        </Button>
      )}
    </div>
  );
}

function GivenBack({ refund, onDone }: { refund: Refund; onDone: () => void }) {
  const { counter: words, pay } = useWords();
  const { money } = useFormats();
  return (
    <div className="undo" role="status">
      <h3>{pay.giveBack}</h3>
      <BigMoney amount={refund.amount_due} />
      <p>{amountsByTender(words.tenders, refund.payments, money)}</p>
      <Button autoFocus shortcut="Enter" onClick={onDone}>
        {words.givenBack}
      </Button>
    </div>
  );
}

function paidFor({ net, tax }: SoldLine, { tax_mode }: Sale): string {
  return tax_mode === "exclusive" ? new Decimal(net).plus(tax).toFixed() : net;
}

function leftOf(line: SoldLine): string {
  return new Decimal(line.quantity).minus(line.refunded).toFixed();
}

/** Return what is given back of a line, a quantity or money alone, or null for a text that is neither. */
function partOf(line: SoldLine, text: string, isMoney: boolean): string | null {
  if (!isMoney) return portionOf(line, text);
  if (isTooFine(text, decimalsOf(line.net))) return null;
  const amount = parseDecimal(text.replaceAll(",", ""));
  return amount !== null && new Decimal(amount).gt("0") ? amount : null;
}

/** Return how much of a line is given back, or null for a text that is no part of what is left of it. */
function portionOf(line: SoldLine, text: string): string | null {
  const step = line.unit === "kg" ? "0.001" : "1";
  const { quantity } = readQuantity(text, { unit: line.unit, quantity_step: step, min_quantity: step });
  return quantity !== undefined && new Decimal(quantity).lte(leftOf(line)) ? quantity : null;
}
