/** Container ids are 64 hexadecimal digits, whoever makes them: docker, containerd, podman, CRI-O, kubepods. */
const ID = /(?:^|[/:-])([0-9a-f]{64})(?:\.scope)?(?:$|\/)/m

/** The container in the text of /proc/PID/cgroup, 12 digits as `docker ps` shows; null outside of one. */
export function parseContainer(text: string): string | null {
  return ID.exec(text)?.[1]?.slice(0, 12) ?? null
}
