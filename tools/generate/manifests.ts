import { dump } from "js-yaml";
import { notice, type GeneratedFile, type Generator } from "./generator.ts";
import { readVersion } from "./version.ts";

const yaml = (source: string, documents: readonly object[]): string =>
  `# ${notice(source)}\n${documents.map((document) => dump(document, { noRefs: true, lineWidth: 140 })).join("---\n")}`;

const kustomization = (resources: readonly string[]): object => ({
  apiVersion: "kustomize.config.k8s.io/v1beta1",
  kind: "Kustomization",
  resources,
});

/** The same install as the chart's, for `kubectl apply -k k8s/`. */
export const manifests: Generator = {
  title: "plain manifests",
  owns: ["k8s/*.yaml", "crds/Kustomization"],
  files: async (root) => {
    const install = await import("../../src/install/manifests.ts");
    const version = readVersion(root);
    const files: GeneratedFile[] = [
      { path: "k8s/rbac.yaml", content: yaml("src/install, src/facts/kinds and the outputs", install.rightsManifests(version)) },
      { path: "k8s/roles.yaml", content: yaml("src/install/roles.ts", install.rolesManifests(version)) },
      { path: "k8s/deployment.yaml", content: yaml("src/install", install.workloadManifests(version)) },
      {
        path: "k8s/kustomization.yaml",
        content: yaml("src/install", [kustomization(["../crds", "rbac.yaml", "roles.yaml", "deployment.yaml"])]),
      },
      // Under this one of its three possible names `kubectl apply -f crds/` does not take it for an object.
      { path: "crds/Kustomization", content: yaml("src/api", [kustomization(["ismsscopes.yaml", "scopeexceptions.yaml"])]) },
    ];
    return files;
  },
};
