import { StaffDialog } from "../../staff/staff-dialog.tsx";
import { Button } from "../../ui/button.tsx";
import { Decimal } from "../../ui/decimal.ts";
import { useFormats } from "../../ui/formats.ts";
import { StaffIcon } from "../../ui/staff-icon.tsx";
import { useWords } from "../../words/index.tsx";
import type { SentTicket } from "../ticket/ticket.ts";

/** A sale that was sent and has no answer: what was sent, why it cannot be sold twice, and what to do. */
export function Unanswered({
  sent,
  isAsking,
  canAskAgain,
  onAsk,
  onSettle,
  onClose,
}: {
  sent: SentTicket;
  isAsking: boolean;
  canAskAgain: boolean;
  onAsk: () => void;
  onSettle: (wasSold: boolean) => void;
  onClose: () => void;
}) {
  const words = useWords().counter;
  const { money, time } = useFormats();
  const cash = sent.body.payments?.find(({ given }) => given != null);
  return (
    <StaffDialog title={words.pay} className="pay" onClose={onClose}>
      <div className="wait" role="status">
        <StaffIcon name="again" />
        <h3>{isAsking ? words.asking : words.noAnswerYet}</h3>
        <p>{words.sentAt(time(sent.sentAt))}</p>
        <p>
          <b>{words.notTwice}</b> {canAskAgain ? words.notTwiceDetail : words.sentByOther}
        </p>
        <dl>
          <div>
            <dt>{words.toPay}</dt>
            <dd>{money(sent.total)}</dd>
          </div>
          {cash !== undefined && (
            <>
              <div>
                <dt>{words.given}</dt>
                <dd>{money(String(cash.given))}</dd>
              </div>
              <div>
                <dt>{words.change}</dt>
                <dd>{money(new Decimal(String(cash.given)).minus(String(cash.amount)).toFixed())}</dd>
              </div>
            </>
          )}
          <div>
            <dt>{words.key}</dt>
            <dd>{sent.key.slice(0, 8)}</dd>
          </div>
        </dl>
      </div>
      <footer>
        {canAskAgain ? (
          <Button className="finish push" shortcut="Enter" data-autofocus aria-busy={isAsking} onClick={onAsk}>
            {words.askNow}
          </Button>
        ) : (
          <>
            <Button look="line" onClick={() => onSettle(true)}>
              {words.wasSold}
            </Button>
            <Button look="line" className="push" onClick={() => onSettle(false)}>
              {words.wasNotSold}
            </Button>
          </>
        )}
      </footer>
    </StaffDialog>
  );
}
