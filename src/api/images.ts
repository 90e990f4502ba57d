import { formed } from "./fields.ts";

/** Registry, repository or prefix of one, as in `ghcr.io/example`: no scheme, tag or digest. A port has four digits or five, a tag is no port. */
export const imagePrefix = () =>
  formed(
    253,
    /^[a-z0-9]([-a-z0-9._]*[a-z0-9])?(:[0-9]{4,5})?(\/[a-z0-9]([-a-z0-9._]*[a-z0-9])?)*$/,
    "write a registry or repository without scheme, tag or digest, for example ghcr.io/example",
  );
