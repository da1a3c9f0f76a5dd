import { readFileSync } from 'node:fs';
import type { DevicesReport, PresenceChanged, PresenceState, UserId } from '@messenger/proto';
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

export type ReportOutcome = 'applied' | 'repeated' | 'gap';

/** Presence in Redis. Each method is one atomic script or command, and rejects when Redis is not reachable. */
export type PresenceStore = {
  report(report: DevicesReport): Promise<{ outcome: ReportOutcome; changes: PresenceChanged[] }>;
  /** Calls offline whose grace is over and, with `deadGateways`, the users of gateways that are gone. */
  sweep(deadGateways: boolean): Promise<PresenceChanged[]>;
  /** Puts back what was announced before Redis lost it. */
  restore(announced: [UserId, PresenceState][]): Promise<void>;
  /** What was announced last of each user; who was never announced is missing. */
  statesOf(userIds: UserId[]): Promise<PresenceChanged[]>;
  /** An id of the data in Redis: another one than last time means that everything was lost in between. */
  dataId(): Promise<string>;
};

const text = (file: string) => readFileSync(new URL(file, import.meta.url), 'utf8');
const scripts = {
  presenceReport: text('./report.lua'),
  presenceSweep: text('./sweep.lua'),
  presenceRestore: text('./restore.lua'),
};
type Scripted = Redis & Record<keyof typeof scripts, (...args: (string | number)[]) => Promise<string[]>>;

/** The most users one sweep calls offline; the rest follow in the next. */
const sweepLimit = 2_000;

export function presenceStore(redis: Redis, timing: PresenceTiming): PresenceStore {
  const common = text('./common.lua');
  for (const [name, lua] of Object.entries(scripts)) redis.defineCommand(name, { numberOfKeys: 0, lua: common + lua });
  const scripted = redis as Scripted;
  return {
    async report(report) {
      const [outcome, ...flat] = await scripted.presenceReport(JSON.stringify(report), timing.expiryMs, timing.graceMs);
      return { outcome: outcome as ReportOutcome, changes: changesOf(flat) };
    },
    async sweep(deadGateways) {
      return changesOf(await scripted.presenceSweep(sweepLimit, timing.graceMs, deadGateways ? '1' : '0'));
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
