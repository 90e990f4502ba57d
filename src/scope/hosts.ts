import { globMatches } from "./glob.ts";

/**
 * Host names, and patterns of them as ways in have them: "shop.example" is itself, "*.shop.example" whatever ends so, "" any host.
 * All in lower case.
 */

/** Stands for a letter that nobody can have written into a glob: a glob takes it by `?` or `*` only, so it would take any letter. */
const ANY_LETTER = "\0";

/**
 * Hosts that stand for all hosts of a pattern: one for each number of letters that its `*` may be. Beyond the length of the
 * longest glob only a `*` can take them, and that takes any number.
 */
const samples = (pattern: string, globs: readonly string[]): readonly string[] => {
  if (pattern !== "" && !pattern.startsWith("*.")) return [pattern];
  const longest = Math.max(0, ...globs.map((glob) => glob.length)) + 1;
  return Array.from({ length: longest }, (_, more) => `${ANY_LETTER.repeat(more + 1)}${pattern.slice(1)}`);
};

/** Whether every host of the pattern is matched by one of the globs. */
export const hostsCovered = (pattern: string, globs: readonly string[]): boolean =>
  samples(pattern, globs).every((host) => globs.some((glob) => globMatches(glob, host)));

/** Whether one of the globs matches some of what the pattern means as a whole: any value of its `*` of one length. */
export const hostsTouched = (pattern: string, globs: readonly string[]): boolean =>
  samples(pattern, globs).some((host) => globs.some((glob) => globMatches(glob, host)));

/** Whether a certificate for this name (RFC 6125: its `*` is one label; "" any host) is one for the host, or for all hosts of its pattern. */
export const certifies = (certified: string, host: string): boolean => {
  if (certified === "" || certified === host) return true;
  const dot = host.indexOf(".");
  return certified.startsWith("*.") && dot > 0 && host.slice(dot) === certified.slice(1);
};

/** Whether a pattern of a route and one of a listener have a host in common; a `*` is one label or more, undefined is any host. (Gateway API) */
export const hostsMeet = (a: string | undefined, b: string | undefined): boolean =>
  a === undefined || b === undefined || a === b || endsIn(a, b) || endsIn(b, a);

const endsIn = (host: string, pattern: string): boolean => pattern.startsWith("*.") && host.endsWith(pattern.slice(1));
