import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openEventStore } from '@messenger/event-store';
import { openFolder, type Storage } from '@messenger/image-store';
import { loadConfig, silentLogger as log, newId } from '@messenger/kit';
import { openDatabase } from '@messenger/kit/postgres';
import { type Bus, call, connectBus, handle, serve } from '@messenger/messaging';
import {
  type Attachment,
  attachmentsInUse,
  attachmentVisible,
  type ClaimRequest,
  claimAttachments,
  headers,
  isRefusal,
} from '@messenger/proto';
import { provisionLog, type TestStack, testStack } from '@messenger/testkit';
import { type App, startApp } from '../src/app.ts';
import { Config } from '../src/config.ts';
import type { Database, Tables } from '../src/database/tables.ts';
import { migrate } from '../src/migrate.ts';

export const secret = 'a secret that only the gateway and media have';

export type Answer = { status: number; body: { attachment: Attachment; error: { code: string } }; headers: Headers };

/** Media on real servers; the test is the read model, and the gateway. */
export type MediaService = AsyncDisposable & {
  stack: TestStack;
  db: Database;
  storage: Storage;
  /** Who may see which images: `<user> <attachment>`. */
  visible: Set<string>;
  used: Set<string>;
  deleted: Set<string>;
  url: string;
  /** Environment of a process on the same servers. */
  env: Record<string, string>;
  /** One more instance; its address. */
  another(): Promise<string>;
  upload(by: string, file: Buffer, more?: { purpose?: string; key?: string; url?: string }): Promise<Answer>;
  image(by: string, path: string, more?: { url?: string; headers?: Record<string, string> }): Promise<Response>;
  /** As chat-command claims; the code of a refusal. */
  claim(request: ClaimRequest): Promise<Attachment[] | string>;
  /** Every object in the store and every note of one, by the ids of the images that have them. */
  objects(): Promise<string[]>;
};

export function form(file: Buffer, name = 'a.png'): FormData {
  const data = new FormData();
  data.append('file', new Blob([new Uint8Array(file)]), name);
  return data;
}

export const asGateway = (by: string, more: Record<string, string> = {}) => ({
  authorization: `Bearer ${secret}`,
  [headers.onBehalfOf]: by,
  ...more,
});

type Options = { env?: Record<string, string>; storage?: Storage };

export async function mediaService({ env = {}, storage: given }: Options = {}): Promise<MediaService> {
  await using held = new AsyncDisposableStack();
  const stack = held.use(await testStack({ postgres: true }));
  await provisionLog(stack);
  await migrate(stack.databaseUrl);
  const dir = await mkdtemp(join(tmpdir(), 'messenger-media-'));
  held.defer(() => rm(dir, { recursive: true, force: true }));
  const storage = given ?? (await openFolder(dir));
  const nats = stack.natsFor('media');
  const whole: Record<string, string> = {
    NATS_URL: nats.url,
    NATS_USER: nats.user,
    NATS_PASSWORD: nats.password,
    DATABASE_URL: stack.databaseUrl,
    MEDIA_SECRET: secret,
    MEDIA_DIR: dir,
    ...env,
  };
  const [visible, used, deleted] = [new Set<string>(), new Set<string>(), new Set<string>()];
  await readModel(held, stack, { visible, used, deleted });
  const db = held.use(openDatabase<Tables>(stack.databaseUrl, { name: 'media', size: 5, log }));
  const commands = held.use(await connectBus({ ...stack.natsFor('chat-command'), name: 'chat-command', log }));
  const config = loadConfig(Config, whole);
  const instance = async (owner: AsyncDisposableStack): Promise<App> => {
    const bus: Bus = owner.use(await connectBus({ ...nats, name: 'media', log }));
    const events = await openEventStore(bus, { log });
    const own = owner.use(openDatabase<Tables>(stack.databaseUrl, { name: 'media', size: 5, log }));
    return owner.use(await startApp({ bus, events, db: own, storage, config, log }));
  };
  const url = urlOf(await instance(held));
  const owned = held.move();
  return {
    ...{ stack, db, storage, visible, used, deleted, url, env: whole },
    another: async () => urlOf(await instance(owned)),
    async upload(by, file, { purpose = 'message', key = randomUUID(), url: at = url } = {}) {
      const answer = await fetch(`${at}/attachments?purpose=${purpose}`, {
        method: 'POST',
        headers: asGateway(by, { [headers.idempotencyKey]: key }),
        body: form(file),
      });
      return { status: answer.status, body: (await answer.json()) as Answer['body'], headers: answer.headers };
    },
    image: (by, path, { url: at = url, headers: more = {} } = {}) =>
      fetch(`${at}/attachments/${path}`, { headers: asGateway(by, more) }),
    async claim(request) {
      const answer = await call(commands, claimAttachments, request, { requestId: newId() });
      return isRefusal(answer) ? answer.code : answer.value.attachments;
    },
    async objects() {
      const keys: string[] = [];
      for await (const key of storage.list()) keys.push(key);
      return keys.sort();
    },
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  };
}

const urlOf = ({ port }: App): string => `http://127.0.0.1:${port}`;

async function readModel(
  held: AsyncDisposableStack,
  stack: TestStack,
  { visible, used, deleted }: Pick<MediaService, 'visible' | 'used' | 'deleted'>,
): Promise<void> {
  const bus = held.use(await connectBus({ ...stack.natsFor('projection'), name: 'projection', log }));
  const endpoints = [
    handle(attachmentVisible, async ({ by, attachmentId }) => ({ visible: visible.has(`${by} ${attachmentId}`) })),
    handle(attachmentsInUse, async ({ ids }) => ({
      used: ids.filter((id) => used.has(id)),
      deleted: ids.filter((id) => deleted.has(id)),
    })),
  ];
  held.use(await serve(bus, { name: 'projection', description: 'What the test says is so.', log, endpoints }));
}
