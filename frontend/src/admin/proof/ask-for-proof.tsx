import { lazy, Suspense, useSyncExternalStore } from "react";
import { isProofAwaited, onProof } from "./proof.ts";

const ProofDialog = lazy(() => import("./proof-dialog.tsx"));

/** Where the back office asks for the password anew. */
export function AskForProof() {
  const isAwaited = useSyncExternalStore(onProof, isProofAwaited);
  return <Suspense>{isAwaited && <ProofDialog />}</Suspense>;
}
