import type { ScopeSpec } from "../api/scope.ts";
import { addressRange, isWithin, overlaps, type AddressRange } from "./cidr.ts";
import type { CompiledScope } from "./compiled.ts";
import { hostsCovered, hostsTouched } from "./hosts.ts";

/** What the statement declares to cross the boundary (ISO/IEC 27001:2022, 4.3 c). */

/** An interface of the statement. */
export interface InterfaceRef {
  readonly list: "interfaces";
  readonly name: string;
}

/** The interfaces of one direction, ready to be asked. Each answer is those that declare what was asked, or undefined when it is not declared. */
export interface DeclaredInterfaces {
  /** By which all hosts of a pattern are declared; "" is any host, "*.shop.example" whatever ends so. Lower case. */
  readonly host: (pattern: string) => readonly InterfaceRef[] | undefined;
  /** By which all these addresses are declared, also when only several interfaces together hold them. */
  readonly addresses: (ranges: readonly AddressRange[]) => readonly InterfaceRef[] | undefined;
}

type Interface = ScopeSpec["interfaces"][number];

const refTo = ({ name }: Interface): InterfaceRef => ({ list: "interfaces", name });

const rangesOf = ({ cidrs }: Interface): readonly AddressRange[] => cidrs.flatMap((cidr) => addressRange(cidr) ?? []);

/** Longest host name (RFC 1035). What is longer is none, and is not compared. */
const LONGEST_HOST = 253;

const byHosts = (interfaces: readonly Interface[]): DeclaredInterfaces["host"] => {
  const globs = [...new Set(interfaces.flatMap(({ hosts }) => hosts))];
  return (pattern) => {
    if (pattern.length > LONGEST_HOST || !hostsCovered(pattern, globs)) return undefined;
    return interfaces.filter(({ hosts }) => hostsTouched(pattern, hosts)).map(refTo);
  };
};

const byAddresses = (interfaces: readonly Interface[]): DeclaredInterfaces["addresses"] => {
  const declared = interfaces.map((entry) => ({ entry, cidrs: rangesOf(entry) }));
  const all = declared.flatMap(({ cidrs }) => cidrs);
  return (ranges) => {
    if (!ranges.every((range) => isWithin(range, all))) return undefined;
    return declared
      .filter(({ cidrs }) => cidrs.some((cidr) => ranges.some((range) => overlaps(cidr, range))))
      .map(({ entry }) => refTo(entry));
  };
};

/** Interfaces into the scope, or out of it; one of both directions is in either. Most objects ask for neither hosts nor addresses. */
export const declaredInterfaces = ({ spec }: CompiledScope, direction: "Inbound" | "Outbound"): DeclaredInterfaces => {
  const interfaces = spec.interfaces.filter((entry) => entry.direction === direction || entry.direction === "Both");
  const made: { host?: DeclaredInterfaces["host"]; addresses?: DeclaredInterfaces["addresses"] } = {};
  return {
    host: (pattern) => (made.host ??= byHosts(interfaces))(pattern),
    addresses: (ranges) => (made.addresses ??= byAddresses(interfaces))(ranges),
  };
};

/** The interfaces of several answers, each once, in the order of their first. */
export const eachOnce = (refs: readonly InterfaceRef[]): readonly InterfaceRef[] => [
  ...new Map(refs.map((ref) => [ref.name, ref])).values(),
];
