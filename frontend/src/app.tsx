import { QueryClientProvider } from "@tanstack/react-query";
import { lazy, Suspense } from "react";
import { BrowserRouter, Route, Routes } from "react-router";
import { queries } from "./api/queries.ts";
import { Messages } from "./ui/messages.tsx";
import { ScrollMemory } from "./ui/scroll-memory.tsx";
import { ShopProvider } from "./ui/shop.tsx";
import { type CustomerWords, WithStaffWords, WordsProvider } from "./words/index.tsx";

const Shop = lazy(() => import("./shop/shop.tsx"));
const Counter = lazy(() => import("./counter/counter.tsx"));
const Admin = lazy(() => import("./admin/admin.tsx"));
const Specimens = import.meta.env.DEV ? lazy(() => import("./ui/specimens.tsx")) : null;

/** Three shells, each loaded when somebody opens it: the shop with its account pages, the counter, the back office. */
export function App({ words }: { words: CustomerWords }) {
  return (
    <WordsProvider initial={words}>
      <QueryClientProvider client={queries}>
        <ShopProvider>
          <BrowserRouter>
            <ScrollMemory />
            <Suspense>
              <Routes>
                <Route
                  path="/counter/*"
                  element={
                    <WithStaffWords>
                      <Counter />
                    </WithStaffWords>
                  }
                />
                <Route
                  path="/admin/*"
                  element={
                    <WithStaffWords>
                      <Admin />
                    </WithStaffWords>
                  }
                />
                {Specimens !== null && <Route path="/ui" element={<Specimens />} />}
                <Route path="/*" element={<Shop />} />
              </Routes>
            </Suspense>
          </BrowserRouter>
          <Messages />
        </ShopProvider>
      </QueryClientProvider>
    </WordsProvider>
  );
}
