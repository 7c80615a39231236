import { useOnline } from "../../ui/use-online.ts";
import { useWords } from "../../words/index.tsx";

/** Says at once that the device is offline. */
export function OfflineBanner() {
  const { shop } = useWords();
  const isOnline = useOnline();
  return (
    <div className="offline wrap" role="status">
      {!isOnline && <p>{shop.offline}</p>}
    </div>
  );
}
