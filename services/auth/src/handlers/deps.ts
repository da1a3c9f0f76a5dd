import type { EventStore } from '@messenger/event-store';
import type { Database } from '../database/tables.ts';
import type { Keyring } from '../keys/keyring.ts';
import type { LoginLock } from '../login/login-lock.ts';
import type { PasswordHasher } from '../passwords/password-hasher.ts';
import type { EndedSessions } from '../sessions/announce-ended.ts';

/** What the handlers work with. */
export type Deps = {
  db: Database;
  events: EventStore;
  hasher: PasswordHasher;
  lock: LoginLock;
  keyring: Keyring;
  ended: EndedSessions;
  /** Something was left for the relay: accounts to log, ended sessions to announce. */
  relaySoon(): void;
};
