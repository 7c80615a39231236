import { QueryClientProvider } from "@tanstack/react-query";
import { type ComponentType, lazy, Suspense } from "react";
import { BrowserRouter, matchPath, Route, Routes } from "react-router";
import { addresses } from "./addresses.ts";
import { queries } from "./api/queries.ts";
import { Messages } from "./ui/messages.tsx";
import { Preloaded, preloadable } from "./ui/preloadable.tsx";
import { ScrollMemory } from "./ui/scroll-memory.tsx";
import { ShopProvider } from "./ui/shop.tsx";
import { type CustomerWords, loadStaffWords, WithStaffWords, WordsProvider } from "./words/index.tsx";

const shop = preloadable(() => import("./shop/shop.tsx"));
const counter = preloadable(() => ofStaff(import("./counter/counter.tsx")));
const admin = preloadable(() => ofStaff(import("./admin/admin.tsx")));
const Specimens = import.meta.env.DEV ? lazy(() => import("./ui/specimens.tsx")) : null;

/** A shell of the staff's is there once its words are. */
async function ofStaff(loading: Promise<{ default: ComponentType }>) {
  const [{ default: Shell }] = await Promise.all([loading, loadStaffWords()]);
  return {
    default: () => (
      <WithStaffWords>
        <Shell />
      </WithStaffWords>
    ),
  };
}

/** Load what the shell of an address shows first. */
export async function preloadShell(pathname: string): Promise<void> {
  const isStaffs = (address: string) => matchPath(`${address}/*`, pathname) !== null;
  if (isStaffs(addresses.counter)) await counter.preload();
  else if (isStaffs(addresses.admin)) await admin.preload();
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
                <Route path="/counter/*" element={<Preloaded of={counter} />} />
                <Route path="/admin/*" element={<Preloaded of={admin} />} />
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
