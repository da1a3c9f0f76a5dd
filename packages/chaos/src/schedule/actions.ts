import type { Random } from './random.ts';

/** How often each thing is done, of the sum of all. */
const weights = {
  send: 40,
  burst: 4,
  reply: 6,
  edit: 8,
  delete: 4,
  react: 10,
  unreact: 4,
  read: 14,
  open: 3,
  typing: 2,
  settings: 2,
  profile: 1,
  'add-member': 3,
  'remove-member': 2,
  role: 1,
  rename: 1,
  leave: 1,
  'request-contact': 2,
  'answer-request': 3,
  'remove-contact': 1,
  'create-direct': 2,
  'create-group': 1,
} as const;
export type ActionKind = keyof typeof weights;

/** What a client does. `dice` decide among what it sees at that moment: which chat, which message, what of it. */
export type Action = { client: number; kind: ActionKind; dice: readonly [number, number, number] };

const bag = Object.entries(weights).flatMap(([kind, weight]) => Array<ActionKind>(weight).fill(kind as ActionKind));
export const actionKinds = Object.keys(weights) as ActionKind[];

export function drawAction(random: Random, clients: number): Action {
  const die = () => random.below(2 ** 31);
  return { client: random.below(clients), kind: random.pick(bag), dice: [die(), die(), die()] };
}
