import { createHash } from 'node:crypto';
import type { Readable } from 'node:stream';
import { backoff, type Logger, sleep, within } from '@messenger/kit';
import { Client, S3Error } from 'minio';
import { type ByteRange, ObjectMissing, type Storage } from './storage.ts';

export type S3Options = {
  /** Such as `https://s3.example.org`. */
  endpoint: string;
  bucket: string;
  accessKey: string;
  secretKey: string;
  region: string;
  log: Logger;
};

/** Longest that the store may take for one answer; for an object of 10 MB, too. */
const patienceMs = 20_000;
const retryOptions = { maximumRetryCount: 3, baseDelayMs: 100, maximumDelayMs: 2_000 };

/** The store answered that it holds other bytes than it was sent. */
class BadChecksum extends Error {
  override name = 'BadChecksum';
}

/**
 * Objects in any S3-compatible store. What is sent carries its checksum, by which the store refuses damaged bytes, and
 * the answer's is compared. The bucket is made if it is not there, private as S3 makes them.
 * @param signal gives up waiting for a store that is away
 */
export async function openS3(options: S3Options, signal?: AbortSignal): Promise<Storage> {
  const { bucket } = options;
  const client = clientOf(options);
  await untilThere(client, options, signal);
  const answer = <T>(work: Promise<T>, what: string) => within(patienceMs, work, `S3 ${what}`);
  return {
    async put(key, bytes) {
      const sent = client.putObject(bucket, key, bytes, bytes.length, { 'content-type': 'image/webp' });
      const { etag } = await answer(sent, 'put');
      if (/^[0-9a-f]{32}$/.test(etag) && etag !== createHash('md5').update(bytes).digest('hex')) {
        throw new BadChecksum(key);
      }
    },
    async read(key, range) {
      const found = range ? part(client, bucket, key, range) : client.getObject(bucket, key);
      return answer(found, 'get').catch((error) => {
        throw isMissing(error) ? new ObjectMissing(key) : error;
      });
    },
    async remove(keys) {
      for (const key of keys) await answer(client.removeObject(bucket, key), 'remove');
    },
    async *list() {
      for await (const { name } of client.listObjectsV2(bucket, '', true)) if (name) yield name;
    },
    ready: () =>
      within(1_000, client.bucketExists(bucket), 'S3').then(
        (there) => there,
        () => false,
      ),
  };
}

const part = (client: Client, bucket: string, key: string, { start, end }: ByteRange): Promise<Readable> =>
  client.getPartialObject(bucket, key, start, end - start + 1);

const isMissing = (error: unknown) =>
  error instanceof S3Error && (error.code === 'NoSuchKey' || error.code === 'NotFound');

function clientOf({ endpoint, accessKey, secretKey, region }: S3Options): Client {
  const { protocol, hostname, port } = new URL(endpoint);
  const useSSL = protocol === 'https:';
  const at = { endPoint: hostname, useSSL, ...(port ? { port: Number(port) } : {}) };
  return new Client({ ...at, accessKey, secretKey, region, pathStyle: true, retryOptions });
}

async function untilThere(client: Client, { bucket, region, log }: S3Options, signal?: AbortSignal): Promise<void> {
  const delay = backoff({ minMs: 200, maxMs: 5_000 });
  for (;;) {
    signal?.throwIfAborted();
    try {
      if (!(await within(patienceMs, client.bucketExists(bucket), 'S3'))) await make(client, bucket, region);
      return;
    } catch (error) {
      log.warn({ err: error, bucket }, 'waiting for the S3 store');
      await sleep(delay(), signal);
    }
  }
}

/** Another instance may make it in the same moment. */
async function make(client: Client, bucket: string, region: string): Promise<void> {
  try {
    await within(patienceMs, client.makeBucket(bucket, region), 'S3');
  } catch (error) {
    if (!(error instanceof S3Error && error.code === 'BucketAlreadyOwnedByYou')) throw error;
  }
}
