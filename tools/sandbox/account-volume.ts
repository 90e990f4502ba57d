/** The volume with a ServiceAccount's token as a kubelet keeps it: all files change at once, by one link that is replaced. */
import { chmodSync, mkdtempSync, renameSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";

/** What a pod finds in it. */
export interface AccountFiles {
  readonly token: string;
  /** PEM. */
  readonly ca: string;
  readonly namespace: string;
}

/** A folder to be mounted; `write` replaces its content under the eyes of who reads it. */
export interface AccountVolume {
  readonly folder: string;
  write(files: AccountFiles): void;
}

/** Makes the volume in a folder that is there and empty. */
export function makeAccountVolume(folder: string, files: AccountFiles): AccountVolume {
  let current: string | undefined;
  const write = ({ token, ca, namespace }: AccountFiles): void => {
    const next = mkdtempSync(join(folder, "..version_"));
    const contents = { token, "ca.crt": ca, namespace };
    for (const [name, text] of Object.entries(contents)) writeFileSync(join(next, name), text, { mode: 0o644 });
    chmodSync(next, 0o755);
    symlinkSync(basename(next), join(folder, "..data_new"));
    renameSync(join(folder, "..data_new"), join(folder, "..data"));
    if (current === undefined) for (const name of Object.keys(contents)) symlinkSync(join("..data", name), join(folder, name));
    else rmSync(current, { recursive: true });
    current = next;
  };
  write(files);
  return { folder, write };
}
