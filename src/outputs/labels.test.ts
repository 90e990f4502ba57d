import { describe, expect, it } from "vitest";
import { assessment, IN_SCOPE, labelled, namespaceFact, snapshot, summary, UNDECLARED, viewOf } from "../../tests/builders/snapshots.ts";
import { NOW, scopeOf } from "../../tests/builders/world.ts";
import { NAMESPACE_LABELS } from "../api/names.ts";
import type { NamespaceFact } from "../facts/facts.ts";
import type { Membership, ScopeFact } from "../scope/compiled.ts";
import { desiredLabels } from "../scope/labels.ts";
import { NO_LABEL_MEMORY, planLabels, type LabelMemory } from "./labels.ts";

const SECOND = 1_000;
const EXCLUDED: Membership = { state: "Excluded", scope: "acme", exclusion: "Customers" };
const CONFLICT: Membership = {
  state: "Conflict",
  claims: [
    { scope: "acme", entry: "environment", name: "production" },
    { scope: "other", entry: "exclusion", name: "Rest" },
  ],
};
const wanted = desiredLabels(IN_SCOPE);

const planFor = (fact: NamespaceFact, membership: Membership, memory: LabelMemory = NO_LABEL_MEMORY, now = NOW) =>
  planLabels({
    snapshot: snapshot({ scopes: [summary()], namespaces: [assessment(fact.name, membership)] }),
    facts: viewOf([fact]),
    memory,
    now,
  });

const reasons = ({ actions }: ReturnType<typeof planFor>): readonly string[] =>
  actions.flatMap(({ announce }) => announce.map(({ reason }) => reason));

describe("labels of namespaces", () => {
  it("a namespace in scope gets three labels, at once and with one event", () => {
    const fact = namespaceFact("prod", { team: "a" });
    const { actions } = planFor(fact, IN_SCOPE);
    expect(actions).toHaveLength(1);
    expect(actions[0]).toMatchObject({
      type: "Labels",
      key: "namespace/prod/labels",
      basis: fact,
      namespace: "prod",
      uid: "uid-prod",
      labels: wanted,
      force: false,
      delay: 0,
      announce: [{ reason: "NamespaceInScope", kind: "Normal", namespace: "default", regarding: { kind: "Namespace", name: "prod" } }],
    });
    expect(actions[0]).not.toHaveProperty("remove");
  });

  it("an excluded namespace is labelled false, with its scope and without an environment", () => {
    const plan = planFor(namespaceFact("prod", wanted), EXCLUDED);
    expect(plan.actions[0]?.labels).toEqual({ [NAMESPACE_LABELS.inScope]: "false", [NAMESPACE_LABELS.scope]: "acme" });
    expect(reasons(plan)).toEqual(["NamespaceExcluded"]);
  });

  it.each([
    ["undeclared", UNDECLARED],
    ["in conflict", CONFLICT],
    ["of the system", { state: "System" } as const],
  ])("a namespace that is now %s loses our labels", (_, membership) => {
    const plan = planFor(namespaceFact("prod", wanted), membership);
    expect(plan.actions[0]).toMatchObject({ labels: {}, force: false });
    expect(plan.actions[0]).not.toHaveProperty("remove");
    expect(reasons(plan)).toEqual(["NamespaceReleased"]);
  });

  it("the event of a conflict names who claims the namespace", () => {
    const [action] = planFor(namespaceFact("prod", wanted), CONFLICT).actions;
    expect(action?.announce[0]).toMatchObject({
      kind: "Warning",
      note: expect.stringContaining('scope other (exclusion "Rest")') as string,
    });
  });

  it("a namespace whose labels are right and ours is left alone", () => {
    expect(planFor(labelled(namespaceFact("prod"), IN_SCOPE), IN_SCOPE).actions).toEqual([]);
    expect(planFor(namespaceFact("free", { team: "a" }), UNDECLARED).actions).toEqual([]);
  });

  it("right labels that are not ours yet become ours without a word", () => {
    const [action] = planFor(namespaceFact("prod", wanted, { ownLabels: [] }), IN_SCOPE).actions;
    expect(action).toMatchObject({ labels: wanted, force: false, announce: [] });
  });

  it("a wrong value that another manager holds is overruled by force, and told", () => {
    const fact = namespaceFact(
      "prod",
      { ...wanted, [NAMESPACE_LABELS.inScope]: "false" },
      { foreignLabels: { [NAMESPACE_LABELS.inScope]: "helm" } },
    );
    const plan = planFor(fact, IN_SCOPE);
    expect(plan.actions[0]).toMatchObject({ labels: wanted, force: true, delay: 0 });
    expect(plan.actions[0]?.announce[0]).toMatchObject({ reason: "NamespaceLabelsRestored", kind: "Warning" });
    expect(plan.actions[0]?.announce[0]?.note).toContain("Field manager helm changed isms-scope.io/in-scope");
  });

  it("our keys on an undeclared namespace are removed although another manager holds them", () => {
    const fact = namespaceFact("free", { [NAMESPACE_LABELS.scope]: "acme" }, { foreignLabels: { [NAMESPACE_LABELS.scope]: "kubectl" } });
    expect(planFor(fact, UNDECLARED).actions[0]).toMatchObject({ labels: {}, remove: [NAMESPACE_LABELS.scope] });
  });

  it("the labels of a scope that cannot be used stay, those of another scope go", () => {
    const fact = namespaceFact("prod", wanted);
    const broken = { ...scopeOf().fact, name: "acme", spec: { ok: false, problem: "spec.rules: no such field" } } as const;
    const planned = (invalid: readonly ScopeFact[]) =>
      planLabels({
        snapshot: { ...snapshot({ scopes: [], namespaces: [assessment("prod", UNDECLARED)] }), invalid },
        facts: viewOf([fact]),
        memory: NO_LABEL_MEMORY,
        now: NOW,
      });
    expect(planned([broken]).actions).toEqual([]);
    expect(planned([{ ...broken, name: "other" }]).actions).toHaveLength(1);
  });

  it("a key that nobody is recorded to hold is removed as well", () => {
    const fact = namespaceFact("free", { [NAMESPACE_LABELS.scope]: "acme" }, { ownLabels: [] });
    expect(planFor(fact, UNDECLARED).actions[0]).toMatchObject({ labels: {}, remove: [NAMESPACE_LABELS.scope] });
  });

  it("a namespace that is terminating, gone, or another one of the same name is not written", () => {
    expect(planFor(namespaceFact("prod", {}, { terminating: true }), IN_SCOPE).actions).toEqual([]);
    expect(planFor(namespaceFact("prod", {}, { uid: "uid-later" }), IN_SCOPE).actions).toEqual([]);
    const next = snapshot({ namespaces: [assessment("prod", IN_SCOPE)] });
    expect(planLabels({ snapshot: next, facts: viewOf([]), memory: NO_LABEL_MEMORY, now: NOW }).actions).toEqual([]);
  });
});

