import { type RefObject, useRef, useState } from "react";
import { api, ask } from "../api/client.ts";
import type { Sweet } from "../api/types.ts";
import { Decimal, parseDecimal } from "../ui/decimal.ts";
import { useFormats } from "../ui/formats.ts";
import { announce, toast } from "../ui/messages.tsx";
import { firstQuantity, readQuantity } from "../ui/quantity.ts";
import { useWords } from "../words/index.tsx";
import { useProblemWords } from "../words/use-problem-words.ts";
import { isDialogOpen } from "./keys.ts";
import { addToTicket, lineOf, removeLine, setQuantity, type TicketLine, type TicketSweet } from "./ticket/ticket.ts";
import { changeTicket, currentTicket, replaceTicket } from "./ticket/ticket-store.ts";
import type { Weighing } from "./ticket/weigh.tsx";

/** What the tray, the ticket and the scanner do to the ticket. Afterwards the find field has the focus again. */
export function useTill(field: RefObject<HTMLInputElement | null>) {
  const words = useWords().counter;
  const sayProblem = useProblemWords();
  const { quantity: written, money } = useFormats();
  const [weighing, setWeighing] = useState<Weighing | null>(null);
  // A scan is answered later than it was made: what is weighed by then counts.
  const weighed = useRef<Weighing | null>(null);

  function askWeight(next: Weighing | null) {
    weighed.current = next;
    setWeighing(next);
  }

  function leave() {
    askWeight(null);
    field.current?.focus();
  }

  function isLocked(): boolean {
    if (currentTicket().sent === null) return false;
    toast(words.locked);
    return true;
  }

  function put(sweet: TicketSweet, quantity: string) {
    changeTicket((before) => addToTicket(before, sweet, quantity));
    announce(words.added(sweet.name, written(quantity, sweet.unit)));
  }

  function add(sweet: TicketSweet, quantity: string) {
    if (isLocked()) return;
    put(sweet, quantity);
    leave();
  }

  function set(sweet: TicketSweet, quantity: string) {
    if (isLocked()) return;
    changeTicket((before) => setQuantity(before, sweet, quantity));
    announce(words.added(sweet.name, written(quantity, sweet.unit)));
    leave();
  }

  function remove({ sweet }: TicketLine) {
    if (isLocked()) return;
    const before = currentTicket();
    changeTicket((ticket) => removeLine(ticket, sweet.id));
    toast(words.removed(sweet.name), { label: words.undo, onPress: () => replaceTicket(before) });
    leave();
  }

  function pick(sweet: Sweet, text: string | null) {
    if (isLocked()) return;
    if (sweet.stock_state === "out") return toast(words.isSoldOut(sweet.name));
    const read = text === null ? null : readQuantity(text, sweet);
    if (read?.quantity !== undefined) add(sweet, read.quantity);
    else askWeight({ sweet, kind: "add", ...(text !== null && { text }) });
  }

  function weigh(line: TicketLine, text = line.quantity) {
    if (!isLocked()) askWeight({ sweet: { ...line.sweet, available: null }, kind: "set", text });
  }

  /** Give the line touched last another quantity, or remove it for `0`. Return whether there is one. */
  function setTouched(text: string): boolean {
    const ticket = currentTicket();
    const line = lineOf(ticket, ticket.touched);
    if (line === undefined) return false;
    if (isNothing(text)) {
      remove(line);
      return true;
    }
    const { quantity } = readQuantity(text, line.sweet);
    if (quantity === undefined) weigh(line, text);
    else set(line.sweet, quantity);
    return true;
  }

  async function scan(code: string) {
    if (isDialogOpen()) return toast(words.scanInDialog);
    if (isLocked()) return;
    try {
      const { sweet, quantity, is_rounded, label_price } = await ask(
        api.GET("/api/sweets/scan", { params: { query: { code } } }),
      );
      // The ticket may have been sent while the shop looked the code up.
      if (isLocked()) return;
      const isCounted = sweet.unit === "piece" || sweet.unit === "box";
      const scanned = quantity ?? (isCounted ? firstQuantity(sweet) : null);
      const waits = weighed.current?.kind === "add" ? weighed.current : null;
      // What was scanned before still waits for its weight.
      if (scanned === null && waits !== null) return toast(words.weighFirst(waits.sweet.name, sweet.name));
      if (scanned === null) askWeight({ sweet, kind: "add" });
      else if (waits === null) add(sweet, scanned);
      else put(sweet, scanned);
      if (is_rounded && label_price !== null) toast(words.labelRounded(sweet.name, money(label_price)));
    } catch (error) {
      toast(sayProblem(error));
    }
  }

  function finishWeighing(quantity: string, isAllLeft: boolean) {
    // All that is left is the whole line, whatever stood on it.
    if (weighing?.kind === "add" && !isAllLeft) add(weighing.sweet, quantity);
    else if (weighing !== null) set(weighing.sweet, quantity);
  }

  return { weighing, leave, set, remove, pick, weigh, setTouched, scan, finishWeighing };
}

function isNothing(text: string): boolean {
  const amount = parseDecimal(text);
  return amount !== null && new Decimal(amount).eq("0");
}
