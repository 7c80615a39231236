import { readFile, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { join } from "node:path";
import react from "@vitejs/plugin-react";
import type { HtmlTagDescriptor, Plugin, Rolldown } from "vite";
import { defineConfig } from "vitest/config";

// Browsers that know `light-dark()`, so that the themes stay one declaration a colour.
const BROWSERS = ["chrome123", "edge123", "firefox120", "safari17.5"];

const WORTH_COMPRESSING = 1024;

// The order of the layers counts from where a browser meets them first, which may be in any file.
const layersInOrder: Plugin = {
  name: "layers-in-order",
  enforce: "pre",
  transform: (code, id) => (id.endsWith(".css") ? `@layer tokens, base, parts, page;${code}` : undefined),
};

/** What most people open first: the page asks for it at once, and not only when the first script has run. */
const OPENED_FIRST = ["/src/shop/shop.tsx", "/src/words/en/index.ts"];
/** Runs as soon as it is there, because it needs none of the others. */
const EARLY = "/src/early.ts";

const openedFirst: Plugin = {
  name: "opened-first",
  transformIndexHtml: {
    order: "post",
    handler(html, { bundle }) {
      const chunks = Object.values(bundle ?? {}).filter((file) => file.type === "chunk");
      const early = chunks.filter(({ moduleIds }) => moduleIds.some((id) => id.endsWith(EARLY)));
      const opened = chunks.filter((chunk) => OPENED_FIRST.some((path) => chunk.facadeModuleId?.endsWith(path)));
      const needed = new Set(opened);
      for (const { imports } of needed) {
        for (const chunk of chunks) if (imports.includes(chunk.fileName)) needed.add(chunk);
      }
      const styles = [...needed].flatMap(({ viteMetadata }) => [...(viteMetadata?.importedCss ?? [])]);
      const link = (file: string, attrs: Record<string, string>): HtmlTagDescriptor[] =>
        html.includes(file)
          ? []
          : [{ tag: "link", attrs: { ...attrs, crossorigin: true, href: `/${file}` }, injectTo: "head" }];
      return [
        ...early.map(({ fileName }) => ({
          tag: "script",
          attrs: { type: "module", async: true, crossorigin: true, src: `/${fileName}` },
          injectTo: "head" as const,
        })),
        // Every page waits for the shop's name, currency and day.
        ...link("api/shop", { rel: "preload", as: "fetch" }),
        ...[...needed].flatMap(({ fileName }) => link(fileName, { rel: "modulepreload" })),
        ...styles.flatMap((file) => link(file, { rel: "preload", as: "style" })),
      ];
    },
  },
};

const STARTS = ["main.tsx", "shop/shop.tsx", "words/plural.ts"].map((path) => join(import.meta.dirname, "src", path));

/** What a library's index names and the first page does not use. */
const NOT_OF_IT = /\/(queriesObserver|useQueries)\.js$/;

/** A few files load faster than many: the libraries, what other shells need of the first page too, and the shop's own. */
function fileOfFirstPage(id: string, graph: Pick<Rolldown.PluginContext, "getModuleInfo">): string | null {
  const needed = new Set(STARTS);
  for (const one of needed) for (const imported of graph.getModuleInfo(one)?.importedIds ?? []) needed.add(imported);
  if (!needed.has(id) || id === STARTS[0] || NOT_OF_IT.test(id)) return null;
  if (id.includes("/node_modules/")) return "libraries";
  return id.includes("/src/shop/") ? "shop" : "pieces";
}

/** The staff's words are too many for one file: those of money have one of their own in each language. */
function fileOfMoneyWords(id: string): string | null {
  const [, language] =
    /\/words\/(en|hi)\/(pay|drawer|admin-(accounts|money|takings|sales|figures))\.ts$/.exec(id) ?? [];
  return language === undefined ? null : `money-${language}`;
}

// Its module for `import` is the one of browsers.
const brotli: { compress: (content: Uint8Array, options: { quality: number }) => Uint8Array } = createRequire(
  import.meta.url,
)("brotli-wasm");

/** Node's own brotli differs from version to version, and the committed build has to be the same everywhere. */
const compressed: Plugin = {
  name: "compressed",
  apply: "build",
  // Not before it is written: until then other plugins may change it.
  async writeBundle({ dir = "" }, bundle) {
    for (const name of Object.keys(bundle).filter((one) => /\.(js|css|svg)$/.test(one))) {
      const content = await readFile(join(dir, name));
      if (content.length >= WORTH_COMPRESSING) {
        await writeFile(join(dir, `${name}.br`), brotli.compress(content, { quality: 11 }));
      }
    }
  },
};

export default defineConfig({
  plugins: [react(), layersInOrder, openedFirst, compressed],
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
        codeSplitting: {
          groups: [
            { name: "early", test: /src\/(early|remembered|theme\/theme)\.ts/ },
            { name: fileOfFirstPage },
            { name: fileOfMoneyWords },
            // What the counter and the back office share: the first page names each file that those shells load.
            // Without what they need themselves, or customers would load it from a file of the staff's.
            {
              name: "tools",
              test: /\/src\/(staff\/|admin\/(places|nothing-here|of-admins|days)\.)/,
              includeDependenciesRecursively: false,
            },
          ],
        },
      },
    },
  },
  // Without a target of its own Vite would change the Host, and the shop refuses a login from another origin.
  server: {
    proxy: Object.fromEntries(["/api", "/docs", "/media"].map((path) => [path, { target: "http://127.0.0.1:8000" }])),
  },
  test: { environment: "happy-dom", include: ["src/**/*.test.{ts,tsx}"], restoreMocks: true },
});
