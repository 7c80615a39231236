import { LinkButton } from "../ui/button.tsx";
import { useTitle } from "../ui/page.ts";
import { useWords } from "../words/index.tsx";
import { officeAddresses } from "./places.ts";
import "../ui/failure.css";

/** Where somebody came who is no admin: what it is, and the way back to what they may see. */
export function OfAdmins() {
  const { admin } = useWords();
  useTitle(admin.forAdmins);
  return (
    <div className="failure">
      <h1>{admin.forAdmins}</h1>
      <p>{admin.forAdminsDetail}</p>
      <LinkButton to={officeAddresses.sales}>{admin.toSales}</LinkButton>
    </div>
  );
}
