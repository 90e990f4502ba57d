import type { CompiledScope } from "../scope/compiled.ts";
import { parseImage } from "../scope/image.ts";
import { suppliersOf } from "../scope/registries.ts";
import { imagesOf, variantsOf, type Variant } from "../scope/variants.ts";
import { defineCheck, fail, notApplicable, passAbout } from "./check.ts";
import { entriesOf, extentOf, listed, quoted, shortened } from "./wording.ts";

/**
 * Images come only from registries of declared suppliers.
 *
 * Control: ISO/IEC 27001:2022 A.5.19, A.5.20, A.5.21, A.5.22 (security with suppliers), A.8.19 (installation of software);
 * SOC 2 CC6.8 (unauthorized software), CC9.2 (vendors).
 * Reads: the images of all containers of the pods or the template, init and ephemeral ones included, and those mounted as volumes;
 * `suppliers[].registries`.
 * Passes: a declared registry covers each image, compared part by part: `ghcr.io/example` covers `ghcr.io/example/app`, not
 * `ghcr.io/example2/app`; `docker.io` covers all of Docker Hub. An image without a registry is of Docker Hub, and so is a declared
 * registry that does not begin with a host: `fluent` is `docker.io/fluent`, and a single word is also the official image of that name.
 * Not judged: when no supplier has registries, because then the statement does not claim to list them; a workload without live pods
 * and templates.
 */
export const check = defineCheck({
  id: "registry-declared",
  title: "Images come from registries of declared suppliers",
  severity: "Medium",
  controls: ["A.5.19", "A.5.20", "A.5.21", "A.5.22", "A.8.19", "CC6.8", "CC9.2"],
  appliesTo: ["Workload"],
  needs: [],
  about: ["suppliers"],
  remediation: "Add the registry to its supplier in spec.suppliers, or take the image from a registry that is declared there.",
  evaluate({ workload }, _facts, scope) {
    if (!scope.spec.suppliers.some(({ registries }) => registries.length > 0)) return notApplicable;
    const all = variantsOf(workload).map((variant) => ({ variant, ...sourcesOf(variant, scope) }));
    if (all.length === 0) return notApplicable;
    const failing = all.filter(({ undeclared }) => undeclared.length > 0);
    if (failing.length > 0) {
      const names = new Set(failing.flatMap(({ undeclared }) => undeclared));
      return fail(
        "UndeclaredRegistry",
        `No supplier declares the registry of ${listed([...names].map((name) => shortened(name, LONGEST_IMAGE)))} in ` +
          `${extentOf(failing, all)}: ` +
          "add it to spec.suppliers, or take the image from a declared one.",
      );
    }
    const illegible = all.filter(({ unreadable }) => unreadable.length > 0);
    if (illegible.length > 0) {
      const names = new Set(illegible.flatMap(({ unreadable }) => unreadable));
      return fail(
        "UnreadableImage",
        `${listed([...names].map(quoted))} in ${extentOf(illegible, all)} is no image reference that a runtime can read: ` +
          "write registry, repository and tag or digest, for example ghcr.io/example/app:1.0.",
      );
    }
    return passAbout(
      entriesOf(
        "suppliers",
        all.flatMap(({ suppliers }) => suppliers),
      ),
    );
  },
});

/** Longer than other names in messages: the end of an image's name says most. */
const LONGEST_IMAGE = 120;

/** Where the images of a variant come from: their suppliers, those of no supplier, and those that cannot be read. */
interface Sources {
  readonly suppliers: readonly string[];
  readonly undeclared: readonly string[];
  readonly unreadable: readonly string[];
}

const sourcesOf = ({ shape }: Variant, scope: CompiledScope): Sources => {
  const found = imagesOf(shape).map((image) => {
    const parsed = parseImage(image);
    return { image, name: parsed?.name, suppliers: parsed === undefined ? [] : suppliersOf(parsed, scope) };
  });
  return {
    suppliers: found.flatMap(({ suppliers }) => suppliers),
    undeclared: found.flatMap(({ name, suppliers }) => (name === undefined || suppliers.length > 0 ? [] : [name])),
    unreadable: found.flatMap(({ name, image }) => (name === undefined ? [image] : [])),
  };
};
