import { generateKeyPairSync, randomBytes, sign, type KeyObject } from "node:crypto";

/** A certificate with its key, in PEM. */
export interface Certificate {
  readonly cert: string;
  readonly key: string;
}

/** A certificate authority for one test; its keys exist nowhere else. */
export interface Authority {
  /** Certificate of the authority, in PEM. */
  readonly ca: string;
  /** For a server on this IPv4 address. */
  server(address: string): Certificate;
  /** For a client of this name, in this group where one is given: what Kubernetes reads from CN and O. */
  client(name: string, group?: string): Certificate;
}

/* X.509 in DER, as much of it as RFC 5280 wants in a small certificate. */
const der = (tag: number, ...parts: readonly Uint8Array[]): Buffer => {
  const content = Buffer.concat(parts);
  const { length } = content;
  const size = length < 128 ? [length] : length < 256 ? [0x81, length] : [0x82, length >> 8, length & 255];
  return Buffer.concat([Buffer.from([tag, ...size]), content]);
};
const sequence = (...parts: readonly Uint8Array[]): Buffer => der(0x30, ...parts);
const oid = (hex: string): Buffer => der(0x06, Buffer.from(hex, "hex"));
const octets = (content: Uint8Array): Buffer => der(0x04, content);
const yes = der(0x01, Buffer.from([255]));

const COMMON_NAME = "550403";
const ORGANIZATION = "55040a";
const ECDSA_SHA256 = sequence(oid("2a8648ce3d040302"));
const BASIC_CONSTRAINTS = "551d13";
const ALTERNATIVE_NAME = "551d11";

const nameOf = (name: string, group?: string): Buffer => {
  const part = (id: string, text: string) => der(0x31, sequence(oid(id), der(0x0c, Buffer.from(text))));
  return sequence(...(group === undefined ? [] : [part(ORGANIZATION, group)]), part(COMMON_NAME, name));
};
const time = (ms: number): Buffer => der(0x18, Buffer.from(new Date(ms).toISOString().replaceAll(/[-:T]|\.\d+/g, "")));
const extension = (id: string, ...rest: readonly Uint8Array[]): Buffer => sequence(oid(id), ...rest);
const pem = (content: Uint8Array): string => {
  const lines =
    Buffer.from(content)
      .toString("base64")
      .match(/.{1,64}/g) ?? [];
  return ["-----BEGIN CERTIFICATE-----", ...lines, "-----END CERTIFICATE-----", ""].join("\n");
};

interface Subject {
  readonly name: string;
  readonly group?: string | undefined;
  readonly key: KeyObject;
  readonly extensions: readonly Uint8Array[];
}

const HOUR = 3_600_000;

const issue = (issuer: string, issuerKey: KeyObject, subject: Subject): string => {
  const validity = sequence(time(Date.now() - HOUR), time(Date.now() + 24 * HOUR));
  const serial = der(0x02, Buffer.concat([Buffer.from([1]), randomBytes(8)]));
  const extensions = subject.extensions.length > 0 ? [der(0xa3, sequence(...subject.extensions))] : [];
  const content = sequence(
    der(0xa0, der(0x02, Buffer.from([2]))),
    serial,
    ECDSA_SHA256,
    nameOf(issuer),
    validity,
    nameOf(subject.name, subject.group),
    subject.key.export({ type: "spki", format: "der" }),
    ...extensions,
  );
  const signature = sign("sha256", content, issuerKey);
  return pem(sequence(content, ECDSA_SHA256, der(0x03, Buffer.from([0]), signature)));
};

const newKeys = () => generateKeyPairSync("ec", { namedCurve: "P-256" });
const exported = (key: KeyObject): string => key.export({ type: "pkcs8", format: "pem" }).toString();

/** Makes an authority that signs certificates for a day. */
export const authority = (name: string): Authority => {
  const own = newKeys();
  const isAuthority = extension(BASIC_CONSTRAINTS, yes, octets(sequence(yes)));
  const certify = (subject: Pick<Subject, "name" | "group" | "extensions">): Certificate => {
    const keys = newKeys();
    return { cert: issue(name, own.privateKey, { ...subject, key: keys.publicKey }), key: exported(keys.privateKey) };
  };
  return {
    ca: issue(name, own.privateKey, { name, key: own.publicKey, extensions: [isAuthority] }),
    server(address) {
      const ip = der(0x87, Buffer.from(address.split(".").map(Number)));
      return certify({ name: address, extensions: [extension(ALTERNATIVE_NAME, octets(sequence(ip)))] });
    },
    client: (subject, group) => certify({ name: subject, group, extensions: [] }),
  };
};
