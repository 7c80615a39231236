import { useFormats } from "../../ui/formats.ts";

/** Says how many there are, such as `50` or `10,000+`: the shop counts no further than ten thousand. */
export function useCounted() {
  const { number } = useFormats();
  return (total: number, isExact: boolean | null | undefined) =>
    `${number(String(total))}${isExact === false ? "+" : ""}`;
}
