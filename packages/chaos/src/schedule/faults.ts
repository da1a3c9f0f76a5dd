import type { Random } from './random.ts';

export const services = ['gateway', 'chat-command', 'projection', 'delivery', 'auth'] as const;
export type ServiceName = (typeof services)[number];
/** Where a service's connection to a server can be disturbed. */
export const lines = [...services.map((name) => `nats:${name}` as const), 'postgres', 'redis'] as const;
export type LineName = (typeof lines)[number];

/** What goes wrong. `forMs`: until it is healed. */
export type Fault =
  | { kind: 'kill-service'; service: ServiceName; instance: number }
  | { kind: 'pause-service'; service: ServiceName; instance: number; forMs: number }
  | { kind: 'late-batch'; forMs: number }
  | { kind: 'kill-nats' | 'kill-postgres' | 'kill-redis'; forMs: number }
  | { kind: 'cut-line'; line: LineName }
  | { kind: 'delay-line'; line: LineName; delayMs: number; forMs: number }
  | { kind: 'stall-line'; line: LineName; forMs: number }
  | { kind: 'cut-clients'; clients: number[] }
  | { kind: 'delay-clients'; clients: number[]; delayMs: number; forMs: number }
  | {
      kind: 'stall-clients' | 'offline' | 'suspend' | 'restart-client' | 'crash-client';
      clients: number[];
      forMs: number;
    }
  | { kind: 'slow-consumer'; clients: number[]; bytesPerSecond: number; forMs: number }
  | { kind: 'clock-jump'; clients: number[]; byMs: number }
  | { kind: 'no-socket' | 'duplicate' | 'reorder'; clients: number[]; forMs: number };
export type FaultKind = Fault['kind'];

type Card = (random: Random, clients: number) => Fault;

const seconds = (random: Random, least: number, most: number) => random.between(least * 1000, most * 1000);
/** Some of the clients: at least one, at most one in `share`. */
const some = (random: Random, clients: number, share: number) =>
  random
    .shuffled(Array.from({ length: clients }, (_, i) => i))
    .slice(0, random.between(1, Math.max(1, Math.floor(clients / share))))
    .sort((a, b) => a - b);

const kill =
  (service: ServiceName): Card =>
  (random) => ({ kind: 'kill-service', service, instance: random.below(2) });
const pause =
  (...among: ServiceName[]): Card =>
  (random) => ({
    kind: 'pause-service',
    service: random.pick(among),
    instance: random.below(2),
    forMs: seconds(random, 1, 14),
  });
const server =
  (kind: 'kill-nats' | 'kill-postgres' | 'kill-redis'): Card =>
  (random) => ({ kind, forMs: seconds(random, 0, 4) });
const lasting =
  (
    kind:
      | 'stall-clients'
      | 'offline'
      | 'suspend'
      | 'restart-client'
      | 'crash-client'
      | 'no-socket'
      | 'duplicate'
      | 'reorder',
    longest: number,
  ): Card =>
  (random, clients) => ({ kind, clients: some(random, clients, 4), forMs: seconds(random, 1, longest) });

/** Every kind of fault there is; a round deals each once. */
const deck: readonly Card[] = [
  ...services.map(kill),
  pause('chat-command', 'delivery', 'auth'),
  pause('projection', 'gateway'),
  (random) => ({ kind: 'late-batch', forMs: seconds(random, 7, 12) }),
  server('kill-nats'),
  server('kill-postgres'),
  server('kill-redis'),
  (random) => ({ kind: 'cut-line', line: random.pick(lines) }),
  (random) => ({
    kind: 'delay-line',
    line: random.pick(lines),
    delayMs: random.between(20, 250),
    forMs: seconds(random, 2, 8),
  }),
  (random) => ({ kind: 'stall-line', line: random.pick(lines), forMs: seconds(random, 1, 7) }),
  (random, clients) => ({ kind: 'cut-clients', clients: some(random, clients, 2) }),
  (random, clients) => ({
    kind: 'delay-clients',
    clients: some(random, clients, 3),
    delayMs: random.between(50, 600),
    forMs: seconds(random, 2, 8),
  }),
  (random, clients) => ({
    kind: 'slow-consumer',
    clients: some(random, clients, 8),
    bytesPerSecond: random.between(500, 5_000),
    forMs: seconds(random, 3, 10),
  }),
  (random, clients) => ({
    kind: 'clock-jump',
    clients: some(random, clients, 3),
    byMs: random.between(-36, 36) * 3_600_000,
  }),
  lasting('stall-clients', 8),
  lasting('offline', 8),
  lasting('suspend', 14),
  lasting('restart-client', 5),
  lasting('crash-client', 4),
  lasting('no-socket', 30),
  lasting('duplicate', 20),
  lasting('reorder', 20),
];

/** What one round deals; of a cluster's servers each dies twice. */
export const deckFor = (natsNodes: number): readonly Card[] =>
  natsNodes === 1 ? deck : [...deck, ...Array.from({ length: 2 * natsNodes - 1 }, () => server('kill-nats'))];

/** Deals `count` faults: round after round, each round in another order, so that even a short run has every kind. */
export function dealFaults(random: Random, cards: readonly Card[], count: number, clients: number): Fault[] {
  const dealt: Fault[] = [];
  while (dealt.length < count) {
    for (const card of random.shuffled(cards)) if (dealt.length < count) dealt.push(card(random, clients));
  }
  return dealt;
}
