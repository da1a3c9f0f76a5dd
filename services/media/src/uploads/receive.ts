import {
  imageTooLarge,
  invalidField,
  isRefusal,
  maxFormBytes,
  maxUploadBytes,
  notAForm,
  type Refusal,
  unavailable,
} from '@messenger/proto';
import type { FastifyRequest } from 'fastify';
import { received, stage } from '../metrics.ts';

const field = '/file';

/** After `graceSeconds`, an upload must have come at `leastPerSecond` bytes on average. */
export type Pace = { graceSeconds: number; leastPerSecond: number };
const pace: Pace = { graceSeconds: 10, leastPerSecond: 8_000 };

/**
 * Reads the file of a form, no further than the limit; a refusal when there is none, or it does not end, or comes so
 * slowly that it keeps others from the place that it has.
 */
export async function receive(request: FastifyRequest, least = pace): Promise<Buffer | Refusal> {
  if (Number(request.headers['content-length'] ?? 0) > maxFormBytes) return imageTooLarge();
  if (!request.isMultipart()) return notAForm();
  // Whoever went away while they waited for a place: nothing would end the reading.
  if (request.raw.destroyed) return notWhole();
  const measured = stage.startTimer({ stage: 'receive' });
  const whole = fileOf(request).catch(refusalOf);
  using slow = tooSlow(request, least);
  const file = await Promise.race([whole, slow.refusal]);
  measured();
  if (isRefusal(file)) return file;
  received.inc(file.length);
  return file.length > 0 ? file : invalidField(field, 'must not be empty');
}

async function fileOf(request: FastifyRequest): Promise<Buffer | Refusal> {
  const part = await request.file({ limits: { fileSize: maxUploadBytes, files: 1, fields: 10, fieldSize: 1_000 } });
  if (!part) return invalidField(field, 'must be there');
  if (part.fieldname !== 'file') return invalidField(field, 'must be the name of the field with the image');
  const file = await part.toBuffer();
  // Of what ends with the very chunk that goes beyond the limit, the parser itself only cuts the end off.
  return part.file.truncated ? imageTooLarge() : file;
}

/** Looks each second at how much has come, once somebody reads it; where that is too little, nothing more is read. */
function tooSlow({ raw }: FastifyRequest, { graceSeconds, leastPerSecond }: Pace) {
  const { promise: refusal, resolve } = Promise.withResolvers<Refusal>();
  let bytes = 0;
  // Seconds in which this process looked: while it stands still, nothing can come.
  let seconds = 0;
  const count = (chunk: Buffer) => {
    bytes += chunk.length;
  };
  raw.on('data', count);
  const looking = setInterval(() => {
    if (++seconds < graceSeconds || bytes >= seconds * leastPerSecond) return;
    raw.unpipe();
    resolve(unavailable());
  }, 1_000);
  const end = () => {
    clearInterval(looking);
    raw.off('data', count);
  };
  return { refusal, [Symbol.dispose]: end };
}

/** What the parser throws is about what was sent: too much of it, or not all. */
function refusalOf(error: unknown): Refusal {
  const { code } = error as { code?: unknown };
  return code === 'FST_REQ_FILE_TOO_LARGE' ? imageTooLarge() : notWhole();
}

const notWhole = () => invalidField(field, 'must be sent as a whole');
