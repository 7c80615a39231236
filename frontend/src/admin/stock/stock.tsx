import { lazy } from "react";
import { Route, Routes } from "react-router";
import { NothingHere } from "../nothing-here.tsx";
import { Lots } from "./lots.tsx";

const Lot = lazy(() => import("./lot.tsx"));
const Movements = lazy(() => import("./movements.tsx"));
const Adjustments = lazy(() => import("./adjustments.tsx"));
const AdjustmentPage = lazy(() => import("./adjustment.tsx"));
const NewAdjustment = lazy(() => import("./new-adjustment.tsx"));
const Restock = lazy(() => import("./restock.tsx"));
const Counts = lazy(() => import("./counts.tsx"));
const Count = lazy(() => import("./count/count.tsx"));

/** What is in the shop: its lots, what moved, and counting it. */
export default function Stock() {
  return (
    <Routes>
      <Route index element={<Lots />} />
      <Route path="lots/:id" element={<Lot />} />
      <Route path="movements" element={<Movements />} />
      <Route path="adjustments" element={<Adjustments />} />
      <Route path="adjustments/new" element={<NewAdjustment />} />
      <Route path="restock" element={<Restock />} />
      <Route path="adjustments/:id" element={<AdjustmentPage />} />
      <Route path="counts" element={<Counts />} />
      <Route path="counts/:id" element={<Count />} />
      <Route path="*" element={<NothingHere />} />
    </Routes>
  );
}
