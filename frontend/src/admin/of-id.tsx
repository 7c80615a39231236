import type { ReactNode } from "react";
import { useParams } from "react-router";
import { NothingHere } from "./nothing-here.tsx";

/** A page of one thing, whose number its address ends with. */
export function OfId({ page }: { page: (id: number) => ReactNode }) {
  const { id = "" } = useParams();
  return /^[1-9]\d{0,14}$/.test(id) ? page(Number(id)) : <NothingHere />;
}
