import createClient from "openapi-fetch";
import { problemOf, unanswered } from "./problems.ts";
import type { paths } from "./schema.d.ts";
import { accessToken, replaceToken } from "./session.ts";

/** Codes of a 401 that a new access token cures. */
const STALE_TOKEN = new Set(["invalid_token", "token_revoked"]);

/** The API: `ask(api.GET("/api/sweets/{sweet_id}", { params: { path: { sweet_id } } }))`. */
export const api = createClient<paths>({ baseUrl: location.origin, fetch: fetchWithSession });

/** Return the body of an answer. Every failure is thrown as a `Problem`, also by a bare `api` call. */
export async function ask<Data>(call: Promise<{ data?: Data }>): Promise<Data> {
  return (await call).data as Data;
}

/** A key that makes a POST safe to repeat: draw one when the person decides, and keep it until there is an answer. */
export function newIdempotencyKey(): string {
  // `crypto.randomUUID` exists on https only.
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0")).join("");
}

async function fetchWithSession(request: Request): Promise<Response> {
  const token = await accessToken();
  const again = request.clone();
  let answer = await send(request, token);
  if (answer.status === 401 && token !== null) {
    const problem = await problemOf(answer);
    const fresh = STALE_TOKEN.has(problem.code) ? await replaceToken(token) : null;
    if (fresh === null) throw problem;
    answer = await send(again, fresh);
  }
  if (!answer.ok) throw await problemOf(answer);
  return answer;
}

async function send(request: Request, token: string | null): Promise<Response> {
  if (token !== null) request.headers.set("Authorization", `Bearer ${token}`);
  try {
    return await fetch(request);
  } catch (error) {
    if (request.signal.aborted) throw error;
    throw unanswered();
  }
}
