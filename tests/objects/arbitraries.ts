import fc from "fast-check";
import { accessFields, balancerStatus, boundarySpec } from "./arbitrary-boundary.ts";

/** Random objects that an API server could send: whatever is optional may be absent, and lists and maps may be null. */

const text = fc.oneof(fc.constantFrom("a", "b", "constructor", "__proto__", "tail", "-f"), fc.string({ maxLength: 12 }));
const map = fc.oneof(fc.constant(null), fc.dictionary(text, text, { maxKeys: 4 }));

/** A record of which every field may be absent or null. */
const loose = (fields: Record<string, fc.Arbitrary<unknown>>): fc.Arbitrary<object> =>
  fc.record(Object.fromEntries(Object.entries(fields).map(([key, value]) => [key, fc.option(value, { nil: null })])), { requiredKeys: [] });

const list = (element: fc.Arbitrary<unknown>): fc.Arbitrary<unknown> => fc.array(element, { maxLength: 3 });

const container = loose({
  name: text,
  image: text,
  command: list(text),
  args: list(text),
  restartPolicy: fc.constantFrom("Always", "Never"),
  env: list(loose({ name: text, value: text })),
  securityContext: loose({ privileged: fc.boolean() }),
});

const volume = loose({
  name: text,
  hostPath: loose({ path: fc.constantFrom("/", "/var/log", "/var/log/", "/data", "") }),
  persistentVolumeClaim: loose({ claimName: text }),
  ephemeral: fc.constant({}),
});

const podSpec = loose({
  containers: list(container),
  initContainers: list(container),
  ephemeralContainers: list(container),
  volumes: list(volume),
  nodeName: text,
  serviceAccountName: text,
  hostNetwork: fc.boolean(),
  hostPID: fc.boolean(),
  hostIPC: fc.boolean(),
});

const template = loose({ metadata: loose({ labels: map, annotations: map }), spec: podSpec });
const condition = loose({ type: fc.constantFrom("Ready", "Complete", "Failed"), status: fc.constantFrom("True", "False", "Unknown") });
const heldLabels = fc.dictionary(fc.constantFrom("f:isms-scope.io/scope", ".", "f:a"), fc.constant({}));
const fieldsV1 = loose({ "f:metadata": loose({ "f:labels": heldLabels }) });
const owner = fc.record(
  { apiVersion: text, kind: text, name: text, uid: text, controller: fc.boolean() },
  { requiredKeys: ["apiVersion", "kind", "name", "uid"] },
);

const cloudAnnotations = fc.dictionary(
  fc.constantFrom("eks.amazonaws.com/role-arn", "iam.gke.io/gcp-service-account", "external-dns.alpha.kubernetes.io/hostname"),
  fc.oneof(text, fc.constantFrom("arn:aws:iam::111122223333:role/shop", "shop@acme.iam.gserviceaccount.com", "a.example, b.example")),
);

const metadata = fc.record(
  {
    name: fc.string({ minLength: 1, maxLength: 8 }),
    uid: fc.uuid(),
    namespace: fc.constantFrom("shop", "bank"),
    labels: map,
    annotations: fc.oneof(map, cloudAnnotations),
    ownerReferences: fc.option(list(owner), { nil: null }),
    deletionTimestamp: fc.constantFrom("2026-01-01T00:00:00Z", null),
    managedFields: fc.option(list(loose({ manager: text, operation: fc.constantFrom("Apply", "Update"), fieldsV1 })), { nil: null }),
  },
  { requiredKeys: ["name", "uid", "namespace"] },
);

/** Any object of any watched kind: the fields of all of them in one, since each projection reads only its own. */
export const anyObject: fc.Arbitrary<object> = fc.record(
  {
    metadata,
    spec: fc.option(
      fc.oneof(
        podSpec,
        boundarySpec,
        loose({
          template,
          jobTemplate: loose({ spec: loose({ template }) }),
          volumeClaimTemplates: list(loose({ metadata: loose({ name: text }) })),
          providerID: text,
        }),
      ),
      { nil: null },
    ),
    status: fc.option(
      fc.oneof(loose({ phase: fc.constantFrom("Running", "Succeeded", "Terminating"), conditions: list(condition) }), balancerStatus),
      { nil: null },
    ),
    ...accessFields,
  },
  { requiredKeys: ["metadata"] },
);
