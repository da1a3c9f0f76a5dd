/**
 * A process of its own that uploads, so that bodies of 3 MB do not stand in the way of the texts that its parent times.
 * Told `{url, token, path, images}` once; answers how fast it went.
 */
import { readFile } from 'node:fs/promises';
import { paced } from './paced.ts';

export type Order = { url: string; token: string; path: string; images: number };

process.once('message', async ({ url, token, path, images }: Order) => {
  const file = await readFile(path);
  const pace = await paced(images, async () => {
    const form = new FormData();
    form.append('file', new Blob([file]), 'image');
    const answer = await fetch(`${url}/api/attachments`, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}` },
      body: form,
      signal: AbortSignal.timeout(60_000),
    });
    if (answer.status !== 201) throw new Error(`upload: ${answer.status} ${await answer.text()}`);
    await answer.body?.cancel();
  });
  process.send?.(pace);
  process.disconnect?.();
});
