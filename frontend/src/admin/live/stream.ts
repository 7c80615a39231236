import { EventSourceParserStream } from "eventsource-parser/stream";
import { accessToken } from "../../api/session.ts";

/** What the shop tells its staff: a hint to ask again, and of a stock alert what to show. */
export interface LiveEvent {
  kind: string;
  data: string;
}

export type Liveness = "live" | "waiting";

interface Told {
  liveness?: Liveness;
  event?: LiveEvent;
  lastId?: string;
}

const NAME = "live-events";
const PAUSE_MS = 1000;
const LONGEST_PAUSE_MS = 30_000;
/** The shop asks for it when newer streams took the place of this one. */
const REPLACED_PAUSE_MS = 60_000;

/**
 * Listen to the shop's events until `signal` says so. Of all tabs one holds the stream and tells the others. A stream that
 * was cut off goes on after the last event; a tab that takes over does too.
 */
export function listen(onTold: (told: Told) => void, signal: AbortSignal): void {
  let lastId = "";
  const channel = new BroadcastChannel(NAME);
  channel.onmessage = ({ data }: MessageEvent<Told>) => hear(data);
  signal.addEventListener("abort", () => channel.close());

  function hear(told: Told) {
    lastId = told.lastId ?? lastId;
    onTold(told);
  }

  function tell(told: Told) {
    if (signal.aborted) return;
    hear(told);
    channel.postMessage(told);
  }

  async function lead(): Promise<void> {
    for (let pause = PAUSE_MS; !signal.aborted; ) {
      const ended = await follow().catch(() => "failed" as const);
      if (signal.aborted) return;
      tell({ liveness: "waiting" });
      pause = ended === "cut" ? PAUSE_MS : Math.min(pause * 2, LONGEST_PAUSE_MS);
      await sleep(ended === "replaced" ? REPLACED_PAUSE_MS : pause, signal);
    }
  }

  /** Read one stream to its end, and say how it ended. */
  async function follow(): Promise<"cut" | "failed" | "replaced"> {
    const token = await accessToken();
    if (token === null) return "failed";
    const headers = { Authorization: `Bearer ${token}`, ...(lastId !== "" && { "Last-Event-ID": lastId }) };
    const answer = await fetch("/api/notifications/stream", { headers, signal });
    if (!answer.ok || answer.body === null) return "failed";
    // The shop's pings tell a tab that was opened meanwhile.
    const stillThere = new EventSourceParserStream({ onComment: () => tell({ liveness: "live" }) });
    const events = answer.body.pipeThrough(new TextDecoderStream()).pipeThrough(stillThere);
    const reader = events.getReader();
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return "cut";
      if (value.event === "replaced") return "replaced";
      const event = value.event === "ready" ? {} : { event: { kind: value.event ?? "", data: value.data } };
      tell({ liveness: "live", ...(value.id !== undefined && { lastId: value.id }), ...event });
    }
  }

  // Browsers have no locks on plain http: there each tab has a stream of its own.
  if (navigator.locks === undefined) void lead();
  else navigator.locks.request(NAME, { signal }, lead).catch(() => undefined);
}

function sleep(milliseconds: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, milliseconds);
    signal.addEventListener("abort", () => {
      clearTimeout(timer);
      resolve();
    });
  });
}
