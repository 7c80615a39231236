import type { ReactNode } from "react";
import { useDialogKeys } from "../../counter/keys.ts";
import { isSome } from "../../ui/decimal.ts";
import { useFormats } from "../../ui/formats.ts";
import { Key } from "../../ui/key.tsx";
import { StaffIcon, type StaffIconName } from "../../ui/staff-icon.tsx";
import { useWords } from "../../words/index.tsx";
import { tenderName } from "../sales/tender.ts";
import { CashPanel } from "./cash-panel.tsx";
import { OtherPanel } from "./other-panel.tsx";
import { isKnown, LETTERS, OTHER_LETTER } from "./paying.ts";
import type { Paying as State } from "./use-paying.ts";
import "./pay.css";
import "./parts.css";

const ICONS: Readonly<Record<string, StaffIconName>> = { cash: "cash", card: "card", upi: "qr", account: "user" };

/** How a bill is paid: the tenders at the side, what is put aside, and the tender at hand. */
export function Paying({
  state,
  tenders,
  code,
  children,
}: {
  state: State;
  tenders: readonly string[];
  /** The code to pay an amount by UPI, if the shop draws them. */
  code: (amount: string) => ReactNode;
  children?: ReactNode;
}) {
  const { counter: words } = useWords();
  const { tender } = state.entry;
  const others = tenders.filter((one) => !isKnown(one));
  const nextOther = others[(others.indexOf(tender) + 1) % Math.max(others.length, 1)];

  useDialogKeys({
    ...Object.fromEntries(
      tenders.filter(isKnown).map((one) => [LETTERS[one].toLowerCase(), () => state.choose(one)] as const),
    ),
    ...(nextOther !== undefined && { [OTHER_LETTER.toLowerCase()]: () => state.choose(nextOther) }),
    s: state.putAside,
  });

  return (
    <div className="pay-body">
      <div className="tenders" role="tablist" aria-label={words.howPaid} aria-orientation="vertical">
        {tenders.map((one) => {
          const letter = isKnown(one) ? LETTERS[one] : one === nextOther ? OTHER_LETTER : undefined;
          return (
            <button
              key={one}
              type="button"
              role="tab"
              aria-selected={one === tender}
              aria-controls="pay-how"
              aria-keyshortcuts={letter}
              onClick={() => state.choose(one)}
            >
              <StaffIcon name={ICONS[one] ?? "plus"} />
              <span>{tenderName(words.tenders, one)}</span>
              {letter !== undefined && <Key name={letter} />}
            </button>
          );
        })}
      </div>
      <div className="pay-main" id="pay-how" role="tabpanel" aria-label={tenderName(words.tenders, tender)}>
        {tender === "cash" ? (
          <CashPanel state={state} above={<Parts state={state} />} />
        ) : (
          <OtherPanel key={tender} state={state} above={<Parts state={state} />} code={code} />
        )}
        {children}
      </div>
    </div>
  );
}

/** What is put aside so far; pressed again, a part is taken back to be changed. */
function Parts({ state: { parts, bill, rest, takeBack } }: { state: State }) {
  const { counter, pay: words } = useWords();
  const { money } = useFormats();
  if (parts.length === 0) return null;
  return (
    <div className="pay-parts">
      <span className="soft">
        {words.parts} {words.ofTotal(money(bill.total))}
      </span>
      <ul aria-label={words.parts}>
        {parts.map((part, index) => {
          const what = `${tenderName(counter.tenders, part.tender)} ${money(part.amount)}`;
          return (
            // biome-ignore lint/suspicious/noArrayIndexKey: a part is known by its place.
            <li key={index}>
              <span>{tenderName(counter.tenders, part.tender)}</span>
              <b className="pay-amount">{money(part.amount)}</b>
              <button type="button" className="x" aria-label={words.removePart(what)} onClick={() => takeBack(index)}>
                <StaffIcon name="x" />
              </button>
            </li>
          );
        })}
      </ul>
      {!isSome(rest) && <p role="status">{words.allThere}</p>}
    </div>
  );
}
