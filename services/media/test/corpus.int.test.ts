import { request as httpRequest } from 'node:http';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { crc32, deflateSync } from 'node:zlib';
import { keysOf } from '@messenger/image-store';
import { newId } from '@messenger/kit';
import { maxUploadBytes, variants } from '@messenger/proto';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { sharp } from '../src/images/sharp.ts';
import { asGateway, type MediaService, mediaService } from './media-service.ts';
import { chunk, files, padded, picture } from './pictures.ts';

/** Every file there can be, each with what must be answered, and afterwards nothing left but what was answered 201. */
type Row = { id: string; object_id: string };
let media: MediaService;
const ann = newId();
const kept: string[] = [];

beforeAll(async () => {
  media = await mediaService();
});
afterAll(() => media[Symbol.asyncDispose]());

async function taken(file: Buffer) {
  const { status, body } = await media.upload(ann, file);
  expect(status, JSON.stringify(body)).toBe(201);
  kept.push(body.attachment.id);
  return body.attachment;
}

async function refused(file: Buffer, status: number, code: string): Promise<void> {
  const answer = await media.upload(ann, file);
  expect([answer.status, answer.body.error?.code]).toEqual([status, code]);
}

async function variantsOf(id: string) {
  return Promise.all(
    variants.map(async (variant) => {
      const answer = await media.image(ann, `${id}/${variant}`);
      expect(answer.status).toBe(200);
      const bytes = Buffer.from(await answer.arrayBuffer());
      return { variant, bytes, meta: await sharp(bytes, { animated: true }).metadata() };
    }),
  );
}

test.each(Object.entries(files))('%s is taken: three sizes, as WebP', async (name, make) => {
  const attachment = await taken(await make());
  const frames = name.startsWith('animated') ? 6 : 1;
  expect(attachment).toMatchObject({ mime: 'image/webp', width: 320, height: 240, animated: frames > 1 });
  expect(Buffer.from(attachment.placeholder, 'base64').length).toBeGreaterThan(5);
  const [original, medium, thumbnail] = await variantsOf(attachment.id);
  expect(original!.bytes.length).toBe(attachment.bytes);
  for (const [made, width] of [
    [original!, 320],
    [medium!, 320],
    [thumbnail!, 300],
  ] as const) {
    expect(made.meta).toMatchObject({ format: 'webp', width, space: 'srgb' });
    expect(made.meta.pages ?? 1).toBe(frames);
    if (frames > 1) expect(made.meta).toMatchObject({ pageHeight: (width * 3) / 4, loop: 3 });
    if (frames > 1) expect(made.meta.delay).toEqual(Array(frames).fill(120));
  }
  if (name === 'PNG with alpha') expect(original!.meta.hasAlpha).toBe(true);
});

test.each([
  ['1×1', 1, 1, [1, 1], [1, 1]],
  ['10080×2560', 10_080, 2_560, [800, 203], [300, 76]],
  ['1×3000', 1, 3_000, [1, 800], [1, 300]],
])('%s is taken', async (_, width, height, medium, thumbnail) => {
  const file = await sharp({ create: { width, height, channels: 3, background: '#48c' } })
    .png()
    .toBuffer();
  const attachment = await taken(file);
  expect(attachment).toMatchObject({ width, height });
  const sizes = (await variantsOf(attachment.id)).map(({ meta }) => [meta.width, meta.height]);
  expect(sizes).toEqual([[width, height], medium, thumbnail]);
});

test('10 MB are taken, one byte more is not', async () => {
  const png = await picture().png().toBuffer();
  expect(padded(png, maxUploadBytes)).toHaveLength(maxUploadBytes);
  await taken(padded(png, maxUploadBytes));
  await refused(padded(png, maxUploadBytes + 1), 413, 'too_large');
  await refused(Buffer.alloc(2 * maxUploadBytes), 413, 'too_large');
});

