import { newId } from '@messenger/kit';
import { variants } from '@messenger/proto';
import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { asGateway, form, type MediaService, mediaService, secret } from './media-service.ts';
import { files, picture } from './pictures.ts';

let media: MediaService;
let second: string;
const [ann, bob, eve] = [newId(), newId(), newId()];

beforeAll(async () => {
  media = await mediaService({ env: { MAX_UPLOADS: '3', CLEAN_UP_SECONDS: '0.2', UNATTACHED_SECONDS: '3600' } });
  second = await media.another();
});
afterAll(() => media[Symbol.asyncDispose]());

async function uploaded(by = ann, purpose = 'message'): Promise<string> {
  const { body, status } = await media.upload(by, await files.png(), { purpose });
  expect(status).toBe(201);
  return body.attachment.id;
}
const forMessage = (by: string, ids: string[], chatId = newId(), messageId = newId()) => ({
  ...{ by, ids },
  for: { kind: 'message' as const, chatId, messageId },
});

test('an image is for its uploader, and for whom the read model names; to everyone else it is not there', async () => {
  const id = await uploaded();
  for (const variant of variants) {
    const path = `${id}/${variant}`;
    const at = async (by: string, url = media.url) => (await media.image(by, path, { url })).status;
    expect([await at(ann), await at(ann, second), await at(bob), await at(eve)]).toEqual([200, 200, 404, 404]);
    media.visible.add(`${bob} ${id}`);
    expect([await at(bob), await at(bob, second), await at(eve, second)]).toEqual([200, 200, 404]);
    media.visible.delete(`${bob} ${id}`);
    expect([await at(bob), await at(bob, second)]).toEqual([404, 404]);
  }
  expect((await media.image(ann, `${newId()}/original`)).status).toBe(404);
  expect((await media.image(ann, `${id}/huge`)).status).toBe(400);
});

test('browsers keep an image for good, run nothing of it, and may ask for a part', async () => {
  const path = `${await uploaded()}/original`;
  const whole = await media.image(ann, path);
  const bytes = Buffer.from(await whole.arrayBuffer());
  expect(Object.fromEntries(whole.headers)).toMatchObject({
    'content-type': 'image/webp',
    'content-length': String(bytes.length),
    'cache-control': 'private, max-age=31536000, immutable',
    'content-security-policy': "default-src 'none'; sandbox",
    'x-content-type-options': 'nosniff',
    vary: 'authorization',
    'content-disposition': expect.stringMatching(/^inline; filename="[0-9a-f-]+-original\.webp"$/),
  });
  const etag = whole.headers.get('etag')!;
  expect((await media.image(ann, path, { headers: { 'if-none-match': etag } })).status).toBe(304);
  expect((await media.image(eve, path, { headers: { 'if-none-match': etag } })).status).toBe(404);
  const part = async (range: string, more = {}) => {
    const answer = await media.image(ann, path, { headers: { range, ...more } });
    return [answer.status, answer.headers.get('content-range'), Buffer.from(await answer.arrayBuffer())] as const;
  };
  expect(await part('bytes=10-19')).toEqual([206, `bytes 10-19/${bytes.length}`, bytes.subarray(10, 20)]);
  expect(await part('bytes=-5')).toEqual([206, expect.anything(), bytes.subarray(-5)]);
  const beyond = await media.image(ann, path, { headers: { range: 'bytes=99999999-' } });
  expect([beyond.status, beyond.headers.get('content-range'), beyond.headers.get('cache-control')]).toEqual([
    416,
    `bytes */${bytes.length}`,
    null,
  ]);
  expect(await beyond.json()).toMatchObject({ error: { code: 'range_not_satisfiable' } });
  expect((await part('bytes=0-1,5-6'))[0]).toBe(200);
  expect((await part('bytes=0-1', { 'if-range': '"other"' }))[0]).toBe(200);
  const head = await fetch(`${media.url}/attachments/${path}`, { method: 'HEAD', headers: asGateway(ann) });
  expect([head.status, head.headers.get('content-length')]).toEqual([200, String(bytes.length)]);
});

test('only who knows the secret comes in', async () => {
  for (const authorization of ['', 'Bearer ', `Bearer ${secret}x`, `Bearer ${secret.slice(1)}`]) {
    const headers = { ...asGateway(ann), authorization };
    const answer = await fetch(`${media.url}/attachments`, { method: 'POST', headers, body: form(await files.png()) });
    expect(answer.status).toBe(401);
  }
  const nobody = { authorization: `Bearer ${secret}` };
  expect((await fetch(`${media.url}/attachments/${newId()}/original`, { headers: nobody })).status).toBe(401);
});

test('the same upload again is the same image, also when both come at once', async () => {
  const [file, key] = [await files.jpeg(), newId()];
  const both = await Promise.all([media.upload(ann, file, { key }), media.upload(ann, file, { key, url: second })]);
  expect(both.map(({ status }) => status)).toEqual([201, 201]);
  expect(both[0]!.body).toEqual(both[1]!.body);
  expect((await media.upload(ann, file, { key })).body).toEqual(both[0]!.body);
  expect((await media.upload(bob, file, { key })).body).not.toEqual(both[0]!.body);
});

