import { dump } from "js-yaml";
import { type Generator, notice } from "./generator.ts";

const INSTALL = { namespace: "isms-scope-system", name: "isms-scope-operator" };

/** Namespace, identity and permissions of the operator, from what its kinds and outputs declare. */
export const rbac: Generator = {
  title: "permissions of the operator",
  owns: ["k8s/rbac.yaml"],
  files: async () => {
    const { rbacManifests } = await import("../../src/install/rbac.ts");
    const documents = rbacManifests(INSTALL).map((manifest) => dump(manifest, { noRefs: true, lineWidth: 140 }));
    return [
      {
        path: "k8s/rbac.yaml",
        content: `# ${notice("src/install/rbac.ts, src/facts/kinds and the outputs")}\n${documents.join("---\n")}`,
      },
    ];
  },
};
