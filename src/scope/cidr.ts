/** Addresses of IPv4 and IPv6 as intervals of numbers, so that what lies in what is arithmetic. */

/** The addresses from `first` to `last`, both included. */
export interface AddressRange {
  readonly family: 4 | 6;
  readonly first: bigint;
  readonly last: bigint;
}

const OCTET = /^\d{1,3}$/;
const PREFIX = /^\d{1,3}$/;
const GROUP = /^[0-9a-f]{1,4}$/i;
const IPV6_GROUPS = 8;
/** ::ffff:0:0/96 are the addresses of IPv4 written as IPv6 (RFC 4291, 2.5.5.2). */
const MAPPED = 0xffffn;

/** Leading zeros are decimal, as the API server reads them. */
const ipv4 = (text: string): bigint | undefined => {
  const octets = text.split(".");
  const valid = octets.length === 4 && octets.every((octet) => OCTET.test(octet) && Number(octet) < 256);
  return valid ? octets.reduce((sum, octet) => (sum << 8n) | BigInt(octet), 0n) : undefined;
};

/** The last two groups may be written as an address of IPv4. */
const withoutDots = (text: string): string => {
  const start = text.lastIndexOf(":") + 1;
  const tail = ipv4(text.slice(start));
  return tail === undefined ? text : `${text.slice(0, start)}${(tail >> 16n).toString(16)}:${(tail & 0xffffn).toString(16)}`;
};

const ipv6 = (text: string): bigint | undefined => {
  const halves = withoutDots(text)
    .split("::")
    .map((half) => (half === "" ? [] : half.split(":")));
  const [before = [], after] = halves;
  const missing = IPV6_GROUPS - before.length - (after?.length ?? 0);
  if (halves.length > 2 || (after === undefined ? missing !== 0 : missing < 1)) return undefined;
  const groups = [...before, ...Array.from({ length: missing }, () => "0"), ...(after ?? [])];
  return groups.every((group) => GROUP.test(group)) ? groups.reduce((sum, group) => (sum << 16n) | BigInt(`0x${group}`), 0n) : undefined;
};

const BITS = { 4: 32, 6: 128 } as const;

const block = (family: 4 | 6, address: bigint, prefix: number): AddressRange => {
  const size = 1n << BigInt(BITS[family] - prefix);
  const first = address - (address % size);
  return { family, first, last: first + size - 1n };
};

/** Addresses of IPv4 written as IPv6 are those of IPv4. */
const mappedBlock = (address: bigint, prefix: number): AddressRange => {
  const own = prefix - (BITS[6] - BITS[4]);
  return own >= 0 && address >> BigInt(BITS[4]) === MAPPED ? block(4, address & 0xffffffffn, own) : block(6, address, prefix);
};

/** The length of a prefix; `bits` where there is none. Undefined for what is none. */
const prefixOf = (text: string | undefined, bits: number): number | undefined => {
  if (text === undefined) return bits;
  return PREFIX.test(text) && Number(text) <= bits ? Number(text) : undefined;
};

/**
 * The addresses of a range in CIDR notation, or one address. Host bits are dropped, addresses of IPv4 written as IPv6 are those of IPv4.
 * Undefined for what is neither.
 */
export const addressRange = (text: string): AddressRange | undefined => {
  const slash = text.indexOf("/");
  const [address, length] = slash < 0 ? [text] : [text.slice(0, slash), text.slice(slash + 1)];
  const four = ipv4(address);
  const value = four ?? (address.includes(":") ? ipv6(address) : undefined);
  const prefix = prefixOf(length, BITS[four === undefined ? 6 : 4]);
  if (value === undefined || prefix === undefined) return undefined;
  return four === undefined ? mappedBlock(value, prefix) : block(4, value, prefix);
};

/** Every address there is. */
export const ANYWHERE: readonly AddressRange[] = [block(4, 0n, 0), block(6, 0n, 0)];

/** Whether the ranges have an address in common. */
export const overlaps = (a: AddressRange, b: AddressRange): boolean => a.family === b.family && a.first <= b.last && b.first <= a.last;

/** What is left of a range without these others. */
export const without = (range: AddressRange, others: readonly AddressRange[]): readonly AddressRange[] =>
  others.reduce<readonly AddressRange[]>((left, other) => left.flatMap((part) => withoutOne(part, other)), [range]);

const withoutOne = (range: AddressRange, other: AddressRange): readonly AddressRange[] => {
  if (!overlaps(range, other)) return [range];
  const parts = [
    { ...range, last: other.first - 1n },
    { ...range, first: other.last + 1n },
  ];
  return parts.filter(({ first, last }) => first <= last);
};

/** Whether each address of `range` is in one of the others, also when only several of them together hold it. */
export const isWithin = (range: AddressRange, others: readonly AddressRange[]): boolean => without(range, others).length === 0;
