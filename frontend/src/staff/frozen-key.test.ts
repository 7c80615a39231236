import { expect, test } from "vitest";
import { Problem, unanswered } from "../api/problems.ts";
import { frozenKey } from "./frozen-key.ts";

const refused = (status: number, code: string) => new Problem({ status, code, detail: "" });

/** A form that is open: press it with a body, and it says with which key it was sent. */
function openForm() {
  const once = frozenKey();
  const keys: string[] = [];
  return (body: unknown, failure?: Problem) =>
    once(body, async (key) => {
      keys.push(key);
      if (failure !== undefined) throw failure;
    })
      .catch(() => undefined)
      .then(() => keys.at(-1));
}

test("two presses before the answer have one key", async () => {
  const press = openForm();
  const [first, second] = [press({ name: "Asha" }), press({ name: "Asha" })];
  expect(await first).toBe(await second);
});

test.each([
  ["no answer", unanswered()],
  ["the first try still running", refused(409, "idempotency_key_in_progress")],
  ["a login that has ended", refused(401, "invalid_token")],
  ["a shop that is too busy", refused(503, "too_busy")],
])("a try after %s keeps its key", async (_, failure) => {
  const press = openForm();
  const lost = await press({ name: "Asha" }, failure);
  expect(await press({ name: "Asha" })).toBe(lost);
});

test("what was made, refused or changed is sent with another key", async () => {
  const press = openForm();
  const made = await press({ name: "Asha" });
  const wrong = await press({ name: "Asha" }, refused(422, "name_taken"));
  const lost = await press({ name: "Asha" }, unanswered());
  const changed = await press({ name: "Ravi" });
  expect(new Set([made, wrong, lost, changed]).size).toBe(4);
});

test("two forms have keys of their own", async () => {
  expect(await openForm()({ name: "Asha" })).not.toBe(await openForm()({ name: "Asha" }));
});
