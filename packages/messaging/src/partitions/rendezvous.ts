/**
 * Which instance owns a partition: the one with the highest score of all that are alive (rendezvous hashing, Thaler and
 * Ravishankar 1996). Everybody who knows the same instances comes to the same owner without asking; who joins or leaves
 * moves only its own share. Undefined where there is nobody.
 */
export function ownerOf(partition: number, instances: Iterable<string>): string | undefined {
  let owner: string | undefined;
  let best = -1;
  for (const instance of instances) {
    const score = scoreOf(partition, instance);
    if (score < best || (score === best && owner !== undefined && instance < owner)) continue;
    owner = instance;
    best = score;
  }
  return owner;
}

/** FNV-1a, then the finalizer of MurmurHash3: ids that differ in one place alone must come to unlike scores. */
function scoreOf(partition: number, instance: string): number {
  let hash = 0x811c9dc5 ^ partition;
  for (let i = 0; i < instance.length; i++) hash = Math.imul(hash ^ instance.charCodeAt(i), 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}
