/** Where container runtimes and kubelets leave the output of containers. */
const LOG_DIRECTORIES = ["/var/log/pods", "/var/log/containers", "/var/lib/docker/containers"] as const;

/** Whether a hostPath shows the logs of containers: it is one of their directories, or one above. */
export const showsContainerLogs = (hostPath: string): boolean => {
  const path = `/${hostPath.split("/").filter(Boolean).join("/")}`;
  const inside = path === "/" ? path : `${path}/`;
  return LOG_DIRECTORIES.some((directory) => directory === path || directory.startsWith(inside));
};