test('a byte too many is noticed also where the limit falls between two chunks', async () => {
  const head = '--x\r\nContent-Disposition: form-data; name="file"; filename="a"\r\nContent-Type: image/png\r\n\r\n';
  const file = padded(await picture().png().toBuffer(), maxUploadBytes);
  const answered = await new Promise<number | undefined>((resolve, reject) => {
    const headers = { ...asGateway(ann), 'content-type': 'multipart/form-data; boundary=x' };
    const request = httpRequest(`${media.url}/attachments`, { method: 'POST', headers }, (answer) => {
      answer.resume();
      resolve(answer.statusCode);
    });
    request.on('error', reject);
    request.write(head);
    request.write(file, () => setTimeout(() => request.end('!\r\n--x--\r\n'), 300));
  });
  expect(answered).toBe(413);
});

test('bombs are refused by what they say of themselves, and so are too many frames', async () => {
  const bomb = await sharp({ create: { width: 16_000, height: 16_000, channels: 3, background: '#000' } })
    .png({ compressionLevel: 9 })
    .toBuffer();
  expect(bomb.length).toBeLessThan(maxUploadBytes / 2);
  await refused(bomb, 413, 'too_large');
  // A file of some bytes that claims to be as large as can be.
  const lie = Buffer.from(await picture({ width: 1, height: 1 }).png().toBuffer());
  lie.writeUInt32BE(60_000, 16);
  lie.writeUInt32BE(60_000, 20);
  lie.writeUInt32BE(crc32(lie.subarray(12, 29)), 29);
  await refused(lie, 413, 'too_large');
  const frames = await picture({ width: 2, height: 2, frames: 600 }).gif().toBuffer();
  await refused(frames, 413, 'too_large');
  await refused(await picture({ width: 1, height: 16_400 }).png().toBuffer(), 413, 'too_large');
});

test('texts of a PNG that would be 2 GB are not inflated', async () => {
  const text = deflateSync(Buffer.alloc(49_000_000, 'a'));
  const texts = Array.from({ length: 40 }, (_, i) => chunk('zTXt', Buffer.concat([Buffer.from(`k${i}\0\0`), text])));
  const png = await picture().png().toBuffer();
  const before = process.resourceUsage().maxRSS;
  await taken(Buffer.concat([png.subarray(0, 33), ...texts, png.subarray(33)]));
  expect(process.resourceUsage().maxRSS - before).toBeLessThan(300 * 1024);
});

describe.each(Object.entries(files))('%s', (_, make) => {
  test('cut off at every tenth, and just before its end, is refused', async () => {
    const file = await make();
    for (let tenth = 1; tenth < 10; tenth++) {
      const cut = file.subarray(0, Math.floor((file.length * tenth) / 10));
      await refused(cut, 415, 'unsupported_media');
    }
    await refused(file.subarray(0, -1), 415, 'unsupported_media');
  });
});

test('what is no image is refused whatever it is called, and what is one and something else is, too', async () => {
  const html = Buffer.from('<!doctype html><script>alert(1)</script>');
  const svg = Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)" width="9" height="9"/>');
  for (const file of [html, svg, Buffer.from('%PDF-1.7'), Buffer.alloc(1_000, 7), Buffer.from('GIF89a')]) {
    await refused(file, 415, 'unsupported_media');
  }
  const bmp = Buffer.alloc(70);
  bmp.write('BM');
  await refused(bmp, 415, 'unsupported_media');
  await refused(Buffer.alloc(0), 400, 'validation_failed');

  const gif = await picture({ width: 8, height: 8 }).gif().toBuffer();
  await refused(Buffer.concat([gif, Buffer.from('*/=1;alert(1)//')]), 415, 'unsupported_media');
  const script = Buffer.from(gif);
  script.write('/*', 6, 'latin1');
  await refused(Buffer.concat([script, Buffer.from('*/=1;alert(1)//')]), 415, 'unsupported_media');
  const inside = Buffer.concat([
    gif.subarray(0, -1),
    Buffer.from([0x21, 0xfe, 5]),
    Buffer.from('*/=1;'),
    Buffer.from([0, 0x3b]),
  ]);
  inside.write('/*', 6, 'latin1');
  await refused(inside, 415, 'unsupported_media');
  for (const make of [files.jpeg, files.png, files.webp]) {
    const file = await make();
    await refused(Buffer.concat([file, Buffer.from('<script>alert(1)</script>')]), 415, 'unsupported_media');
    await refused(Buffer.concat([file, Buffer.from('PK\x03\x04 a zip archive')]), 415, 'unsupported_media');
  }
  // Phones put a second picture behind the first.
  await taken(Buffer.concat([await files.jpeg(), await files.jpeg()]));
});

