import { groupsPerBlock, hallSize, type Stage } from '../scenarios.ts';

/** `token`: to speak with, for 15 minutes; `refreshToken`: to get the next, once. */
export type Person = { id: string; token: string; refreshToken: string };
/** A chat and the indexes of its members among the people. */
export type Room = { id: string; members: readonly number[] };
/** `renewedAt`: when the oldest token was given, by `performance.now()`. */
export type World = { people: Person[]; rooms: Record<Stage, Room[]>; renewedAt: number };

/** The rooms that are wholly within the first so many people, without their ids; groups of the same people go last. */
export function roomPlan(people: number, groupSize: number): Record<Stage, number[][]> {
  const range = (from: number, count: number) => Array.from({ length: count }, (_, i) => from + i);
  const blocks = Math.floor(people / groupSize);
  return {
    groups: Array.from({ length: blocks * groupsPerBlock }, (_, n) => range((n % blocks) * groupSize, groupSize)),
    hall: people >= hallSize ? [range(0, hallSize)] : [],
    pairs: Array.from({ length: Math.floor(people / 2) }, (_, pair) => range(pair * 2, 2)),
  };
}

/** The rooms of a stage of which everybody is among the first so many people. */
export function roomsOf({ rooms }: World, stage: Stage, users: number): Room[] {
  return rooms[stage].filter(({ members }) => members.every((member) => member < users));
}
