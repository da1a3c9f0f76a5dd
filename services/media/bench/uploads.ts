import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { numberFrom } from '@messenger/kit/command-line';
import { startSystem } from '@messenger/stack';
import { WireUser } from '@messenger/testkit';
import { recognise } from '../src/images/recognise.ts';
import { sharp } from '../src/images/sharp.ts';
import { type Pace, paced } from './paced.ts';
import type { Order } from './uploader.ts';

/**
 * Uploads of a 3 MB photo through the whole system, eight at a time, beside what bare `sharp` does for the same three
 * sizes in this process; and how long text messages take meanwhile, beside how long they take without.
 * Run: node services/media/bench/uploads.ts [images]
 */
const images = numberFrom(1)(process.argv[2] ?? '48');
const targets = { ofSharp: 0.7, textP99: 2 };

/** A photo of 12 million pixels with the grain of one. */
async function photo(): Promise<Buffer> {
  const noise = { type: 'gaussian' as const, mean: 128, sigma: 40 };
  const grain = await sharp({ create: { width: 800, height: 600, channels: 3, background: '#888', noise } })
    .raw()
    .toBuffer();
  const raw = { width: 800, height: 600, channels: 3 as const };
  const large = sharp(grain, { raw }).resize(4_000, 3_000, { kernel: 'cubic' }).blur(1.2);
  return large.jpeg({ quality: 88 }).toBuffer();
}

const percentile = (ms: number[], p: number): number =>
  ms.toSorted((a, b) => a - b)[Math.min(ms.length - 1, Math.floor(ms.length * p))] ?? Number.NaN;

/** Sends 20 text messages a second until it is told to stop; how long each took to be acknowledged. */
function talk(user: WireUser, chatId: string): () => Promise<number[]> {
  let going = true;
  const sending: Promise<number>[] = [];
  const loop = (async () => {
    while (going) {
      const start = performance.now();
      sending.push(user.send(chatId, 'while images are uploaded').then(() => performance.now() - start));
      await sleep(50);
    }
  })();
  return async () => {
    going = false;
    await loop;
    return Promise.all(sending);
  };
}

const file = await photo();
console.log(`a photo of ${(file.length / 1e6).toFixed(2)} MB, recognised as ${await recognise(file)}`);

const bare = await paced(images, async () => {
  await sharp(file).autoOrient().webp({ quality: 90, effort: 0 }).toBuffer();
  for (const side of [800, 300]) {
    const smaller = sharp(file).autoOrient().resize(side, side, { fit: 'inside', withoutEnlargement: true });
    await smaller.webp({ quality: 80, effort: 2 }).toBuffer();
  }
});

const dataDir = await mkdtemp(join(tmpdir(), 'messenger-bench-'));
const env = { ...process.env, RATE_LIMITS: 'off', MAX_USER_UPLOADS: '8', BCRYPT_COST: '4', LOG_LEVEL: 'error' };
{
  await using system = await startSystem({ dataDir, log: () => {}, env });
  const [ann, bob] = [await WireUser.register(system.url, 'ann'), await WireUser.register(system.url, 'bob')];
  await ann.befriend(bob);
  const chat = await ann.directChat(bob);
  await sleep(2_000);
  await talkFor(ann, chat.id, 3_000);
  const quiet = await talkFor(ann, chat.id, 15_000);
  const stop = talk(ann, chat.id);
  const path = join(dataDir, 'photo.jpg');
  await writeFile(path, file);
  const uploads = await upload({ url: system.url, token: bob.token, path, images });
  const busy = await stop();
  report(uploads, quiet, busy);
}
await rm(dataDir, { recursive: true, force: true });

async function upload(order: Order): Promise<Pace> {
  const uploader = fork(new URL('./uploader.ts', import.meta.url));
  const failed = once(uploader, 'exit').then(([code]) => Promise.reject(new Error(`the uploader ended with ${code}`)));
  failed.catch(() => undefined);
  uploader.send(order);
  const [pace] = await Promise.race([once(uploader, 'message'), failed]);
  return pace as Pace;
}

async function talkFor(user: WireUser, chatId: string, ms: number): Promise<number[]> {
  const stop = talk(user, chatId);
  await sleep(ms);
  return stop();
}

function report(uploads: Pace, quiet: number[], busy: number[]): void {
  const ofSharp = uploads.perSecond / bare.perSecond;
  const [before, during] = [percentile(quiet, 0.99), percentile(busy, 0.99)];
  const verdict = (met: boolean) => (met ? 'met' : 'MISSED');
  console.log(`bare sharp      ${bare.perSecond.toFixed(2)} images/s`);
  console.log(
    `uploads         ${uploads.perSecond.toFixed(2)} images/s, p95 ${percentile(uploads.ms, 0.95).toFixed(0)} ms`,
  );
  console.log(`of sharp        ${ofSharp.toFixed(2)}  (≥ ${targets.ofSharp}: ${verdict(ofSharp >= targets.ofSharp)})`);
  console.log(
    `text p99        ${before.toFixed(1)} ms without, ${during.toFixed(1)} ms during (${busy.length} messages)`,
  );
  console.log(
    `times           ${(during / before).toFixed(2)}  (≤ ${targets.textP99}: ${verdict(during <= targets.textP99 * before)})`,
  );
  if (ofSharp < targets.ofSharp || during > targets.textP99 * before) process.exitCode = 1;
}
