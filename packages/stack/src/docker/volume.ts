import { createHash } from 'node:crypto';

/** The name of the volume that belongs to a directory: data lies there in a container's own way of owning files. */
export function volumeOf(dir: string): string {
  return `messenger-${createHash('sha256').update(dir).digest('hex').slice(0, 16)}`;
}
