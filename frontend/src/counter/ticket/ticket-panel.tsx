import type { ReactNode } from "react";
import { Key } from "../../ui/key.tsx";
import { useWords } from "../../words/index.tsx";
import { useProblemWords } from "../../words/use-problem-words.ts";
import type { Connection } from "../connection.ts";
import type { Quote } from "../queries.ts";
import { Lines } from "./lines.tsx";
import { Sums, Total } from "./sums.tsx";
import type { Ticket, TicketLine } from "./ticket.ts";
import { troubleOfDiscounts, troubleOfLine } from "./use-quote.ts";
import { Weigh, type Weighing } from "./weigh.tsx";
import "./ticket.css";

interface Actions {
  onWeigh: (line: TicketLine) => void;
  onRemove: (line: TicketLine) => void;
  onTake: (line: TicketLine, quantity: string) => void;
  onWeighed: (quantity: string, isAllLeft: boolean) => void;
  /** A barcode was written where a quantity belongs. */
  onCode: (code: string) => void;
  onPay: () => void;
  onBack: () => void;
}

/** The ticket: a roll of paper the height of the screen. */
export function TicketPanel({
  ticket,
  quote,
  isCurrent,
  weighing,
  whyNotPay: why,
  head,
  tools,
  onWeighed,
  onCode,
  onPay,
  onBack,
  ...lineActions
}: Actions & {
  ticket: Ticket;
  quote: Quote | undefined;
  isCurrent: boolean;
  weighing: Weighing | null;
  /** Why paying cannot work now. Pay stays pressable, and says it. */
  whyNotPay: string | null;
  /** Who it is for, and the tickets that wait. */
  head: ReactNode;
  tools: ReactNode;
}) {
  const words = useWords().counter;
  return (
    <section className="ticket" aria-label={words.ticket}>
      {head}
      <Lines ticket={ticket} quote={quote} {...lineActions} />
      {weighing === null ? (
        <Sums quote={quote} />
      ) : (
        <Weigh
          key={`${weighing.sweet.id} ${weighing.kind} ${weighing.text}`}
          weighing={weighing}
          onDone={onWeighed}
          onCode={onCode}
          onClose={onBack}
        />
      )}
      <Total ticket={ticket} quote={quote} isCurrent={isCurrent} />
      {tools}
      <button
        type="button"
        className={["pay-btn", why !== null && "no", weighing !== null && "waits"].filter(Boolean).join(" ")}
        aria-keyshortcuts="F9"
        onClick={onPay}
      >
        <span>
          {words.pay}
          {why !== null && <small>{why}</small>}
        </span>
        <Key name="F9" />
      </button>
    </section>
  );
}

/** Why paying cannot work now, or null. */
export function useWhyNotPay(
  ticket: Ticket,
  quote: Quote | undefined,
  error: unknown,
  connection: Connection,
): string | null {
  const words = useWords().counter;
  const say = useProblemWords();
  if (ticket.sent !== null) return words.payUnanswered;
  if (connection !== "online") return words.payOffline;
  if (ticket.lines.length === 0) return words.payEmpty;
  if (quote === undefined && error !== null) return say(error);
  const wrong = ticket.lines.find((line) => troubleOfLine(quote, line) !== undefined);
  if (wrong !== undefined) return words.payFix(wrong.sweet.name);
  return troubleOfDiscounts(quote) === undefined ? null : words.payFixDiscount;
}
