import type { Beside } from './beside/errands.ts';

/** Which chats of the world a scenario talks in. */
export type Stage = 'groups' | 'hall' | 'pairs';

export type Scenario = {
  name: string;
  title: string;
  /** How many users are connected; the world's first. */
  users: number;
  stage: Stage;
  /** Sockets of each user; one unless said otherwise. */
  devices?: number;
  /** Messages a second, all senders together; several: a ramp, which ends at the first that is not held. */
  rates: readonly number[];
  seconds: number;
  /** Whether every device also says, once a second, how far it has read each chat. */
  receipts: boolean;
  /** What goes on beside the messages. */
  beside?: Beside;
  /** After the rates, so many times the last of them for a short while. */
  burst?: { times: number; seconds: number };
  /** Then, without a pause, twice the highest rate that was held, and half of it. */
  overload?: true;
};

/** A rate is held when this share of all deliveries came, half of them within the average and 99 of 100 in the limit. */
export const held = { delivered: 0.999, p99Ms: 500 } as const;

/** So many chats each user is in, as in the figures for connecting. */
export const groupsPerBlock = 4;

/** Members of a group, as in the figures that ours are compared with. */
export const groupSize = 50;
export const hallSize = 300;

const ramp = [100, 200, 400, 600, 900, 1_200, 1_600, 2_400, 3_200, 4_800, 6_400] as const;

const storm = { users: 1_000, stage: 'groups', rates: [], seconds: 0, receipts: false } as const;

const groups = {
  name: 'S2',
  title: '1,000 users, groups of 50',
  users: 1_000,
  stage: 'groups',
  rates: [50],
  seconds: 30,
  receipts: true,
} as const;

const pairs = {
  name: 'S4',
  title: '500 direct chats, highest rate',
  users: 1_000,
  stage: 'pairs',
  rates: ramp.slice(3),
  seconds: 8,
  receipts: false,
} as const;

/** Connecting apart, five situations: small, usual, one large group, as many direct chats and as many groups as it holds. */
export const scenarios: readonly Scenario[] = [
  {
    name: 'S1',
    title: '200 users, groups of 50',
    users: 200,
    stage: 'groups',
    rates: [50],
    seconds: 20,
    receipts: true,
  },
  groups,
  { name: 'S3', title: 'one group of 300', users: 300, stage: 'hall', rates: [50], seconds: 20, receipts: true },
  pairs,
  {
    name: 'S5',
    title: 'groups of 50, highest rate',
    users: 1_000,
    stage: 'groups',
    rates: ramp.slice(0, 8),
    seconds: 8,
    receipts: false,
  },
  {
    ...groups,
    name: 'M2',
    title: '1,000 users, groups of 50, with an upload and 10 searches a second beside it',
    beside: { uploads: 1, searches: 10 },
  },
  {
    ...pairs,
    name: 'O4',
    title: '500 direct chats, twice the highest rate, then half of it',
    overload: true,
  },
  { ...storm, name: 'C1', title: '1,000 devices connect at once, then again with their cursors' },
  { ...storm, name: 'C5', title: '5,000 devices connect at once, then again with their cursors', devices: 5 },
];

/** R47: what `pnpm load` without more holds the product to. Times in ms. */
export const promised = { averageMs: 100, p95Ms: 300, p99Ms: 500, delivered: 0.999 } as const;
