import type { SVGProps } from "react";
import sprite from "../theme/sweets.svg";

/** The drawings of theme/sweets.svg that are no sweets. */
export type DrawingName =
  | "diya"
  | "hooks"
  | "lotus"
  | "paper-bag"
  | "scroll"
  | "stone"
  | "stroke"
  | "tray"
  | "veg"
  | `i-${"basket" | "bin" | "check" | "clock" | "minus" | "person" | "phone" | "pin" | "plus" | "print" | "search"}`;

export function addressOf(symbol: string): string {
  return `${sprite}#${symbol}`;
}

/** A drawing beside words that say the same, so that screen readers pass over it unless it has a label. */
export function Drawing({ name, label, ...rest }: { name: DrawingName; label?: string } & SVGProps<SVGSVGElement>) {
  const role = label === undefined ? { "aria-hidden": true } : { role: "img", "aria-label": label };
  return (
    <svg {...role} {...rest}>
      <use href={addressOf(name)} />
    </svg>
  );
}

/** An icon at the size of the text's line. */
export function Icon({ name }: { name: Extract<DrawingName, `i-${string}`> }) {
  return <Drawing name={name} className="icon" />;
}
