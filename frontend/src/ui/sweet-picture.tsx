import type { CSSProperties } from "react";
import type { Sweet } from "../api/types.ts";
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

/** The longer side of the small size in pixels, as the shop makes it. */
const SMALL_SIDE = 320;

/** What a picture needs to know of a sweet. */
export interface Pictured {
  name: string;
  category: Pick<Sweet["category"], "name">;
  picture?: Sweet["picture"] | undefined;
}

/**
 * A sweet as it looks: its photo, or drawn by its kind and colour. On a tray a drawing lies on a doily over marble, as in
 * the shop; a photo takes the place of tray and sweet.
 */
export function SweetPicture({
  sweet,
  isOnTray = false,
  isGone = false,
  sizes = "18rem",
}: {
  sweet: Pictured;
  isOnTray?: boolean;
  isGone?: boolean;
  /** How wide a photo is shown, as in the attribute of `img`. */
  sizes?: string;
}) {
  const className = ["sweet-picture", isOnTray && "on-tray", isGone && "gone"].filter(Boolean).join(" ");
  if (sweet.picture) {
    const { small, large, width, height } = sweet.picture;
    const smallWidth = Math.round(width * Math.min(1, SMALL_SIDE / Math.max(width, height)));
    const sources = `${small} ${smallWidth}w, ${large} ${width}w`;
    return <img className={className} src={small} srcSet={sources} sizes={sizes} alt="" loading="lazy" />;
  }
  const { symbol, colours } = kindOf(sweet.name, sweet.category.name);
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
