import { lazy } from "react";
import { Navigate, Route, Routes } from "react-router";
import { Gate } from "../account/gate.tsx";
import { useUser } from "../api/use-session.ts";
import { useShell, useTitle } from "../ui/page.ts";
import { useWords } from "../words/index.tsx";
import { Frame } from "./frame.tsx";
import { NothingHere } from "./nothing-here.tsx";
import { OfAdmins } from "./of-admins.tsx";
import { OF_ADMINS, officeAddresses, STAFF } from "./places.ts";
import { AskForProof } from "./proof/ask-for-proof.tsx";
import { Today } from "./today/today.tsx";
import "./parts.css";
import "./print.css";

const Buying = lazy(() => import("./buying/buying.tsx"));
const Catalogue = lazy(() => import("./catalogue/catalogue.tsx"));
const Categories = lazy(() => import("./catalogue/categories.tsx"));
const TaxClasses = lazy(() => import("./catalogue/tax-classes.tsx"));
const NewSweet = lazy(() => import("./catalogue/new-sweet.tsx"));
const SweetPage = lazy(() => import("./catalogue/sweet-page.tsx"));
const Stock = lazy(() => import("./stock/stock.tsx"));
const Sales = lazy(() => import("./sales/sales.tsx"));
const SalePage = lazy(() => import("./sales/sale-page.tsx"));
const AllRefunds = lazy(() => import("./sales/all-refunds.tsx"));
const Figures = lazy(() => import("./figures/figures.tsx"));
const Customers = lazy(() => import("./sales/customers.tsx"));
const CustomerPage = lazy(() => import("./sales/customer-page.tsx"));
const StatementPage = lazy(() => import("./accounts/statement-page.tsx"));
const DuesPage = lazy(() => import("./accounts/dues-page.tsx"));
const Exports = lazy(() => import("./sales/exports.tsx"));
const Money = lazy(() => import("./money/money.tsx"));
const People = lazy(() => import("./people/people.tsx"));
const PersonPage = lazy(() => import("./people/person-page.tsx"));
const Invitations = lazy(() => import("./people/invitations.tsx"));
const Logins = lazy(() => import("./people/logins.tsx"));
const AuditPage = lazy(() => import("./audit/audit-page.tsx"));
const Settings = lazy(() => import("./shop/settings.tsx"));
const Imports = lazy(() => import("./shop/imports.tsx"));
const ImportPage = lazy(() => import("./shop/import-page.tsx"));
const Messages = lazy(() => import("./shop/messages.tsx"));
const Webhooks = lazy(() => import("./webhooks/webhooks.tsx"));

/** The back office. Each page but Today is loaded when somebody opens it; some are for admins alone. */
export default function Admin() {
  const { admin } = useWords();
  const isAdmin = useUser()?.role === "admin";
  useShell("staff");
  useTitle(admin.title);
  return (
    <Gate roles={STAFF} side={admin.title}>
      <Frame>
        <Routes>
          <Route index element={isAdmin ? <Today /> : <Navigate to={officeAddresses.sales} replace />} />
          <Route path="catalogue" element={<Catalogue />} />
          {isAdmin && (
            <>
              <Route path="catalogue/new" element={<NewSweet />} />
              <Route path="catalogue/categories" element={<Categories />} />
              <Route path="catalogue/tax" element={<TaxClasses />} />
            </>
          )}
          <Route path="catalogue/:id" element={<SweetPage />} />
          {isAdmin && <Route path="buying/*" element={<Buying />} />}
          <Route path="stock/*" element={<Stock />} />
          <Route path="sales" element={<Sales />} />
          <Route path="sales/:id" element={<SalePage />} />
          <Route path="sales/refunds" element={<AllRefunds />} />
          {isAdmin && <Route path="sales/figures" element={<Figures />} />}
          <Route path="sales/customers" element={<Customers />} />
          <Route path="sales/customers/:id" element={<CustomerPage />} />
          <Route path="sales/customers/:id/statement" element={<StatementPage />} />
          {isAdmin && <Route path="sales/dues" element={<DuesPage />} />}
          {isAdmin && <Route path="sales/exports" element={<Exports />} />}
          <Route path="money/*" element={<Money />} />
          <Route path="people/logins" element={<Logins />} />
          {isAdmin && (
            <>
              <Route path="people" element={<People />} />
              <Route path="people/:id" element={<PersonPage />} />
              <Route path="people/invitations" element={<Invitations />} />
              <Route path="people/audit" element={<AuditPage />} />
              <Route path="shop" element={<Settings />} />
              <Route path="shop/imports" element={<Imports />} />
              <Route path="shop/imports/:id" element={<ImportPage />} />
              <Route path="shop/messages" element={<Messages />} />
              <Route path="shop/webhooks" element={<Webhooks />} />
            </>
          )}
          {!isAdmin && OF_ADMINS.map((path) => <Route key={path} path={path} element={<OfAdmins />} />)}
          <Route path="*" element={<NothingHere />} />
        </Routes>
        <AskForProof />
      </Frame>
    </Gate>
  );
}
