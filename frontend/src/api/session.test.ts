// @vitest-environment node
// Node has the locks and the channel that browsers have, and happy-dom has not.
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { Problem } from "./problems.ts";

type Tab = typeof import("./session.ts") & typeof import("./client.ts");

const FIFTEEN_MINUTES = 900;

/** The shop as far as logins go: each refresh token works once. */
class FakeShop {
  requests: string[] = [];
  isAway = false;
  #cookie: string | null = null;
  #tokens = new Map<string, string>();
  #drawn = 0;
  #busy = 0;
  atOnce = 0;

  answer = async (input: string | Request, init?: RequestInit): Promise<Response> => {
    const request = input instanceof Request ? input : new Request(new URL(input, "http://shop.test"), init);
    const path = new URL(request.url).pathname;
    this.requests.push(path);
    if (this.isAway) throw new TypeError("fetch failed");
    this.#busy += 1;
    this.atOnce = Math.max(this.atOnce, this.#busy);
    await new Promise((resolve) => setTimeout(resolve, 5));
    this.#busy -= 1;
    return this.#respond(path, request);
  };

  async #respond(path: string, request: Request): Promise<Response> {
    if (path === "/api/auth/login") return this.#give(((await request.json()) as { email: string }).email);
    if (path === "/api/auth/refresh") {
      return this.#cookie === null ? refused("invalid_refresh_token") : this.#give(this.#cookie);
    }
    if (path === "/api/auth/logout") {
      this.end();
      return new Response(null, { status: 204 });
    }
    const email = this.#tokens.get(request.headers.get("Authorization")?.slice("Bearer ".length) ?? "");
    return email === undefined ? refused("invalid_token") : Response.json({ email });
  }

  #give(email: string): Response {
    this.#drawn += 1;
    const token = `access-${this.#drawn}`;
    this.#tokens.set(token, email);
    this.#cookie = email;
    const user = { id: email.length, email };
    return Response.json({ access_token: token, expires_in: FIFTEEN_MINUTES, user });
  }

  forgetTokens(): void {
    this.#tokens.clear();
  }

  end(): void {
    this.#cookie = null;
    this.#tokens.clear();
  }

  count(path: string): number {
    return this.requests.filter((one) => one === path).length;
  }
}

function refused(code: string): Response {
  return Response.json({ code, detail: "Log in.", status: 401 }, { status: 401 });
}

let shop: FakeShop;
let channels: BroadcastChannel[] = [];

class TabChannel extends BroadcastChannel {
  constructor(name: string) {
    super(name);
    channels.push(this);
  }
}

async function openTab(): Promise<Tab> {
  vi.resetModules();
  const session = await import("./session.ts");
  return { ...session, ...(await import("./client.ts")) };
}

/** Wait until the other tabs have heard. */
async function heard(isSo: () => boolean): Promise<void> {
  await vi.waitFor(() => expect(isSo()).toBe(true));
}

const emailIn = (tab: Tab): string | null => {
  const session = tab.currentSession();
  return session.status === "in" ? session.user.email : null;
};

beforeEach(() => {
  shop = new FakeShop();
  const stored = new Map<string, string>();
  vi.stubGlobal("localStorage", {
    getItem: (key: string) => stored.get(key) ?? null,
    setItem: (key: string, value: string) => stored.set(key, value),
    removeItem: (key: string) => stored.delete(key),
  });
  vi.stubGlobal("location", { origin: "http://shop.test" });
  vi.stubGlobal("fetch", shop.answer);
  vi.stubGlobal("BroadcastChannel", TabChannel);
});

afterEach(() => {
  for (const channel of channels) channel.close();
  channels = [];
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

test("a visitor who never logged in costs no request", async () => {
  const tab = await openTab();
  await tab.startSession();
  expect(tab.currentSession()).toEqual({ status: "out", hasEnded: false });
  expect(await tab.accessToken()).toBeNull();
  expect(shop.requests).toEqual([]);
});

test("a login goes on in tabs that open later, which refresh one after the other", async () => {
  const first = await openTab();
  await first.logIn({ email: "asha", password: "saffron and rose" });
  const later = [await openTab(), await openTab()];
  await Promise.all(later.map((tab) => tab.startSession()));
  expect(later.map(emailIn)).toEqual(["asha", "asha"]);
  expect(shop.atOnce).toBe(1);
});

test("many requests of a tab share one refresh", async () => {
  const tab = await openTab();
  await tab.logIn({ email: "asha", password: "saffron and rose" });
  shop.forgetTokens();
  await Promise.all([1, 2, 3].map(() => tab.ask(tab.api.GET("/api/auth/me"))));
  expect(shop.count("/api/auth/refresh")).toBe(1);
});

test("logging out in one tab logs out the others", async () => {
  const [one, two] = [await openTab(), await openTab()];
  await one.logIn({ email: "asha", password: "saffron and rose" });
  await heard(() => emailIn(two) === "asha");
  await two.logOut();
  await heard(() => emailIn(one) === null);
  expect(one.currentSession()).toEqual({ status: "out", hasEnded: true });
  expect(two.currentSession()).toEqual({ status: "out", hasEnded: false });
  expect(await one.accessToken()).toBeNull();
});

test("a tab follows another user who logs in in a second tab, and says so until that is seen", async () => {
  const [one, two] = [await openTab(), await openTab()];
  await one.logIn({ email: "asha", password: "saffron and rose" });
  await heard(() => emailIn(two) === "asha");
  await two.logIn({ email: "meera", password: "two trays of barfi" });
  await heard(() => emailIn(one) === "meera");
  expect(one.currentSession()).toMatchObject({ status: "in", isReplaced: true });
  expect(two.currentSession()).toMatchObject({ status: "in", isReplaced: false });
  expect(await one.ask(one.api.GET("/api/auth/me"))).toMatchObject({ email: "meera" });
  one.acknowledgeReplacement();
  expect(one.currentSession()).toMatchObject({ status: "in", isReplaced: false });
});

test("a token is renewed before it ends", async () => {
  const tab = await openTab();
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout", "performance"] });
  const login = tab.logIn({ email: "asha", password: "saffron and rose" });
  await vi.advanceTimersByTimeAsync(10);
  await login;
  const before = await tab.accessToken();
  await vi.advanceTimersByTimeAsync((FIFTEEN_MINUTES - 55) * 1000);
  expect(shop.count("/api/auth/refresh")).toBe(1);
  expect(await tab.accessToken()).not.toBe(before);
});

test("a login that ended elsewhere ends here, and the page learns that it ended", async () => {
  const tab = await openTab();
  await tab.logIn({ email: "asha", password: "saffron and rose" });
  shop.end();
  const call = tab.ask(tab.api.GET("/api/auth/me"));
  await expect(call).rejects.toMatchObject({ code: "invalid_token", status: 401 });
  expect(tab.currentSession()).toEqual({ status: "out", hasEnded: true });
});

test("a shop that does not answer logs nobody out", async () => {
  const tab = await openTab();
  await tab.logIn({ email: "asha", password: "saffron and rose" });
  shop.isAway = true;
  const problem = await tab.ask(tab.api.GET("/api/auth/me")).catch((error: Problem) => error);
  expect(problem).toMatchObject({ code: "no_answer", isUnanswered: true, isPassing: true });
  expect(emailIn(tab)).toBe("asha");
});

test("keys of requests differ and are long", async () => {
  const { newIdempotencyKey } = await openTab();
  expect(newIdempotencyKey()).toMatch(/^[0-9a-f]{32}$/);
  expect(newIdempotencyKey()).not.toBe(newIdempotencyKey());
});
