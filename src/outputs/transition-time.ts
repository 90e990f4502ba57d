/** An instant (epoch ms) in RFC 3339 with whole seconds, as Kubernetes writes transition times. */
export const transitionTime = (at: number): string => `${new Date(at).toISOString().slice(0, 19)}Z`;
