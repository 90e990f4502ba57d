/** Accounts of clouds as the annotations of ServiceAccounts name them. */

type Annotations = Readonly<Record<string, string | null | undefined>> | null | undefined;

/** IAM roles for service accounts (EKS): a role by its ARN, in whichever partition (aws, aws-cn, aws-us-gov, …). */
const AWS_ROLE = { key: "eks.amazonaws.com/role-arn", form: /^arn:aws[a-z-]*:iam::([0-9]{12}):role\/./ } as const;

/** Workload identity (GKE): a service account `<name>@<project>.iam.gserviceaccount.com`. */
const GCP_ACCOUNT = {
  key: "iam.gke.io/gcp-service-account",
  form: /^[^@\s]+@([a-z][a-z0-9-]*)(?:\.([a-z0-9.-]+))?\.iam\.gserviceaccount\.com$/,
} as const;

const match = (annotations: Annotations, { key, form }: { readonly key: string; readonly form: RegExp }): RegExpExecArray | null =>
  annotations && Object.hasOwn(annotations, key) ? form.exec((annotations[key] ?? "").trim()) : null;

/**
 * AWS account ids and GCP project ids, sorted. The project `shop` of the domain acme.example is `acme.example:shop`.
 * An annotation that has not the form of its cloud names no account.
 */
export const cloudAccountsOf = (annotations: Annotations): string[] => {
  const account = match(annotations, AWS_ROLE)?.[1];
  const [, project, domain] = match(annotations, GCP_ACCOUNT) ?? [];
  const named = domain === undefined ? project : `${domain}:${project}`;
  return [account, named].filter((name): name is string => name !== undefined).sort();
};
