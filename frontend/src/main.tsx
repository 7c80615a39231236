import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { queries } from "./api/queries.ts";
import { startSession } from "./api/session.ts";
import { App } from "./app.tsx";
import { shopQuery } from "./ui/shop.tsx";
import "./theme/theme.ts";
import { loadWords } from "./words/index.tsx";

void startSession();
void queries.prefetchQuery(shopQuery);
const root = document.getElementById("app");
if (root === null) throw new Error("index.html has no #app.");
const words = await loadWords();
createRoot(root).render(
  <StrictMode>
    <App words={words} />
  </StrictMode>,
);
