import { randomUUID } from 'node:crypto';
import { keysOf, openFolder, openS3, type Storage } from '@messenger/image-store';
import { silentLogger as log, newId } from '@messenger/kit';
import { freePort } from '@messenger/stack';
import { type RunningService, runService, testS3 } from '@messenger/testkit';
import { sql } from 'kysely';
import { afterAll, describe, expect, test } from 'vitest';
import { asGateway, form, type MediaService, mediaService } from './media-service.ts';
import { picture } from './pictures.ts';

const held = new AsyncDisposableStack();
afterAll(() => held.disposeAsync());
const s3 = await testS3();
if (s3) held.use(s3);
const uploads = 50;
const ann = newId();

type Try = { key: string; status: number; id: string | undefined };

/** One upload by one try: 0 for an answer that never came. */
async function attempt(url: string, file: Buffer, key: string): Promise<Try> {
  try {
    const headers = asGateway(ann, { 'idempotency-key': key });
    const answer = await fetch(`${url}/attachments`, { method: 'POST', headers, body: form(file) });
    const { attachment } = (await answer.json()) as { attachment?: { id: string } };
    return { key, status: answer.status, id: attachment?.id };
  } catch {
    return { key, status: 0, id: undefined };
  }
}

/** 50 uploads, eight at a time; `disturb` happens when `after` of them were answered. */
async function many(url: string, file: Buffer, after: number, disturb: () => Promise<unknown>): Promise<Try[]> {
  const keys = Array.from({ length: uploads }, () => randomUUID());
  const tries: Try[] = [];
  let disturbing: Promise<unknown> | undefined;
  const work = async () => {
    for (let key = keys.shift(); key; key = keys.shift()) {
      tries.push(await attempt(url, file, key));
      if (tries.length >= after) disturbing ??= disturb();
    }
  };
  await Promise.all(Array.from({ length: 8 }, work));
  await disturbing;
  return tries;
}

/** What was answered 201 is there in every size; whatever else is there belongs to an image that is whole. */
async function expectWhole(media: MediaService, storage: Storage, tries: Try[], url: string): Promise<void> {
  for (const { status } of tries) expect([0, 201, 503]).toContain(status);
  // What was left behind is due at once, in place of in two minutes.
  await sql`update media.leftovers set due_at = now()`.execute(media.db);
  const recorded = async () =>
    (await sql<{ id: string; object_id: string }>`select id, object_id from media.attachments`.execute(media.db)).rows;
  const listed = async () => {
    const keys: string[] = [];
    for await (const key of storage.list()) keys.push(key);
    return keys.sort();
  };
  const expected = (await recorded()).flatMap(({ object_id }) => keysOf(object_id)).sort();
  await expect.poll(listed, { timeout: 20_000, interval: 200 }).toEqual(expected);
  const ids = new Set((await recorded()).map(({ id }) => id));
  for (const { status, id } of tries) if (status === 201) expect(ids).toContain(id);
  const paths = [...ids].flatMap((id) => ['original', 'medium', 'thumbnail'].map((variant) => `${id}/${variant}`));
  await Promise.all(
    paths.map(async (path) => {
      const answer = await fetch(`${url}/attachments/${path}`, { headers: asGateway(ann) });
      expect(answer.status).toBe(200);
      expect((await answer.arrayBuffer()).byteLength).toBe(Number(answer.headers.get('content-length')));
    }),
  );
}

async function expectRetried(file: Buffer, tries: Try[], url: string): Promise<void> {
  const again = await Promise.all(tries.map(({ key }) => attempt(url, file, key)));
  for (const [i, { status, id }] of tries.entries()) {
    expect(again[i]!.status).toBe(201);
    if (status === 201) expect(again[i]!.id).toBe(id);
  }
}

const stores: [string, boolean, (env: Record<string, string>) => Promise<Storage>][] = [
  ['folder', true, ({ MEDIA_DIR }) => openFolder(MEDIA_DIR!)],
  ['s3', s3 !== undefined, () => openS3({ ...s3!, log }, new AbortController().signal)],
];

describe.each(stores)('%s', (name, there, open) => {
  test.skipIf(!there)(
    'media is killed in the middle of 50 uploads: each is whole or leaves nothing, and a retry works',
    async () => {
      const more = { CLEAN_UP_SECONDS: '0.2', MAX_UPLOADS: '64', MAX_USER_UPLOADS: '64' };
      // Instances share a store: whichever cleans up removes what any of them left.
      const shared = name === 's3' ? { storage: await open({}) } : {};
      await using media = await mediaService({ env: more, ...shared });
      const port = String(await freePort());
      const remote = {
        S3_ENDPOINT: s3?.endpoint ?? '',
        S3_BUCKET: s3?.bucket ?? '',
        S3_ACCESS_KEY: s3?.accessKey ?? '',
        S3_SECRET_KEY: s3?.secretKey ?? '',
      };
      const env = { ...media.env, ...more, PORT: port, ...(name === 's3' ? remote : {}) };
      const storage = await open(env);
      const url = `http://127.0.0.1:${port}`;
      const file = await picture({ width: 64, height: 48 }).jpeg().toBuffer();
      let process: RunningService = await runService('media', env);
      const tries = await many(url, file, 20, () => process.kill());
      expect(tries.some(({ status }) => status === 201)).toBe(true);
      expect(tries.some(({ status }) => status === 0)).toBe(true);
      process = await runService('media', env);
      await expectWhole(media, storage, tries, url);
      await expectRetried(file, tries, url);
      await process.kill('SIGTERM');
    },
  );
});

test.skipIf(!s3?.server)(
  'the S3 store is killed in the middle of 50 uploads: each is whole or leaves nothing, and a retry works',
  async () => {
    const bucket = `${s3!.bucket}-2`.slice(-60).replace(/^-+/, '');
    const storage = await openS3({ ...s3!, bucket, log }, new AbortController().signal);
    await using media = await mediaService({
      env: { CLEAN_UP_SECONDS: '0.2', MAX_UPLOADS: '64', MAX_USER_UPLOADS: '64' },
      storage,
    });
    const file = await picture({ width: 64, height: 48 }).jpeg().toBuffer();
    const tries = await many(media.url, file, 15, async () => {
      await s3!.server!.kill();
      await s3!.server!.start();
    });
    expect(tries.some(({ status }) => status === 201)).toBe(true);
    await expectWhole(media, storage, tries, media.url);
    await expectRetried(file, tries, media.url);
  },
);
