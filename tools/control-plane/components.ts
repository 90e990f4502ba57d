/** How each component is called: its flags, as a function of where the control plane lives. Fit for tests, never for data that matters. */
import type { Tool } from "./items.ts";
import { FAKE_NODE } from "./nodes.ts";

/** The components a control plane may have. */
export type Component = Exclude<Tool, "kubectl" | "helm">;

/** Files and ports of one control plane. Paths are absolute. */
export interface Place {
  readonly folder: string;
  readonly ports: {
    readonly api: number;
    readonly etcd: number;
    readonly etcdPeer: number;
    readonly controllerManager: number;
    readonly scheduler: number;
  };
  /** A kubeconfig for each component that is a client. */
  readonly kubeconfigs: { readonly controllerManager: string; readonly scheduler: string; readonly kwok: string };
  readonly stages: string;
  /** Whether something creates service accounts: without it pods could not be admitted. */
  readonly serviceAccounts: boolean;
  /** Where to write one line per request; undefined for no audit. */
  readonly auditLog: string | undefined;
}

/** Files that `start.ts` writes for kube-apiserver and kube-controller-manager. */
export const FILES = {
  key: "service-account.key",
  tokens: "tokens.csv",
  audit: "audit-policy.yaml",
  certificates: "certificates",
} as const;

/** Who may log in with a token: the name decides what RBAC grants. */
export const USERS = {
  admin: { name: "admin", group: "system:masters" },
  controllerManager: { name: "system:kube-controller-manager", group: "" },
  scheduler: { name: "system:kube-scheduler", group: "" },
  kwok: { name: "kwok", group: "system:masters" },
} as const;

const UNTHROTTLED = ["--kube-api-qps=1000", "--kube-api-burst=2000"];

/** The flags of a component. */
export const FLAGS: Readonly<Record<Component, (place: Place) => string[]>> = {
  etcd: ({ folder, ports }) => {
    const [client, peer] = [`http://127.0.0.1:${ports.etcd}`, `http://127.0.0.1:${ports.etcdPeer}`];
    return [
      `--data-dir=${folder}/etcd`,
      `--listen-client-urls=${client}`,
      `--advertise-client-urls=${client}`,
      `--listen-peer-urls=${peer}`,
      `--initial-advertise-peer-urls=${peer}`,
      `--initial-cluster=default=${peer}`,
      "--unsafe-no-fsync",
      "--log-level=warn",
    ];
  },
  "kube-apiserver": (place) => [
    `--etcd-servers=http://127.0.0.1:${place.ports.etcd}`,
    "--bind-address=127.0.0.1",
    "--advertise-address=127.0.0.1",
    `--secure-port=${place.ports.api}`,
    `--cert-dir=${place.folder}/${FILES.certificates}`,
    `--token-auth-file=${place.folder}/${FILES.tokens}`,
    "--authorization-mode=RBAC",
    "--service-account-issuer=https://kubernetes.default.svc",
    `--service-account-key-file=${place.folder}/${FILES.key}`,
    `--service-account-signing-key-file=${place.folder}/${FILES.key}`,
    "--service-cluster-ip-range=10.0.0.0/16",
    "--endpoint-reconciler-type=none",
    "--allow-privileged=true",
    // without it a watch that nobody ends would hold up a restart for a minute
    "--shutdown-watch-termination-grace-period=1s",
    ...(place.serviceAccounts ? [] : ["--disable-admission-plugins=ServiceAccount"]),
    ...(place.auditLog === undefined
      ? []
      : [`--audit-policy-file=${place.folder}/${FILES.audit}`, `--audit-log-path=${place.auditLog}`, "--audit-log-mode=blocking"]),
  ],
  "kube-controller-manager": ({ folder, ports, kubeconfigs }) => [
    ...client(kubeconfigs.controllerManager, ports.controllerManager),
    "--use-service-account-credentials",
    `--service-account-private-key-file=${folder}/${FILES.key}`,
    `--root-ca-file=${folder}/${FILES.certificates}/apiserver.crt`,
  ],
  "kube-scheduler": ({ ports, kubeconfigs }) => client(kubeconfigs.scheduler, ports.scheduler),
  kwok: ({ kubeconfigs, stages }) => [
    `--kubeconfig=${kubeconfigs.kwok}`,
    `--config=${stages}`,
    `--manage-nodes-with-annotation-selector=${FAKE_NODE.key}=${FAKE_NODE.value}`,
    // without a lease the node lifecycle controller takes the nodes for dead
    "--node-lease-duration-seconds=40",
    "--cidr=10.128.0.0/9",
  ],
};

function client(kubeconfig: string, port: number): string[] {
  return [
    `--kubeconfig=${kubeconfig}`,
    `--authentication-kubeconfig=${kubeconfig}`,
    `--authorization-kubeconfig=${kubeconfig}`,
    "--bind-address=127.0.0.1",
    `--secure-port=${port}`,
    "--leader-elect=false",
    ...UNTHROTTLED,
  ];
}

/** One line per answered request, with who asked for what: no bodies. */
export const AUDIT_POLICY = `apiVersion: audit.k8s.io/v1
kind: Policy
omitStages: [RequestReceived]
rules: [{level: Metadata}]
`;
