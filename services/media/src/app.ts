import type { EventStore } from '@messenger/event-store';
import type { Storage } from '@messenger/image-store';
import { type Logger, repeat } from '@messenger/kit';
import { databaseIsAway } from '@messenger/kit/postgres';
import { type Bus, handle, serve, tolerantOf } from '@messenger/messaging';
import { claimAttachments } from '@messenger/proto';
import { sql } from 'kysely';
import { claim } from './attachments/claim.ts';
import { cleanUp } from './clean-up/clean-up.ts';
import type { Config } from './config.ts';
import type { Database } from './database/tables.ts';
import type { Deps } from './deps.ts';
import { openDoor } from './door.ts';
import { imageLimits } from './images/limits.ts';
import { UploadSlots } from './uploads/admission.ts';

export type AppDeps = { bus: Bus; events: EventStore; db: Database; storage: Storage; config: Config; log: Logger };

export type App = AsyncDisposable & {
  /** Of the private door. */
  readonly port: number;
  ready(): Promise<boolean>;
};

/** Takes and serves images. Disposing ends it in order: uploads in work are finished. */
export async function startApp({ bus, events, db, storage, config, log }: AppDeps): Promise<App> {
  await using held = new AsyncDisposableStack();
  const slots = new UploadSlots({
    uploads: config.MAX_UPLOADS,
    ofUser: config.MAX_USER_UPLOADS,
    decodes: config.MAX_DECODES,
  });
  const deps: Deps = { bus, events, db, storage, slots, limits: imageLimits, log };
  const timing = { unattachedSeconds: config.UNATTACHED_SECONDS, recheckSeconds: config.RECHECK_SECONDS };
  held.use(
    repeat({ name: 'cleaning up', everyMs: config.CLEAN_UP_SECONDS * 1_000, log, run: () => cleanUp(deps, timing) }),
  );
  held.use(
    await serve(bus, {
      name: 'media',
      description: 'Takes images, makes what is shown of them, and shows it to whom it may concern.',
      log,
      endpoints: [handle(claimAttachments, tolerantOf(databaseIsAway)(claim(deps)))],
    }),
  );
  const { HOST: host, PORT: port, MEDIA_SECRET: secret, UPLOAD_SECONDS: uploadSeconds } = config;
  const door = held.use(await openDoor(deps, { host, port, secret, uploadSeconds }));
  const owned = held.move();
  return {
    port: door.port,
    ready: async () => {
      await sql`select 1`.execute(db);
      return storage.ready();
    },
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  };
}
