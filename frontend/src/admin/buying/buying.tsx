import { lazy } from "react";
import { Route, Routes } from "react-router";
import { NothingHere } from "../nothing-here.tsx";
import { Orders } from "./orders.tsx";

const Advice = lazy(() => import("./advice.tsx"));
const NewOrder = lazy(() => import("./new-order.tsx"));
const Order = lazy(() => import("./order.tsx"));
const Returns = lazy(() => import("./returns.tsx"));
const NewReturn = lazy(() => import("./new-return.tsx"));
const ReturnPage = lazy(() => import("./return-page.tsx"));
const Suppliers = lazy(() => import("./suppliers.tsx"));
const SupplierPage = lazy(() => import("./supplier-page.tsx"));

/** What the shop buys: advice, orders from a draft to the goods on the shelf, suppliers and returns to them. */
export default function Buying() {
  return (
    <Routes>
      <Route index element={<Orders />} />
      <Route path="advice" element={<Advice />} />
      <Route path="new" element={<NewOrder />} />
      <Route path="returns" element={<Returns />} />
      <Route path="returns/new" element={<NewReturn />} />
      <Route path="returns/:id" element={<ReturnPage />} />
      <Route path="suppliers" element={<Suppliers />} />
      <Route path="suppliers/:id" element={<SupplierPage />} />
      <Route path=":id" element={<Order />} />
      <Route path="*" element={<NothingHere />} />
    </Routes>
  );
}
