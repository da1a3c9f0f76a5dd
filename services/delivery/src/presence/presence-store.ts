import { readFileSync } from 'node:fs';
import type { DevicesReport, PresenceChanged, PresencePreference, PresenceState, UserId } from '@messenger/proto';
import type { Redis } from 'ioredis';

/** What presence is counted with, in milliseconds. */
export type PresenceTiming = {
  /** A gateway that has not reported for so long is gone. Gateways report every 10 s. */
  expiryMs: number;
  /** Who comes back within it was never away. */
  graceMs: number;
  /** After Redis or all of delivery was away, gateways have so long to report before they count as gone. */
  settleMs: number;
  sweepMs: number;
};

export const presenceTiming: PresenceTiming = { expiryMs: 25_000, graceMs: 5_000, settleMs: 12_000, sweepMs: 500 };

export type ReportOutcome = 'applied' | 'repeated' | 'gap' | 'unready';

/** How far the directory was read for preferences. */
export type DirectoryPosition = { generation: string; seq: number; lastEventId: string | undefined };

/** What users prefer from now on, according to the events after `from` up to `to`. */
export type Preferences = {
  from: number;
  to: number;
  lastEventId: string | undefined;
  preferences: [UserId, PresencePreference][];
};

/** Presence in Redis. Each method is one atomic script or command, and rejects when Redis is not reachable. */
export type PresenceStore = {
  report(report: DevicesReport): Promise<{ outcome: ReportOutcome; changes: PresenceChanged[] }>;
  /** Takes in preferences once, in order; undefined when others were taken in meanwhile, or all was lost. */
  prefer(preferences: Preferences): Promise<PresenceChanged[] | undefined>;
  directoryPosition(): Promise<DirectoryPosition | undefined>;
  /** Whether the preferences of all are known; reports take no effect before. */
  preferencesKnown(): Promise<boolean>;
  /** The directory was read to its end, at this position or later: known from now on. False if they were lost meanwhile. */
  reached(seq: number): Promise<boolean>;
  /** They may have changed since they were read. */
  doubtPreferences(): Promise<void>;
  /** Forgets preferences of another log, or of this one before it was rewound. */
  forgetPreferences(generation: string): Promise<void>;
  /**
   * Calls offline whose grace is over and, with `deadGateways`, the users of gateways that are gone. Brings again what
   * was not `told` in time.
   */
  sweep(deadGateways: boolean): Promise<PresenceChanged[]>;
  /** These changes were published; until then a sweep brings them again. */
  told(changes: PresenceChanged[]): Promise<void>;
  /** Puts back what was announced before Redis lost it. */
  restore(announced: [UserId, PresenceState][]): Promise<void>;
  /** What was announced last of each user; who was never announced is missing. */
  statesOf(userIds: UserId[]): Promise<PresenceChanged[]>;
  /** An id of the data in Redis: another one than last time means that everything was lost in between. */
  dataId(): Promise<string>;
};

const directory = '{presence}:directory';
const text = (file: string) => readFileSync(new URL(file, import.meta.url), 'utf8');
const scripts = {
  presenceReport: text('./report.lua'),
  presencePreferences: text('./preferences.lua'),
  presenceKnown: text('./known.lua'),
  presenceSweep: text('./sweep.lua'),
  presenceRestore: text('./restore.lua'),
};
type Scripted = Redis & Record<keyof typeof scripts, (...args: (string | number)[]) => Promise<string[]>>;

/** A change that was not told for so long is brought again: longer than Redis is waited for. */
const tellMs = 5_000;
/** The most users one sweep calls offline; the rest follow in the next. */
const sweepLimit = 2_000;

/** Presence over this connection, on which it defines its scripts as commands. */
export function presenceStore(redis: Redis, timing: PresenceTiming): PresenceStore {
  const common = text('./common.lua');
  for (const [name, lua] of Object.entries(scripts)) redis.defineCommand(name, { numberOfKeys: 0, lua: common + lua });
  const scripted = redis as Scripted;
  return {
    async report(report) {
      const [outcome, ...flat] = await scripted.presenceReport(JSON.stringify(report), timing.expiryMs, timing.graceMs);
      return { outcome: outcome as ReportOutcome, changes: changesOf(flat) };
    },
    async prefer({ from, to, lastEventId, preferences }) {
      const [outcome, ...flat] = await scripted.presencePreferences(
        from,
        to,
        lastEventId ?? '',
        JSON.stringify(preferences),
        timing.graceMs,
      );
      return outcome === 'applied' ? changesOf(flat) : undefined;
    },
    async directoryPosition() {
      const [generation, seq, id] = await redis.hmget(directory, 'generation', 'seq', 'id');
      return generation && seq ? { generation, seq: Number(seq), lastEventId: id || undefined } : undefined;
    },
    preferencesKnown: async () => (await redis.hexists(directory, 'known')) === 1,
    reached: async (seq) => (await scripted.presenceKnown(seq)).length > 0,
    async doubtPreferences() {
      await redis.hdel(directory, 'known');
    },
    async forgetPreferences(generation) {
      await redis
        .multi()
        .del(directory, '{presence}:preferences')
        .hset(directory, { generation, seq: 0, id: '' })
        .exec();
    },
    async sweep(deadGateways) {
      return changesOf(await scripted.presenceSweep(sweepLimit, timing.graceMs, deadGateways ? '1' : '0', tellMs));
    },
    async told(changes) {
      await redis.zrem('{presence}:untold', ...changes.map(({ userId }) => userId));
    },
    async restore(announced) {
      await scripted.presenceRestore(JSON.stringify(announced), timing.settleMs);
    },
    async statesOf(userIds) {
      if (userIds.length === 0) return [];
      const found = await redis.hmget('{presence}:states', ...userIds);
      return userIds.flatMap((userId, i) => {
        const [state, seen] = found[i]?.split('|') ?? [];
        return state === undefined ? [] : [presenceChanged(userId, state, seen)];
      });
    },
    async dataId() {
      const fresh = crypto.randomUUID();
      return (await redis.set('{presence}:data', fresh, 'NX', 'GET')) ?? fresh;
    },
  };
}

function changesOf(flat: string[]): PresenceChanged[] {
  const changes: PresenceChanged[] = [];
  for (let i = 0; i + 2 < flat.length; i += 3) changes.push(presenceChanged(flat[i]!, flat[i + 1]!, flat[i + 2]));
  return changes;
}

function presenceChanged(userId: string, state: string, seen: string | undefined): PresenceChanged {
  return { userId, state: state as PresenceState, lastSeenAt: seen ? new Date(Number(seen)).toISOString() : null };
}
