import type { CSSProperties } from "react";
import { addressOf } from "./drawing.tsx";
import { kindOf } from "./sweet-kinds.ts";
import "./sweet-picture.css";

/** Where a drawing stands on the doily: its foot just before the middle. */
const PLACES: Readonly<Record<string, readonly [x: number, y: number, size: number]>> = {
  "gulab-jamun": [57, 2, 206],
  jalebi: [52, 12, 216],
  "motichoor-ladoo": [57, 10, 206],
  rasmalai: [56, 16, 208],
  barfi: [54, 18, 212],
  rasgulla: [60, 0, 204],
  "besan-ladoo": [54, 10, 212],
  "gajar-halwa": [60, 0, 202],
  peda: [52, 22, 216],
  "soan-papdi": [54, 8, 212],
  "milk-cake": [54, 10, 212],
  sandesh: [52, 18, 216],
  "gift-box": [58, -2, 204],
  namkeen: [60, -12, 206],
};
const USUAL_PLACE = [50, 10, 220] as const;

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
  const [x, y, size] = PLACES[symbol] ?? USUAL_PLACE;
  return (
    <span className={className}>
      <svg className="marble" viewBox="0 0 320 250" preserveAspectRatio="xMidYMid slice" aria-hidden="true">
        <use href={addressOf("stone")} width="320" height="250" />
      </svg>
      <svg className="tray" style={colours as CSSProperties} viewBox="0 0 320 250" aria-hidden="true">
        <use href={addressOf("tray")} width="320" height="250" />
        <use className="sweet" href={addressOf(symbol)} x={x} y={y} width={size} height={size} />
      </svg>
    </span>
  );
}
