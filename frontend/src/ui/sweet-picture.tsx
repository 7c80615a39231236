import type { CSSProperties } from "react";
import { addressOf } from "./drawing.tsx";
import { kindOf } from "./sweet-kinds.ts";
import "./sweet-picture.css";

interface Pictured {
  name: string;
  category: { name: string };
}

/** A sweet as it looks: drawn by its kind and colour. On a tray it lies on a doily over marble, as in the shop. */
export function SweetPicture({
  sweet,
  isOnTray = false,
  isGone = false,
}: {
  sweet: Pictured;
  isOnTray?: boolean;
  isGone?: boolean;
}) {
  const { symbol, colours } = kindOf(sweet.name, sweet.category.name);
  const className = ["sweet-picture", isOnTray && "on-tray", isGone && "gone"].filter(Boolean).join(" ");
  if (!isOnTray) {
    return (
      <svg className={className} style={colours as CSSProperties} viewBox="0 0 320 320" aria-hidden="true">
        <use href={addressOf(symbol)} />
      </svg>
    );
  }
  return (
    <span className={className}>
      <svg className="marble" viewBox="0 0 320 250" preserveAspectRatio="xMidYMid slice" aria-hidden="true">
        <use href={addressOf("stone")} width="320" height="250" />
      </svg>
      <svg className="tray" style={colours as CSSProperties} viewBox="0 0 320 250" aria-hidden="true">
        <use href={addressOf("tray")} width="320" height="250" />
        <use className="sweet" href={addressOf(symbol)} x="50" y="10" width="220" height="220" />
      </svg>
    </span>
  );
}
