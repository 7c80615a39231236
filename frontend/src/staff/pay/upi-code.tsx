import { useQuery } from "@tanstack/react-query";
import { useLayoutEffect, useRef } from "react";
import { api, ask } from "../../api/client.ts";
import { Failure } from "../../ui/failure.tsx";
import { useFormats } from "../../ui/formats.ts";
import { useWords } from "../../words/index.tsx";

/** The code that a customer's app scans to pay an amount: of a sale, or of the ticket that a reference stands for. */
export function UpiCode({ amount, of }: { amount: string; of: { saleId: number } | { reference: string } }) {
  const words = useWords().pay;
  const { money } = useFormats();
  const place = useRef<HTMLDivElement>(null);
  const { data, error, refetch } = useQuery({
    queryKey: ["upi-code", of, amount],
    queryFn: ({ signal }) =>
      "saleId" in of
        ? ask(
            api.GET("/api/sales/{sale_id}/upi-code", {
              params: { path: { sale_id: of.saleId }, query: { amount } },
              signal,
            }),
          )
        : ask(api.GET("/api/upi-code", { params: { query: { amount, reference: of.reference } }, signal })),
    staleTime: 60_000,
  });
  const svg = data?.qr_svg;
  useLayoutEffect(() => {
    // Never the code of another amount.
    place.current?.replaceChildren(
      ...(svg === undefined ? [] : [new DOMParser().parseFromString(svg, "image/svg+xml").documentElement]),
    );
  }, [svg]);
  if (error !== null) return <Failure error={error} onRetry={() => void refetch()} />;
  return (
    <figure className="upi-code" aria-busy={data === undefined}>
      <figcaption>
        <b>{words.upiScan}</b>
        <span>
          {money(amount)} {data !== undefined && words.upiTo(data.payee)}
        </span>
      </figcaption>
      <div ref={place} className="upi-square" aria-hidden="true" />
      <p className="soft">{words.upiWait}</p>
    </figure>
  );
}

/** Draw letters and digits that a payment without a sale is known by. */
export function drawReference(): string {
  const letters = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789";
  const drawn = crypto.getRandomValues(new Uint8Array(10));
  return `T${[...drawn].map((one) => letters[one % letters.length]).join("")}`;
}
