import type { Words } from "../index.tsx";

export const counter: Words["counter"] = {
  title: "काउंटर",
};
