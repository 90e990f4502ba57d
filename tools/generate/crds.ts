import { dump } from "js-yaml";
import { type Generator, notice } from "./generator.ts";

/** The CustomResourceDefinitions, one file each. */
export const crds: Generator = {
  title: "custom resource definitions",
  owns: ["crds/*.yaml"],
  files: async () => {
    const { crds: definitions } = await import("../../src/api/crd.ts");
    return definitions().map(({ fileName, manifest }) => ({
      path: `crds/${fileName}`,
      content: `# ${notice("src/api")}\n${dump(manifest, { noRefs: true, lineWidth: 140 })}`,
    }));
  },
};
