/** The Kubernetes versions on which the suites run: the newest three minors for which this release of kind, in go.mod, has images. */

/** Node images by minor, oldest first; each is the one that kind's release notes name, by digest. */
export const NODE_IMAGES = {
  "1.35": "kindest/node:v1.35.8@sha256:07b2536e30b803ed61d1677a79df6115f798ce64c80f9e22f6ed45afd09323c0",
  "1.36": "kindest/node:v1.36.4@sha256:099e049362a1526b2db71494e1947aae99bd16290d7c895f2b7ea312e3cbfaed",
  "1.37": "kindest/node:v1.37.0@sha256:a1ed56cfb0e7b93589bdf97c8cd566405a265939e3620fc4f5de89adff580ae5",
} as const;

/** A minor that can be asked for. */
export type Minor = keyof typeof NODE_IMAGES;

/** Minors, oldest first. */
export const MINORS = Object.keys(NODE_IMAGES) as readonly Minor[];

/** The minor that was asked for, the newest where none was. Throws a sentence that names those there are. */
export function chooseMinor(asked: string | undefined): Minor {
  const wanted = asked === undefined || asked === "" ? MINORS.at(-1) : MINORS.find((minor) => minor === asked);
  if (wanted === undefined) throw new Error(`MINOR=${asked} is none of those that run on kind here: ${MINORS.join(", ")}`);
  return wanted;
}
