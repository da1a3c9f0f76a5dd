import { parseArgs } from 'node:util';
import { groupSize } from './scenarios.ts';

/** What `pnpm load` takes. @throws on anything else */
export const readOptions = (args: readonly string[]) =>
  parseArgs({
    args: [...args],
    allowNegative: true,
    options: {
      all: { type: 'boolean', default: false },
      brief: { type: 'boolean', default: false },
      bare: { type: 'boolean', default: false },
      scenario: { type: 'string' },
      users: { type: 'string' },
      rate: { type: 'string' },
      seconds: { type: 'string' },
      receipts: { type: 'boolean' },
      group: { type: 'string', default: String(groupSize) },
      data: { type: 'string' },
      gateways: { type: 'string', default: '1' },
      instances: { type: 'string' },
      threads: { type: 'string', default: '1' },
      soak: { type: 'string' },
      json: { type: 'string' },
      plot: { type: 'string' },
      markdown: { type: 'string' },
    },
  }).values;

/** What the environment may name in place of the promise's figures, as with the tool of the original. */
export const variables = ['NUM_USERS', 'MSG_PER_SEC', 'DURATION'] as const;
