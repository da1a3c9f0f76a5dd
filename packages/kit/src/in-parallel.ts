/** Makes `count` things, `width` at a time, in order. */
export async function inParallel<T>(width: number, count: number, make: (n: number) => Promise<T>): Promise<T[]> {
  const made: T[] = Array(count);
  let next = 0;
  const worker = async () => {
    while (next < count) {
      const n = next++;
      made[n] = await make(n);
    }
  };
  await Promise.all(Array.from({ length: Math.min(width, count) }, worker));
  return made;
}
