import { describe, expect, it } from "vitest";
import { scopeOf } from "../../tests/builders/world.ts";
import { accountOfImage, accountOfProvider, accountsOfImages, platformsOf } from "./cloud-accounts.ts";

describe("the account of a node", () => {
  it.each([
    ["gce://acme-prod/europe-west3-a/node-1", "acme-prod"],
    ["gce://acme.example:prod/europe-west3-a/node-1", "acme.example:prod"],
    ["azure:///subscriptions/0F-1/resourceGroups/g/providers/Microsoft.Compute/virtualMachines/n", "0F-1"],
    ["AZURE:///Subscriptions/0f-1/resourceGroups/g", "0f-1"],
    ["aws:///eu-central-1a/i-0123456789abcdef0", undefined],
    ["hcloud://123456789012", undefined],
    ["gce://", undefined],
    ["", undefined],
    [undefined, undefined],
  ])("with providerID %s is %s", (providerID, account) => {
    expect(accountOfProvider(providerID)).toBe(account);
  });
});

describe("the account of an image", () => {
  it.each([
    ["111122223333.dkr.ecr.eu-central-1.amazonaws.com/app:1", "111122223333"],
    ["111122223333.dkr.ecr-fips.us-gov-west-1.amazonaws.com/team/app", "111122223333"],
    ["111122223333.dkr.ecr.cn-north-1.amazonaws.com.cn/app", "111122223333"],
    ["111122223333.dkr-ecr.eu-central-1.on.aws/app", "111122223333"],
    ["gcr.io/acme-prod/app", "acme-prod"],
    ["eu.gcr.io/acme-prod/team/app@sha256:" + "ab".repeat(32), "acme-prod"],
    ["us.gcr.io/acme.example/prod/app", "acme.example:prod"],
    ["europe-docker.pkg.dev/acme-prod/team/app:1", "acme-prod"],
    ["europe-west3-docker.pkg.dev/acme.example/prod/team/app", "acme.example:prod"],
  ])("%s is %s", (reference, account) => {
    expect(accountOfImage(reference)).toBe(account);
  });

  it.each([
    "public.ecr.aws/nginx/nginx",
    "11112222333.dkr.ecr.eu-central-1.amazonaws.com/app",
    "1111222233334.dkr.ecr.eu-central-1.amazonaws.com/app",
    "111122223333.dkr.ecr.eu-central-1.amazonaws.com.evil.example/app",
    "x111122223333.dkr.ecr.eu-central-1.amazonaws.com/app",
    "evil.example/111122223333.dkr.ecr.eu-central-1.amazonaws.com/app",
    "notgcr.io/acme-prod/app",
    "africa.gcr.io/acme-prod/app",
    "docker.pkg.dev/acme-prod/app",
    "acme.azurecr.io/app",
    "redis",
    "gcr.io/Upper/app",
  ])("%s is in none that its name says", (reference) => {
    expect(accountOfImage(reference)).toBeUndefined();
  });
});

describe("a declared account", () => {
  const technology = [
    { name: "AWS", accounts: ["1111-2222-3333"] },
    { name: "Azure", accounts: ["0F-1", "acme-prod"] },
    { name: "Google Cloud", accounts: [" Acme-Prod "] },
  ];

  it("is found in whichever way people write it, by every platform that has it", () => {
    expect(platformsOf("111122223333", scopeOf({ technology }))).toEqual(["AWS"]);
    expect(platformsOf("0f-1", scopeOf({ technology }))).toEqual(["Azure"]);
    expect(platformsOf("acme-prod", scopeOf({ technology }))).toEqual(["Azure", "Google Cloud"]);
    expect(platformsOf("acmeprod", scopeOf({ technology }))).toEqual([]);
  });

  it("of an image counts also where a supplier has the registry; another one is then the supplier's", () => {
    const scope = scopeOf({ technology, suppliers: [{ name: "Google", registries: ["gcr.io"] }] });
    const images = ["gcr.io/acme-prod/app", "gcr.io/acme-prod/api", "gcr.io/distroless/static", "eu.gcr.io/other/app", "redis"];
    expect(accountsOfImages(images, scope)).toEqual(["acme-prod", "other"]);
  });
});
