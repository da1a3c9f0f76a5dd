import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type S3, silent, startS3 } from '@messenger/stack';

/** A real S3 store, with a bucket name of the test's own that does not exist yet. */
export type TestS3 = AsyncDisposable & {
  endpoint: string;
  bucket: string;
  region: string;
  accessKey: string;
  secretKey: string;
  /** To kill and start again; undefined where the store is another's. */
  server: S3 | undefined;
};

/** The store that `S3_ENDPOINT` names, else one that is started here; undefined where there is none to start. */
export async function testS3(env: NodeJS.ProcessEnv = process.env): Promise<TestS3 | undefined> {
  const bucket = `test-${randomUUID()}`;
  const region = env.S3_REGION || 'us-east-1';
  if (env.S3_ENDPOINT) {
    const { S3_ENDPOINT: endpoint, S3_ACCESS_KEY: accessKey = '', S3_SECRET_KEY: secretKey = '' } = env;
    const nothing = async () => {};
    return { endpoint, bucket, region, accessKey, secretKey, server: undefined, [Symbol.asyncDispose]: nothing };
  }
  const dir = await mkdtemp(join(tmpdir(), 'messenger-s3-'));
  const [accessKey, secretKey] = ['messenger-tests', randomUUID()];
  const server = await startS3({ dir: join(dir, 's3'), accessKey, secretKey, log: silent, durable: false });
  const dispose = async () => {
    await server?.stop();
    await rm(dir, { recursive: true, force: true });
  };
  if (!server) {
    await dispose();
    return undefined;
  }
  return { endpoint: server.endpoint, bucket, region, accessKey, secretKey, server, [Symbol.asyncDispose]: dispose };
}
