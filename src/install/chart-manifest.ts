import { crds } from "../api/crd.ts";
import { GROUP, VERSION } from "../api/names.ts";
import { NAME } from "./identity.ts";
import { chartValues } from "./values.ts";

/** Chart.yaml. The chart has the operator's version: both are released together. */
export const chartManifest = (version: string): object => ({
  apiVersion: "v2",
  name: NAME,
  description: "Keeps answering whether what an information security scope declares is what a Kubernetes cluster runs.",
  type: "application",
  version,
  appVersion: version,
  kubeVersion: ">=1.30.0-0",
  home: "https://isms-scope.io",
  keywords: ["isms", "iso27001", "soc2", "compliance", "scope", "operator"],
  annotations: {
    "artifacthub.io/category": "security",
    "artifacthub.io/license": "Apache-2.0",
    "artifacthub.io/operator": "true",
    "artifacthub.io/images": list([{ name: NAME, image: `${chartValues.parse({}).image.repository}:${version}` }]),
    "artifacthub.io/crds": list(crds().map(crdNotice)),
  },
});

/** An annotation is a text; JSON is YAML. */
const list = (entries: readonly object[]): string => JSON.stringify(entries);

const crdNotice = ({ manifest }: { readonly manifest: object }): object => {
  const { metadata, spec } = manifest as {
    readonly metadata: { readonly name: string };
    readonly spec: { readonly names: { readonly kind: string }; readonly versions: readonly CrdVersion[] };
  };
  const description = spec.versions[0]?.schema.openAPIV3Schema.description ?? GROUP;
  return { kind: spec.names.kind, version: VERSION, name: metadata.name, displayName: spec.names.kind, description };
};

interface CrdVersion {
  readonly schema: { readonly openAPIV3Schema: { readonly description?: string } };
}
