import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { openApi, type Api } from "../../tools/control-plane/api.ts";
import { kubectl } from "../../tools/control-plane/kubectl.ts";
import { startControlPlane } from "../../tools/control-plane/start.ts";
import { startOperator } from "../../tools/operator/process.ts";
import { installCrds } from "../e2e/install.ts";
import { scratch } from "../harness/scratch.ts";
import { authority, type Certificate } from "../scripted/certificates.ts";

const base64 = (text: string): string => Buffer.from(text).toString("base64");

/** As kind and kubeadm write it: the administrator is a certificate. */
const adminKubeconfig = (server: string, ca: string, { cert, key }: Certificate): object => ({
  apiVersion: "v1",
  kind: "Config",
  clusters: [{ name: "kind-one", cluster: { server, "certificate-authority-data": base64(ca) } }],
  users: [{ name: "kind-one", user: { "client-certificate-data": base64(cert), "client-key-data": base64(key) } }],
  contexts: [{ name: "kind-one", context: { cluster: "kind-one", user: "kind-one" } }],
  "current-context": "kind-one",
});

interface SelfSubjectReview {
  readonly status: { readonly userInfo: { readonly username: string; readonly groups: readonly string[] } };
}

const whoAmI = (api: Api) =>
  api.request<SelfSubjectReview>("POST", "/apis/authentication.k8s.io/v1/selfsubjectreviews", {
    apiVersion: "authentication.k8s.io/v1",
    kind: "SelfSubjectReview",
  });

test("a kubeconfig with a client certificate, as kind makes it, serves the suites, kubectl and the operator", async () => {
  const folder = scratch();
  const trusted = authority("kubernetes");
  writeFileSync(join(folder, "ca.crt"), trusted.ca);
  const flags = { "kube-apiserver": [`--client-ca-file=${join(folder, "ca.crt")}`] };
  const controlPlane = await startControlPlane({ controllerManager: false, scheduler: false, kwok: false, flags });
  onTestFinished(() => controlPlane.stop());
  const { url, ca, binaries } = controlPlane;
  const open = (name: string, certificate: Certificate) => {
    const path = join(folder, name);
    writeFileSync(path, JSON.stringify(adminKubeconfig(url, ca, certificate)));
    const api = openApi(path);
    onTestFinished(() => api.close());
    return { path, api };
  };
  const { path, api } = open("kubeconfig", trusted.client("kubernetes-admin", "system:masters"));
  const { userInfo } = (await whoAmI(api)).body.status;
  expect(userInfo).toMatchObject({ username: "kubernetes-admin", groups: expect.arrayContaining(["system:masters"]) as string[] });
  const stranger = open("stranger", authority("kubernetes").client("kubernetes-admin", "system:masters"));
  expect((await whoAmI(stranger.api)).status).toBe(401);

  const context = { kubeconfig: path, searchPath: binaries.searchPath };
  await installCrds({ kubectl: (args, options) => kubectl(context, args, options) });
  const operator = await startOperator({ kubeconfig: path, args: ["--leader-elect=false"] });
  onTestFinished(async () => void (await operator.stop("SIGKILL")));
  await operator.ready();
});
