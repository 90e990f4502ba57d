import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { scopeOf } from "../../tests/builders/world.ts";
import type { RbacSubject } from "../facts/facts.ts";
import { comesFromOutside, declarationsOf, isControlPlane, meansAccounts } from "./access.ts";

/** `prod` is in scope, `kube-system` is the cluster's; any other namespace is outside, or not there. */
const places = {
  environmentOf: (namespace: string) => (namespace === "prod" ? {} : undefined),
  isSystem: (namespace: string) => namespace === "kube-system",
};

const subject = (kind: RbacSubject["kind"], name: string, namespace?: string): RbacSubject => ({ kind, name, namespace });

describe("of the control plane itself", () => {
  it.each([
    ["User", "system:kube-scheduler"],
    ["User", "system:node:node-1"],
    ["User", "system:apiserver"],
    ["User", "system:serviceaccount:kube-system:job-controller"],
    ["Group", "system:nodes"],
    ["Group", "system:masters"],
    ["Group", "system:bootstrappers"],
    ["Group", "system:bootstrappers:kubeadm:default-node-token"],
    ["Group", "system:node-proxier"],
    ["Group", "system:serviceaccounts:kube-system"],
  ] as const)("is %s %s", (kind, name) => {
    expect(isControlPlane(subject(kind, name), places)).toBe(true);
  });

  it.each([
    ["User", "system:kube-"],
    ["User", "system:masters"],
    ["User", "kube-scheduler"],
    ["User", "system:anonymous"],
    ["User", "system:serviceaccount:tools:job-controller"],
    ["User", "system:nodes"],
    ["User", "x system:node:node-1"],
    ["Group", "system:kube-scheduler"],
    ["Group", "system:authenticated"],
    ["Group", "system:unauthenticated"],
    ["Group", "system:serviceaccounts"],
    ["Group", "system:serviceaccounts:prod"],
    ["Group", "system:bootstrappersish"],
    ["Group", "kubeadm:cluster-admins"],
  ] as const)("is not %s %s", (kind, name) => {
    expect(isControlPlane(subject(kind, name), places)).toBe(false);
  });

  it("are service accounts of system namespaces, and no others", () => {
    expect(isControlPlane(subject("ServiceAccount", "x", "kube-system"), places)).toBe(true);
    expect(isControlPlane(subject("ServiceAccount", "x", "prod"), places)).toBe(false);
    expect(isControlPlane(subject("ServiceAccount", "system:apiserver", undefined), places)).toBe(false);
  });
});

describe("whoever is declared", () => {
  // Everybody who may be meant, with the groups that the API server puts them in; nobody else is in `ops` than `jo`.
  const accounts = ["prod", "tools", "kube-system"].flatMap((namespace) =>
    ["a", "b"].map((name) => ({
      user: `system:serviceaccount:${namespace}:${name}`,
      groups: ["system:serviceaccounts", `system:serviceaccounts:${namespace}`],
      inside: namespace === "prod",
    })),
  );
  const everybody = [...accounts, { user: "jo", groups: ["ops"], inside: false }, { user: "al", groups: ["ops"], inside: false }];

  const meant = ({ kind, name, namespace }: RbacSubject): ReadonlySet<string> => {
    const user = kind === "ServiceAccount" ? `system:serviceaccount:${namespace}:${name}` : name;
    return new Set(everybody.filter((one) => (kind === "Group" ? one.groups.includes(name) : one.user === user)).map((one) => one.user));
  };
  const insiders = new Set(accounts.filter(({ inside }) => inside).map(({ user }) => user));

  const anyone = fc.oneof(
    fc.record({
      kind: fc.constant("ServiceAccount" as const),
      name: fc.constantFrom("a", "b"),
      namespace: fc.constantFrom("prod", "tools", "kube-system"),
    }),
    fc.record({
      kind: fc.constant("User" as const),
      name: fc.constantFrom("jo", "al", "system:serviceaccount:prod:a", "system:serviceaccount:tools:b"),
      namespace: fc.constant(undefined),
    }),
    fc.record({
      kind: fc.constant("Group" as const),
      name: fc.constantFrom("ops", "system:serviceaccounts", "system:serviceaccounts:prod", "system:serviceaccounts:tools"),
      namespace: fc.constant(undefined),
    }),
  );
  const entry = fc.record({ subjects: fc.array(anyone, { maxLength: 3 }), observes: fc.boolean() });

  it("declares all who are meant by the bound subject, by one subject or as the service accounts of the scope", () => {
    // People who join a group later are meant by it too: a group of people declares no user, whoever is in it today.
    const holds = (declared: RbacSubject, bound: RbacSubject): boolean => {
      if (declared.kind === "Group" && declared.name === "ops") return bound.kind === "Group" && bound.name === "ops";
      return meant(bound).isSubsetOf(meant(declared));
    };
    fc.assert(
      fc.property(fc.array(entry, { maxLength: 4 }), anyone, (entries, bound) => {
        const scope = scopeOf({
          personnel: entries.map(({ subjects, observes }, index) => ({
            name: `entry ${index}`,
            subjects: subjects.map(({ kind, name, namespace }) => (namespace === undefined ? { kind, name } : { kind, name, namespace })),
            ...(observes && { quantity: "8", observe: { kind: "ServiceAccount" as const } }),
          })),
        });
        const expected = entries.flatMap(({ subjects, observes }, index) => {
          const declares = subjects.some((declared) => holds(declared, bound)) || (observes && meant(bound).isSubsetOf(insiders));
          return declares ? [`entry ${index}`] : [];
        });
        expect(declarationsOf([bound], scope, places)).toEqual({ entries: expected, undeclared: expected.length === 0 ? [bound] : [] });
      }),
      { numRuns: 500 },
    );
  });

  it("is, of several, each by its own entries: these are told once, and who has none is left", () => {
    const [jo, al, stranger] = ["jo", "al", "xy"].map((name) => subject("User", name)) as [RbacSubject, RbacSubject, RbacSubject];
    const scope = scopeOf({
      personnel: [
        { name: "Both", subjects: ["jo", "al"].map((name) => ({ kind: "User" as const, name })) },
        { name: "One", subjects: [{ kind: "User", name: "al" }] },
      ],
    });
    expect(declarationsOf([jo, stranger, al], scope, places)).toEqual({ entries: ["Both", "One"], undeclared: [stranger] });
  });

  it("is from nowhere, so from outside, as a ServiceAccount without a namespace", () => {
    expect(meansAccounts(subject("ServiceAccount", "a"))).toBe(true);
    expect(comesFromOutside(subject("ServiceAccount", "a"), places)).toBe(true);
  });

  it("comes from outside when any service account that is meant is neither of the scope nor of the cluster", () => {
    fc.assert(
      fc.property(anyone, (bound) => {
        const who = accounts.filter(({ user }) => meant(bound).has(user));
        expect(meansAccounts(bound)).toBe(who.length > 0);
        expect(comesFromOutside(bound, places)).toBe(who.some(({ user, inside }) => !inside && !user.includes(":kube-system:")));
      }),
    );
  });
});
