import react from "@vitejs/plugin-react";
import type { Plugin } from "vite";
import { defineConfig } from "vitest/config";

// Browsers that know `light-dark()`, so that the themes stay one declaration a colour.
const BROWSERS = ["chrome123", "edge123", "firefox120", "safari17.5"];

// The order of the layers counts from where a browser meets them first, which may be in any file.
const layersInOrder: Plugin = {
  name: "layers-in-order",
  enforce: "pre",
  transform: (code, id) => (id.endsWith(".css") ? `@layer tokens, base, parts, page;${code}` : undefined),
};

export default defineConfig({
  plugins: [react(), layersInOrder],
  build: {
    target: BROWSERS,
    cssTarget: BROWSERS,
    outDir: "../app/static",
    emptyOutDir: true,
    // The Content-Security-Policy allows files of the shop's own only, and no data: addresses.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    rolldownOptions: {
      output: {
        // Libraries change less often than the shop does, so browsers keep them for longer.
        codeSplitting: { groups: [{ name: "libraries", test: /node_modules/ }] },
      },
    },
  },
  // Without a target of its own Vite would change the Host, and the shop refuses a login from another origin.
  server: {
    proxy: Object.fromEntries(["/api", "/docs", "/media"].map((path) => [path, { target: "http://127.0.0.1:8000" }])),
  },
  test: { environment: "happy-dom", include: ["src/**/*.test.{ts,tsx}"], restoreMocks: true },
});
