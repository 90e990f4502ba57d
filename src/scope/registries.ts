import type { CompiledScope } from "./compiled.ts";
import { isDockerHub, looksLikeHost, type ImageName } from "./image.ts";

/**
 * Image registries that suppliers are declared to provide (A.5.19). A declared one covers what lies below it, part by part:
 * `ghcr.io/example` covers `ghcr.io/example/app` and `ghcr.io/example` itself, not `ghcr.io/example2`; a registry alone covers all of it.
 * One that does not begin with a host is on Docker Hub, as in a reference: `fluent` is that owner, and so is `docker.io/fluent`.
 * A single word there is both an owner and an official image: `redis` covers `redis/insight` and `redis`.
 */

/** The names that a declared registry covers begin with one of these, the last part complete. */
const prefixesOf = (declared: string): readonly string[] => {
  const [first = "", ...rest] = declared.split("/");
  if (looksLikeHost(first) && !isDockerHub(first)) return [declared];
  const parts = looksLikeHost(first) ? rest : [first, ...rest];
  const path = ["docker.io", ...parts].join("/");
  return parts.length === 1 ? [path, `docker.io/library/${parts[0]}`] : [path];
};

/** Whether a registry, as a supplier declares it, covers the image. */
export const registryCovers = (declared: string, { name }: ImageName): boolean =>
  prefixesOf(declared).some((prefix) => name === prefix || name.startsWith(`${prefix}/`));

/** Names of the suppliers whose registries cover the image, in the order of the document. */
export const suppliersOf = (image: ImageName, { spec }: Pick<CompiledScope, "spec">): readonly string[] =>
  spec.suppliers.filter(({ registries }) => registries.some((declared) => registryCovers(declared, image))).map(({ name }) => name);
