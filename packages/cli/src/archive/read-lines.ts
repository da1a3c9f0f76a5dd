import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { Trouble } from '../trouble.ts';

/** One line of an archive, and the SHA-256 of every byte before it. */
export type Line = { number: number; text: string; hashBefore: () => string };

/** A stored event is below 1 MiB, and no more than doubles as text. */
const longestLine = 4 * 1024 * 1024;

/** The lines of a file, one in memory at a time. @throws Trouble when it is no file, or no text of lines */
export async function* readLines(path: string): AsyncGenerator<Line> {
  const hash = createHash('sha256');
  let rest: Buffer = Buffer.alloc(0);
  let number = 0;
  try {
    for await (const chunk of createReadStream(path, { highWaterMark: 256 * 1024 })) {
      rest = rest.length === 0 ? (chunk as Buffer) : Buffer.concat([rest, chunk as Buffer]);
      let start = 0;
      for (let end = rest.indexOf(10, start); end >= 0; end = rest.indexOf(10, start)) {
        const text = rest.subarray(start, end);
        yield { number: ++number, text: text.toString(), hashBefore: () => hash.copy().digest('hex') };
        hash.update(rest.subarray(start, end + 1));
        start = end + 1;
      }
      rest = rest.subarray(start);
      if (rest.length > longestLine) throw new Trouble(`${path}: line ${number + 1} is too long to be of an archive.`);
    }
  } catch (error) {
    if (error instanceof Trouble) throw error;
    throw new Trouble(`${path} cannot be read: ${(error as Error).message}`);
  }
  if (rest.length > 0) throw new Trouble(`${path} ends within line ${number + 1}: it is not whole.`);
}
