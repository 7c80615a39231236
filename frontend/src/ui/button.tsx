import type { ComponentProps, ReactNode } from "react";
import { Link, type LinkProps } from "react-router";
import { Key } from "./key.tsx";
import "./button.css";

interface Look {
  /** Solid for the one thing to do, line for the rest, gold on the plum of the sign. */
  look?: "solid" | "line" | "gold";
  isBig?: boolean;
  /** The key that presses it, printed on it. */
  shortcut?: string;
  children: ReactNode;
}

/** A button says the deed, and the sum where money moves. It stays enabled and says what is wrong when it is pressed. */
export function Button({
  look = "solid",
  isBig = false,
  shortcut,
  children,
  className,
  ...rest
}: Look & ComponentProps<"button">) {
  return (
    <button type="button" aria-keyshortcuts={shortcut} {...rest} className={classes(look, isBig, className)}>
      {children}
      {shortcut !== undefined && <Key name={shortcut} />}
    </button>
  );
}

/** A link that looks like a button. */
export function LinkButton({
  look = "solid",
  isBig = false,
  children,
  className,
  ...rest
}: Omit<Look, "shortcut"> & LinkProps) {
  return (
    <Link {...rest} className={classes(look, isBig, className)}>
      {children}
    </Link>
  );
}

function classes(look: string, isBig: boolean, more: string | undefined): string {
  return ["button", look, isBig && "big", more].filter(Boolean).join(" ");
}
