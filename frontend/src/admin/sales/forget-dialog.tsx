import { useMutation } from "@tanstack/react-query";
import { useNavigate } from "react-router";
import { Refusal } from "../../account/refusal.tsx";
import { api } from "../../api/client.ts";
import { queries } from "../../api/queries.ts";
import type { Schemas } from "../../api/types.ts";
import { StaffDialog } from "../../staff/staff-dialog.tsx";
import { toast } from "../../ui/messages.tsx";
import { useWords } from "../../words/index.tsx";
import { officeAddresses } from "../places.ts";

/** Ask before a customer's name and numbers are erased for good. */
export function ForgetDialog({ customer, onClose }: { customer: Schemas["CustomerRead"]; onClose: () => void }) {
  const { officeSales: words } = useWords();
  const navigate = useNavigate();
  const { mutate, isPending, error } = useMutation({
    mutationFn: () => api.DELETE("/api/customers/{customer_id}", { params: { path: { customer_id: customer.id } } }),
    onSuccess: async () => {
      toast(words.deleted);
      await navigate(officeAddresses.customers, { replace: true });
      queries.removeQueries({ queryKey: ["customers", customer.id] });
      await queries.invalidateQueries({ queryKey: ["customers"] });
    },
  });
  return (
    <StaffDialog title={words.deleteCustomer} className="forget" onClose={onClose}>
      <p>{words.deleteDetail}</p>
      <footer>
        <Refusal error={error} />
        <button className="btn danger push" type="button" aria-busy={isPending} onClick={() => isPending || mutate()}>
          {words.deleteNow(customer.name)}
        </button>
      </footer>
    </StaffDialog>
  );
}
