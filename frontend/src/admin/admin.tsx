import { lazy } from "react";
import { Route, Routes } from "react-router";
import { Gate } from "../account/gate.tsx";
import { NotHere } from "../ui/not-here.tsx";
import { useShell, useTitle } from "../ui/page.ts";
import { useWords } from "../words/index.tsx";
import { Frame } from "./frame.tsx";
import { Today } from "./today/today.tsx";
import "./parts.css";

const Buying = lazy(() => import("./buying/buying.tsx"));
const Catalogue = lazy(() => import("./catalogue/catalogue.tsx"));
const NewSweet = lazy(() => import("./catalogue/new-sweet.tsx"));
const SweetPage = lazy(() => import("./catalogue/sweet-page.tsx"));
const Stock = lazy(() => import("./stock/stock.tsx"));

/** The back office. Each page but Today is loaded when somebody opens it. */
export default function Admin() {
  const { admin } = useWords();
  useShell("staff");
  useTitle(admin.title);
  return (
    <Gate roles={["admin"]} side={admin.title}>
      <Frame>
        <Routes>
          <Route index element={<Today />} />
          <Route path="catalogue" element={<Catalogue />} />
          <Route path="catalogue/new" element={<NewSweet />} />
          <Route path="catalogue/:id" element={<SweetPage />} />
          <Route path="buying/*" element={<Buying />} />
          <Route path="stock/*" element={<Stock />} />
          <Route path="*" element={<NotHere />} />
        </Routes>
      </Frame>
    </Gate>
  );
}
