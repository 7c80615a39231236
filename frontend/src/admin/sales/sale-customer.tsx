import { useMutation, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { Link } from "react-router";
import { Refusal } from "../../account/refusal.tsx";
import { api, ask } from "../../api/client.ts";
import { queries } from "../../api/queries.ts";
import type { Sale } from "../../api/types.ts";
import { StaffDialog } from "../../staff/staff-dialog.tsx";
import { toast } from "../../ui/messages.tsx";
import { useWords } from "../../words/index.tsx";
import { officeAddresses } from "../places.ts";
import { CustomerFinder } from "./customer-finder.tsx";
import { customerQuery } from "./queries.ts";
import "./merge.css";

/** To whom a sale was made. Over the counter it can still be said, or mended, later. */
export function SaleCustomer({ sale }: { sale: Sale }) {
  const { officeSales: words } = useWords();
  const [isOpen, setOpen] = useState(false);
  return (
    <span className="sale-customer">
      {sale.customer_id === null ? (
        <span className="soft">{words.noCustomerNamed}</span>
      ) : (
        <Customer id={sale.customer_id} />
      )}
      {sale.buyer_id === null && (
        <button className="btn small" type="button" onClick={() => setOpen(true)}>
          {sale.customer_id === null ? words.nameCustomer : words.changeCustomer}
        </button>
      )}
      {isOpen && <SaleCustomerDialog sale={sale} onClose={() => setOpen(false)} />}
    </span>
  );
}

function SaleCustomerDialog({ sale, onClose }: { sale: Sale; onClose: () => void }) {
  const { officeSales: words } = useWords();
  const { mutate, isPending, error } = useMutation({
    mutationFn: (customer_id: number | null) =>
      ask(api.PUT("/api/sales/{sale_id}/customer", { params: { path: { sale_id: sale.id } }, body: { customer_id } })),
    onSuccess: () => {
      onClose();
      toast(words.customerOfSaleSaved);
    },
    onSettled: () => Promise.all([["sales"], ["audit"]].map((queryKey) => queries.invalidateQueries({ queryKey }))),
  });
  return (
    <StaffDialog title={words.nameCustomer} className="merge" onClose={onClose}>
      <div className="merge-body">
        <CustomerFinder
          // Who has become a business since is named again, for a tax invoice.
          {...(sale.customer_id !== null && sale.invoiced_to !== null && { except: sale.customer_id })}
          onChoose={({ id }) => isPending || mutate(id)}
        />
        <Refusal error={error} />
      </div>
      {sale.customer_id !== null && (
        <footer>
          <button className="btn push" type="button" aria-busy={isPending} onClick={() => isPending || mutate(null)}>
            {words.takeCustomerOff}
          </button>
        </footer>
      )}
    </StaffDialog>
  );
}

function Customer({ id }: { id: number }) {
  const { officeSales: words } = useWords();
  const { data } = useQuery(customerQuery(id));
  return (
    <Link to={officeAddresses.customer(id)} dir="auto">
      {data?.name ?? words.somebody(id)}
    </Link>
  );
}
