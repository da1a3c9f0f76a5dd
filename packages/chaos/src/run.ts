import { performance } from 'node:perf_hooks';
import { setTimeout as sleep } from 'node:timers/promises';
import { enlist } from './clients/enlist.ts';
import { Ledger } from './clients/ledger.ts';
import { inject } from './faults/inject.ts';
import type { World } from './faults/world.ts';
import { judge } from './judge.ts';
import type { Finding, Report } from './report.ts';
import type { FaultKind } from './schedule/faults.ts';
import { makeSchedule, type Schedule } from './schedule/schedule.ts';
import { startChaosSystem } from './system/chaos-system.ts';
import { settleTown } from './traffic/town.ts';

export type ChaosOptions = {
  seed: number;
  minutes: number;
  clients: number;
  actionsPerSecond: number;
  /** Servers of NATS: one, or a cluster in which each has a copy of the log. */
  natsNodes?: number;
  /** Where data and logs go; absolute. */
  dir: string;
  say: (line: string) => void;
};

const lastFaults = 20;

/** Runs the whole system under a schedule of faults and traffic, and judges what came of it against the log. */
export async function runChaos(options: ChaosOptions): Promise<Report> {
  const { seed, minutes, clients, actionsPerSecond, natsNodes = 1, dir, say } = options;
  const schedule = makeSchedule({ seed, durationMs: minutes * 60_000, clients, actionsPerSecond, natsNodes });
  say(`seed ${seed}, schedule ${schedule.hash}: ${schedule.faults.length} faults, ${schedule.actions.length} actions`);
  await using chaos = await startChaosSystem(dir, natsNodes);
  const { urls } = chaos.system;
  const town = await settleTown({ urls, users: Math.ceil(clients * 0.88), seed });
  const ledger = new Ledger();
  await using held = new AsyncDisposableStack();
  const crowd = await enlist({ urls, town, clients, ledger, held });
  say(`${town.accounts.length} users on ${crowd.length} clients are there; faults begin`);

  const world: World = { chaos, clients: crowd };
  const faults: Partial<Record<FaultKind, number>> = {};
  const log: string[] = [];
  const noted = (line: string) => {
    log.push(line);
    say(line);
  };
  const thrown = await play(world, schedule, noted, faults);
  say('faults are over');
  const { findings, counts } = await judge({ world, ledger, accounts: town.accounts, say });
  findings.push(...thrown.map((what): Finding => ({ kind: 'broken', what })));
  return {
    ...{ seed, hash: schedule.hash, durationMs: schedule.durationMs, faults, findings, logDir: chaos.logDir },
    counts: { clients: crowd.length, ...counts },
    lastFaults: log.slice(-lastFaults),
  };
}

/**
 * Does what the schedule says when it says so; settles when all of it is over and healed.
 * @returns what threw: neither a fault nor anything a user does may
 */
async function play(
  world: World,
  { faults, actions, durationMs }: Schedule,
  noted: (line: string) => void,
  counts: Partial<Record<FaultKind, number>>,
): Promise<string[]> {
  const thrown: string[] = [];
  const start = performance.now();
  const until = (at: number) => sleep(Math.max(0, start + at - performance.now()));
  /** A fault is over when the run is. */
  const wait = (ms: number) => sleep(Math.max(0, Math.min(ms, start + durationMs - performance.now())));
  const running: Promise<void>[] = [];
  const track = (what: object, work: Promise<void>) =>
    running.push(
      work.catch((error) => {
        thrown.push(`${JSON.stringify(what)} threw ${(error as Error).stack}`);
      }),
    );
  const disturb = async () => {
    for (const { at, ...fault } of faults.toSorted((a, b) => a.at - b.at)) {
      await until(at);
      counts[fault.kind] = (counts[fault.kind] ?? 0) + 1;
      noted(`${(at / 1000).toFixed(1).padStart(6)} s ${JSON.stringify(fault)}`);
      track(fault, inject(world, fault, wait));
    }
  };
  const act = async () => {
    for (const { at, ...action } of actions) {
      await until(at);
      track(action, world.clients[action.client]!.perform(action));
    }
  };
  await Promise.all([disturb(), act()]);
  await until(durationMs);
  await Promise.all(running);
  return thrown;
}
