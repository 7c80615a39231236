import { useLayoutEffect, useRef } from "react";
import "./invite.css";

/** The QR code that the shop drew, on white paper in both themes. */
export function QrCode({ svg }: { svg: string }) {
  const place = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => {
    place.current?.replaceChildren(new DOMParser().parseFromString(svg, "image/svg+xml").documentElement);
  }, [svg]);
  return <div ref={place} className="qr" aria-hidden="true" />;
}
