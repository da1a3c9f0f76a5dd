import { mkdirSync } from 'node:fs';
import { images } from '../docker/images.ts';
import { type Child, startChild } from '../process/child.ts';
import { freePort, LOOPBACK } from '../process/free-port.ts';
import { type RunContext, type Server, startServer } from '../process/server.ts';
import { findOnPath } from '../programs/find-on-path.ts';
import { onlyContainers } from '../programs/find-server.ts';

export interface S3Options extends RunContext {
  dir: string;
  accessKey: string;
  secretKey: string;
}

export interface S3 extends Server {
  readonly endpoint: string;
}

type Launch = (port: number) => Promise<Child>;

/** Starts an S3 server for tests: `versitygw` or `weed` on PATH, else in a container; undefined where there is none. */
export async function startS3(options: S3Options): Promise<S3 | undefined> {
  const launch = await launcher(options);
  if (!launch) return undefined;
  const server = await startServer(
    { name: 's3', launch, ready: answersAsS3, stopWithinMs: 3_000, startWithinMs: 30_000 },
    options,
  );
  return Object.assign(server, { endpoint: `http://${LOOPBACK}:${server.port}` });
}

async function launcher(options: S3Options): Promise<Launch | undefined> {
  const versitygw = onlyContainers() ? undefined : findOnPath('versitygw');
  if (versitygw) return versity(versitygw, options);
  const weed = onlyContainers() ? undefined : findOnPath('weed');
  if (weed) return seaweed(weed, options);
  const { containerLauncher, hasEngine } = await import('../docker/container.ts');
  if (!(await hasEngine())) return undefined;
  return containerLauncher({
    image: images.s3,
    port: 7070,
    command: ['--port', ':7070', 'posix', '/tmp'],
    env: versityKeys(options),
    readyLog: /service listening/,
    onLine: (line) => options.log('s3', line),
  });
}

const versityKeys = ({ accessKey, secretKey }: S3Options) => ({
  ROOT_ACCESS_KEY: accessKey,
  ROOT_SECRET_KEY: secretKey,
});

function versity(command: string, options: S3Options): Launch {
  mkdirSync(options.dir, { recursive: true, mode: 0o700 });
  return (port) =>
    startChild({
      command,
      args: ['--port', `${LOOPBACK}:${port}`, '--quiet', 'posix', options.dir],
      env: { PATH: process.env.PATH, ...versityKeys(options) },
      stopSignal: 'SIGTERM',
      onLine: (line) => options.log('s3', line),
      running: options.running,
    });
}

function seaweed(command: string, options: S3Options): Launch {
  mkdirSync(options.dir, { recursive: true, mode: 0o700 });
  return async (port) => {
    const inner = await Promise.all(['master', 'volume', 'filer'].map(async (n) => `-${n}.port=${await freePort()}`));
    return startChild({
      command,
      args: ['mini', `-dir=${options.dir}`, `-ip.bind=${LOOPBACK}`, `-s3.port=${port}`, ...inner],
      env: { PATH: process.env.PATH, AWS_ACCESS_KEY_ID: options.accessKey, AWS_SECRET_ACCESS_KEY: options.secretKey },
      stopSignal: 'SIGTERM',
      onLine: (line) => options.log('s3', line),
      running: options.running,
    });
  };
}

/** Without a signature any S3 server refuses to list its buckets, in XML. */
async function answersAsS3(port: number): Promise<boolean> {
  try {
    const answer = await fetch(`http://${LOOPBACK}:${port}/`, { signal: AbortSignal.timeout(1_000) });
    return answer.status === 403 && (answer.headers.get('content-type') ?? '').includes('xml');
  } catch {
    return false;
  }
}
