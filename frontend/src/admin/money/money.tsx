import { lazy } from "react";
import { Route, Routes } from "react-router";
import { useUser } from "../../api/use-session.ts";
import { NothingHere } from "../nothing-here.tsx";
import { OfAdmins } from "../of-admins.tsx";
import { Drawers } from "./drawers.tsx";

const Takings = lazy(() => import("./takings.tsx"));
const Journal = lazy(() => import("./journal.tsx"));
const DrawerPage = lazy(() => import("./drawer-page.tsx"));

/** The money: drawers and their reports, and for admins takings and the journal. */
export default function Money() {
  const isAdmin = useUser()?.role === "admin";
  return (
    <Routes>
      <Route index element={<Drawers />} />
      <Route path="drawers/:id" element={<DrawerPage />} />
      <Route path="takings" element={isAdmin ? <Takings /> : <OfAdmins />} />
      <Route path="journal" element={isAdmin ? <Journal /> : <OfAdmins />} />
      <Route path="*" element={<NothingHere />} />
    </Routes>
  );
}
