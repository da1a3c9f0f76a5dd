import type { Talk } from './generator/fleet.ts';
import type { Phase } from './generator/protocol.ts';
import { countInLog, countSince, type Place } from './in-log.ts';
import { keepFresh } from './keep-fresh.ts';
import type { RunOptions } from './run.ts';
import { type Step, stepOf } from './step.ts';
import { usageOf, usedBetween } from './system/usage.ts';

export type Measured<T> = {
  step: Step;
  talk: Talk;
  /** How many messages the chats hold now; undefined where there is no log. */
  stored: number | undefined;
  /** What was said of what went on meanwhile. */
  meanwhile: T | undefined;
};

export type Besides<T> = {
  /** How many messages the chats hold, where that is known: they are not counted again. */
  stored?: number | undefined;
  /** Begins what goes on while it talks; what it gives ends it. */
  during?: (() => Promise<() => T | Promise<T>>) | undefined;
};

/** Talks in phases, the first of which names the rate, between two looks at what it costs and two at the log. */
export async function measure<T = never>(
  phases: readonly [Phase, ...Phase[]],
  place: Place,
  options: RunOptions,
  { stored, during }: Besides<T> = {},
): Promise<Measured<T>> {
  const { fleet, target, log } = options;
  await keepFresh(options);
  const earlier = log ? (stored ?? (await countInLog(place))) : undefined;
  const end = await during?.();
  const before = usageOf(target.pid);
  const talk = await fleet.talk(place.rooms, phases);
  const used = usedBetween(before, usageOf(target.pid));
  const meanwhile = await end?.();
  const more = earlier === undefined ? undefined : await countSince(earlier, talk, place);
  const step = stepOf(phases, talk, used, more);
  return { step, talk, stored: earlier === undefined || more === undefined ? undefined : earlier + more, meanwhile };
}
