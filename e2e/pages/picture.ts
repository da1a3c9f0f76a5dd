import { crc32, deflateSync } from 'node:zlib';

function chunk(name: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(name, 'latin1'), data]);
  const frame = Buffer.alloc(body.length + 8);
  frame.writeUInt32BE(data.length, 0);
  body.copy(frame, 4);
  frame.writeUInt32BE(crc32(body), body.length + 4);
  return frame;
}

/** Some evening sky over water, as PNG. `tone`: 0–255, tells one from another. */
export function picture(width: number, height: number, tone: number): Buffer {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([8, 2, 0, 0, 0], 8);
  const line = width * 3 + 1;
  const rows = Buffer.alloc(line * height);
  for (let y = 0; y < height; y++) {
    const depth = y / height;
    const sky = depth < 0.62 ? depth / 0.62 : 1.6 - depth;
    for (let x = 0; x < width; x++) {
      const colour = [60 + 170 * sky, 80 + 60 * sky + tone / 4, 200 - tone * sky * 0.6];
      rows.set(colour, y * line + 1 + x * 3);
    }
  }
  return Buffer.concat([
    Buffer.from('89504e470d0a1a0a', 'hex'),
    chunk('IHDR', header),
    chunk('IDAT', deflateSync(rows)),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

/** As a browser's list of files gives it. */
export const pictureFile = (name: string, tone = 120) => ({
  name,
  mimeType: 'image/png',
  buffer: picture(320, 200, tone),
});
