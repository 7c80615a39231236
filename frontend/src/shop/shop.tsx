import { lazy } from "react";
import { Route, Routes, useMatch } from "react-router";
import { addresses } from "../addresses.ts";
import { queries } from "../api/queries.ts";
import { NotHere } from "../ui/not-here.tsx";
import { Frame } from "./front/frame.tsx";
import { Home } from "./trays/home.tsx";
import { categoriesQuery, traysQuery } from "./trays/queries.ts";
import { wantedIn } from "./trays/wanted.ts";

const Account = lazy(() => import("../account/account.tsx"));
const SweetPage = lazy(() => import("./sweet/sweet-page.tsx"));
const BasketPage = lazy(() => import("./basket/basket-page.tsx"));
const PurchasesPage = lazy(() => import("./purchases/purchases-page.tsx"));
const SlipPage = lazy(() => import("./purchases/slip-page.tsx"));

if (location.pathname === addresses.home) {
  // Asked for now and not only when the trays are drawn.
  void queries.prefetchQuery(categoriesQuery);
  void queries.prefetchInfiniteQuery(traysQuery(wantedIn(new URLSearchParams(location.search))));
}

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
