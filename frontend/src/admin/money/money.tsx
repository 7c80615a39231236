import { lazy } from "react";
import { Route, Routes } from "react-router";
import { NothingHere } from "../nothing-here.tsx";
import { Drawers } from "./drawers.tsx";

const DrawerPage = lazy(() => import("./drawer-page.tsx"));

/** The money: drawers and their reports. */
export default function Money() {
  return (
    <Routes>
      <Route index element={<Drawers />} />
      <Route path="drawers/:id" element={<DrawerPage />} />
      <Route path="*" element={<NothingHere />} />
    </Routes>
  );
}
