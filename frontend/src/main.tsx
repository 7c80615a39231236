import "./early.ts";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { queries } from "./api/queries.ts";
import { startSession } from "./api/session.ts";
import { App, preloadShell } from "./app.tsx";
import { shopQuery } from "./ui/shop.tsx";
import { loadWords } from "./words/index.tsx";

void startSession();
const root = document.getElementById("app");
if (root === null) throw new Error("index.html has no #app.");
const [words] = await Promise.all([
  loadWords(),
  // A file that does not come is asked for again when it is rendered, and a failure is shown then.
  preloadShell(location.pathname).catch(() => undefined),
  queries.prefetchQuery(shopQuery),
]);
createRoot(root).render(
  <StrictMode>
    <App words={words} />
  </StrictMode>,
);
