import type { CompiledScope } from "./compiled.ts";
import { parseImage } from "./image.ts";
import { suppliersOf } from "./registries.ts";

/** In which cloud accounts something is, by what it is called, and which platforms of the statement declare them (A.5.23). */

/**
 * spec.providerID of nodes: `gce://<project>/<zone>/<name>` and `azure:///subscriptions/<id>/…`.
 * `aws:///<zone>/<instance>` carries no account, and neither do those of other clouds.
 */
const PROVIDERS: readonly RegExp[] = [/^gce:\/\/([^/]+)\//, /^azure:\/\/\/subscriptions\/([^/]+)\//i];

/** The account, project or subscription in which a node is; undefined when its providerID does not say. */
export const accountOfProvider = (providerID: string | undefined): string | undefined =>
  PROVIDERS.map((pattern) => pattern.exec(providerID ?? "")?.[1]).find((account) => account !== undefined);

/** Elastic Container Registry: plain, FIPS, dual-stack and in China. public.ecr.aws is nobody's account. */
const ECR = /^(\d{12})\.dkr[.-]ecr(?:-fips)?\.[a-z0-9-]+\.(?:amazonaws\.com(?:\.cn)?|on\.aws|on\.amazonwebservices\.com\.cn)$/;
const GOOGLE = /^(?:(?:eu|us|asia)\.)?gcr\.io$|^[a-z0-9-]+-docker\.pkg\.dev$/;

/** The account or project to whose registry an image belongs; undefined when its name does not say. */
export const accountOfImage = (reference: string): string | undefined => {
  const [host = "", first, second] = parseImage(reference)?.name.split("/") ?? [];
  if (!GOOGLE.test(host)) return ECR.exec(host)?.[1];
  // A project of an organization's domain, example.com:project, is written as two parts.
  return first?.includes(".") ? second && `${first}:${second}` : first;
};

/** Accounts to whose registries the images belong, but for images that a supplier is declared to supply: those accounts are the supplier's. */
export const accountsOfImages = (references: Iterable<string>, scope: CompiledScope): readonly string[] => {
  const accounts = new Set<string>();
  for (const reference of references) {
    const account = accountOfImage(reference);
    const image = account === undefined ? undefined : parseImage(reference);
    if (account === undefined || image === undefined) continue;
    if (platformsOf(account, scope).length > 0 || suppliersOf(image, scope).length === 0) accounts.add(account);
  }
  return [...accounts].sort();
};

const AWS_ACCOUNT = /^\d{4}-?\d{4}-?\d{4}$/;

/** As accounts are compared: without case, and an AWS account without the dashes with which the console shows it. */
const comparable = (account: string): string => {
  const text = account.trim().toLowerCase();
  return AWS_ACCOUNT.test(text) ? text.replaceAll("-", "") : text;
};

/** Names of the platforms that declare the account, in the order of the document. */
export const platformsOf = (account: string, { spec }: Pick<CompiledScope, "spec">): readonly string[] => {
  const sought = comparable(account);
  return spec.technology.filter(({ accounts }) => accounts.some((declared) => comparable(declared) === sought)).map(({ name }) => name);
};
