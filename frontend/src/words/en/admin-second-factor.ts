import { pluralOf } from "../plural.ts";

const plural = pluralOf("en");

export const secondFactor = {
  title: "Second factor",
  off: "Your password alone logs you in. With a second factor, somebody who learns it still cannot.",
  required: "The shop requires a second factor of you. Until it is set up, most pages stay closed.",
  on: "On",
  since: (day: string) => `since ${day}`,
  codesLeft: (count: number) => plural(count, { one: "1 recovery code left", other: `${count} recovery codes left` }),
  setUp: "Set up a second factor",
  scan: "Scan the QR code with an authenticator app, then type the code it shows.",
  secret: "Or type this key into the app",
  code: "Code of the app",
  turnOn: "Turn it on",
  isOn: "Your second factor is on.",
  renew: "New recovery codes",
  remove: "Remove the second factor",
  removeDetail: "Your password alone will log you in again.",
  removed: "Your second factor is removed.",
  codes: "Recovery codes",
  codesDetail: "Each of them logs you in once without the phone. They are shown only now: keep them somewhere safe.",
  copy: "Copy",
  copied: "The codes are copied.",
  download: "Download",
  kept: "I have kept them",
  theirLogins: "Logins",
  nowhere: "Nowhere logged in.",
  endTheirs: "Log out everywhere",
  endedTheirs: (who: string) => `${who} is logged out everywhere.`,
  endDetail: "For a lost phone. They can log in again.",
  endAll: "Log out everywhere, here too",
};
