import type { Words } from "../index.tsx";

export const shop: Words["shop"] = {
  sign: "मिठाई की दुकान",
  tools: "आपका खाता और झोला",
  tray: "आज थाल में",
  basket: "झोला",
};
