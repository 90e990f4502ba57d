/** Instants (epoch ms) at which something changes by time alone. */

/** The earliest of those that there are. */
export const soonest = (...instants: readonly (number | undefined)[]): number | undefined => {
  const known = instants.filter((instant) => instant !== undefined);
  return known.length === 0 ? undefined : Math.min(...known);
};

/** The earliest of these that is still to come; undefined when time alone changes nothing. What is past cannot come again. */
export const earliest = (now: number, ...instants: readonly (number | undefined)[]): number | undefined =>
  soonest(...instants.filter((instant) => instant !== undefined && instant > now && Number.isFinite(instant)));