/** A request whose body is written by hand. */
function rawUpload(headers: Record<string, string>, body: Buffer, end: 'end' | 'destroy' | 'wait'): Promise<number> {
  return new Promise((resolve) => {
    const { hostname, port } = new URL(media.url);
    const sent = httpRequest({
      hostname,
      port,
      path: '/attachments',
      method: 'POST',
      headers: { ...asGateway(ann), ...headers },
    });
    sent.on('response', (answer) => {
      answer.resume();
      resolve(answer.statusCode!);
    });
    sent.on('error', () => resolve(0));
    sent.write(body, () => {
      if (end === 'destroy') sent.destroy();
      else if (end === 'end') sent.end();
    });
  });
}

test('forms that lie about their length, break off, or hold no file are refused', async () => {
  const file = await files.jpeg();
  const type = { 'content-type': 'multipart/form-data; boundary=x' };
  const part = (name: string) =>
    Buffer.from(`--x\r\nContent-Disposition: form-data; name="${name}"; filename="a.jpg"\r\n\r\n`);
  const whole = Buffer.concat([part('file'), file, Buffer.from('\r\n--x--\r\n')]);
  expect(await rawUpload({ ...type, 'content-length': String(maxUploadBytes * 2) }, whole, 'wait')).toBe(413);
  expect(await rawUpload(type, Buffer.concat([part('file'), file]), 'end')).toBe(400);
  expect(await rawUpload(type, part('file'), 'end')).toBe(400);
  expect(await rawUpload(type, Buffer.from('--x--\r\n'), 'end')).toBe(400);
  expect(await rawUpload(type, Buffer.concat([part('other'), file, Buffer.from('\r\n--x--\r\n')]), 'end')).toBe(400);
  expect(await rawUpload({ 'content-type': 'image/jpeg' }, file, 'end')).toBe(415);
  // Less than was announced, and then nothing more: whoever stops halfway leaves nothing.
  expect(
    await rawUpload({ ...type, 'content-length': String(whole.length) }, whole.subarray(0, 3_000), 'destroy'),
  ).toBe(0);
  // Less was announced than is sent: the rest is no part of the request.
  const short = { ...type, 'content-length': String(whole.length - 500) };
  expect([0, 400]).toContain(await rawUpload(short, whole.subarray(0, whole.length - 500), 'end'));
});

/** Bytes outside of the heap of JavaScript: what was uploaded, and what was made of it. */
function heldBytes(): number {
  setFlagsFromString('--expose-gc');
  runInNewContext('gc')();
  return process.memoryUsage().arrayBuffers;
}

test('memory is back to its level after large uploads, taken and refused', async () => {
  const large = padded(await picture().png().toBuffer(), maxUploadBytes);
  const refusedToo = Buffer.concat([large, Buffer.alloc(1)]);
  const round = async () => {
    const { body } = await media.upload(ann, large);
    kept.push(body.attachment.id);
    await refused(refusedToo, 413, 'too_large');
    await refused(large.subarray(0, -1), 415, 'unsupported_media');
  };
  await round();
  await expect.poll(() => sharp.counters()).toEqual({ queue: 0, process: 0 });
  const before = heldBytes();
  for (let i = 0; i < 5; i++) await round();
  await expect.poll(() => heldBytes() - before).toBeLessThan(maxUploadBytes);
});

test('after all that it is well, and holds nothing but what it has answered for', async () => {
  const { rows } = await sql<Row>`select id, object_id from media.attachments`.execute(media.db);
  expect(rows.map(({ id }) => id).sort()).toEqual([...kept].sort());
  expect(await media.objects()).toEqual(rows.flatMap(({ object_id }) => keysOf(object_id)).sort());
  expect((await sql`select 1 from media.leftovers`.execute(media.db)).rows).toEqual([]);
  expect(sharp.counters()).toEqual({ queue: 0, process: 0 });
  await taken(await files.jpeg());
});
