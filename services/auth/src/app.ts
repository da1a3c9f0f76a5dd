import type { EventStore } from '@messenger/event-store';
import { type Logger, repeat } from '@messenger/kit';
import { type Bus, handle, serve } from '@messenger/messaging';
import { authEndpoints } from '@messenger/proto';
import type { Redis } from 'ioredis';
import { sql } from 'kysely';
import { countPending } from './accounts/count-pending.ts';
import { recheckAccounts } from './accounts/recheck-accounts.ts';
import { relayAccounts } from './accounts/relay-accounts.ts';
import type { Database } from './database/tables.ts';
import type { Deps } from './handlers/deps.ts';
import { endSession } from './handlers/end-session.ts';
import { keys } from './handlers/keys.ts';
import { login } from './handlers/login.ts';
import { refresh } from './handlers/refresh.ts';
import { register } from './handlers/register.ts';
import { sessions } from './handlers/sessions.ts';
import { tolerant } from './handlers/tolerant.ts';
import { openKeyring } from './keys/keyring.ts';
import { createLoginLock } from './login/login-lock.ts';
import { type PasswordHasherOptions, startPasswordHasher } from './passwords/password-hasher.ts';
import { endedSessions } from './sessions/announce-ended.ts';
import { cleanUp } from './sessions/clean-up.ts';

export type AppDeps = {
  bus: Bus;
  events: EventStore;
  db: Database;
  redis: Redis;
  passwords: PasswordHasherOptions;
  log: Logger;
};

export type App = AsyncDisposable & { ready(): Promise<boolean> };

/** Serves the endpoints of auth and does what it owes in the background. Disposing ends both, in order. */
export async function startApp({ bus, events, db, redis, passwords, log }: AppDeps): Promise<App> {
  await using held = new AsyncDisposableStack();
  const hasher = held.use(await startPasswordHasher(passwords));
  const keyring = await openKeyring(db);
  const ended = endedSessions(db, bus);

  // A log that comes back may have lost its end, and with it what was told to it.
  let connection: string | undefined;
  const recheck = async () => {
    const now = bus.connectionId();
    if (connection === now) return;
    await ended.recheck();
    await recheckAccounts(db, events, log);
    connection = now;
  };

  const relay = held.use(
    repeat({
      name: 'relaying what the log and the gateways were not told',
      everyMs: 2_000,
      log,
      run: async (signal) => {
        await recheck();
        await ended.announceAll(signal);
        await relayAccounts(db, events, { log, signal });
      },
    }),
  );
  held.use(repeat({ name: 'counting accounts', everyMs: 60_000, log, run: () => countPending(db) }));
  held.use(repeat({ name: 'turning the keys', everyMs: 60_000, log, run: keyring.turn }));
  held.use(repeat({ name: 'cleaning up', everyMs: 3_600_000, log, run: (signal) => cleanUp(db, signal) }));

  const deps: Deps = { db, events, hasher, lock: createLoginLock(redis), keyring, ended, relaySoon: relay.soon };
  held.use(
    await serve(bus, {
      name: 'auth',
      description: 'Accounts, sessions and the keys of access tokens.',
      log,
      endpoints: [
        handle(authEndpoints.register, tolerant(register(deps))),
        handle(authEndpoints.login, tolerant(login(deps))),
        handle(authEndpoints.refresh, tolerant(refresh(deps))),
        handle(authEndpoints.sessions, tolerant(sessions(deps))),
        handle(authEndpoints.endSession, tolerant(endSession(deps))),
        handle(authEndpoints.keys, tolerant(keys(deps))),
      ],
    }),
  );

  const owned = held.move();
  return {
    ready: async () => {
      await sql`select 1`.execute(db);
      return true;
    },
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  };
}
