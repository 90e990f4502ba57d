/** Host names as they are compared: DNS knows no case, and a dot at the end changes nothing. */

/** A host name in lower case without a dot at its end; "" for what is no text. */
export const hostOf = (value: unknown): string => (typeof value === "string" ? value.trim().toLowerCase().replace(/\.$/, "") : "");

/** Hosts without duplicates, sorted; "" (any host) is kept. */
export const hostsOf = (values: Iterable<unknown> | null | undefined): string[] => [...new Set([...(values ?? [])].map(hostOf))].sort();

/** Hosts without duplicates and without "", sorted. */
export const namedHosts = (values: Iterable<unknown> | null | undefined): string[] => hostsOf(values).filter((host) => host !== "");
