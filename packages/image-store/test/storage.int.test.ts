import { randomBytes } from 'node:crypto';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { silentLogger as log, newId } from '@messenger/kit';
import { testS3 } from '@messenger/testkit';
import { afterAll, describe, expect, test } from 'vitest';
import { openFolder } from '../src/folder.ts';
import { keyOf, keysOf } from '../src/keys.ts';
import { openS3 } from '../src/s3.ts';
import { ObjectMissing, type Storage } from '../src/storage.ts';

const held = new AsyncDisposableStack();
afterAll(() => held.disposeAsync());
const s3 = await testS3();
if (s3) held.use(s3);
const dir = await mkdtemp(join(tmpdir(), 'messenger-folder-'));
held.defer(() => rm(dir, { recursive: true, force: true }));
const signal = new AbortController().signal;

const stores: [name: string, there: boolean, open: () => Promise<Storage>][] = [
  ['folder', true, () => openFolder(dir)],
  ['s3', s3 !== undefined, () => openS3({ ...s3!, log }, signal)],
];

async function all(storage: Storage): Promise<string[]> {
  const keys: string[] = [];
  for await (const key of storage.list()) keys.push(key);
  return keys.sort();
}

describe.each(stores)('%s', (_, there, open) => {
  describe.skipIf(!there)('keeps the contract', () => {
    test('what was put is read, as a whole and in parts, by every instance', async () => {
      const storage = await open();
      const [key, bytes] = [keyOf(newId(), 'original'), randomBytes(3_000_000)];
      await storage.put(key, bytes);
      const other = await open();
      expect((await buffer(await other.read(key))).equals(bytes)).toBe(true);
      for (const range of [
        { start: 0, end: 0 },
        { start: 10, end: 1_999_999 },
        { start: 2_999_990, end: 2_999_999 },
      ]) {
        const part = await buffer(await storage.read(key, range));
        expect(part.equals(bytes.subarray(range.start, range.end + 1))).toBe(true);
      }
      await storage.remove([key]);
    });

    test('what is not there is missing, and removing it is harmless', async () => {
      const storage = await open();
      const objectId = newId();
      await expect(storage.read(keyOf(objectId, 'medium'))).rejects.toThrow(ObjectMissing);
      await expect(storage.read(keyOf(objectId, 'medium'), { start: 0, end: 9 })).rejects.toThrow(ObjectMissing);
      await storage.remove(keysOf(objectId));
    });

    test('everything there is is listed, nothing once it is removed', async () => {
      const storage = await open();
      expect(await storage.ready()).toBe(true);
      const keys = [newId(), newId(), newId()].flatMap(keysOf).sort();
      await Promise.all(keys.map((key) => storage.put(key, randomBytes(100))));
      expect(await all(storage)).toEqual(keys);
      await storage.remove(keys);
      expect(await all(storage)).toEqual([]);
    });

    test('many at once are all kept', async () => {
      const storage = await open();
      const keys = Array.from({ length: 40 }, () => keyOf(newId(), 'thumbnail'));
      await Promise.all(keys.map((key) => storage.put(key, Buffer.from(key))));
      const read = await Promise.all(keys.map(async (key) => (await buffer(await storage.read(key))).toString()));
      expect(read).toEqual(keys);
      await storage.remove(keys);
    });
  });
});

test('what an interrupted write left in a folder is no object, is listed, and goes with it', async () => {
  const storage = await openFolder(dir);
  const objectId = newId();
  const key = keyOf(objectId, 'original');
  await storage.put(key, Buffer.from('whole'));
  const part = `${keyOf(objectId, 'medium')}.part`;
  await writeFile(join(dir, part), 'half');
  await expect(storage.read(keyOf(objectId, 'medium'))).rejects.toThrow(ObjectMissing);
  expect(await all(storage)).toEqual([key, part].sort());
  await storage.remove(keysOf(objectId));
  expect(await all(storage)).toEqual([]);
  expect(await readdir(join(dir, objectId.slice(-2)))).toEqual([]);
});

describe.skipIf(!s3)('an S3 store', () => {
  test('that takes our bucket’s name twice at once makes one bucket, closed to strangers', async () => {
    const bucket = `${s3!.bucket.slice(0, 40)}-twice`;
    const [one, two] = await Promise.all([
      openS3({ ...s3!, bucket, log }, signal),
      openS3({ ...s3!, bucket, log }, signal),
    ]);
    await one.put('aa/x/original.webp', Buffer.from('x'));
    expect(await all(two)).toEqual(['aa/x/original.webp']);
    const stranger = await fetch(`${s3!.endpoint}/${bucket}/aa/x/original.webp`);
    expect(stranger.status).toBe(403);
  });
});
