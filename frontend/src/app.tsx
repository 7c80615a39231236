import { QueryClientProvider } from "@tanstack/react-query";
import { lazy, Suspense } from "react";
import { BrowserRouter, matchPath, Route, Routes } from "react-router";
import { addresses } from "./addresses.ts";
import { queries } from "./api/queries.ts";
import { Messages } from "./ui/messages.tsx";
import { Preloaded, preloadable } from "./ui/preloadable.tsx";
import { ScrollMemory } from "./ui/scroll-memory.tsx";
import { ShopProvider } from "./ui/shop.tsx";
import { type CustomerWords, preloadStaffWords, WithStaffWords, WordsProvider } from "./words/index.tsx";

const shop = preloadable(() => import("./shop/shop.tsx"));
const counter = preloadable(() => import("./counter/counter.tsx"));
const admin = preloadable(() => import("./admin/admin.tsx"));
const Specimens = import.meta.env.DEV ? lazy(() => import("./ui/specimens.tsx")) : null;

/** Load what the shell of an address shows first. */
export async function preloadShell(pathname: string): Promise<void> {
  const isStaffs = (address: string) => matchPath(`${address}/*`, pathname) !== null;
  if (isStaffs(addresses.counter)) await Promise.all([counter.preload(), preloadStaffWords()]);
  else if (isStaffs(addresses.admin)) await Promise.all([admin.preload(), preloadStaffWords()]);
  else await shop.preload();
}

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
                      <Preloaded of={counter} />
                    </WithStaffWords>
                  }
                />
                <Route
                  path="/admin/*"
                  element={
                    <WithStaffWords>
                      <Preloaded of={admin} />
                    </WithStaffWords>
                  }
                />
                {Specimens !== null && <Route path="/ui" element={<Specimens />} />}
                <Route path="/*" element={<Preloaded of={shop} />} />
              </Routes>
            </Suspense>
          </BrowserRouter>
          <Messages />
        </ShopProvider>
      </QueryClientProvider>
    </WordsProvider>
  );
}
