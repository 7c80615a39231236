import { useSyncExternalStore } from "react";
import { useWords } from "../words/index.tsx";

function subscribe(listener: () => void): () => void {
  window.addEventListener("online", listener);
  window.addEventListener("offline", listener);
  return () => {
    window.removeEventListener("online", listener);
    window.removeEventListener("offline", listener);
  };
}

/** Says at once that the device is offline. */
export function OfflineBanner() {
  const { shop } = useWords();
  const isOnline = useSyncExternalStore(subscribe, () => navigator.onLine);
  return (
    <div className="offline wrap" role="status">
      {!isOnline && <p>{shop.offline}</p>}
    </div>
  );
}