describe("labels over several turns", () => {
  const good = labelled(namespaceFact("prod"), IN_SCOPE);
  const bad = () =>
    namespaceFact("prod", { ...wanted, [NAMESPACE_LABELS.scope]: "mine" }, { foreignLabels: { [NAMESPACE_LABELS.scope]: "helm" } });

  /** Good, bad, good, bad, …: the plan of each bad look. */
  const fight = (rounds: number, pause = SECOND) => {
    let memory = planFor(good, IN_SCOPE).memory;
    let now = NOW;
    const plans: ReturnType<typeof planFor>[] = [];
    for (let round = 0; round < rounds; round++) {
      const plan = planFor(bad(), IN_SCOPE, memory, (now += pause));
      plans.push(plan);
      now += plan.actions[0]?.delay ?? 0;
      memory = planFor({ ...good }, IN_SCOPE, plan.memory, (now += pause)).memory;
    }
    return { plans, memory, now };
  };

  it("each tampering in a row is told under its own name and repaired later", () => {
    const { plans } = fight(4);
    expect(plans.map(({ actions }) => actions[0]?.delay)).toEqual([0, 30 * SECOND, 60 * SECOND, 120 * SECOND]);
    expect(new Set(plans.map(({ actions }) => actions[0]?.announce[0]?.name)).size).toBe(4);
  });

  it("from the second tampering on the scope is contested, until ten quiet minutes have passed", () => {
    const { plans, memory, now } = fight(2);
    expect(plans[0]?.contested.size).toBe(0);
    expect(plans[1]?.contested.get("acme")).toEqual([{ namespace: "prod", manager: "helm" }]);
    const later = planFor({ ...good }, IN_SCOPE, memory, now);
    expect(later.contested.get("acme")).toHaveLength(1);
    expect(planFor({ ...good }, IN_SCOPE, later.memory, later.changesAt).contested.size).toBe(0);
  });

  it("the same deviation seen again is the same action under the same name", () => {
    const fact = bad();
    const first = planFor(fact, IN_SCOPE);
    const again = planFor(fact, IN_SCOPE, first.memory, NOW + 3 * SECOND);
    expect(again.actions[0]).toBe(first.actions[0]);
  });

  it("after a restart the same transition has the same name", () => {
    expect(planFor(bad(), IN_SCOPE, NO_LABEL_MEMORY, NOW + 50).actions[0]?.announce[0]?.name).toBe(
      planFor(bad(), IN_SCOPE).actions[0]?.announce[0]?.name,
    );
    const names = fight(1, 0).plans[0]?.actions[0]?.announce[0]?.name;
    expect(names).toBe(planFor(bad(), IN_SCOPE).actions[0]?.announce[0]?.name);
  });

  it("a second tampering half an hour later is told, though the contest is forgotten", () => {
    const { plans } = fight(2, 1_800 * SECOND);
    expect(plans.map(({ actions }) => actions[0]?.delay)).toEqual([0, 0]);
    expect(plans[0]?.actions[0]?.announce[0]?.name).not.toBe(plans[1]?.actions[0]?.announce[0]?.name);
  });

  it("a repair that still waits is replaced when it is no longer needed", () => {
    const { memory, now } = fight(1);
    const waiting = planFor(bad(), IN_SCOPE, memory, now);
    expect(waiting.actions[0]?.delay).toBe(30 * SECOND);
    const mended = planFor({ ...good }, IN_SCOPE, waiting.memory, now + SECOND);
    expect(mended.actions).toMatchObject([{ key: "namespace/prod/labels", labels: wanted, delay: 0, announce: [] }]);
    expect(planFor({ ...good }, IN_SCOPE, mended.memory, now + 40 * SECOND).actions).toEqual([]);
  });

  it("a namespace that is gone is forgotten", () => {
    const { memory } = fight(3);
    const next = planLabels({ snapshot: snapshot(), facts: viewOf([]), memory, now: NOW + 10_000 * SECOND });
    expect([next.memory.states.size, next.memory.told.size]).toEqual([0, 0]);
  });
});
