import type { Words } from "../index.tsx";

export const admin: Words["admin"] = {
  title: "दफ़्तर",
};
