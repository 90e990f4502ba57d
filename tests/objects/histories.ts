import fc from "fast-check";
import { FACT_KINDS, type FactKind } from "../../src/facts/facts.ts";
import type { FactStore } from "../../src/facts/store.ts";
import { FactCluster } from "./fact-cluster.ts";
import { type Form, form, place, rawOf, type Slot, slot } from "./forms.ts";

/** Random histories of a small cluster, and the plainest model there is: the objects that exist now. */

export type Step =
  | { readonly type: "apply"; readonly form: Form }
  | { readonly type: "remove"; readonly slot: Slot }
  | { readonly type: "break"; readonly slot: Slot }
  | { readonly type: "snapshot"; readonly kind: FactKind; readonly forms: readonly Form[]; readonly whole: boolean };

export const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 5, arbitrary: form.map((each): Step => ({ type: "apply", form: each })) },
  { weight: 2, arbitrary: slot.map((each): Step => ({ type: "remove", slot: each })) },
  { weight: 1, arbitrary: slot.map((each): Step => ({ type: "break", slot: each })) },
  {
    weight: 2,
    arbitrary: fc
      .record({ kind: fc.constantFrom(...FACT_KINDS), forms: fc.array(form, { maxLength: 4 }), whole: fc.boolean() })
      .map(({ kind, forms, whole }): Step => {
        const ofKind = forms.map((each) => ({ ...each, slot: { ...each.slot, kind } }));
        return { type: "snapshot", kind, forms: ofKind, whole };
      }),
  },
);

/** What exists now, by place. */
export type World = Map<string, { readonly form: Form; readonly broken: boolean }>;

const takePlace = (cluster: FactCluster, world: World, each: Form): void => {
  const before = world.get(place(each.slot));
  // The server tells of the end of one object before it tells of another in its place.
  if (before && before.form.life !== each.life) cluster.remove(rawOf(before.form));
  cluster.apply(rawOf(each));
  world.set(place(each.slot), { form: each, broken: false });
};

const setAside = (cluster: FactCluster, each: Form): void => {
  const { metadata } = rawOf(each);
  cluster.store.sink(each.slot.kind).quarantine(metadata.uid, metadata.namespace, metadata.name, new Error("broken"));
};

/** A snapshot that is cut off is begun again, and then shows what is there. */
const takeSnapshot = (cluster: FactCluster, world: World, { kind, forms, whole }: Extract<Step, { type: "snapshot" }>): void => {
  const fresh = new Map(forms.map((each) => [place(each.slot), { form: each, broken: false }]));
  const known = [...world].filter(([, { form: each }]) => each.slot.kind === kind);
  cluster.begin(kind);
  for (const { form: each } of fresh.values()) cluster.init(rawOf(each));
  if (whole) {
    cluster.commit(kind);
    for (const [key] of known) world.delete(key);
    for (const [key, each] of fresh) world.set(key, each);
    return;
  }
  cluster.begin(kind);
  for (const [, { form: each, broken }] of known) {
    if (broken) setAside(cluster, each);
    else cluster.init(rawOf(each));
  }
  cluster.commit(kind);
};

export const take = (cluster: FactCluster, world: World, taken: Step): void => {
  if (taken.type === "apply") return takePlace(cluster, world, taken.form);
  if (taken.type === "snapshot") return takeSnapshot(cluster, world, taken);
  const known = world.get(place(taken.slot));
  if (!known) return;
  if (taken.type === "remove") {
    cluster.remove(rawOf(known.form));
    world.delete(place(taken.slot));
  } else {
    setAside(cluster, known.form);
    world.set(place(taken.slot), { ...known, broken: true });
  }
};

/** A store that was given at once what exists now. */
export const rebuilt = (world: World): FactStore => {
  const healthy = [...world.values()].filter(({ broken }) => !broken);
  const cluster = FactCluster.of(...healthy.map(({ form: each }) => rawOf(each)));
  for (const { form: each, broken } of world.values()) if (broken) setAside(cluster, each);
  return cluster.store;
};
