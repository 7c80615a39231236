import type { Sale } from "../../api/types.ts";
import { Pieces } from "../../staff/pay/pieces.tsx";
import { Receipt } from "../../staff/sales/receipt.tsx";
import { amountsByTender } from "../../staff/sales/tender.ts";
import { StaffDialog } from "../../staff/staff-dialog.tsx";
import { Button } from "../../ui/button.tsx";
import { isSome } from "../../ui/decimal.ts";
import { useFormats } from "../../ui/formats.ts";
import { Key } from "../../ui/key.tsx";
import { BigMoney } from "../../ui/money.tsx";
import { StaffIcon } from "../../ui/staff-icon.tsx";
import { useWords } from "../../words/index.tsx";
import { useDialogKeys } from "../keys.ts";
import { isLong } from "../long.ts";
import "./sold.css";

/** After the sale: the change, as big as the screen allows, and the receipt. Enter starts the next. */
export function SoldDialog({
  sale,
  title,
  onClose,
}: {
  sale: Sale;
  /** What happened, if it is another thing than a sale. */
  title?: string;
  onClose: () => void;
}) {
  const words = useWords().counter;
  const { money } = useFormats();
  const change = sale.change ?? "0";
  const hasChange = isSome(change);
  const figure = hasChange ? change : sale.amount_due;
  const given = sale.payments.find((payment) => payment.given !== null)?.given;

  useDialogKeys({ p: () => window.print() });

  return (
    <StaffDialog
      title={
        <>
          <StaffIcon name="check" /> {title ?? words.sold}
        </>
      }
      aside={sale.number}
      className="sold"
      onClose={onClose}
    >
      <div className="sold-body">
        <div className="sold-main">
          <div className={isLong(figure) ? "give long" : "give"} role="status">
            <span>{hasChange ? words.giveChange : words.paidExactly}</span>
            <BigMoney amount={figure} />
            {hasChange && <Pieces change={change} />}
          </div>
          <p className="soft">
            {sale.payments.length === 1 && given != null && hasChange
              ? words.givenInCash(money(sale.amount_due), money(given))
              : amountsByTender(words.tenders, sale.payments, money)}
          </p>
          <div className="sold-acts">
            <button type="button" className="pay-btn" data-autofocus onClick={onClose}>
              {title === undefined ? words.newSale : words.goBack} <Key name="Enter" />
            </button>
            <Button look="line" shortcut="P" onClick={() => window.print()}>
              <StaffIcon name="print" />
              {words.print}
            </Button>
          </div>
        </div>
        {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reached by keyboard. */}
        <section className="bed" aria-label={words.receipt} tabIndex={0}>
          <Receipt saleId={sale.id} />
        </section>
      </div>
    </StaffDialog>
  );
}
