import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import ts from "typescript";
import { expect, test } from "vitest";
import * as english from "./en/index.ts";
import * as englishOfStaff from "./en/staff.ts";
import * as hindi from "./hi/index.ts";
import * as hindiOfStaff from "./hi/staff.ts";

const en = { ...english.en, ...englishOfStaff.staff };
const hi = { ...hindi.hi, ...hindiOfStaff.staff };

const SOURCE = join(import.meta.dirname, "..");
/** Attributes that people read or hear. */
const READ = new Set(["alt", "aria-label", "aria-description", "label", "placeholder", "title", "hint"]);
const LETTERS = /\p{L}{2}/u;

function components(): string[] {
  return readdirSync(SOURCE, { recursive: true, encoding: "utf8" }).filter(
    (path) => path.endsWith(".tsx") && !path.includes(".test.") && path !== join("ui", "specimens.tsx"),
  );
}

function strays(path: string): string[] {
  const source = ts.createSourceFile(path, readFileSync(join(SOURCE, path), "utf8"), ts.ScriptTarget.Latest, true);
  const found: string[] = [];
  const look = (node: ts.Node): void => {
    if (ts.isJsxText(node) && LETTERS.test(node.text)) found.push(`${path}: ${node.text.trim()}`);
    if (ts.isJsxAttribute(node) && READ.has(node.name.getText()) && node.initializer !== undefined) {
      if (ts.isStringLiteral(node.initializer) && LETTERS.test(node.initializer.text))
        found.push(`${path}: ${node.getText()}`);
    }
    if (ts.isJsxExpression(node) && node.expression !== undefined && isText(node.expression) && isChild(node)) {
      found.push(`${path}: ${node.getText()}`);
    }
    ts.forEachChild(node, look);
  };
  look(source);
  return found;
}

function isText(node: ts.Expression): boolean {
  return ts.isStringLiteralLike(node) && LETTERS.test(node.text);
}

function isChild(node: ts.JsxExpression): boolean {
  return ts.isJsxElement(node.parent) || ts.isJsxFragment(node.parent);
}

function leaves(node: unknown, path = ""): [string, unknown][] {
  if (typeof node !== "object" || node === null) return [[path, node]];
  return Object.entries(node).flatMap(([key, value]) => leaves(value, `${path}.${key}`));
}

test("no component has a text of its own", () => {
  expect(components().length).toBeGreaterThan(10);
  expect(components().flatMap(strays)).toEqual([]);
});

test("Hindi says everything that English says, in its own letters", () => {
  const english = new Map(leaves(en));
  const shared = leaves(hi).filter(([key, text]) => typeof text === "string" && text === english.get(key));
  expect(shared.map(([key]) => key).sort()).toEqual([".shop.sign", ".ui.languages.en", ".ui.languages.hi"]);
  expect(leaves(hi).filter(([, text]) => text === "")).toEqual([]);
});

test("what customers open says nothing of the staff's, because it is not loaded there", () => {
  const opened = components().filter((path) => /^(shop|account|ui)\b/.test(path));
  const wrong = opened.filter((path) =>
    /words\(\)\.(counter|admin)|\b(counter|admin)\b[^{}]*} = useWords\(\)|words\.(counter|admin)\b/i.test(
      readFileSync(join(SOURCE, path), "utf8"),
    ),
  );
  expect(wrong).toEqual([]);
});
