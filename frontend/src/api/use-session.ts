import { useSyncExternalStore } from "react";
import { currentSession, onSession, type Session, type User } from "./session.ts";

export function useSession(): Session {
  return useSyncExternalStore(onSession, currentSession);
}

/** Who is logged in, or null. */
export function useUser(): User | null {
  const session = useSession();
  return session.status === "in" ? session.user : null;
}
