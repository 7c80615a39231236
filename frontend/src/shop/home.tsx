import { useQuery } from "@tanstack/react-query";
import { api, ask } from "../api/client.ts";
import { Failure } from "../ui/failure.tsx";
import { useFormats } from "../ui/formats.ts";
import { useTitle } from "../ui/page.ts";
import { SweetPicture } from "../ui/sweet-picture.tsx";
import { useWords } from "../words/index.tsx";
import "./home.css";

/** The trays: what the shop sells today. */
export function Home() {
  const words = useWords();
  const formats = useFormats();
  useTitle();
  const { data, error, refetch } = useQuery({
    queryKey: ["sweets"],
    queryFn: () => ask(api.GET("/api/sweets", { params: { query: { limit: 12 } } })),
  });
  if (error !== null) return <Failure error={error} onRetry={() => void refetch()} />;
  return (
    <>
      <h1>{words.shop.tray}</h1>
      <ul className="trays">
        {data?.items.map((sweet) => (
          <li key={sweet.id} className="card">
            <SweetPicture sweet={sweet} isOnTray isGone={sweet.stock_state === "out"} />
            <div className="body">
              <h2>{sweet.name}</h2>
              <p className="flag">
                <b>{formats.price(sweet.price)}</b> {words.units.per[sweet.unit]}
              </p>
            </div>
          </li>
        ))}
      </ul>
    </>
  );
}
