/** The files of one control plane: keys, tokens, kubeconfigs. */
import { generateKeyPairSync, randomBytes } from "node:crypto";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { AUDIT_POLICY, FILES, USERS, type Place } from "./components.ts";
import { writeKubeconfig } from "./kubeconfig.ts";
import { freePorts } from "./ports.ts";

/** Where a control plane lives, and the tokens that open it. */
export interface Layout {
  readonly place: Place;
  readonly url: string;
  readonly kubeconfig: string;
  readonly tokens: Readonly<Record<keyof typeof USERS, string>>;
}

/** Chooses ports and writes what the components need before any of them runs. */
export async function layOut(
  folder: string,
  options: Pick<Place, "stages" | "serviceAccounts"> & { readonly audit: boolean },
): Promise<Layout> {
  const [api, etcd, etcdPeer, controllerManager, scheduler] = (await freePorts(5)) as [number, number, number, number, number];
  const tokens = { admin: token(), controllerManager: token(), scheduler: token(), kwok: token() };
  const secret = { mode: 0o600 };
  writeFileSync(join(folder, FILES.tokens), tokenFile(tokens), secret);
  writeFileSync(join(folder, FILES.key), signingKey(), secret);
  if (options.audit) writeFileSync(join(folder, FILES.audit), AUDIT_POLICY);
  const kubeconfig = (name: string): string => join(folder, `${name}.kubeconfig`);
  return {
    place: {
      folder,
      ports: { api, etcd, etcdPeer, controllerManager, scheduler },
      kubeconfigs: { controllerManager: kubeconfig("controller-manager"), scheduler: kubeconfig("scheduler"), kwok: kubeconfig("kwok") },
      stages: options.stages,
      serviceAccounts: options.serviceAccounts,
      auditLog: options.audit ? join(folder, "audit.log") : undefined,
    },
    url: `https://127.0.0.1:${api}`,
    kubeconfig: join(folder, "kubeconfig"),
    tokens,
  };
}

/** Writes the kubeconfigs, once the API server has made the certificate they trust. */
export function writeClients({ place, url, kubeconfig, tokens }: Layout, ca: string): void {
  writeKubeconfig(kubeconfig, { url, ca, token: tokens.admin });
  for (const [name, path] of Object.entries(place.kubeconfigs) as [keyof Place["kubeconfigs"], string][]) {
    writeKubeconfig(path, { url, ca, token: tokens[name] });
  }
}

/** kube-apiserver's static token file: token,user,uid,groups. */
function tokenFile(tokens: Layout["tokens"]): string {
  const lines = (Object.keys(USERS) as (keyof typeof USERS)[]).map((id) => {
    const { name, group } = USERS[id];
    return [tokens[id], name, name, ...(group === "" ? [] : [group])].join(",");
  });
  return `${lines.join("\n")}\n`;
}

/** Elliptic, because an RSA key takes a noticeable part of the start. */
function signingKey(): string {
  const { privateKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
  return privateKey.export({ type: "sec1", format: "pem" }).toString();
}

function token(): string {
  return randomBytes(24).toString("hex");
}
