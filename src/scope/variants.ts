import type { PodFact, PodShape } from "../facts/facts.ts";
import type { Workload } from "../facts/view.ts";

/** Equal pods of a workload, judged once; or one of its templates, when no pod of it is live. */
export interface Variant {
  readonly shape: PodShape;
  /** The live pods of this shape; empty for a template. */
  readonly pods: readonly PodFact[];
}

/**
 * What a workload is judged by: the distinct shapes of its live pods, else its templates.
 * Live pods decide, because what an admission webhook injects is in no template. Empty when there is nothing to judge:
 * no live pod and no template; Jobs that are done have none.
 */
export const variantsOf = (workload: Workload): readonly Variant[] => {
  if (workload.pods.length === 0) {
    return workload.templates.map(({ template }) => ({ shape: template, pods: [] }));
  }
  const byShape = new Map<PodShape, PodFact[]>();
  for (const pod of workload.pods) {
    const same = byShape.get(pod.shape);
    if (same === undefined) byShape.set(pod.shape, [pod]);
    else same.push(pod);
  }
  return [...byShape].map(([shape, pods]) => ({ shape, pods }));
};

/** Every image that a pod of the shape pulls: of its containers, whatever their role, and of volumes. */
export const imagesOf = ({ containers, volumeImages }: PodShape): readonly string[] => [
  ...containers.map(({ image }) => image),
  ...volumeImages,
];
