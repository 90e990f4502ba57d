import { isIP } from "node:net";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { addressRange, ANYWHERE, isWithin, overlaps, without } from "./cidr.ts";

const range = (text: string) => addressRange(text)!;
const within = (one: string, ...others: readonly string[]) => isWithin(range(one), others.map(range));

describe("an address range", () => {
  test.each([
    ["203.0.113.0/24", 4, 0xcb007100n, 0xcb0071ffn],
    ["203.0.113.7", 4, 0xcb007107n, 0xcb007107n],
    ["203.0.113.7/24", 4, 0xcb007100n, 0xcb0071ffn],
    ["010.001.000.009/32", 4, 0x0a010009n, 0x0a010009n],
    ["0.0.0.0/0", 4, 0n, 0xffffffffn],
    ["::/0", 6, 0n, (1n << 128n) - 1n],
    ["::1", 6, 1n, 1n],
    ["2001:db8::/32", 6, 0x20010db8n << 96n, (0x20010db9n << 96n) - 1n],
    ["64:ff9b::192.0.2.1", 6, (0x64ff9bn << 96n) + 0xc0000201n, (0x64ff9bn << 96n) + 0xc0000201n],
    ["::ffff:192.0.2.0/120", 4, 0xc0000200n, 0xc00002ffn],
    ["::ffff:0:0/95", 6, 0xfffen << 32n, (1n << 48n) - 1n],
  ] as const)("%s is of IPv%i, from its first to its last address", (text, family, first, last) => {
    expect(addressRange(text)).toEqual({ family, first, last });
  });

  test.each([
    ["", "256.1.1.1", "1.2.3", "1.2.3.4.5", "1.2.3.4/33", "1.2.3.4/", "1.2.3.4/a", "1.2.3.4/24/24", "shop.example"],
    [
      ":",
      ":::",
      "1::2::3",
      "1:2:3:4:5:6:7",
      "1:2:3:4:5:6:7:8:9",
      "1:2:3:4:5:6:7::8",
      "12345::",
      "::g",
      "::/129",
      "fe80::1%eth0",
      "::1.2.3",
    ],
  ])("is not what only looks like one: %s, …", (...texts) => {
    expect(texts.filter((text) => addressRange(text) !== undefined)).toEqual([]);
  });

  test("is read exactly where Node knows an address", () => {
    const letters = fc.string({ unit: fc.constantFrom(..."012af:.".split("")), maxLength: 12 });
    const address = fc.oneof(letters, fc.ipV4(), fc.ipV6());
    fc.assert(
      fc.property(address, (text) => {
        // Leading zeros, which the API server reads as decimal, are refused by Node.
        fc.pre(!/(^|[:.])0\d+(\.|$)/.test(text));
        expect(addressRange(text) !== undefined).toBe(isIP(text) !== 0);
      }),
      { numRuns: 2_000 },
    );
  });

  test("of IPv6 is the same however it is written", () => {
    const groups = fc.array(fc.oneof(fc.constant(0), fc.nat(0xffff)), { minLength: 8, maxLength: 8 });
    fc.assert(
      fc.property(groups, (parts) => {
        const full = parts.map((part) => part.toString(16).padStart(4, "0")).join(":");
        const short = new URL(`http://[${full}]/`).hostname.slice(1, -1);
        const value = BigInt(`0x${full.replaceAll(":", "")}`);
        fc.pre(value >> 32n !== 0xffffn);
        expect(addressRange(full)).toEqual({ family: 6, first: value, last: value });
        expect(addressRange(short)).toEqual(addressRange(full));
      }),
    );
  });
});

describe("ranges together", () => {
  test("hold what no single one of them holds", () => {
    expect(within("10.0.0.0/8", "10.0.0.0/9", "10.128.0.0/9")).toBe(true);
    expect(within("10.0.0.0/8", "10.0.0.0/9", "10.128.0.0/10")).toBe(false);
  });

  test("of one family hold nothing of the other", () => {
    expect(within("0.0.0.0/0", "::/0")).toBe(false);
    expect(within("::/0", "0.0.0.0/0")).toBe(false);
    expect(ANYWHERE.every((all) => isWithin(all, [range("0.0.0.0/0"), range("::/0")]))).toBe(true);
    expect(ANYWHERE.every((all) => isWithin(all, [range("0.0.0.0/0")]))).toBe(false);
  });

  /** Ranges inside 64 addresses, few enough to look at each. */
  const universe = fc.constantFrom(
    { base: "203.0.113.", bits: 32, from: 0xcb007100n },
    { base: "2001:db8::", bits: 128, from: 0x20010db8n << 96n },
  );
  const small = fc.tuple(fc.nat(63), fc.nat(6));
  const cluster = fc.record({
    universe,
    one: small,
    excepted: fc.array(small, { maxLength: 3 }),
    others: fc.array(small, { maxLength: 4 }),
  });
  /** An address is in a range when their first bits are equal. */
  const holds = ([at, free]: readonly [number, number], address: number) => {
    const firstBits = (value: number) =>
      value
        .toString(2)
        .padStart(6, "0")
        .slice(0, 6 - free);
    return firstBits(at) === firstBits(address);
  };

  test("hold a range without its exceptions exactly when they hold each of its addresses", () => {
    fc.assert(
      fc.property(cluster, ({ universe: { base, bits, from }, one, excepted, others }) => {
        const digits = (at: number) => (bits === 32 ? at.toString() : at.toString(16));
        const written = ([at, free]: readonly [number, number]) => range(`${base}${digits(at)}/${bits - free}`);
        const all = Array.from({ length: 64 }, (_, address) => address);
        const wanted = all.filter((address) => holds(one, address) && !excepted.some((other) => holds(other, address)));
        const left = without(written(one), excepted.map(written));
        const counted = left.flatMap(({ first, last }) =>
          all.filter((address) => first <= from + BigInt(address) && from + BigInt(address) <= last),
        );
        expect(counted.toSorted((a, b) => a - b)).toEqual(wanted);
        const held = wanted.every((address) => others.some((other) => holds(other, address)));
        expect(left.every((part) => isWithin(part, others.map(written)))).toBe(held);
        const shared = all.some((address) => holds(one, address) && others.some((other) => holds(other, address)));
        expect(others.some((other) => overlaps(written(one), written(other)))).toBe(shared);
      }),
      { numRuns: 1_000 },
    );
  });
});

test("anywhere is every address of both families, no half of them less", () => {
  expect(ANYWHERE).toEqual(["0.0.0.0/0", "::/0"].map(addressRange));
  const halves = ["0.0.0.0/1", "128.0.0.0/1", "::/1", "8000::/1"].flatMap((text) => addressRange(text) ?? []);
  expect(ANYWHERE.every((range) => isWithin(range, halves))).toBe(true);
  for (const missing of halves) {
    const others = halves.filter((half) => half !== missing);
    expect(ANYWHERE.every((range) => isWithin(range, others))).toBe(false);
  }
});
