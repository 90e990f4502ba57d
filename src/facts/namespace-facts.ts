import type { PodFact, VolumeClaimFact } from "./facts.ts";
import { nodeOf } from "./node-index.ts";
import type { Controller } from "./owners.ts";
import type { Workload } from "./view.ts";
import { groupWorkloads } from "./workloads.ts";

const NONE: readonly Workload[] = Object.freeze([]);

/** Which workloads mount a claim: by its name, or by the claim template from which a StatefulSet made it. */
interface Mounts {
  readonly byClaim: ReadonlyMap<string, readonly Workload[]>;
  readonly byPrefix: ReadonlyMap<string, Workload>;
}

const mountsOf = (workloads: readonly Workload[]): Mounts => {
  const byClaim = new Map<string, Workload[]>();
  const byPrefix = new Map<string, Workload>();
  for (const workload of workloads) {
    for (const claim of new Set([...workload.pods, ...workload.templates].flatMap(({ claims }) => claims))) {
      const mounting = byClaim.get(claim);
      if (mounting) mounting.push(workload);
      else byClaim.set(claim, [workload]);
    }
    for (const { name, claimTemplates } of workload.templates) {
      for (const template of claimTemplates ?? []) byPrefix.set(`${template}-${name}`, workload);
    }
  }
  return { byClaim, byPrefix };
};

const ORDINAL = /-\d+$/;

/** Facts of one namespace. What is derived from them is made when asked for and kept until they change. */
export class NamespaceFacts {
  readonly #name: string;
  readonly #pods = new Set<PodFact>();
  readonly #controllers = new Map<string, Controller>();
  readonly #claims = new Map<string, VolumeClaimFact>();
  #workloads: readonly Workload[] | undefined;
  #mounts: Mounts | undefined;
  #claimList: readonly VolumeClaimFact[] | undefined;

  constructor(name: string) {
    this.#name = name;
  }

  get empty(): boolean {
    return this.#pods.size + this.#controllers.size + this.#claims.size === 0;
  }

  add(fact: PodFact | Controller | VolumeClaimFact): void {
    this.#stale();
    if (fact.kind === "Pod") this.#pods.add(fact);
    else if (fact.kind === "PersistentVolumeClaim") this.#claims.set(fact.name, fact);
    else this.#controllers.set(fact.uid, fact);
  }

  delete(fact: PodFact | Controller | VolumeClaimFact): void {
    this.#stale();
    if (fact.kind === "Pod") this.#pods.delete(fact);
    else if (fact.kind !== "PersistentVolumeClaim") this.#controllers.delete(fact.uid);
    else if (this.#claims.get(fact.name) === fact) this.#claims.delete(fact.name);
  }

  workloads(): readonly Workload[] {
    this.#workloads ??= groupWorkloads(this.#name, this.#pods, this.#controllers);
    return this.#workloads;
  }

  /** Nodes on which its live pods run. */
  nodes(): ReadonlySet<string> {
    return new Set([...this.#pods].map(nodeOf).filter((node) => node !== undefined));
  }

  claims(): readonly VolumeClaimFact[] {
    this.#claimList ??= [...this.#claims.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
    return this.#claimList;
  }

  claim(name: string): VolumeClaimFact | undefined {
    return this.#claims.get(name);
  }

  mounting(claim: string): readonly Workload[] {
    this.#mounts ??= mountsOf(this.workloads());
    const named = this.#mounts.byClaim.get(claim) ?? NONE;
    const stateful = ORDINAL.test(claim) ? this.#mounts.byPrefix.get(claim.replace(ORDINAL, "")) : undefined;
    return stateful === undefined || named.includes(stateful) ? named : [...named, stateful];
  }

  #stale(): void {
    this.#workloads = undefined;
    this.#mounts = undefined;
    this.#claimList = undefined;
  }
}
