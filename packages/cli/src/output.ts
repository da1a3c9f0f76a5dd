import { once } from 'node:events';

/** Writes, and waits until the reader has taken enough of it; nothing more once it is gone. */
export async function write(to: NodeJS.WritableStream & { destroyed?: boolean }, text: string): Promise<void> {
  if (to.destroyed || to.write(text)) return;
  await Promise.race([once(to, 'drain'), once(to, 'close')]);
}
