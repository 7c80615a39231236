/** An error of the API (RFC 9457), or the lack of any answer. Its `code` is stable; `detail` says what to do, in English. */
export class Problem extends Error {
  override readonly name = "Problem";
  readonly code: string;
  readonly status: number;
  readonly requestId: string;
  readonly errors: readonly FieldError[];
  /** Seconds to wait before the next try, if the shop asked for that. */
  readonly retryAfter: number | undefined;
  /** What this code adds, such as the `shortages` of `insufficient_stock`. */
  readonly more: Readonly<Record<string, unknown>>;

  constructor(given: { code: string; detail: string; status?: number } & Record<string, unknown>, retryAfter?: number) {
    const { code, detail, status = 0, request_id = "", errors = [], ...more } = given;
    super(detail);
    this.code = code;
    this.status = status;
    this.requestId = String(request_id);
    this.errors = errors as FieldError[];
    this.retryAfter = retryAfter;
    this.more = more;
  }

  /** No answer came: whether the request had its effect is unknown. */
  get isUnanswered(): boolean {
    return this.code === "no_answer";
  }

  /** Asking again may help. */
  get isPassing(): boolean {
    return this.isUnanswered || this.status === 429 || this.status >= 500;
  }
}

/** What is wrong with one value of a request. */
export interface FieldError {
  /** A JSON pointer into the body (`/quantity`), or the name of a parameter. */
  pointer: string;
  code: string;
  detail: string;
}

export async function problemOf(response: Response): Promise<Problem> {
  const retryAfter = Number(response.headers.get("Retry-After")) || undefined;
  const body: unknown = await response.json().catch(() => null);
  if (isProblemBody(body)) return new Problem(body, retryAfter);
  return new Problem({ code: "unreadable_answer", detail: response.statusText, status: response.status }, retryAfter);
}

export function unanswered(): Problem {
  return new Problem({ code: "no_answer", detail: "The shop does not answer. Check the connection and try again." });
}

export function asProblem(error: unknown): Problem {
  if (error instanceof Problem) return error;
  return new Problem({ code: "failed", detail: error instanceof Error ? error.message : String(error) });
}

function isProblemBody(body: unknown): body is { code: string; detail: string; status: number } {
  return typeof body === "object" && body !== null && "code" in body && "detail" in body;
}