test('beyond what there is room for, uploads are told to come back', async () => {
  const file = await picture({ width: 2_000, height: 1_500 }).png().toBuffer();
  const answers = await Promise.all(Array.from({ length: 12 }, () => media.upload(ann, file)));
  const busy = answers.filter(({ status }) => status === 503);
  expect(busy.length).toBeGreaterThan(0);
  expect(answers.filter(({ status }) => status === 201).length).toBe(12 - busy.length);
  for (const { headers, body } of busy) {
    expect(Number(headers.get('retry-after'))).toBeGreaterThan(0);
    expect(body.error.code).toBe('unavailable');
  }
  expect((await media.upload(ann, file)).status).toBe(201);
});

test('an upload is claimed for one message, by its uploader, all of them or none', async () => {
  const [one, two, theirs] = [await uploaded(), await uploaded(), await uploaded(bob)];
  const claim = forMessage(ann, [two, one]);
  expect(await media.claim(claim)).toMatchObject([{ id: two }, { id: one }]);
  expect(await media.claim(claim)).toMatchObject([{ id: two }, { id: one }]);
  expect(await media.claim(forMessage(ann, [one]))).toBe('conflict');
  expect(await media.claim({ ...claim, for: { ...claim.for, chatId: newId() } })).toBe('conflict');
  const three = await uploaded();
  for (const other of [theirs, newId()]) expect(await media.claim(forMessage(ann, [three, other]))).toBe('not_found');
  expect(await media.claim(forMessage(ann, [three, three]))).toBe('not_found');
  expect(await media.claim(forMessage(ann, [three, one]))).toBe('conflict');
  const rivals = await Promise.all(Array.from({ length: 6 }, () => media.claim(forMessage(ann, [three]))));
  expect(rivals.filter((answer) => answer !== 'conflict')).toHaveLength(1);
});

test('profiles take what was uploaded for them, messages what was not', async () => {
  const [image, avatar] = [await uploaded(), await uploaded(ann, 'avatar')];
  const forAvatar = (id: string, by = ann) => ({ by, ids: [id], for: { kind: 'avatar' as const } });
  expect(await media.claim(forAvatar(image))).toBe('validation_failed');
  expect(await media.claim(forMessage(ann, [avatar]))).toBe('validation_failed');
  expect(await media.claim(forAvatar(avatar, bob))).toBe('not_found');
  for (let i = 0; i < 2; i++) expect(await media.claim(forAvatar(avatar))).toMatchObject([{ id: avatar }]);
});

/** Moves an upload into the past. */
const age = (id: string, hours: number) =>
  sql`update media.attachments set created_at = created_at - make_interval(hours => ${hours}),
        claimed_at = claimed_at - make_interval(hours => ${hours}), checked_at = checked_at - make_interval(hours => ${hours})
      where id = ${id}`.execute(media.db);
const objectOf = async (id: string) =>
  (await sql<{ object_id: string }>`select object_id from media.attachments where id = ${id}`.execute(media.db)).rows[0]
    ?.object_id;

test('what nothing was made of is removed, and the images of deleted messages, and nothing else ever', async () => {
  const [unclaimed, recent, used, deleted, lost, waiting, avatar] = [
    ...(await Promise.all([uploaded(), uploaded(), uploaded()])),
    ...(await Promise.all([uploaded(), uploaded(), uploaded()])),
    await uploaded(ann, 'avatar'),
  ] as [string, string, string, string, string, string, string];
  for (const id of [used, deleted, lost, waiting]) await media.claim(forMessage(ann, [id]));
  await media.claim({ by: ann, ids: [avatar], for: { kind: 'avatar' } });
  media.used.add(used);
  media.deleted.add(deleted);
  const objects = new Map<string, string>();
  for (const id of [unclaimed, recent, used, deleted, lost, waiting, avatar]) objects.set(id, (await objectOf(id))!);
  for (const id of [unclaimed, used, lost, avatar]) await age(id, 2);
  // Looked at again, though it was claimed a moment ago.
  for (const id of [deleted, waiting]) {
    await sql`update media.attachments set checked_at = now() - interval '2 hours' where id = ${id}`.execute(media.db);
  }
  const gone = [unclaimed, deleted, lost].map((id) => objects.get(id)!);
  await expect
    .poll(async () => (await media.objects()).filter((key) => gone.some((id) => key.includes(id))))
    .toEqual([]);
  for (const id of [unclaimed, deleted, lost]) expect((await media.image(ann, `${id}/original`)).status).toBe(404);
  for (const id of [recent, used, waiting, avatar]) {
    expect((await media.image(ann, `${id}/original`)).status).toBe(200);
    expect((await media.objects()).filter((key) => key.includes(objects.get(id)!))).toHaveLength(3);
  }
  expect(await media.claim(forMessage(ann, [lost]))).toBe('not_found');
});
