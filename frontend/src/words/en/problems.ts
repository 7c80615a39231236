/**
 * What to tell people about an error, by its code. English shows the API's own `detail` for every code that is not here;
 * a code that customers and sellers meet stands here so that Hindi has it too.
 */
export const problems: Readonly<Record<string, string>> = {
  no_answer: "The shop does not answer. Check the connection and try again.",
  unreadable_answer: "The shop's answer could not be read. Try again.",
  failed: "Something went wrong on this page. Load it again.",
  internal_error: "Something went wrong in the shop. Try again in a moment.",
  string_too_short: "Fill this in.",
  total_above_max: "It costs more now than when you looked. See the new total, and order if you want it.",
};
