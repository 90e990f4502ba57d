import { describe, expect, it } from "vitest";
import { clusterWith, statusActions, world, type Cluster } from "../../tests/builders/cluster.ts";
import { assessment, IN_SCOPE, labelled, namespaceFact, UNDECLARED } from "../../tests/builders/snapshots.ts";
import { NOW } from "../../tests/builders/world.ts";
import { initialMemory } from "./plan.ts";

const SECOND = 1_000;
const MINUTE = 60 * SECOND;

describe("a restart", () => {
  /** Failing, mended, failing again; the process is killed after `killed` of the writes, each event and each object being one. */
  const history = (killed: number): { created: readonly string[]; cluster: Cluster } => {
    const cluster = clusterWith(namespaceFact("prod"), namespaceFact("free", { "isms-scope.io/in-scope": "true" }));
    const created: string[] = [];
    let writes = 0;
    const steps = [["a"], [], ["a", "b"]];
    for (const [index, names] of steps.entries()) {
      const next = { ...world(names, NOW + index * MINUTE) };
      const namespaces = new Map([...next.namespaces, ["free", assessment("free", UNDECLARED)] as const]);
      for (let turn = 0; turn < 4; turn++) {
        cluster.now = NOW + index * MINUTE + turn * SECOND;
        // Findings themselves are told from memory only; here it is about what must survive.
        const { actions } = cluster.plan({ ...next, namespaces });
        const parts = actions.flatMap((action) => (action.type === "Event" ? [] : [...action.announce, { ...action, announce: [] }]));
        for (const part of parts) {
          if (writes++ === killed) {
            cluster.memory = initialMemory();
            break;
          }
          created.push(...cluster.carryOut([part]));
        }
      }
    }
    return { created, cluster };
  };

  it("between any two writes leads to the same labels, the same status and the same events, each once", () => {
    const whole = history(-1);
    expect(new Set(whole.created).size).toBe(whole.created.length);
    expect(whole.created.length).toBeGreaterThan(6);
    const labels = (cluster: Cluster) => [...cluster.namespaces.values()].map((fact) => fact.labels);
    const conditions = (cluster: Cluster) => cluster.status.conditions?.map(({ type, status, reason }) => [type, status, reason]);
    for (let killed = 0; killed < whole.created.length + 6; killed++) {
      const { created, cluster } = history(killed);
      expect(new Set(created).size).toBe(created.length);
      expect(created).toHaveLength(whole.created.length);
      expect(labels(cluster)).toEqual(labels(whole.cluster));
      expect(conditions(cluster)).toEqual(conditions(whole.cluster));
    }
  });

  it("a label conflict that was reported is believed for ten minutes, then cleared", () => {
    const cluster = clusterWith(labelled(namespaceFact("prod"), IN_SCOPE));
    const next = world();
    cluster.carryOut(cluster.plan(next).actions);
    const fought = (cluster.status.conditions ?? []).map((condition) =>
      condition.type === "Ready" ? { ...condition, status: "False" as const, reason: "LabelConflict", message: "Helm fights." } : condition,
    );
    cluster.status = { ...cluster.status, conditions: fought };
    cluster.memory = initialMemory();
    const first = cluster.plan(next);
    expect(first.actions).toEqual([]);
    expect(first.changesAt).toBe(NOW + 10 * MINUTE);
    cluster.now = first.changesAt ?? 0;
    const [action] = statusActions(cluster.plan(next).actions);
    expect(action?.status.conditions?.[0]).toMatchObject({ type: "Ready", status: "True" });
  });
});

describe("a contest about labels", () => {
  it("makes the scope not ready from the second round on, and ready again when it is forgotten", () => {
    const cluster = clusterWith(labelled(namespaceFact("prod"), IN_SCOPE));
    const next = world();
    const turn = () => {
      const result = cluster.plan(next);
      cluster.carryOut(result.actions);
      return result;
    };
    const tamper = () => {
      const fact = labelled(namespaceFact("prod"), IN_SCOPE);
      const key = "isms-scope.io/scope";
      cluster.namespaces.set("prod", {
        ...fact,
        labels: { ...fact.labels, [key]: "mine" },
        foreignLabels: { [key]: "helm" },
        ownLabels: [],
      });
    };
    const ready = () => cluster.status.conditions?.[0];
    turn();
    for (const reason of ["Evaluated", "LabelConflict"]) {
      cluster.now += SECOND;
      tamper();
      turn();
      expect(ready()?.reason).toBe(reason);
      cluster.now += SECOND;
      turn();
    }
    expect(ready()?.message).toContain("prod (field manager helm)");
    const { changesAt } = turn();
    expect(changesAt).toBeGreaterThan(cluster.now + 9 * MINUTE);
    cluster.now = changesAt ?? 0;
    turn();
    expect(ready()?.reason).toBe("Evaluated");
  });
});
