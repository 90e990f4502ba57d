/** Instants (epoch ms) at which something changes by time alone. */

/** The earliest of these that is still to come; undefined when time alone changes nothing. What is past cannot come again. */
export const earliest = (now: number, ...instants: readonly (number | undefined)[]): number | undefined => {
  const ahead = instants.filter((instant): instant is number => instant !== undefined && instant > now && Number.isFinite(instant));
  return ahead.length === 0 ? undefined : Math.min(...ahead);
};
