import { lazy } from "react";
import { Route, Routes, useMatch } from "react-router";
import { addresses } from "../addresses.ts";
import { NotHere } from "../ui/not-here.tsx";
import { Frame } from "./frame.tsx";
import { Home } from "./home.tsx";

const Account = lazy(() => import("../account/account.tsx"));
const SweetPage = lazy(() => import("./sweet-page.tsx"));
const BasketPage = lazy(() => import("./basket-page.tsx"));
const PurchasesPage = lazy(() => import("./purchases-page.tsx"));
const SlipPage = lazy(() => import("./slip-page.tsx"));

/** The customers' shop and their accounts, on one front. Each page but the first is loaded when somebody opens it. */
export default function Shop() {
  const isHome = useMatch(addresses.home) !== null;
  return (
    <Frame isSmall={!isHome}>
      <Routes>
        <Route index element={<Home />} />
        <Route path="sweets/:id" element={<SweetPage />} />
        <Route path="basket" element={<BasketPage />} />
        <Route path="orders" element={<PurchasesPage />} />
        <Route path="orders/:id" element={<SlipPage />} />
        <Route path="account/*" element={<Account />} />
        <Route path="*" element={<NotHere />} />
      </Routes>
    </Frame>
  );
}
