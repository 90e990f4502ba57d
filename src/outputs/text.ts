/** Bounds for what is written: the API server refuses texts that are too long. */

const ELLIPSIS = "…";

/** At most `max` characters; what was cut off is marked. */
export const cut = (text: string, max: number): string =>
  text.length <= max ? text : text.slice(0, max - ELLIPSIS.length).toWellFormed() + ELLIPSIS;

/** At most `max` bytes of UTF-8; what was cut off is marked. */
export const cutBytes = (text: string, max: number): string => {
  if (Buffer.byteLength(text) <= max) return text;
  let kept = text.slice(0, max);
  while (Buffer.byteLength(kept) > max - Buffer.byteLength(ELLIPSIS)) kept = kept.slice(0, -1);
  // Half of a surrogate pair would become three bytes: it goes as well.
  return (kept.isWellFormed() ? kept : kept.slice(0, -1)) + ELLIPSIS;
};

/** `3 namespaces`, `1 namespace`. */
export const counted = (count: number, noun: string): string => `${count} ${noun}${count === 1 ? "" : "s"}`;

/** The first few of a list and how many more there are: `a, b, c and 4 more`. */
export const someOf = (items: readonly string[], max = 5): string =>
  items.length <= max ? items.join(", ") : `${items.slice(0, max).join(", ")} and ${items.length - max} more`;
