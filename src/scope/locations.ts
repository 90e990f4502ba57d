import type { EnvironmentSpec } from "../api/scope.ts";
import type { StringMap } from "../facts/facts.ts";
import type { CompiledScope } from "./compiled.ts";
import { valueOf } from "../facts/selector.ts";

/** Where nodes are, and where the statement says an environment may run (A.5.23). */

/** The label that says where a node is, and its name before Kubernetes 1.17, which some clouds still set alone. */
const REGION_LABELS = ["topology.kubernetes.io/region", "failure-domain.beta.kubernetes.io/region"];

/** The region of a node by its labels; undefined when none says it. */
export const regionOf = (labels: StringMap): string | undefined =>
  REGION_LABELS.map((key) => valueOf(labels, key)).find((region) => region !== undefined && region !== "");

type LocationSpec = CompiledScope["spec"]["locations"][number];

/** Locations with regions where the environment may run: those it names, or all when it names none. Empty: it is not said where. */
export const locationsOf = ({ locations }: EnvironmentSpec, { spec }: Pick<CompiledScope, "spec">): readonly LocationSpec[] =>
  spec.locations.filter(({ name, regions }) => regions.length > 0 && (locations.length === 0 || locations.includes(name)));
