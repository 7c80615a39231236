export const shop = {
  sign: "मिठाई की दुकान",
  tools: "Your account and basket",
  tray: "Today on the tray",
  basket: "Basket",
};
