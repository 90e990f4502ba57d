import type { Outcome, Subject, SubjectType } from "../../src/checks/check.ts";
import type { ObjectKind } from "../../src/facts/fact-by-kind.ts";
import type { Manifest, Marks } from "./manifests.ts";
import { aroundOf, evaluate, type World } from "./world.ts";

/** Objects by which traffic crosses the boundary, and what a check says of one of them. */

const API_VERSIONS = {
  NetworkPolicy: "networking.k8s.io/v1",
  Ingress: "networking.k8s.io/v1",
  Service: "v1",
  Gateway: "gateway.networking.k8s.io/v1",
  HTTPRoute: "gateway.networking.k8s.io/v1",
} as const;
type BoundaryKind = keyof typeof API_VERSIONS & ObjectKind & SubjectType;

interface Parts extends Marks {
  readonly status?: object;
}

/** An object of the kind, named as `namespace/name`. */
export const boundaryObject = (kind: BoundaryKind, path: string, spec: object, { status = {}, ...marks }: Parts = {}): Manifest => {
  const [namespace = "", name = ""] = path.split("/");
  return { apiVersion: API_VERSIONS[kind], kind, metadata: { name, namespace, uid: `uid-${kind}-${path}`, ...marks }, spec, status };
};

type Judge<K extends SubjectType> = Parameters<typeof evaluate<K>>[0];

/** What a check says of an object in scope, named as `namespace/name`. */
export const judgeObject = <K extends BoundaryKind>(check: Judge<K>, world: World, kind: K, path: string): Outcome => {
  const [inNamespace = ""] = path.split("/");
  const namespace = world.facts.namespace(inNamespace);
  const environment = aroundOf(world).environmentOf(inNamespace);
  const object = world.facts.objects(kind, inNamespace).find(({ name }) => `${inNamespace}/${name}` === path);
  if (namespace === undefined || environment === undefined || object === undefined) throw new Error(`no ${kind} ${path} in scope`);
  return evaluate(check, world, { type: kind, namespace, environment, object } as unknown as Subject<K>);
};
