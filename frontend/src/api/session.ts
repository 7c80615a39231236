import { readStored, writeStored } from "../remembered.ts";
import { problemOf, unanswered } from "./problems.ts";
import type { Schemas } from "./types.ts";

export type User = Schemas["UserRead"];
export type Role = User["role"];

/** Who is logged in. The refresh token is in a cookie that no script can read, the access token in memory only. */
export type Session =
  | { status: "unknown" }
  /** `hasEnded`: the login ended by itself or elsewhere, so the person did not expect it. */
  | { status: "out"; hasEnded: boolean }
  /** `isReplaced`: somebody else logged in in another tab, and this tab follows. */
  | { status: "in"; user: User; isReplaced: boolean };

interface Access {
  token: string;
  /** By `performance.now()`, because the device's clock may be wrong or change. */
  refreshAt: number;
  expiresAt: number;
}

type Tokens = Schemas["TokensRead"];
type Message = { kind: "tokens"; tokens: Tokens } | { kind: "logout" };

const LOGGED_IN = "logged-in";
const REFRESH_AHEAD_MS = 60_000;
const SPREAD_MS = 10_000;
const LOCK = "session";
const LONGEST_WAIT_MS = 30_000;

let session: Session = { status: "unknown" };
let access: Access | null = null;
let refreshing: Promise<void> | null = null;
let timer: ReturnType<typeof setTimeout> | undefined;
const listeners = new Set<() => void>();
const channel = new BroadcastChannel("session");

channel.onmessage = ({ data }: MessageEvent<Message>) => {
  if (data.kind === "logout") leave(true);
  else adopt(data.tokens, "elsewhere");
};

export const currentSession = (): Session => session;

export function onSession(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** Continue the login of the last visit, if there is one. A visitor who never logged in costs no request. */
export async function startSession(): Promise<void> {
  if (readStored(LOGGED_IN) === null) return show({ status: "out", hasEnded: false });
  for (let wait = 1000; session.status === "unknown"; wait = Math.min(wait * 2, LONGEST_WAIT_MS)) {
    await refresh().catch(() => sleep(wait));
  }
}

/** Let the person go on as the one who logged in in another tab. */
export function acknowledgeReplacement(): void {
  if (session.status === "in") show({ ...session, isReplaced: false });
}

export interface Credentials {
  email: string;
  password: string;
  /** A code of the second factor. */
  otp?: string;
}

export async function logIn(credentials: Credentials): Promise<User> {
  return begin("/api/auth/login?cookie=true", credentials);
}

export interface Registration {
  email: string;
  password: string;
  full_name?: string;
  invitation_token?: string;
}

export async function register(registration: Registration): Promise<User> {
  return begin("/api/auth/register?cookie=true", registration);
}

/** Take over the tokens of an answer that began a new login, such as that of a changed password. */
export function takeTokens(tokens: Tokens): void {
  adopt(tokens, "here");
  tell({ kind: "tokens", tokens });
}

/** Show who is logged in as they are after a change of their profile. */
export function renewUser(user: User): void {
  if (session.status === "in" && session.user.id === user.id) show({ ...session, user });
}

/** Log out in every tab. */
export async function logOut(): Promise<void> {
  await withLock(async () => {
    const answer = await send("/api/auth/logout", { method: "POST" });
    if (!answer.ok && answer.status !== 401) throw await problemOf(answer);
  });
  leave(false);
  tell({ kind: "logout" });
}

/** Return an access token that is valid for a while yet, or null if nobody is logged in. */
export async function accessToken(): Promise<string | null> {
  const isUsable = access !== null && performance.now() < access.expiresAt;
  if (session.status !== "out" && !isUsable) await refresh();
  return access?.token ?? null;
}

/** Return a token in place of one that the shop refused, or null if the login is over. */
export async function replaceToken(refused: string): Promise<string | null> {
  if (access?.token === refused) access = null;
  return accessToken();
}

async function begin(path: string, body: Credentials | Registration): Promise<User> {
  return withLock(async () => {
    const headers = { "Content-Type": "application/json" };
    const answer = await send(path, { method: "POST", headers, body: JSON.stringify(body) });
    if (!answer.ok) throw await problemOf(answer);
    const tokens = (await answer.json()) as Tokens;
    takeTokens(tokens);
    return tokens.user;
  });
}

function refresh(): Promise<void> {
  refreshing ??= withLock(refreshUnlessAnotherTabDid).finally(() => {
    refreshing = null;
  });
  return refreshing;
}

async function refreshUnlessAnotherTabDid(): Promise<void> {
  if (readStored(LOGGED_IN) === null) return leave(true);
  if (access !== null && performance.now() < access.refreshAt) return;
  const answer = await send("/api/auth/refresh", { method: "POST" });
  if (answer.status === 401) {
    leave(true);
    tell({ kind: "logout" });
    return;
  }
  if (!answer.ok) throw await problemOf(answer);
  const tokens = (await answer.json()) as Tokens;
  adopt(tokens, "elsewhere");
  tell({ kind: "tokens", tokens });
}

function adopt(tokens: Tokens, origin: "here" | "elsewhere"): void {
  const lifetime = tokens.expires_in * 1000;
  const ahead = Math.min(REFRESH_AHEAD_MS, lifetime / 2);
  const now = performance.now();
  access = {
    token: tokens.access_token,
    refreshAt: now + lifetime - ahead - SPREAD_MS,
    expiresAt: now + lifetime - ahead / 2,
  };
  writeStored(LOGGED_IN, "yes");
  clearTimeout(timer);
  // The first tab to wake refreshes for all, if they do not all wake at once.
  timer = setTimeout(() => void refresh().catch(() => undefined), lifetime - ahead - Math.random() * SPREAD_MS);
  const before = session.status === "in" ? session : null;
  const isOther = before !== null && before.user.id !== tokens.user.id;
  const isReplaced = origin === "elsewhere" && (isOther || before?.isReplaced === true);
  show({ status: "in", user: tokens.user, isReplaced });
}

function leave(hasEnded: boolean): void {
  const wasIn = session.status === "in";
  access = null;
  clearTimeout(timer);
  writeStored(LOGGED_IN, null);
  show({ status: "out", hasEnded: hasEnded && wasIn });
}

function show(next: Session): void {
  session = next;
  for (const listener of listeners) listener();
}

function tell(message: Message): void {
  channel.postMessage(message);
}

/** One tab at a time. Browsers have no locks on plain http: there the shop forgives a token that is used twice at once. */
async function withLock<Result>(work: () => Promise<Result>): Promise<Result> {
  if (navigator.locks === undefined) return work();
  return navigator.locks.request(LOCK, work);
}

async function send(path: string, init: RequestInit): Promise<Response> {
  try {
    return await fetch(path, init);
  } catch {
    throw unanswered();
  }
}

function sleep(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}
